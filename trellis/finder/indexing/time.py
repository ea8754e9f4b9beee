"""When the meetings of an index are on: the occurrences of its schedules, in arrays.

Meetings share schedules ("Tuesdays at 7:30 pm in London for 90 minutes"), so there are far fewer schedules than
meetings, and whatever has to do with time is worked out once for each schedule. Instants are whole minutes of UTC.

A timetable holds every occurrence from its first day until the end of the time people plan for, and for each schedule
that has none of them for ever (it is seasonal, or suspended) the first one after. So the first occurrence from now is
exact for all, and any window inside the timetable is too. A window further away gets a timetable of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trellis.finder.indexing.bits import Bits, pack
from trellis.finder.questions.when import (
    ALL_DAYS,
    DAY_WORDS,
    PLAN_DAYS,
    WHEN_FACETS,
    Span,
    When,
    minute_of,
    moment_of,
    spans,
)
from trellis.meetings.expansion import expand
from trellis.meetings.occurrences import HORIZON, occurrences
from trellis.meetings.recurrence import Schedule, parse_rule

Minutes = NDArray[np.int32]

NEVER: Final = 2**31 - 1
"""Stands for the start of a schedule with no occurrence in the window; sorts last."""
MARGIN_DAYS: Final = 2
"""A day of the clock begins up to 14 hours from the day of UTC, and `now` may be a day after the timetable's first."""
MARKS: Final = (*DAY_WORDS, *WHEN_FACETS)
_HAS: Final = np.array(
    [[value >> bit & 1 for value in range(2 ** len(MARKS))] for bit in range(len(MARKS))], np.float64
)
_LONGEST: Final = 24 * 60
_VIEWS_BYTES: Final = 16_000_000
_MOST_VIEWS: Final = 200
_VIEW_ROW_BYTES: Final = 10
_KEPT_TIMETABLES: Final = 3


@dataclass(frozen=True, eq=False)
class View:
    """A question of time, answered for every schedule; the last row stands for meetings that have no schedule.

    `starts` and `ends` are of the first occurrence in the window, NEVER where there is none. `marks` have one bit for
    each of MARKS: whether the schedule answers when that day or time is chosen instead.
    """

    starts: Minutes
    ends: Minutes
    is_open: bool
    marks: NDArray[np.uint16]
    _rows: Bits | None = None

    @cached_property
    def is_held(self) -> NDArray[np.bool_]:
        """Which schedules answer; with no window all do, even those with no date to come."""
        return np.ones(len(self.starts), bool) if self.is_open else self.starts != NEVER

    def held_rows(self, schedule: NDArray[np.int32]) -> Bits:
        """Which rows answer, from the schedule of each: worked out once, for a view belongs to one set of rows."""
        if self._rows is None:
            object.__setattr__(self, "_rows", pack(self.is_held[schedule]))
        assert self._rows is not None
        return self._rows

    @cached_property
    def in_order(self) -> NDArray[np.intp]:
        """The schedules by their first start."""
        return np.argsort(self.starts, kind="stable")


def tally(marks: NDArray[np.uint16], weights: NDArray[np.int64] | None = None) -> dict[str, int]:
    """How many have each of MARKS; `weights` says how many stand behind each row."""
    return dict(
        zip(MARKS, (_HAS @ np.bincount(marks, weights, minlength=2 ** len(MARKS))).astype(int).tolist(), strict=True)
    )


