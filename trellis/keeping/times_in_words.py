"""The time of day in words: "7 pm", "10 to 12", "half past 7 for an hour and a half", "noon to 1:30 pm".

Where nobody says am or pm, 8 to 11 is the morning and 1 to 7 the afternoon or evening, as people mean it of meetings;
"8 in the evening" and "19:30" say themselves. What is read is said back before it counts.
"""

import re
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

from trellis.keeping.words_left import NotUnderstoodError, Words

_DAY: Final = 24 * 60
_NAMES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NAME: Final = rf"(?:{'|'.join(_NAMES)})"
_ALONE: Final = (
    rf"(?:noon|midday|midnight|12\s*noon|12\s*midnight"
    rf"|(?:half(?: past)?|quarter past|quarter to) (?:\d{{1,2}}|{_NAME})(?:\s*[ap]m)?"
    rf"|\d{{1,2}} [0-5]\d\s*[ap]m\b|\d{{1,2}}h[0-5]\d"
    rf"|{_NAME}(?: (?:thirty|fifteen|forty-?five)(?:\s*[ap]m\b)?|\s*[ap]m\b)"
    r"|\d{1,2}(?:[:.]\d\d)?(?:\s*[ap]m\b|\s*h(?:rs|ours)?\b)?|\d{4}(?:\s*h(?:rs|ours)?)?)"
)
_CLOCK: Final = rf"(?:{_ALONE}|{_NAME})"
"""The name of a number alone is a time where another word says so: "at seven", "seven to eight"."""
_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_HOURS: Final = (
    r"(?P<hours>an?|one|two|three|four|\d{1,2}(?:\.\d)?)\s*(?P<half1>½)?\s*(?:hours?|hrs?)(?:\s*(?P<half>and a half))?"
    r"(?:(?:,| and)?\s*(?P<rest>\d{1,2})\s*min(?:ute)?s?)?"
)
_LENGTH: Final = (
    rf"(?<![.:])(?:for |lasting |lasts )?(?:about )?(?:{_HOURS}|(?P<minutes>\d{{1,3}})\s*min(?:ute)?s?"
    r"|(?P<halfhour>half an hour))(?: long)?"
)
_HYPHENED: Final = re.compile(r"(?<![\d:./-])(\d{1,2})-(?:(00|2[5-9]|[3-5]\d)(?![\d:./-])|(1[3-9])(?=\s*[ap]m\b))")
"""7-30 is a time, where no hour has that number."""
_LONGEST_WAIT: Final = 120
_PARTS: Final = (
    ("am", r"(?:in the |every |each )?mornings?"),
    ("pm", r"(?:in the |every |each )?(?:afternoons?|evenings?)|(?:at )?nights?|tonight"),
)


