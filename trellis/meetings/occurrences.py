"""The occurrences of a schedule: one meeting on one date, as instants.

How wall time becomes an instant, on the two odd nights of the year:

* An hour that is skipped (spring): RFC 5545 reads the wall time with the offset from before the change, so a meeting at
  01:30 in London is held at 02:30 summer time that night: as long after midnight as on any other night.
* An hour that comes twice (autumn): the first one.
* A length is elapsed minutes: 90 minutes are 90 minutes, whatever the clock does meanwhile.

Nothing here reads the clock: `now` is passed in, aware, in whatever zone the asker likes.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from trellis.meetings.dates import dates
from trellis.meetings.holidays import is_holiday
from trellis.meetings.recurrence import Schedule, parse_rule

SOON_MINUTES = 60
# 29 February can be eight years away; nothing in the subset is rarer, but for long intervals.
HORIZON = timedelta(days=9 * 366)
# A meeting lasts up to a day, and a zone has been known to skip a whole one.
MARGIN_DAYS = 2


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting on one date; `starts` and `ends` are in the meeting's own zone.

    `local_date` is the wall date it begins on; `moved_from` is the date the rule would have had it on.
    """

    starts: datetime
    ends: datetime
    local_date: date
    moved_from: date | None = None
    is_extra: bool = False

    def is_on(self, now: datetime) -> bool:
        moment = now.astimezone(
            UTC
        )  # Two datetimes of one zone would compare as wall clocks, wrong where an hour repeats.
        return self.starts <= moment < self.ends


class Phase(StrEnum):
    ON_NOW = "on now"
    SOON = "starts soon"
    LATER = "later"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class State:
    """Where an occurrence stands at a moment; minutes are rounded up and negative once passed."""

    phase: Phase
    minutes_until_start: int
    minutes_until_end: int


def state_at(occurrence: Occurrence, now: datetime, *, soon_minutes: int = SOON_MINUTES) -> State:
    until_start = _minutes_up(occurrence.starts, now)
    until_end = _minutes_up(occurrence.ends, now)
    if occurrence.is_on(now):
        phase = Phase.ON_NOW
    elif until_end <= 0:
        phase = Phase.OVER
    else:
        phase = Phase.SOON if until_start <= soon_minutes else Phase.LATER
    return State(phase, until_start, until_end)


def _minutes_up(moment: datetime, now: datetime) -> int:
    # Through UTC: subtracting two datetimes of one zone would count minutes of the wall clock.
    return -((now.astimezone(UTC) - moment.astimezone(UTC)) // timedelta(minutes=1))


def next_occurrence(schedule: Schedule, now: datetime) -> Occurrence | None:
    """The one in progress (`is_on(now)` says so), else the next to start; None when there is none within nine years."""
    return next(occurrences(schedule, now, now + HORIZON), None)


def occurrences(schedule: Schedule, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """Those that overlap [since, until), lazily, by start; two that would start at one instant are one."""
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("The window of a schedule needs aware datetimes.")
    since, until, zone = since.astimezone(UTC), until.astimezone(UTC), ZoneInfo(schedule.zone)
    first = since.astimezone(zone).date() - timedelta(days=MARGIN_DAYS)
    last = until.astimezone(zone).date() + timedelta(days=MARGIN_DAYS)
    # A moved or extra one comes before a regular one of the same instant: it knows more.
    merged = heapq.merge(_exceptional(schedule, zone), _regular(schedule, zone, first, last), key=_starts_utc)
    previous: datetime | None = None
    for occurrence in takewhile(lambda one: one.starts < until, merged):
        if occurrence.ends > since and _starts_utc(occurrence) != previous:
            previous = _starts_utc(occurrence)
            yield occurrence


def _starts_utc(occurrence: Occurrence) -> datetime:
    return occurrence.starts.astimezone(UTC)


def _regular(schedule: Schedule, zone: ZoneInfo, first: date, last: date) -> Iterator[Occurrence]:
    away = {*schedule.cancelled, *(move.date for move in schedule.moved)}
    for day in schedule_dates(schedule, first, last):
        if day not in away:
            yield _occurrence(zone, datetime.combine(day, schedule.start), schedule.minutes)


def schedule_dates(schedule: Schedule, first: date, last: date) -> Iterator[date]:
    """The dates the rule gives from `first` to `last`, both included, without holidays it is not held on and those
    suspended; exceptions aside.
    """
    if schedule.starts_on:
        first = max(first, schedule.starts_on)
    if schedule.ends_on:
        last = min(last, schedule.ends_on)
    found = dates(parse_rule(schedule.rule), first, last, anchor=schedule.starts_on)
    if schedule.not_on:
        found = (day for day in found if not is_holiday(schedule.not_on, day))
    return (day for day in found if not schedule.is_suspended_on(day)) if schedule.is_suspended else found


def called_off(schedule: Schedule, first: date, last: date) -> list[date]:
    """The dates in this span that the rule gives and that are called off, one by one or as holidays."""
    if not schedule.cancelled and not schedule.not_on:
        return []
    put_there = {one.date() if isinstance(one, datetime) else one for one in schedule.extra}
    put_there |= {move.date for move in schedule.moved}
    return [
        day
        for day in schedule_dates(replace(schedule, not_on=()), first, last)
        if day in schedule.cancelled or (is_holiday(schedule.not_on, day) and day not in put_there)
    ]


def _exceptional(schedule: Schedule, zone: ZoneInfo) -> list[Occurrence]:
    if not schedule.moved and not schedule.extra:
        return []
    found = [
        _occurrence(zone, move.to, move.minutes or schedule.minutes, moved_from=move.date)
        for move in schedule.moved
        if move.date not in schedule.cancelled
    ]
    away = {*schedule.cancelled, *(move.date for move in schedule.moved)}
    walls = (e if isinstance(e, datetime) else datetime.combine(e, schedule.start) for e in schedule.extra)
    found += [_occurrence(zone, wall, schedule.minutes, is_extra=True) for wall in walls if wall.date() not in away]
    return sorted((one for one in found if not schedule.is_suspended_on(one.local_date)), key=_starts_utc)


def _occurrence(
    zone: ZoneInfo, wall: datetime, minutes: int, *, moved_from: date | None = None, is_extra: bool = False
) -> Occurrence:
    # fold=0 is the offset before the change in a gap, and the first of two in a repeated hour. The way through UTC
    # turns a wall time that never was into the one people will see on the clock.
    starts = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    ends = starts + timedelta(minutes=minutes)
    return Occurrence(starts.astimezone(zone), ends.astimezone(zone), wall.date(), moved_from, is_extra)
