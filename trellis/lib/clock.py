"""Times, days and durations as people and feeds write them.

Feeds agree on nothing: "19:30", "7.30pm", "8:00 PM", "1930", "noon"; Sunday is 0 in Meeting Guide and 1 in BMLT; a
duration is "01:30:00", "1hr 30mins" or 90. Everything comes out the same way here: a naive local `datetime.time` to the
minute, a weekday with Monday = 0 as Python counts it, whole minutes. What cannot be read raises `ClockError`, whose
message says what was found and how to write it. Importers pass the message on to the person who can mend it.
"""

import re
from collections.abc import Iterable
from datetime import datetime, time

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES = 24 * 60

_SHORT_DAYS = {
    "mon": 0, "mo": 0, "tue": 1, "tues": 1, "tu": 1, "wed": 2, "weds": 2, "wednes": 2, "we": 2, "thu": 3, "thur": 3,
    "thurs": 3, "th": 3, "fri": 4, "fr": 4, "sat": 5, "sa": 5, "sun": 6, "su": 6,
}  # fmt: skip
_DAYS = {name.lower(): number for number, name in enumerate(DAY_NAMES)} | _SHORT_DAYS
_DAY_GROUPS = {
    "daily": range(7),
    "every day": range(7),
    "everyday": range(7),
    "weekdays": range(5),
    "weekends": range(5, 7),
}
_NAMED_TIMES = {
    "noon": time(12),
    "midday": time(12),
    "12 noon": time(12),
    "12noon": time(12),
    "midnight": time(0),
    "12 midnight": time(0),
    "12midnight": time(0),
}
_TIME = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?:([ap])\.?\s?(?:m\.?)?|hrs?|h)?", re.ASCII
)
_DIGITS = re.compile(r"(\d{1,2})(\d{2})\s*(?:([ap])\.?\s?(?:m\.?)?|hrs?|h)?", re.ASCII)
_CLOCK_DURATION = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?", re.ASCII)
_HOURS = r"(?P<hours>\d+(?:\.\d+)?|\.\d+)\s*(?:hours?|hrs?|h)\.?"
_MINUTES = r"(?P<minutes>\d+)\s*(?:minutes?|mins?|m)?\.?"
_WORDED_DURATION = re.compile(rf"(?:{_HOURS})?\s*(?:and|,)?\s*(?:{_MINUTES})?", re.ASCII)


class ClockError(ValueError):
    """A time, day or duration that cannot be read; the message says how to write it."""


def parse_time(value: object) -> time:
    """A local wall time to the minute; seconds are dropped. A bare "7:30" is morning, as on a 24-hour clock."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    words = " ".join(str(value).lower().split())
    if words in _NAMED_TIMES:
        return _NAMED_TIMES[words]
    match = _DIGITS.fullmatch(words) or _TIME.fullmatch(words)
    if match is None or (match[2] is None and match[3] is None and words.isdigit()):
        raise ClockError(f'We cannot read "{value}" as a time. Write it as 19:30 or 7:30 pm.')
    return _on_the_clock(value, int(match[1]), int(match[2] or 0), match[3])


def _on_the_clock(value: object, hour: int, minute: int, half: str | None) -> time:
    if hour == 24 and minute == 0 and half is None:
        return time(0)
    if hour > 23 or minute > 59:
        raise ClockError(f'"{value}" is not a time: hours go from 0 to 23 and minutes from 0 to 59. Write 19:30.')
    # "19:30 pm" is common and means what it says; "19:30 am" and "0:30 pm" contradict themselves.
    if (half == "a" and hour > 12) or (half == "p" and hour == 0):
        raise ClockError(f'"{value}" contradicts itself. Write it as 19:30 or 7:30 pm.')
    if half == "a" and hour == 12:
        hour = 0
    elif half == "p" and hour < 12:
        hour += 12
    return time(hour, minute)


def parse_day(value: object, *, sunday: int) -> int:
    """The weekday, Monday = 0. `sunday` is the number the source gives Sunday: 0 in Meeting Guide, 1 in BMLT."""
    words = str(value).strip().lower().rstrip(".")
    if isinstance(value, bool):
        raise ClockError(f'"{value}" is not a day. Write its name, such as Tuesday.')
    if re.fullmatch(r"-?\d+", words, re.ASCII):
        if sunday <= int(words) <= sunday + 6:
            return (int(words) - sunday - 1) % 7
        raise ClockError(f'"{value}" is not a day: here days go from {sunday} (Sunday) to {sunday + 6} (Saturday).')
    for spelling in (words, words.removesuffix("s")):
        if spelling in _DAYS:
            return _DAYS[spelling]
    raise ClockError(f'We cannot read "{value}" as a day. Write its name, such as Tuesday.')


def parse_days(value: object, *, sunday: int) -> tuple[int, ...]:
    """Several weekdays, sorted, each once: a list, "Mon, Thu", "Monday to Friday", "weekdays", "daily"."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        parts: list[object] = list(value)
    else:
        parts = [part for part in re.split(r"\s*(?:,|;|/|&|\+|\band\b)\s*", str(value).strip()) if part]
    if not parts:
        raise ClockError("No day is given. Write its name, such as Tuesday.")
    return tuple(sorted({day for part in parts for day in _days_of(part, sunday)}))


def _days_of(part: object, sunday: int) -> Iterable[int]:
    words = str(part).strip().lower()
    if words in _DAY_GROUPS:
        return _DAY_GROUPS[words]
    ends = re.split(r"\s*(?:-|–|\bto\b|\bthrough\b)\s*", words)
    if len(ends) == 2 and all(ends):
        first, last = (parse_day(end, sunday=sunday) for end in ends)
        return [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return [parse_day(part, sunday=sunday)]


def parse_minutes(value: object) -> int:
    """A duration in minutes, from 1 to 1,440: "1hr 30mins", "01:30:00", "1.5 hours", "90", 90."""
    words = " ".join(str(value).lower().replace("½", ".5").split())
    minutes: float | None = None
    if clock := _CLOCK_DURATION.fullmatch(words):
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif re.search(r"\d", words) and (worded := _WORDED_DURATION.fullmatch(words)):
        minutes = float(worded["hours"] or 0) * 60 + int(worded["minutes"] or 0)
    if minutes is None:
        raise ClockError(f'We cannot read "{value}" as a length of time. Write it as 90 or 1 hr 30 min.')
    if not 1 <= minutes <= DAY_MINUTES:
        raise ClockError(
            f'A meeting cannot last "{value}": it is from 1 minute to 24 hours. Write it as 90 or 1 hr 30 min.'
        )
    return round(minutes)


def minutes_between(start: time, end: time) -> int:
    """How long from one wall time to the next time the clock shows the other; an end before the start is next day."""
    minutes = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % DAY_MINUTES
    if minutes == 0:
        raise ClockError(f"It ends when it starts, at {start:%H:%M}. Give the time it ends, or leave the end empty.")
    return minutes
