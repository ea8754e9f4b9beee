"""When the meetings of an index are on: the occurrences of its schedules, in arrays.

Meetings share schedules ("Tuesdays at 7:30 pm in London for 90 minutes"), so there are far fewer schedules than
meetings, and whatever has to do with time is worked out once for each schedule. Instants are whole minutes of UTC.

A timetable holds every occurrence from its first day until the end of the time people plan for, and for each schedule
that has none of them for ever (it is seasonal, or suspended) the first one after. So the first occurrence from now is
exact for all, and any window inside the timetable is too. A window further away gets a timetable of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trellis.finder.indexing.bits import Bits, pack
from trellis.finder.indexing.where import Rows, joined
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
Marks = NDArray[np.uint16]  # the lower byte first, as on every machine that Trellis runs on

NEVER: Final = 2**31 - 1
"""Stands for the start of a schedule with no occurrence in the window; sorts last."""
MARGIN_DAYS: Final = 2
"""A day of the clock begins up to 14 hours from the day of UTC, and `now` may be a day after the timetable's first."""
MARKS: Final = (*DAY_WORDS, *WHEN_FACETS)
_HAS: Final = np.array(
    [[value >> bit & 1 for value in range(2 ** len(MARKS))] for bit in range(len(MARKS))], np.float64
)
_LONGEST: Final = 24 * 60
_FEW_MARKS: Final = 1024
_VIEWS_BYTES: Final = 16_000_000
_MOST_VIEWS: Final = 200
_VIEW_ROW_BYTES: Final = 10
_KEPT_TIMETABLES: Final = 3
_KEPT_MINUTES: Final = 3


@dataclass(frozen=True, eq=False)
class View:
    """A question of time, answered for every schedule; the last row stands for meetings that have no schedule.

    `starts` and `ends` are of the first occurrence in the window, NEVER where there is none. `marks` have one bit for
    each of MARKS: whether the schedule answers when that day or time is chosen instead.
    """

    starts: Minutes
    ends: Minutes
    is_open: bool
    marks: Marks
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


def tally(marks: Marks, weights: NDArray[np.int64] | None = None) -> list[int]:
    """How many have each of MARKS, in their order; `weights` says how many stand behind each row."""
    if weights is None and len(marks) <= _FEW_MARKS:
        bits = np.unpackbits(marks.view(np.uint8), bitorder="little").reshape(-1, 16)
        counts: list[int] = bits.sum(axis=0, dtype=np.intp).tolist()
        return counts[: len(MARKS)]
    return (_HAS @ np.bincount(marks, weights, minlength=2 ** len(MARKS))).astype(int).tolist()  # type: ignore[no-any-return]


