"""The read index: every listed meeting in memory, ready for any question. Pure: no database, and `now` is passed in.

It never changes. A change of listings gives a new one that shares almost everything with the old: rows that are no
longer true are left out of the large segment, and the changed meetings make a small one beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from math import isnan
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from trellis.finder.entries import FACETS, Entry, Hit, Outcome
from trellis.finder.indexing.segment import Part, Row, Segment
from trellis.finder.indexing.text import Wanted, nearest
from trellis.finder.indexing.textual import words_of
from trellis.finder.indexing.time import NEVER
from trellis.finder.query import Query
from trellis.finder.questions.when import minute_of, moment_of
from trellis.meetings.occurrences import SOON_MINUTES

MOST_RECENT: Final = 1000
"""With more changed meetings than this beside the large segment it is time to build anew."""
MOST_WORDS_KEPT: Final = 1000


@dataclass(frozen=True, eq=False)
class Index:
    base: Segment
    recent: Segment | None = None
    changed: Mapping[UUID, Entry] = field(default_factory=dict)
    _taken_for: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What words were taken for lately; of this index, so it never ages."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Index":
        return cls(Segment.of(entries))

    def __len__(self) -> int:
        return sum(len(segment) for segment in self._segments)

    @property
    def needs_building(self) -> bool:
        return len(self.changed) > MOST_RECENT

    def patched(self, changed: Iterable[Entry], gone: Iterable[UUID] = ()) -> "Index":
        """The index with meetings put in place of those with their id, and others taken out."""
        gone, entries = set(gone), {entry.id: entry for entry in changed}
        recent = {one: entry for one, entry in {**self.changed, **entries}.items() if one not in gone}
        base = self.base.without(gone | entries.keys())
        return Index(base, Segment.of(recent.values()) if recent else None, recent)

    def prepare(self, day: date) -> None:
        """Works out beforehand when everything is on from that day on."""
        for segment in self._segments:
            segment.timetables.prepare(day)

    def says(self, word: str) -> bool:
        """Whether a meeting has a word that begins so."""
        return any(segment.says(folded) for folded in words_of(word) for segment in self._segments)

    def look(self, query: Query, now: datetime) -> Outcome:
        wanted, corrections = self._wanted(query.text)
        # A row of the large segment comes at most so much later as there are rows in the small one.
        first, most = max(0, query.offset - (len(self.recent) if self.recent else 0)), query.offset + query.limit
        parts = [self.base.find(query, wanted, now, first=first, most=most)]
        if self.recent:
            parts.append(self.recent.find(query, wanted, now, first=0, most=most))
        rows = _merged(parts, query)[query.offset - first : most - first]
        zone = ZoneInfo(query.zone)
        counts = (
            parts[0].counts
            if len(parts) == 1
            else {facet: _sum(part.counts[facet] for part in parts) for facet in FACETS}
        )
        # Meetings of one page begin together more often than not.
        minutes = {one for row in rows for one in (row.starts, row.ends)} - {NEVER}
        moments = {one: _moment(one, zone) for one in minutes}
        minute = minute_of(now)
        hits = tuple(_hit(row, minute, moments) for row in rows)
        return Outcome(sum(part.total for part in parts), hits, counts, corrections)

    def points(self, query: Query, now: datetime) -> "list[tuple[UUID, float, float]]":
        """Id, latitude and longitude of every meeting that answers and has a point: for a map."""
        wanted, _ = self._wanted(query.text)
        found = []
        for segment in self._segments:
            rows, _ = segment.matching(query, wanted, now)
            grid, ids = segment.columns.grid, segment.columns.ids
            rows = rows[~np.isnan(grid.lat[rows])]
            points = zip(rows.tolist(), grid.lat[rows].tolist(), grid.lon[rows].tolist(), strict=True)
            found += [(UUID(bytes=ids[row].tobytes()), lat, lon) for row, lat, lon in points]
        return found

    def counted_by_area(self) -> Mapping[str, int]:
        """How many meetings people can come to in each authority; "" counts those of which none is known."""
        return _sum(segment.counted_by_area() for segment in self._segments)

    @property
    def _segments(self) -> Sequence[Segment]:
        return (self.base, self.recent) if self.recent else (self.base,)

    def _wanted(self, text: str) -> tuple[list[Wanted], tuple[tuple[str, str], ...]]:
        """The words of a text as they are searched for, and what was taken for what."""
        wanted, corrections = [], []
        for word in dict.fromkeys(words_of(text)):
            instead = self._instead(word)
            wanted.append(Wanted(word, instead))
            if instead:
                corrections.append((word, " or ".join(instead[:3])))
        return wanted, tuple(corrections)

    def _instead(self, word: str) -> tuple[str, ...]:
        found = self._taken_for.get(word)
        if found is None:
            if len(self._taken_for) >= MOST_WORDS_KEPT:
                self._taken_for.clear()
            found = self._taken_for[word] = () if self._is_said(word) else self._nearest(word)
        return found

    def _is_said(self, word: str) -> bool:
        return any(segment.says(word) for segment in self._segments)

    def _nearest(self, word: str) -> tuple[str, ...]:
        return nearest(
            word,
            (
                (other, slips)
                for segment in self._segments
                for other, slips in segment.columns.vocabulary.near(word)
                if segment.says(other, exactly=True)
            ),
        )


def _merged(parts: Sequence[Part], query: Query) -> list[Row]:
    if len(parts) == 1:
        return parts[0].rows
    rows = [row for part in parts for row in part.rows]
    return sorted(rows, key=lambda row: row.distance_key if query.sort == "distance" else row.time_key)


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in counts:
        for code, number in part.items():
            total[code] = total.get(code, 0) + number
    return total


_moment: Final = lru_cache(maxsize=8192)(moment_of)
"""Most questions find the meetings of the coming days."""


def _hit(row: Row, now: int, moments: Mapping[int, datetime]) -> Hit:
    metres = None if isnan(row.metres) else row.metres
    if row.starts == NEVER:
        return Hit(row.id, None, None, metres, row.is_rough, row.is_pale, "unknown")
    state = "on now" if row.starts <= now else "starts soon" if row.starts - now <= SOON_MINUTES else "later"
    return Hit(row.id, moments[row.starts], moments[row.ends], metres, row.is_rough, row.is_pale, state)