class Timetables:
    """The timetables of one set of schedules, and the questions asked of them lately."""

    def __init__(self, schedules: Sequence[Schedule]) -> None:
        self.schedules = schedules
        self._timetables: dict[tuple[date, int], Timetable] = {}
        self._views: dict[object, View] = {}
        self._most_views = min(_MOST_VIEWS, _VIEWS_BYTES // (_VIEW_ROW_BYTES * (len(schedules) + 1)) + 8)

    def view(self, when: When | None, days: frozenset[int], now: datetime, zone: str) -> View:
        key = (when, days, minute_of(now), zone)
        found = self._views.get(key)
        if found is None:
            _make_room(self._views, self._most_views)
            found = self._views[key] = self._answer(when, days, now, ZoneInfo(zone))
        return found

    def prepare(self, day: date) -> None:
        """Works the timetable of a day out beforehand, so that no question has to wait for it at midnight."""
        self._from(day, PLAN_DAYS)

    def _answer(self, when: When | None, days: frozenset[int], now: datetime, zone: ZoneInfo) -> View:
        asked = spans(when, days, now, zone)
        timetable = self._covering(spans(when, frozenset(), now, zone), now)
        starts, ends = timetable.first(asked, minute_of(now))
        marks = np.zeros(len(starts), np.uint16)
        by_day = spans(when, ALL_DAYS, now, zone) or ()
        timetable.mark(marks, by_day, [moment_of(first, zone).weekday() for first, _ in by_day], minute_of(now))
        for bit, other in enumerate(WHEN_FACETS.values(), start=len(DAY_WORDS)):
            window = spans(other, days, now, zone) or ()
            self._covering(window, now).mark(marks, window, [bit] * len(window), minute_of(now))
        return View(starts, ends, asked is None, marks)

    def _covering(self, asked: Sequence[Span] | None, now: datetime) -> "Timetable":
        today = now.astimezone(UTC).date()
        if not asked or asked[-1][1] <= minute_of(_midnight(today + timedelta(days=PLAN_DAYS + MARGIN_DAYS))):
            return self._from(today, PLAN_DAYS)
        first = moment_of(asked[0][0]).date()
        return self._from(first, (asked[-1][1] - asked[0][0]) // _LONGEST, is_far=True)

    def _from(self, day: date, days: int, *, is_far: bool = False) -> "Timetable":
        found = self._timetables.get((day, days))
        if found is None:
            _make_room(self._timetables, _KEPT_TIMETABLES)
            found = Timetable.of(self.schedules, day, days, is_far=is_far)
            self._timetables[day, days] = found
        return found


def _make_room(kept: dict, most: int) -> None:  # type: ignore[type-arg]
    """Drops the oldest. Several threads may do so at once."""
    while len(kept) >= most:
        kept.pop(next(iter(list(kept)), None), None)


@dataclass(frozen=True, eq=False)
class Timetable:
    """Occurrences by start; `schedule` is the position of theirs, as wide as NumPy wants positions to be."""

    size: int
    starts: Minutes
    ends: Minutes
    schedule: NDArray[np.intp]

    @classmethod
    def of(cls, schedules: Sequence[Schedule], day: date, days: int, *, is_far: bool = False) -> "Timetable":
        """Every occurrence of so many days; and the first one after, but for `is_far`: nobody asks "next" of that."""
        since, until = _midnight(day), _midnight(day + timedelta(days=days + MARGIN_DAYS))
        found = expand(schedules, since, until)
        others = () if is_far else enumerate(schedules)
        later = [(number, one) for number, schedule in others if (one := _after(schedule, until))]
        starts = np.concatenate([found.starts, np.array([start for _, (start, _) in later], np.int64)])
        ends = np.concatenate([found.ends, np.array([end for _, (_, end) in later], np.int64)])
        schedule = np.concatenate([found.position, np.array([number for number, _ in later], np.int64)])
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order].astype(np.int32), ends[order].astype(np.int32)
        return cls(len(schedules) + 1, starts, ends, schedule[order].astype(np.intp))

    def first(self, asked: Sequence[Span] | None, now: int) -> tuple[Minutes, Minutes]:
        """Start and end of each schedule's first occurrence in the window, that is not over."""
        starts, ends = (np.full(self.size, NEVER, np.int32) for _ in range(2))
        for _, piece in reversed(self._pieces(asked, now)):
            # Backwards, so that the first of a schedule is written last and stays.
            positions = self.schedule[piece][::-1]
            starts[positions] = self.starts[piece][::-1]
            ends[positions] = self.ends[piece][::-1]
        return starts, ends

    def mark(self, marks: NDArray[np.uint16], asked: Sequence[Span], bits: Sequence[int], now: int) -> None:
        """Sets the bit of each span for every schedule with an occurrence in it that is not over."""
        for number, piece in self._pieces(asked, now):
            marks[self.schedule[piece]] |= np.uint16(1 << bits[number])

    def _pieces(self, asked: Sequence[Span] | None, now: int) -> list[tuple[int, NDArray[np.intp] | slice]]:
        """The number of a span and its occurrences, without those that are over at the minute `now`."""
        pieces: list[tuple[int, NDArray[np.intp] | slice]] = []
        # As wide as the starts, lest all of those be widened for the comparison.
        edges = np.array([(0, NEVER)] if asked is None else asked, np.int32).reshape(-1, 2)
        edges = np.maximum(edges, np.int32(now - _LONGEST))
        begun = int(np.searchsorted(self.starts, np.int32(now), side="right"))
        for number, (low, high) in enumerate(np.searchsorted(self.starts, edges).tolist()):
            middle = min(max(low, begun), high)
            if low < middle:
                pieces.append((number, low + np.flatnonzero(self.ends[low:middle] > now)))
            if middle < high:
                pieces.append((number, slice(middle, high)))
        return pieces


def _after(schedule: Schedule, moment: datetime) -> tuple[int, int] | None:
    """The first occurrence that starts at the moment or later, unless it is on every week for ever."""
    is_bounded = schedule.starts_on or schedule.ends_on or schedule.is_suspended
    is_unusual = schedule.cancelled or schedule.moved or schedule.not_on
    if parse_rule(schedule.rule).is_plain_weekly and not is_bounded and not is_unusual:
        return None
    found = next((one for one in occurrences(schedule, moment, moment + HORIZON) if one.starts >= moment), None)
    return (minute_of(found.starts), minute_of(found.ends)) if found else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
