"""A week of occurrences as people look at one: a grid of hours by day, and the times when nothing is on. Pure.

Hours are wall-clock hours where each meeting is. A cell counts the meetings that *start* in its hour, because that is
what a search for the hour finds; whether something is *on* counts for the quiet hours and the gaps.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trellis.meetings.occurrences import Occurrence

DAYS = 7
SHADES = 4
WAKING_HOURS = range(7, 23)
"""From 7 am until 11 pm: an hour of the night with nothing on says little about an area."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many meetings start on this date in this hour; the shade goes from 0 (none) to 4 (the most of the week)."""

    day: date
    hour: int
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Row:
    hour: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[date, ...]
    rows: tuple[Row, ...]  # from the earliest hour in use to the latest, with none left out between
    total: int

    @property
    def busiest(self) -> Cell | None:
        """The cell with the most starts, the first of equals; None when the week is empty."""
        cells = [cell for row in self.rows for cell in row.cells if cell.count]
        return min(cells, key=lambda cell: (-cell.count, cell.day, cell.hour), default=None)

    def on(self, day: date) -> int:
        """How many start on this date."""
        return sum(cell.count for row in self.rows for cell in row.cells if cell.day == day)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time with nothing on. Without an end nothing more is known."""

    since: datetime
    until: datetime | None

    @property
    def length(self) -> timedelta:
        """Time that passes, not the difference of two wall clocks."""
        return self.until.astimezone(UTC) - self.since.astimezone(UTC) if self.until else timedelta.max


def week_of(occurrences: Iterable[Occurrence], first: date) -> Week:
    """The seven days from `first`; occurrences outside them are left out."""
    days = tuple(first + timedelta(days=number) for number in range(DAYS))
    starts = Counter(
        (one.starts.date(), one.starts.hour) for one in occurrences if days[0] <= one.starts.date() <= days[-1]
    )
    if not starts:
        return Week(days, (), 0)
    hours = [hour for _, hour in starts]
    most = max(starts.values())
    rows = tuple(
        Row(hour, tuple(Cell(day, hour, starts[day, hour], _shade(starts[day, hour], most)) for day in days))
        for hour in range(min(hours), max(hours) + 1)
    )
    return Week(days, rows, starts.total())


def _shade(count: int, most: int) -> int:
    return -(-SHADES * count // most)


def quiet_hours(occurrences: Iterable[Occurrence], days: Sequence[date]) -> int:
    """How many of the waking hours of these days have nothing on at any minute."""
    busy: set[tuple[date, int]] = set()
    for one in occurrences:
        hour = one.starts.replace(minute=0, second=0, microsecond=0)
        while hour < one.ends:  # of one zone, so wall clocks are compared: an hour is what the clock calls it
            busy.add((hour.date(), hour.hour))
            hour += timedelta(hours=1)
    return sum((day, hour) not in busy for day in days for hour in WAKING_HOURS)


def longest_gap(occurrences: Iterable[Occurrence], now: datetime, until: datetime) -> Gap | None:
    """The longest wait that begins from `now` up to `until`; the first of equals; None when something is always on.

    The occurrences must reach further than `until`, or the last gap has no end. A gap without an end is the longest.
    """
    longest: Gap | None = None
    free_from = now
    for starts, ends in sorted((one.starts.astimezone(UTC), one.ends) for one in occurrences):
        if free_from >= until:
            return longest
        if starts > free_from and (longest is None or starts - free_from.astimezone(UTC) > longest.length):
            longest = Gap(free_from, starts.astimezone(now.tzinfo))
        free_from = max(free_from, ends.astimezone(now.tzinfo))
    return Gap(free_from, None) if free_from < until else longest