class Timetables:
    """The timetables of one set of schedules, and the questions asked of them lately."""

    def __init__(self, schedules: Sequence[Schedule]) -> None:
        self.schedules = schedules
        self._timetables: dict[tuple[date, int], Timetable] = {}
        self._views: dict[object, View] = {}
        self._marks: dict[object, Marks] = {}
        self._most_views = min(_MOST_VIEWS, _VIEWS_BYTES // (_VIEW_ROW_BYTES * (len(schedules) + 1)) + 8)

    def view(self, when: When | None, days: frozenset[int], now: datetime, zone: str) -> View:
        key = (when, days, minute_of(now), zone)
        found = self._views.get(key)
        if found is None:
            _make_room(self._views, self._most_views)
            found = self._views[key] = self._answer(when, days, now, zone)
        return found

    def prepare(self, day: date) -> None:
        """Works the timetable of a day out beforehand, so that no question has to wait for it at midnight."""
        self._from(day, PLAN_DAYS)

    def _answer(self, when: When | None, days: frozenset[int], now: datetime, zone: str) -> View:
        asked = spans(when, days, now, ZoneInfo(zone))
        starts, ends = self._covering(asked, when, now, zone).first(asked)
        # The marks of days go with the time that is chosen, those of times with the days: many questions share each.
        minute = minute_of(now)
        by_day = self._once(("day", when, minute, zone), lambda: self._by_day(when, now, zone))
        by_when = self._once(("when", days, minute, zone), lambda: self._by_when(days, now, zone))
        return View(starts, ends, asked is None, by_day | by_when)

    def _once(self, key: object, mark: Callable[[], Marks]) -> Marks:
        found = self._marks.get(key)
        if found is None:
            _make_room(self._marks, self._most_views)
            found = self._marks[key] = mark()
        return found

    def _by_day(self, when: When | None, now: datetime, zone: str) -> Marks:
        here = ZoneInfo(zone)
        asked = spans(when, ALL_DAYS, now, here) or ()
        days = [moment_of(first, here).weekday() for first, _ in asked]
        return self._covering(asked, when, now, zone).marked(asked, days)

    def _by_when(self, days: frozenset[int], now: datetime, zone: str) -> Marks:
        here = ZoneInfo(zone)
        windows = [
            (bit, window)
            for bit, other in enumerate(WHEN_FACETS.values())
            for window in spans(other, days, now, here) or ()
        ]
        asked, bits = [window for _, window in windows], [bit for bit, _ in windows]
        return self._covering((), None, now, zone).marked(asked, bits) << np.uint16(len(DAY_WORDS))

    def _covering(self, asked: Sequence[Span] | None, when: When | None, now: datetime, zone: str) -> "Timetable":
        """The timetable that holds the spans, without what is over."""
        today = now.astimezone(UTC).date()
        if not asked or asked[-1][1] <= minute_of(_midnight(today + timedelta(days=PLAN_DAYS + MARGIN_DAYS))):
            return self._from(today, PLAN_DAYS).after(minute_of(now))
        whole = spans(when, frozenset(), now, ZoneInfo(zone)) or asked
        first = moment_of(whole[0][0]).date()
        return self._from(first, (whole[-1][1] - whole[0][0]) // _LONGEST, is_far=True).after(minute_of(now))

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
    _after: "dict[int, Timetable]" = field(default_factory=dict)

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

    def after(self, now: int) -> "Timetable":
        """The timetable without what is over at the minute `now`."""
        found = self._after.get(now)
        if found is None:
            _make_room(self._after, _KEPT_MINUTES)
            begun = int(self.starts.searchsorted(np.int32(now), side="right"))
            first = int(self.starts.searchsorted(np.int32(now - _LONGEST)))
            running = first + np.flatnonzero(self.ends[first:begun] > now)
            starts, ends, schedule = (
                np.concatenate([column[running], column[begun:]]) for column in (self.starts, self.ends, self.schedule)
            )
            found = self._after[now] = Timetable(self.size, starts, ends, schedule)
        return found

    def first(self, asked: Sequence[Span] | None) -> tuple[Minutes, Minutes]:
        """Start and end of each schedule's first occurrence in the window."""
        starts, ends = (np.full(self.size, NEVER, np.int32) for _ in range(2))
        if asked is None:
            rows: Rows | slice = slice(None, None, -1)
        else:
            rows = joined(self._runs(asked))[::-1]
        # Backwards, so that the first of a schedule is written last and stays.
        positions = self.schedule[rows]
        starts[positions] = self.starts[rows]
        ends[positions] = self.ends[rows]
        return starts, ends

    def marked(self, asked: Sequence[Span], bits: Sequence[int]) -> Marks:
        """For every schedule with an occurrence in a span, the bit (0 to 7) of that span."""
        runs = self._runs(asked)
        flags = np.zeros(self.size * 8, bool)
        numbers = np.repeat(np.array(bits, np.intp), runs[:, 1] - runs[:, 0])
        numbers += self.schedule[joined(runs)] * 8
        flags[numbers] = True
        return np.packbits(flags, bitorder="little").astype(np.uint16)

    def _runs(self, asked: Sequence[Span]) -> NDArray[np.intp]:
        # As wide as the starts, lest all of those be widened for the comparison.
        return self.starts.searchsorted(np.array(asked, np.int32).reshape(-1, 2))


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
