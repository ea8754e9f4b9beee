"""What a moderator's queue is made of. Each room that has something for moderators adds a section:

    def late(scope: Scope, now: dt.datetime) -> Section | None: …
    add_section("late", late, order=60)

A section is asked for those of the viewer's areas alone, and is left out where it has nothing to show.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from trellis.keeping.deciding.scope import Scope

MOST_ROWS: Final = 50
"""Rows of one section on one page; the rest come when these are done."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at. `key` lets it be chosen together with others."""

    title: str
    address: str
    words: str = ""
    at: dt.datetime | None = None
    area_code: str = ""
    tags: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`count` is how many there are, shown or not. `buttons` are what can be done with several: value and words."""

    title: str
    hint: str
    rows: Sequence[Row]
    count: int
    buttons: tuple[tuple[str, str], ...] = ()
    is_quiet: bool = False
    """Nothing waits for an answer; it does not count as work."""

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


Filler = Callable[[Scope, dt.datetime], Section | None]
_FILLERS: Final[dict[str, tuple[int, Filler]]] = {}


def add_section(code: str, filler: Filler, *, order: int) -> None:
    """`code` becomes the section's address on the page. Added once more, it replaces itself."""
    _FILLERS[code] = (order, filler)


def sections(scope: Scope, now: dt.datetime) -> dict[str, Section]:
    """Those that have something to show, by code, in order."""
    ordered = sorted(_FILLERS.items(), key=lambda entry: entry[1][0])
    found = ((code, filler(scope, now)) for code, (_, filler) in ordered)
    return {code: section for code, section in found if section is not None and section.count}
