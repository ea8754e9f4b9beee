"""Where there is little or nothing: what there is nearest to it, further away, later, online, or without the words.

Pure: `look` answers a query at the moment `now`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from trellis.finder.cards.phrases import distance_words
from trellis.finder.entries import Hit, Outcome
from trellis.finder.query import MODES, Query
from trellis.finder.questions.needs import alike
from trellis.finder.questions.parts import MOST_WITHIN_M
from trellis.finder.questions.when import When
from trellis.lib.geo import METRES_PER_MILE
from trellis.meetings.features import FEATURES
from trellis.meetings.pathways import PATHWAYS

Look = Callable[[Query], Outcome]

ENOUGH: Final = 3
"""With so many results nobody needs to be sent elsewhere."""
MOST_LEFT_OUT: Final = 2
_MILES: Final = (1, 3, 5, 10, 15, 25, 50, 75, 100, 125)
_KILOMETRES: Final = (1, 2, 5, 10, 15, 25, 50, 75, 100, 150, 200)
_ONLINE_SOON: Final = (When(hours=3), When(day="today"), When(day="tomorrow"))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something near to what was asked, with how many there are and the first; `kind` says what gives way.

    The kinds are "further", "later", "online", "words", "alike" (other pathways for the same people) and "without" (a
    filter is left out).
    """

    kind: str
    sentence: str
    total: int
    query: Query
    first: Hit | None = None

    @property
    def link(self) -> str:
        return self.query.link()


def alternatives(query: Query, found: Outcome, look: Look, *, in_miles: bool) -> Iterator[Alternative]:
    """None where there is enough, or where nothing was asked that could give way."""
    if found.total >= ENOUGH:
        return
    asked = replace(query, page=1, understood=(), problems=())
    offers = (
        _further(asked, look, in_miles=in_miles, has_some=found.total > 0),
        _later(asked, look),
        _online(asked, look),
        _other_words(asked, look),
        *(_without(asked, found, look) if not found.total else ()),
    )
    yield from (offer for offer in offers if offer and offer.total > found.total)


def _further(query: Query, look: Look, *, in_miles: bool, has_some: bool) -> Alternative | None:
    """A circle just wide enough to reach the nearest that is outside, and how many are inside that."""
    if query.near is None or query.radius_m >= MOST_WITHIN_M:
        return None
    widest = replace(query, within_m=MOST_WITHIN_M, sort="distance", limit=ENOUGH)
    outside = [hit for hit in look(widest).hits if (hit.distance_m or 0) > query.radius_m]
    if not outside or outside[0].distance_m is None:
        return None
    wider = replace(query, within_m=_round_up(outside[0].distance_m, in_miles=in_miles))
    inside = look(wider)
    nearest = distance_words(outside[0].distance_m, in_miles=in_miles)
    circle = distance_words(wider.radius_m, in_miles=in_miles)
    which = "The next nearest" if has_some else "The nearest"
    sentence = f"{which} is {nearest} away. {_are(inside.total)} within {circle}."
    return Alternative("further", sentence, inside.total, wider, outside[0])


def _round_up(metres: float, *, in_miles: bool) -> int:
    steps = [round(miles * METRES_PER_MILE) for miles in _MILES] if in_miles else [km * 1000 for km in _KILOMETRES]
    return next((step for step in steps if step >= metres), MOST_WITHIN_M)


def _later(query: Query, look: Look) -> Alternative | None:
    """The same at any time to come."""
    if query.when is None and not query.days:
        return None
    whenever = replace(query, when=None, days=frozenset())
    found = look(whenever)
    first = next((hit for hit in found.hits if hit.starts), None)
    if first is None or first.starts is None:
        return None
    return Alternative("later", f"{_are(found.total)} at any time.", found.total, whenever, first)


def _online(query: Query, look: Look) -> Alternative | None:
    """From home, soon: in the next hours, else today, else tomorrow."""
    if query.modes == {"online"}:
        return None
    for when in _ONLINE_SOON:
        online = replace(
            query,
            near=None,
            within_m=None,
            area=None,
            box=None,
            when=when,
            days=frozenset(),
            modes=frozenset({"online"}),
            sort="time",
        )
        found = look(online)
        if found.total:
            return Alternative(
                "online", f"{_are(found.total)} online {when.label}.", found.total, online, found.hits[0]
            )
    return None


def _other_words(query: Query, look: Look) -> Alternative | None:
    """The same without the words searched for."""
    wordless = replace(query, text="")
    if not query.text or wordless.is_empty:
        return None
    found = look(wordless)
    first = next(iter(found.hits), None)
    return Alternative("words", f"{_are(found.total)} without “{query.text}”.", found.total, wordless, first)


def _without(query: Query, found: Outcome, look: Look) -> list[Alternative]:
    """With other pathways for the same people; else without one of the filters, those that find most first."""
    kin = alike(query.pathways) if query.pathways else frozenset()
    others = _filtered("alike", "with other pathways for the same people", replace(query, pathways=kin), look)
    left_out = [
        _filtered("without", how, fewer, look)
        for how, fewer in _with_fewer(query)
        if not (fewer.is_empty and kin and others)
    ]
    best = sorted((one for one in left_out if one), key=lambda one: -one.total)[:MOST_LEFT_OUT]
    if not best and not (kin and others):
        bare = replace(query, pathways=frozenset(), features=frozenset(), modes=frozenset())
        tries = (bare, replace(bare, text=""))
        best = [one for fewer in tries if (one := _filtered("without", "without these filters", fewer, look))][:1]
    return ([others] if kin and others else []) + best


def _with_fewer(query: Query) -> Iterator[tuple[str, Query]]:
    """With one filter less: how that reads, and the question. Pathways are any of several: all of them go at once."""
    for code in sorted(query.features):
        yield f"without {FEATURES[code].name}", replace(query, features=query.features - {code})
    if query.pathways:
        name = PATHWAYS[min(query.pathways)].name
        how = f"without {name}" if len(query.pathways) == 1 else "with any pathway"
        yield how, replace(query, pathways=frozenset())
    if query.modes:
        label = " or ".join(MODES[mode].lower() for mode in sorted(query.modes))
        yield f"without “{label}”", replace(query, modes=frozenset())


def _filtered(kind: str, how: str, query: Query, look: Look) -> Alternative | None:
    found = look(query)
    if not found.total:
        return None
    return Alternative(kind, f"{_are(found.total)} {how}.", found.total, query, next(iter(found.hits), None))


def _are(number: int) -> str:
    return "There is one" if number == 1 else f"There are {number:,}"
