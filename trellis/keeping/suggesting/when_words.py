"""When a meeting is, as one sentence that people change: "Every Tuesday, 7:30 to 9 pm". Pure, but for the model.

A sentence that was not touched changes nothing, whatever it says.
"""

import datetime as dt
from typing import Any, Final

from trellis.keeping.fields import to_json
from trellis.keeping.holidays_there import of_place
from trellis.keeping.plain_dates import LONGEST, read
from trellis.keeping.words_left import NotUnderstoodError
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import schedule_dates
from trellis.meetings.recurrence import Schedule, parse_rule
from trellis.meetings.telling_time import say_day_of_year

__all__ = ["LONGEST", "changes_said", "say", "what_to_mend"]
_ELSEWHERE: Final = ", leave it out and say it later, or choose the days and times yourself"
"""What the questions of adding offer besides, and one line does not."""
_INSTEAD: Final = ", as in: every first Tuesday, 7 to 8 pm"


def say(meeting: Meeting, today: dt.date) -> str:
    """Every other Friday, 7 to 8 pm, from 4 December 2026; nothing for a meeting by appointment."""
    schedule = meeting.schedule
    if schedule is None:
        return ""
    first = _first(schedule, today)
    since = f", from {say_day_of_year(first)}" if first else ""
    return f"{describe_rule(schedule)}, {describe_hours(schedule)}{since}"


def changes_said(words: str, meeting: Meeting, notes: str, today: dt.date) -> dict[str, Any]:
    """Field → value fit for JSON. To `notes` is added what no rule holds.

    Raises NotUnderstoodError, which says how to write it.
    """
    understood = read(words, today)
    found: dict[str, Any] = {
        "rule": understood.rule,
        "start": to_json(understood.start),
        "ends_on": to_json(understood.ends_on),
    }
    if understood.is_length_said or meeting.start is None:
        found["minutes"] = understood.minutes
    if understood.starts_on or (meeting.starts_on and meeting.starts_on > today):
        found["starts_on"] = to_json(understood.starts_on)
    not_on, unknown = of_place(understood.not_on, meeting.place)
    if not_on != meeting.not_on:
        found["not_on"] = not_on
    if missing := [note for note in (*understood.notes, *unknown) if note not in notes]:
        found["notes"] = "\n\n".join(filter(None, [notes, *missing]))
    return found


def what_to_mend(error: NotUnderstoodError) -> str:
    """Of a sentence beside which nothing can be chosen."""
    return str(error).replace(_ELSEWHERE, _INSTEAD)


def _first(schedule: Schedule, today: dt.date) -> dt.date | None:
    """The date it begins on, where that lies ahead; where the rule counts from a date, the next one of it."""
    if schedule.starts_on and schedule.starts_on > today:
        return schedule.starts_on
    if not parse_rule(schedule.rule).needs_anchor:
        return None
    return next(schedule_dates(schedule, today, today + dt.timedelta(days=3 * 366)), schedule.starts_on)
