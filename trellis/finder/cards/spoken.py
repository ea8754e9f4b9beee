"""A question said back: the heading of its page, and each thing that was understood with a link that takes it away."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from trellis.finder.cards.phrases import distance_words
from trellis.finder.query import MODES, Query
from trellis.finder.questions.needs import need_of
from trellis.finder.questions.parts import Near, read_point
from trellis.finder.questions.when import DAY_NAMES
from trellis.meetings.features import FEATURES
from trellis.meetings.pathways import PATHWAYS

COUNTRIES_IN_MILES = frozenset({"GB", "US"})


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a question, and the address of the question without it."""

    words: str
    link: str


def heading(query: Query) -> str:
    """Says where, and nothing about who looks for what: it is the title that a history keeps."""
    if query.near:
        return f"What is on near {_named(query.near)}"
    if query.area:
        return f"What is on in {query.area.name}"
    return "What is on"


def _named(near: Near) -> str:
    """A point comes from a browser that was asked where it is: it means the visitor."""
    return "you" if read_point(near.words) else near.label


def far(metres: float) -> str:
    """A distance, in what people of this site's country measure in."""
    return distance_words(metres, in_miles=measures_in_miles())


def measures_in_miles() -> bool:
    return settings.COUNTRY in COUNTRIES_IN_MILES


def nothing_words(query: Query) -> str:
    """What is not there: Nothing for “yoga” within 5 miles, Sunday from 7 pm; Nothing today."""
    what = f" for “{query.text}”" if query.text else ""
    where = f" within {far(query.radius_m)}" if query.near else ""
    when = query.when.label if query.when else ""
    pause = "," if where and when[:1].isupper() else ""
    said = f"{what}{where}{pause}{' ' * bool(when)}{when}"
    return f"Nothing{said or ' like this is listed'}"


def chips(query: Query) -> tuple[Chip, ...]:
    """Everything that narrows the results, in the order of the address."""
    return tuple(_chips(query))


def _chips(query: Query) -> Iterator[Chip]:
    if query.text:
        yield Chip(f"“{query.text}”", query.link(q=None))
    if query.near:
        yield Chip(
            f"Within {far(query.radius_m)} of {_named(query.near)}", query.link(near=None, within=None, sort=None)
        )
    if query.area:
        yield Chip(query.area.name, query.link(area=None))
    if query.box:
        yield Chip("Inside this part of the map", query.link(box=None))
    if query.when:
        yield Chip(_capital(query.when.label), query.link(when=None))
    need = need_of(query.pathways)
    if need:
        yield Chip(_capital(need), query.link(pathway=None))
    for name, values in query.to_params().items():
        if need and name == "pathway":
            continue
        if name in {"day", "pathway", "feature", "mode"}:
            for value in values:
                yield Chip(_label(name, value), query.toggled(name, value))


def _label(name: str, value: str) -> str:
    match name:
        case "day":
            return next(day for day in DAY_NAMES if day.lower().startswith(value)) + "s"
        case "pathway":
            return PATHWAYS[value].name
        case "feature":
            return FEATURES[value].name
        case _:
            return MODES[value]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
