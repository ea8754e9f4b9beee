"""Ask, and get an answer that a page, the API or a terminal can show.

`asked` reads the parameters of an address; `search` answers from the read index, without a database query;
`results` loads the meetings of the page in one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from trellis.finder.alternatives import Alternative, alternatives
from trellis.finder.entries import Hit, Outcome
from trellis.finder.query import MODES, Query, parse
from trellis.finder.questions.gazetteer import finder_gazetteer
from trellis.finder.questions.parts import Understood
from trellis.finder.questions.when import DAY_NAMES, DAY_WORDS, WHEN_FACETS
from trellis.finder.refresh import current_index
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import PATHWAYS


@dataclass(slots=True)
class Choice:
    """One filter that can be put on or taken off, with how many meetings it leads to.

    Seventy are made for each answer; frozen they would take four times as long.
    """

    name: str
    code: str
    label: str
    count: int
    is_chosen: bool
    query: Query

    @property
    def link(self) -> str:
        """The address ("?…") with this filter put on, or taken off where it is on."""
        return self.query.toggled(self.name, self.code)


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what was found. `facets` maps a parameter to its choices, the chosen and the most frequent first."""

    query: Query
    now: datetime
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Choice, ...]]
    alternatives: tuple[Alternative, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.query.limit))

    @property
    def has_next(self) -> bool:
        return self.query.page < self.pages

    @property
    def has_previous(self) -> bool:
        return self.query.page > 1

    @property
    def next_link(self) -> str:
        return self.query.link(page=self.query.page + 1)

    @property
    def previous_link(self) -> str:
        return self.query.link(page=min(self.query.page, self.pages + 1) - 1)


@dataclass(frozen=True, slots=True)
class Result:
    """A meeting with group, place and source loaded, and the occurrence that was found."""

    meeting: Meeting
    hit: Hit


def asked(params: Mapping[str, Sequence[str]], *, now: datetime) -> Query:
    """The query of an address's parameters (`request.GET.lists()` as a dict), in this site's zone and places."""
    says = current_index().says if any(params.get("q", ())) else _nothing_is_said
    return parse(params, gazetteer=finder_gazetteer(), now=now, zone=settings.TIME_ZONE, says=says)


def _nothing_is_said(_word: str) -> bool:
    return False


def search(query: Query, *, now: datetime) -> Answer:
    """No database query, but for the first in a process."""
    index = current_index()
    outcome = index.look(query, now)
    if not outcome.total and any(one.is_loose for one in query.understood):
        query, outcome = _less_loosely(query, lambda other: index.look(other, now))
    others = alternatives(query, outcome, lambda other: index.look(other, now), in_miles=measures_in_miles())
    chosen = query.to_params()
    facets = {name: _choices(query, name, counts, chosen.get(name, ())) for name, counts in outcome.counts.items()}
    if outcome.corrections:
        query = replace(query, understood=(*query.understood, *_taken_for(outcome.corrections)))
    return Answer(query, now, outcome.total, outcome.hits, facets, tuple(others))


def _less_loosely(query: Query, look: Callable[[Query], Outcome]) -> tuple[Query, Outcome]:
    """What we only guessed was meant finds nothing: search for the words themselves, else leave them out."""
    guesses = [one for one in query.understood if one.is_loose]
    words = " ".join(one.words for one in guesses)
    wider = replace(query, pathways=frozenset())
    plain = replace(wider, text=f"{query.text} {words}".strip())
    sure = tuple(one for one in query.understood if not one.is_loose)
    outcome = look(plain)
    if outcome.total and not outcome.corrections:
        return replace(plain, understood=sure), outcome
    outcome = look(wider)
    if not outcome.total or wider.is_empty:
        return query, look(query)
    said = tuple(replace(one, label=f"any pathway: we list no {one.label} there") for one in guesses)
    return replace(wider, understood=(*sure, *said)), outcome


def measures_in_miles() -> bool:
    return settings.COUNTRY in COUNTRIES_IN_MILES


def _taken_for(corrections: Iterable[tuple[str, str]]) -> Iterable[Understood]:
    return (Understood("q", instead, word, is_corrected=True) for word, instead in corrections)


def results(answer: Answer) -> list[Result]:
    """The meetings of the page, in order. One query; a meeting that has just gone is left out."""
    found = Meeting.objects.with_listing().in_bulk([hit.meeting_id for hit in answer.hits])
    return [Result(found[hit.meeting_id], hit) for hit in answer.hits if hit.meeting_id in found]


COUNTRIES_IN_MILES = frozenset({"GB", "US"})
_LABELS: Mapping[str, Mapping[str, str]] = {
    "pathway": {code: pathway.name for code, pathway in PATHWAYS.items()},
    "feature": {code: feature.name for code, feature in FEATURES.items()},
    "mode": MODES,
    "day": dict(zip(DAY_WORDS, DAY_NAMES, strict=True)),
    "when": {words: when.label for words, when in WHEN_FACETS.items()},
}
_IN_ORDER = {"mode", "day", "when"}


def _choices(query: Query, name: str, counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[Choice, ...]:
    labels = _LABELS[name]
    codes = [code for code in (labels if name in _IN_ORDER else {*counts, *chosen}) if code in counts or code in chosen]
    found = [Choice(name, code, labels.get(code, code), counts.get(code, 0), code in chosen, query) for code in codes]
    if name not in _IN_ORDER:
        found.sort(key=lambda choice: (not choice.is_chosen, -choice.count, choice.label))
    return tuple(found)