@dataclass(frozen=True, slots=True)
class Times:
    start: time
    minutes: int | None
    """None where nobody says how long."""
    doors: time | None = None
    """From when one may come: "7 for 7.30"."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """Minutes after midnight; `is_sure` is false where it may be twelve hours later."""

    minute: int
    is_sure: bool


def take_times(left: Words) -> Times | None:
    """None where no time is said. Raises NotUnderstoodError."""
    left.text = _HYPHENED.sub(r"\1:\2\3", left.text)
    length = _take_length(left)
    left.take(r"(?:on )?the (?:next|following) day")
    hint = next((half for half, pattern in _PARTS if re.search(rf"\b(?:{pattern})\b", left.text)), "")
    doors = left.take(rf"(?:the )?doors?(?: opens?)?(?: at| from)? ({_CLOCK})")
    found = _take_come_for(left, hint, length) or _take_start(left, hint, length)
    if left.take(rf"(?:at |from )?{_ALONE}(?:\s*(?:to|-)\s*{_ALONE})?"):
        raise NotUnderstoodError(
            "There is more than one time. Put down one of them now, and add the others afterwards, one by one."
        )
    if found and doors:
        return replace(found, doors=_before(_read(doors[1]), found.start))
    return found


def _take_start(left: Words, hint: str, length: int | None) -> Times | None:
    between = left.take(rf"(?:at |from |between )?({_CLOCK})\s*(?:to|-|until|'?till?|and)\s*({_CLOCK})(?!\w)")
    if between and re.match(r"(?:at )?(?:five|ten)\s*to", between[0]):
        raise NotUnderstoodError(
            f"“{between[0]}” can mean two things. Write it in figures, such as 11:50 or 10:00 to 12:00."
        )
    if between:
        return _between(_read(between[1]), _read(between[2]), hint, length)
    if alone := left.take(rf"(?:at|from|@)\s*({_CLOCK})") or left.take(rf"({_ALONE})"):
        return Times(_time(_usual(_read(alone[1]), hint)), length)
    return Times(time(0), _DAY) if length == _DAY else None


def _take_come_for(left: Words, hint: str, length: int | None) -> Times | None:
    """ "7 for 7.30 pm" begins at half past seven, and one may come from seven."""
    come = left.take(rf"(?:at |from )?({_CLOCK}) for ({_CLOCK})(?:\s*(?:to|-|until|'?till?)\s*({_CLOCK}))?(?!\w)")
    if come is None:
        return None
    doors = _between(_read(come[1]), _read(come[2]), hint, None)
    if doors.minutes is None or doors.minutes > _LONGEST_WAIT:
        raise NotUnderstoodError(f"“{come[0]}” is a long time to wait. Write only when it starts.")
    start = doors.start.hour * 60 + doors.start.minute + doors.minutes
    if come[3]:
        return replace(_between(_Clock(start, is_sure=True), _read(come[3]), hint, length), doors=doors.start)
    return Times(_time(start), length, doors.start)


def _before(clock: _Clock, start: time) -> time:
    """The reading that is less long before the start."""
    end = start.hour * 60 + start.minute
    wait, minute = min(((end - minute) % _DAY, minute) for minute in _readings(clock))
    if wait > _LONGEST_WAIT:
        raise NotUnderstoodError("The doors open long before it starts. Leave out when, and say it later.")
    return _time(minute)


def _between(start: _Clock, end: _Clock, hint: str, length: int | None) -> Times:
    if not start.is_sure and not end.is_sure:
        start = _Clock(_usual(start, hint), is_sure=True)
    options = [((last - first - 1) % _DAY + 1, first) for first in _readings(start) for last in _readings(end)]
    minutes, first = min(options)
    if length is not None and length != minutes:
        raise NotUnderstoodError("The length does not fit the two times. Leave one of them out.")
    return Times(_time(first), minutes)


def _readings(clock: _Clock) -> tuple[int, ...]:
    return (clock.minute,) if clock.is_sure else (clock.minute, (clock.minute + _DAY // 2) % _DAY)


def _usual(clock: _Clock, hint: str) -> int:
    """In the morning or later, as people mean it."""
    if clock.is_sure:
        return clock.minute
    hour = clock.minute // 60
    is_late = hint == "pm" if hint else hour < 8 or hour == 12
    minute = clock.minute % (_DAY // 2)
    return minute + _DAY // 2 if is_late else minute


def _read(words: str) -> _Clock:
    if "noon" in words or words == "midday":
        return _Clock(12 * 60, is_sure=True)
    if "midnight" in words:
        return _Clock(0, is_sure=True)
    half = found[1] if (found := re.search(r"([ap])m$", words)) else ""
    hour, minute = _hour_and_minute(words)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise NotUnderstoodError(f"“{words}” is no time of day. Write it as 7:30 pm or 19:30.")
    is_sure = (
        bool(half)
        or hour > 12
        or hour == 0
        or words.startswith("0")
        or bool(re.search(r"\dh|\d\s*h(?:rs|ours)?$", words))
    )
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _Clock((hour * 60 + minute) % _DAY, is_sure=is_sure)


def _hour_and_minute(words: str) -> tuple[int, int]:
    number = re.search(rf"\d+|{_NAME}", words)
    assert number is not None
    hour = int(number[0]) if number[0].isdigit() else _NAMES.index(number[0]) + 1
    if words.startswith("half"):
        return hour, 30
    if words.startswith("quarter"):
        return (hour, 15) if "past" in words else ((hour - 1) % 12 or 12, 45)
    if len(number[0]) == 4 and number[0].isdigit():
        return divmod(hour, 100)
    minutes = re.search(r"[:.h ](\d\d)|thirty|fifteen|forty", words)
    if minutes is None:
        return hour, 0
    return hour, int(minutes[1] or {"thirty": 30, "fifteen": 15, "forty": 45}[minutes[0]])


def _take_length(left: Words) -> int | None:
    found = left.take(_LENGTH)
    if found is None:
        return None
    if found["halfhour"]:
        return 30
    if found["minutes"]:
        minutes = float(found["minutes"])
    else:
        hours = _NUMBERS.get(found["hours"]) or float(found["hours"])
        minutes = hours * 60 + (30 if found["half"] or found["half1"] else 0) + int(found["rest"] or 0)
    if not 1 <= minutes <= _DAY:
        raise NotUnderstoodError("It can last from one minute to a whole day. Write it as 90 minutes or 2 hours.")
    return round(minutes)


def _time(minute: int) -> time:
    return time(*divmod(minute % _DAY, 60))
