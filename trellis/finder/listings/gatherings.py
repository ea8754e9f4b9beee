"""What comes up once at a place or in a group: held on one date only, once a year, or besides the usual dates.

Pure: `now` is passed in. Reads no more of a meeting than its schedule.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from trellis.finder.listings.timetable import hours_words
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import Occurrence, occurrences
from trellis.meetings.recurrence import Schedule, parse_rule
from trellis.meetings.telling_time import say_date

AHEAD: Final = timedelta(days=120)
SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Gathering:
    meeting: Meeting
    starts: datetime
    day: str
    hours: str
    is_besides: bool
    """Whether the meeting is held on other dates too."""


def is_once(schedule: Schedule | None) -> bool:
    """Whether it is held on one date and no other, so that it is no part of the week."""
    if schedule is None or schedule.extra or schedule.moved:
        return False
    is_one_day = schedule.starts_on is not None and schedule.starts_on == schedule.ends_on
    return is_one_day or parse_rule(schedule.rule).count == 1


def gatherings(meetings: Iterable[Meeting], now: datetime) -> tuple[Gathering, ...]:
    """The next ones within four months, soonest first."""
    found = (_told(meeting, one, now) for meeting in meetings for one in _dates(meeting.schedule, now))
    return tuple(sorted(found, key=lambda one: one.starts)[:SHOWN])


def _dates(schedule: Schedule | None, now: datetime) -> Iterator[Occurrence]:
    if schedule is None:
        return
    is_rare = is_once(schedule) or _is_yearly(schedule)
    if is_rare or schedule.extra:
        coming = occurrences(schedule, now, now + AHEAD)
        yield from islice((one for one in coming if is_rare or one.is_extra), SHOWN)


def _is_yearly(schedule: Schedule) -> bool:
    """On some days of one month, such as Christmas Eve."""
    rule = parse_rule(schedule.rule)
    return len(rule.months) == 1 and bool(rule.month_days)


def _told(meeting: Meeting, one: Occurrence, now: datetime) -> Gathering:
    today = now.astimezone(ZoneInfo(meeting.zone)).date()
    return Gathering(
        meeting,
        one.starts,
        say_date(one.starts.date(), today),
        hours_words(one.starts, one.ends),
        is_besides=one.is_extra,
    )
