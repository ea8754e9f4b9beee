"""One part of the index that never changes: it finds the meetings that answer a question, and counts them.

Where few rows can answer (a circle, a town, a rare word), each of them is looked at. Where many can, all rows are
worked on at once as bits. Both give the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from trellis.finder.entries import Entry
from trellis.finder.indexing.bits import Bits, pack
from trellis.finder.indexing.columns import MODES, Columns, gather
from trellis.finder.indexing.few import Few
from trellis.finder.indexing.many import Many
from trellis.finder.indexing.text import Saying, Sayings, Wanted
from trellis.finder.indexing.time import Timetables, View
from trellis.finder.indexing.where import Circle, InBox, Rows, joined, metres_of, unit_vector
from trellis.finder.query import Query
from trellis.lib.geo import Floats

_BEYOND_NEVER: Final = float(2**32)
_BEYOND_THE_EARTH: Final = 8.0
"""The square of a chord of the unit sphere is at most 4."""
FEW: Final = 16_384
"""Up to so many rows are looked at one by one."""


class Clause(Protocol):
    """A condition that knows its rows; `size` is at least how many they are."""

    @property
    def size(self) -> int: ...
    def rows(self) -> Rows: ...
    def holds(self, rows: Rows) -> NDArray[np.bool_]: ...


@dataclass(frozen=True, eq=False)
class InAreas:
    """The rows in some authorities."""

    columns: Columns
    numbers: Sequence[int]

    @cached_property
    def runs(self) -> NDArray[np.int64]:
        return self.columns.by_area.runs(self.numbers)

    @property
    def size(self) -> int:
        return int((self.runs[:, 1] - self.runs[:, 0]).sum())

    def rows(self) -> Rows:
        return np.sort(self.columns.by_area.rows[joined(self.runs)]).astype(np.intp)

    def holds(self, rows: Rows) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self.columns.areas), bool)
        wanted[list(self.numbers)] = True
        return wanted[self.columns.area[rows]]


@dataclass(slots=True)  # frozen it would take four times as long to make
class Row:
    """One meeting of the page, with what orders it: whether it is pale, start, distance (nan: not known), id."""

    id: UUID
    starts: int
    ends: int
    metres: float
    is_rough: bool
    is_pale: bool

    @property
    def time_key(self) -> tuple[bool, int, float, bytes]:
        return self.is_pale, self.starts, np.inf if np.isnan(self.metres) else self.metres, self.id.bytes

    @property
    def distance_key(self) -> tuple[bool, float, int, bytes]:
        return self.is_pale, self.metres, self.starts, self.id.bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What one segment found: how many, the first of them, and counts by facet and code."""

    total: int
    rows: list[Row]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Segment:
    """`alive` says which rows are still true; the others were changed or closed since it was built."""

    columns: Columns
    timetables: Timetables
    sayings: Sayings
    alive: NDArray[np.bool_]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Segment":
        columns = gather(entries)
        return cls(
            columns,
            Timetables(columns.schedules),
            Sayings(columns.vocabulary, len(columns)),
            np.ones(len(columns), bool),
        )

    def __len__(self) -> int:
        """How many meetings are alive in it."""
        return int(self.alive.sum())

    def without(self, ids: Iterable[UUID]) -> "Segment":
        gone = [row for one in ids if (row := self.row_of(one)) is not None and self.alive[row]]
        if not gone:
            return self
        alive = self.alive.copy()
        alive[gone] = False
        return replace(self, alive=alive)

    def row_of(self, wanted: UUID) -> int | None:
        ids, by_rank = self.columns.ids, self.columns.by_rank
        low, high = 0, len(by_rank)
        while low < high:
            middle = (low + high) // 2
            if ids[by_rank[middle]].tobytes() < wanted.bytes:
                low = middle + 1
            else:
                high = middle
        row = int(by_rank[low]) if low < len(by_rank) else -1
        return row if row >= 0 and ids[row].tobytes() == wanted.bytes else None

    @cached_property
    def alive_bits(self) -> NDArray[np.uint64]:
        return pack(self.alive)

    @cached_property
    def alive_by_schedule(self) -> NDArray[np.int64]:
        """How many live meetings each schedule has."""
        return np.bincount(self.columns.schedule[self.alive], minlength=len(self.columns.schedules) + 1)

    def says(self, word: str, *, exactly: bool = False) -> bool:
        """Whether a live meeting has a word that begins so, or that is exactly this one."""
        vocabulary = self.columns.vocabulary
        rows = vocabulary.exactly(word) if exactly else vocabulary.beginning(word)
        return bool(self.alive[rows[:64]].any() or self.alive[rows[64:]].any())

    def find(self, query: Query, wanted: Sequence[Wanted], now: datetime, *, first: int, most: int) -> Part:
        """How many answer the question, and those of them from number `first` up to, and without, number `most`."""
        view = self.timetables.view(query.when, query.days, now, query.zone)
        found = self._sieve(query, wanted, view)
        rows = found.first_rows(most) if query.sort == "time" else found.rows()
        return Part(found.total, self._order(rows, query, view, first, most), found.counts())

    def matching(self, query: Query, wanted: Sequence[Wanted], now: datetime) -> tuple[Rows, View]:
        """All the rows that answer the question, in no order."""
        view = self.timetables.view(query.when, query.days, now, query.zone)
        return self._sieve(query, wanted, view).rows(), view

    def counted_by_area(self) -> dict[str, int]:
        columns = self.columns
        here = self.alive & (columns.modes & 1 << MODES.index("in-person") > 0)
        counts = np.bincount(columns.area[here], minlength=len(columns.areas)).tolist()
        return {code: counts[number] for code, number in columns.areas.items() if counts[number]}

    def _sieve(self, query: Query, wanted: Sequence[Wanted], view: View) -> Few | Many:
        clauses = sorted(self._clauses(query, wanted), key=lambda clause: clause.size)
        if clauses and clauses[0].size <= FEW:
            rows = clauses[0].rows()
            rows = rows[self.alive[rows]]
            for clause in clauses[1:]:
                rows = rows[clause.holds(rows)]
            return Few(self.columns, rows, query, view)
        base = self.alive_bits
        for clause in clauses:
            base = base & self._bits(clause)
        by_schedule = None if clauses else self.alive_by_schedule
        return Many(self.columns, base, query, view, by_schedule)

    def _bits(self, clause: Clause) -> Bits:
        if isinstance(clause, Saying):
            return clause.bits()
        flags = np.zeros(len(self.columns), bool)
        flags[clause.rows()] = True
        return pack(flags)

    def _clauses(self, query: Query, wanted: Sequence[Wanted]) -> Iterable[Clause]:
        columns = self.columns
        if query.near:
            yield Circle.around(columns.grid, query.near.lat, query.near.lon, query.radius_m)
        if query.box:
            yield InBox.of(columns.grid, query.box)
        if query.area:
            yield InAreas(columns, [columns.areas[code] for code in query.area.codes if code in columns.areas])
        for word in wanted:
            yield Saying(self.sayings, word)

    def _order(self, rows: Rows, query: Query, view: View, first: int, most: int) -> list[Row]:
        """The first of the rows: by start, distance and id, or by distance, start and id. Pale ones come last."""
        if not len(rows):
            return []
        columns, near = self.columns, query.near
        centre = unit_vector(near.lat, near.lon) if near else None
        starts = view.starts[columns.schedule[rows]]
        if centre is not None and query.sort == "distance":
            chord2 = columns.grid.chord2(rows, centre)
            likely = _likely(self._sunk(chord2, rows, by=_BEYOND_THE_EARTH), most)
            rows, starts, chord2 = rows[likely], starts[likely], chord2[likely]
            order = self._sorted(rows, starts, chord2)[first:most]
        else:
            likely = _likely(self._sunk(starts, rows, by=_BEYOND_NEVER), most)
            rows, starts = rows[likely], starts[likely]
            chord2 = np.zeros(len(rows)) if centre is None else columns.grid.chord2(rows, centre)
            order = self._sorted(rows, chord2, starts)[first:most]
        return self._rows(rows[order], view, None if centre is None else metres_of(chord2[order]))

    def _sunk(self, keys: NDArray[Any], rows: Rows, *, by: float) -> NDArray[Any]:
        """The keys, with those of pale rows behind all others."""
        return keys + by * self.columns.is_pale[rows] if self.columns.has_pale else keys

    def _sorted(self, rows: Rows, *keys: NDArray[Any]) -> Rows:
        """By the last key, then by those before it, as lexsort has it; pale rows after all others."""
        ordered: list[NDArray[Any]] = [self.columns.rank[rows], *keys]
        if self.columns.has_pale:
            ordered.append(self.columns.is_pale[rows])
        return np.lexsort(ordered)

    def _rows(self, rows: Rows, view: View, metres: Floats | None) -> list[Row]:
        columns, schedules = self.columns, self.columns.schedule[rows]
        distances = [float("nan")] * len(rows) if metres is None else metres.tolist()
        facts = (
            view.starts[schedules].tolist(),
            view.ends[schedules].tolist(),
            distances,
            columns.is_rough[rows].tolist(),
            columns.is_pale[rows].tolist(),
        )
        ids = columns.ids[rows].tobytes()
        return [Row(UUID(bytes=ids[at * 16 : at * 16 + 16]), *each) for at, each in enumerate(zip(*facts, strict=True))]


def _likely(keys: NDArray[Any], most: int) -> Rows | slice:
    """Where the keys are that can be among the first so many."""
    if len(keys) <= 2 * most:
        return slice(None)
    return np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
