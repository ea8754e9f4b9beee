"""Occurrences of very many schedules at once, as arrays: the same answers as `occurrences`, ten times sooner.

Instants are whole minutes since 1970-01-01T00:00Z; zones have had offsets of whole minutes since 1972, so nothing is
lost. Wall time becomes an instant by subtracting the zone's offset, which is one number for a zone and a date, except
on the dates when its clock changes: for those it is looked up for each minute of the day that is in use.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trellis.meetings.occurrences import MARGIN_DAYS, occurrences, schedule_dates
from trellis.meetings.recurrence import Schedule, parse_rule

Integers = NDArray[np.int64]

DAY_MINUTES = 24 * 60
_EPOCH = date(1970, 1, 1)
_EPOCH_WEEKDAY = _EPOCH.weekday()


@dataclass(frozen=True, slots=True)
class Expansion:
    """Occurrences by start, then by position; `position` is that of the schedule among those given."""

    position: Integers
    starts: Integers
    ends: Integers

    def __len__(self) -> int:
        return len(self.position)


def expand(schedules: Sequence[Schedule], since: datetime, until: datetime) -> Expansion:
    """Schedules of any kind that overlap [since, until): exactly what `occurrences` gives for each of them."""
    first, last = (_EPOCH + timedelta(days=_epoch_day(*end)) for end in ((since, -MARGIN_DAYS), (until, MARGIN_DAYS)))
    zones: dict[str, int] = {}
    held = array(
        "q"
    )  # position, day, minute of the day, zone, minutes; a list of rows would take five times the memory
    singly: list[tuple[int, int, int]] = []
    week = {weekday: [d for d in _days(first, last) if (d + _EPOCH_WEEKDAY) % 7 == weekday] for weekday in range(7)}
    for position, schedule in enumerate(schedules):
        if schedule.moved or schedule.extra:
            singly += [(position, *_span(one.starts, one.ends)) for one in occurrences(schedule, since, until)]
            continue
        at, zone = schedule.start.hour * 60 + schedule.start.minute, zones.setdefault(schedule.zone, len(zones))
        for day in _days_of(schedule, week, first, last):
            held.extend((position, day, at, zone, schedule.minutes))
    return _gather(held, singly, list(zones), since, until)


def _days_of(schedule: Schedule, week: dict[int, list[int]], first: date, last: date) -> list[int]:
    rule = parse_rule(schedule.rule)
    unbounded = schedule.starts_on is schedule.ends_on is None and not schedule.is_suspended
    unbounded = unbounded and not schedule.cancelled and not schedule.not_on
    if unbounded and rule.is_plain_weekly:
        return [day for one in rule.days for day in week[one.weekday]]
    cancelled = set(schedule.cancelled)
    return [(day - _EPOCH).days for day in schedule_dates(schedule, first, last) if day not in cancelled]


def _gather(
    held: "array[int]",
    singly: list[tuple[int, int, int]],
    zones: Sequence[str],
    since: datetime,
    until: datetime,
) -> Expansion:
    position, days, at, zone, minutes = np.array(held, dtype=np.int64).reshape(-1, 5).T
    starts = utc_minutes(days, at, zone, zones)
    rows = np.vstack(
        [np.array(singly, dtype=np.int64).reshape(-1, 3), np.stack([position, starts, starts + minutes], axis=1)]
    )
    # One schedule never starts twice at one instant, not even where a zone skips a day.
    _, unique = np.unique(rows[:, :2], axis=0, return_index=True)
    return _within(Expansion(*rows[unique].T), since, until)


def utc_minutes(days: Integers, minute_of_day: Integers, zone_ids: Integers, zones: Sequence[str]) -> Integers:
    """Wall times as instants. `days` count from 1970-01-01. Clock changes are treated as in `occurrences`."""
    if not len(days):
        return np.empty(0, dtype=np.int64)
    first, last = int(days.min()), int(days.max())
    table = np.empty((len(zones), last - first + 1), dtype=np.int64)
    odd_days = []
    for number in np.unique(zone_ids).tolist():
        zone = ZoneInfo(zones[number])
        midnights = [_offset(zone, first + step, 0) for step in range(last - first + 2)]
        table[number] = midnights[:-1]
        odd_days += [(number, first + i) for i in range(len(midnights) - 1) if midnights[i] != midnights[i + 1]]
    offsets = table[zone_ids, days - first]
    for number, day in odd_days:
        on_it = np.flatnonzero((zone_ids == number) & (days == day))
        zone = ZoneInfo(zones[number])
        by_minute = {minute: _offset(zone, day, minute) for minute in np.unique(minute_of_day[on_it]).tolist()}
        offsets[on_it] = [by_minute[minute] for minute in minute_of_day[on_it].tolist()]
    result: Integers = days * DAY_MINUTES + minute_of_day - offsets
    return result


def _within(found: Expansion, since: datetime, until: datetime) -> Expansion:
    inside = (found.starts * 60 < until.timestamp()) & (found.ends * 60 > since.timestamp())
    chosen = np.flatnonzero(inside)
    chosen = chosen[np.lexsort((found.position[chosen], found.starts[chosen]))]
    return Expansion(found.position[chosen], found.starts[chosen], found.ends[chosen])


def _epoch_day(moment: datetime, margin: int) -> int:
    return int(moment.timestamp() // (DAY_MINUTES * 60)) + margin


def _days(first: date, last: date) -> range:
    return range((first - _EPOCH).days, (last - _EPOCH).days + 1)


def _span(starts: datetime, ends: datetime) -> tuple[int, int]:
    return int(starts.timestamp()) // 60, int(ends.timestamp()) // 60


def _offset(zone: ZoneInfo, day: int, minute: int) -> int:
    """Minutes east of Greenwich at a wall time, the first of two in a repeated hour."""
    wall = datetime.combine(_EPOCH + timedelta(days=day), datetime.min.time(), zone) + timedelta(minutes=minute)
    offset = wall.utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60
