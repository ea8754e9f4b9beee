"""One-off changes of a meeting's dates: not on one, moved to another time, away for a while. Pure.

Each function takes the schedule as it is and gives the fields that change, field → value fit for JSON. A date is that
of the rule: a meeting that was moved is still known by the date it would have had.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from trellis.meetings.holidays import is_holiday, say_holiday
from trellis.meetings.occurrences import Occurrence, called_off, occurrences, schedule_dates
from trellis.meetings.recurrence import Move, Schedule
from trellis.meetings.telling_time import say_date, say_day_of_year, say_hours

SHOWN: Final = 8
LONGEST_AWAY: Final = dt.timedelta(days=366)
MOST_DATES: Final = 60
_AHEAD: Final = dt.timedelta(days=2 * 366)


class DatesError(ValueError):
    """Dates that cannot be; the message says what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One date of a meeting, on or not. `day` is what it is known by."""

    day: dt.date
    words: str
    note: str = ""
    is_on: bool = True
    is_unusual: bool = False

    @property
    def key(self) -> str:
        return self.day.isoformat()


def coming(schedule: Schedule, now: dt.datetime, *, shown: int = SHOWN) -> list[Coming]:
    """The next dates, with those called off that lie between them."""
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    found = [_held(one, today) for one in islice(occurrences(schedule, now, now + _AHEAD), shown)]
    last = found[-1].day if len(found) == shown else today + _AHEAD
    off = {day for day in schedule.cancelled if today <= day <= last and _would_be(schedule, day)}
    notes = {day: say_holiday(schedule.not_on, day) for day in sorted(off | {*called_off(schedule, today, last)})}
    lines = [*found, *(_off(day, why, today) for day, why in list(notes.items())[:shown])]
    return sorted(lines, key=lambda line: line.day)


def call_off(schedule: Schedule, day: dt.date) -> dict[str, Any]:
    """Raises DatesError for a date on which it is not held anyway."""
    if not _would_be(schedule, day):
        raise DatesError(f"It is not held on {say_day_of_year(day)}. Choose one of the dates shown.")
    return {"cancelled": _iso({*schedule.cancelled, day})}


def hold(schedule: Schedule, day: dt.date) -> dict[str, Any]:
    """As usual on that date after all: neither called off nor moved. On a holiday it becomes an extra date."""
    moved = [_move(move) for move in schedule.moved if move.date != day]
    held: dict[str, Any] = {"cancelled": _iso(set(schedule.cancelled) - {day}), "moved": moved}
    if is_holiday(schedule.not_on, day) and day not in _extra_days(schedule):
        held["extra"] = sorted(
            [*map(_extra_text, schedule.extra), _extra_text(dt.datetime.combine(day, schedule.start))]
        )
    return held


def move(schedule: Schedule, day: dt.date, to: dt.datetime, minutes: int | None, now: dt.datetime) -> dict[str, Any]:
    """Held at another local time. Raises DatesError."""
    if not _would_be(schedule, day):
        raise DatesError(f"It is not held on {say_day_of_year(day)}. Choose one of the dates shown.")
    if to.replace(tzinfo=ZoneInfo(schedule.zone)) < now:
        raise DatesError("That time is over already. Choose one that lies ahead.")
    length = None if minutes == schedule.minutes else minutes
    if to == dt.datetime.combine(day, schedule.start) and length is None:
        return hold(schedule, day)
    others = [_move(one) for one in schedule.moved if one.date != day]
    added = {"from": day.isoformat(), "to": to.isoformat(timespec="minutes")} | ({"minutes": length} if length else {})
    moved = sorted([*others, added], key=lambda one: str(one["from"]))
    return {"cancelled": _iso(set(schedule.cancelled) - {day}), "moved": moved}


def away(schedule: Schedule, first: dt.date, last: dt.date | None, today: dt.date) -> dict[str, Any]:
    """Not held from the first day to the last, both included; without a last, until further notice. Raises DatesError.

    A schedule knows one absence. While another lies ahead that this one does not touch, this one's dates are called
    off one by one.
    """
    check_away(first, last, today)
    back = last + dt.timedelta(days=1) if last else None
    begins, ends = schedule.suspended_from, schedule.suspended_until
    is_over = not schedule.is_suspended or (ends is not None and ends <= today)
    if is_over:
        return _suspended(first, back)
    if (ends is None or first <= ends) and (back is None or begins is None or back >= begins):
        earliest = None if begins is None else min(first, begins)
        return _suspended(earliest, None if back is None or ends is None else max(back, ends))
    if last is None:
        raise DatesError("It is away for a while before that already. Say first that it is back, then do this again.")
    lost = list(islice(schedule_dates(schedule, first, last), MOST_DATES + 1))
    if len(lost) > MOST_DATES:
        raise DatesError("That is very many dates at once. Choose a shorter time.")
    return {"cancelled": _iso({*schedule.cancelled, *lost})}


def check_away(first: dt.date, last: dt.date | None, today: dt.date) -> None:
    """Raises DatesError for a time away that cannot be."""
    if last is not None and last < first:
        raise DatesError(f"The last day ({say_day_of_year(last)}) is before the first. Swap the two.")
    if last is not None and last < today:
        raise DatesError("Those days are over already. Choose days that lie ahead.")
    if last is not None and last - first > LONGEST_AWAY:
        raise DatesError("That is longer than a year. Leave the last day empty, or say that it has closed.")


def back_again() -> dict[str, Any]:
    """No longer away."""
    return _suspended(None, None)


def away_words(schedule: Schedule, today: dt.date) -> str:
    """Away from 24 December to 2 January; nothing where it is not, or no longer."""
    begins, ends = schedule.suspended_from, schedule.suspended_until
    if not schedule.is_suspended or (ends is not None and ends <= today):
        return ""
    since = f" from {say_day_of_year(begins, today)}" if begins and begins > today else ""
    until = f" to {say_day_of_year(ends - dt.timedelta(days=1), today)}" if ends else " until further notice"
    return f"Away{since}{until}"


def _suspended(since: dt.date | None, until: dt.date | None) -> dict[str, Any]:
    return {
        "suspended_from": since.isoformat() if since else None,
        "suspended_until": until.isoformat() if until else None,
    }


def _would_be(schedule: Schedule, day: dt.date) -> bool:
    """Whether it would be held for that date, had nobody called it off."""
    free = replace(schedule, cancelled=tuple(other for other in schedule.cancelled if other != day), not_on=())
    extra = _extra_days(free)
    is_regular = next(schedule_dates(free, day, day), None) is not None
    return is_regular or day in extra or any(one.date == day for one in free.moved)


def _extra_text(one: dt.date | dt.datetime) -> str:
    return one.isoformat("T", "minutes") if isinstance(one, dt.datetime) else one.isoformat()


def _extra_days(schedule: Schedule) -> set[dt.date]:
    return {one.date() if isinstance(one, dt.datetime) else one for one in schedule.extra}


def _off(day: dt.date, why: str, today: dt.date) -> Coming:
    return Coming(day, say_date(day, today), f"not on, {why}" if why else "not on", is_on=False)


def _held(one: Occurrence, today: dt.date) -> Coming:
    day = one.moved_from or one.local_date
    hours = say_hours(one.starts.time(), one.ends.time(), is_next_day=one.ends.date() > one.starts.date())
    words = f"{say_date(one.local_date, today)}, {hours}"
    if one.moved_from:
        note = "moved" if one.moved_from == one.local_date else f"instead of {say_date(one.moved_from, today)}"
        return Coming(day, words, note, is_unusual=True)
    return Coming(day, words, "an extra date" if one.is_extra else "", is_unusual=False)


def _iso(days: Iterable[dt.date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _move(one: Move) -> dict[str, Any]:
    said: dict[str, Any] = {"from": one.date.isoformat(), "to": one.to.isoformat(timespec="minutes")}
    return said | ({"minutes": one.minutes} if one.minutes else {})
