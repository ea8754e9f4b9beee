"""The filters beside results: links that narrow or widen the question, with how many meetings each leads to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as _escaped
from typing import Final
from urllib.parse import quote_plus

from django.utils.safestring import SafeString, mark_safe

from trellis.finder.query import REPEATABLE, Query
from trellis.finder.search import Answer, Choice
from trellis.finder.spoken import far
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
        """Its item in a list of chips. A page has fifty; a template takes ten times as long for them."""
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

    @property
    def lists(self) -> list[SafeString]:
        """The items of each row."""
        return [mark_safe("".join(one.chip for one in row)) for row in self.rows]  # noqa: S308 - chips are escaped

    @property
    def chosen(self) -> int:
        """How many are on, of those that can be taken off."""
        return sum(one.is_chosen and one.count is not None for row in self.rows for one in row)


def panels(answer: Answer, *, show_all: bool = False) -> tuple[Panel, ...]:
    """Those with something to choose."""
    found = [_panel(answer, *panel, most=None if show_all else MOST_SHOWN) for panel in _PANELS]
    if answer.query.near:
        found.append(Panel("within", "How far", (_distances(answer.query), _orders(answer.query))))
    return tuple(panel for panel in found if panel.rows)


def _panel(answer: Answer, name: str, heading: str, facets: tuple[str, ...], *, most: int | None) -> Panel:
    choices = {facet: answer.facets.get(facet, ()) for facet in facets}
    rows = tuple(_filters(answer.query, facet, found[:most]) for facet, found in choices.items() if found)
    is_cut = most is not None and any(len(found) > most for found in choices.values())
    return Panel(name, heading, rows, f"{answer.query.link()}&show=all" if is_cut else "")


def _filters(query: Query, name: str, choices: Sequence[Choice]) -> tuple[Filter, ...]:
    """Writes the links itself, from one address without the parameter: asking the query for each is slower by far."""
    chosen = query.to_params().get(name, [])
    rest = query.link(**{name: None})
    found = []
    for choice in choices:
        kept = [code for code in chosen if code != choice.code] if name in REPEATABLE else []
        codes = kept if choice.is_chosen else [*kept, choice.code]
        found.append(Filter(_capital(choice.label), _with(rest, name, codes), choice.is_chosen, choice.count))
    return tuple(found)


def _with(link: str, name: str, values: Iterable[str]) -> str:
    said = "&".join(f"{name}={quote_plus(value)}" for value in values)
    return f"{link}&{said}" if said and link != "?" else f"{link}{said}"


def _distances(query: Query) -> tuple[Filter, ...]:
    rest = query.link(within=None)
    return tuple(
        Filter(f"Within {far(metres)}", _with(rest, "within", [words]), abs(query.radius_m - metres) < NEARLY_M)
        for words, metres in DISTANCES.items()
    )


def _orders(query: Query) -> tuple[Filter, ...]:
    words = {"time": "Soonest first", "distance": "Nearest first"}
    return tuple(Filter(said, query.link(sort=one), query.sort == one) for one, said in words.items())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
