"""The filters beside results: links that narrow or widen the question, with how many meetings each leads to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape as _escaped
from typing import Final
from urllib.parse import quote_plus

from django.utils.safestring import SafeString, mark_safe

from trellis.finder.cards.spoken import far
from trellis.finder.query import REPEATABLE, Query
from trellis.finder.search import Answer, Choice
from trellis.lib.geo import METRES_PER_MILE

MOST_SHOWN: Final = 12
NEARLY_M: Final = 50
DISTANCES: Final = {f"{miles}mi": round(miles * METRES_PER_MILE) for miles in (1, 3, 5, 10, 25, 50)}
_PANELS: Final = (
    ("when", "When", ("when", "day")),
    ("pathway", "Pathway", ("pathway",)),
    ("feature", "Features", ("feature",)),
    ("mode", "How to join", ("mode",)),
)
"""Name, heading and the parameters whose choices it holds."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One link: what it says, where it leads, how many it finds (None where that is not counted)."""

    words: str
    link: str
    is_chosen: bool
    count: int | None = None

    @property
    def chip(self) -> str:
        """Its item in a list of chips."""
        chosen = ' chosen" aria-current="true' if self.is_chosen else ""
        count = "" if self.count is None else f' <span class="count">{self.count}</span>'
        return f'<li><a class="chip{chosen}" href="{_escaped(self.link)}">{_escaped(self.words)}{count}</a></li>'


@dataclass(frozen=True, slots=True)
class Panel:
    """Filters of one sort in a row or two, under a heading that opens. `more` leads to all, where not all are shown."""

    name: str
    heading: str
    rows: tuple[tuple[Filter, ...], ...]
    more: str = ""
    is_open: bool = False

    @property
    def chosen(self) -> int:
        """How many are on, of those that can be taken off."""
        return sum(one.is_chosen and one.count is not None for row in self.rows for one in row)

    @property
    def html(self) -> SafeString:
        """The whole panel. A page has fifty chips; put together here, they cost a tenth of what a template takes."""
        rows = ["".join(one.chip for one in row) for row in self.rows]
        if self.more:
            rows[-1] += f'<li><a class="chip" href="{_escaped(self.more)}">All of them</a></li>'
        lists = "".join(f'<ul class="chips">{row}</ul>' for row in rows)
        number = f' <span class="tag">{self.chosen}<span class="unseen"> chosen</span></span>' if self.chosen else ""
        is_open = " open" if self.is_open else ""
        summary = f"<summary>{_escaped(self.heading)}{number}</summary>"
        return mark_safe(f'<details name="filters"{is_open}>{summary}{lists}</details>\n')  # noqa: S308 - escaped above


class _Links:
    """Addresses of one question with a parameter changed, each parameter encoded once.

    `Query.link` says the same, and more carefully; for fifty links on a page it takes several times as long.
    """

    def __init__(self, query: Query) -> None:
        self.chosen = query.to_params()
        self.parts = {name: _written(name, values) for name, values in self.chosen.items() if name != "page"}

    def toggled(self, name: str, code: str) -> str:
        """With the choice put on, or taken off where it is on."""
        chosen = self.chosen.get(name, [])
        kept = [one for one in chosen if one != code] if name in REPEATABLE else []
        return self.to(name, kept if code in chosen else sorted([*kept, code]))

    def all(self) -> str:
        """The question as it is, from its first page."""
        return "?" + "&".join(self.parts.values())

    def to(self, name: str, values: Sequence[str]) -> str:
        parts = [said for one, said in self.parts.items() if one != name]
        return "?" + "&".join([*parts, _written(name, values)] if values else parts)


def _written(name: str, values: Iterable[str]) -> str:
    return "&".join(f"{name}={_quoted(value)}" for value in values)


_quoted = lru_cache(maxsize=1024)(quote_plus)


def panels(answer: Answer, *, show_all: bool = False) -> tuple[Panel, ...]:
    """Those with something to choose."""
    links = _Links(answer.query)
    found = [_panel(answer, links, *panel, most=None if show_all else MOST_SHOWN) for panel in _PANELS]
    if answer.query.near:
        found.append(Panel("within", "How far", (_distances(answer.query, links), _orders(answer.query, links))))
    return tuple(panel for panel in found if panel.rows)


def _panel(
    answer: Answer, links: _Links, name: str, heading: str, facets: tuple[str, ...], *, most: int | None
) -> Panel:
    choices = [found for facet in facets if (found := answer.facets.get(facet))]
    rows = tuple(tuple(_filter(choice, links) for choice in found[:most]) for found in choices)
    is_cut = most is not None and any(len(found) > most for found in choices)
    more = f"{links.all()}&show=all" if is_cut else ""
    return Panel(name, heading, rows, more, is_open=most is None and name == "feature")


def _filter(choice: Choice, links: _Links) -> Filter:
    return Filter(_capital(choice.label), links.toggled(choice.name, choice.code), choice.is_chosen, choice.count)


def _distances(query: Query, links: _Links) -> tuple[Filter, ...]:
    return tuple(
        Filter(f"Within {far(metres)}", links.to("within", [words]), abs(query.radius_m - metres) < NEARLY_M)
        for words, metres in DISTANCES.items()
    )


def _orders(query: Query, links: _Links) -> tuple[Filter, ...]:
    words = {"time": "Soonest first", "distance": "Nearest first"}
    usual: Mapping[str, list[str]] = {"time": [], "distance": ["distance"]}
    return tuple(Filter(said, links.to("sort", usual[one]), query.sort == one) for one, said in words.items())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
