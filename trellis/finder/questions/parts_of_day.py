"""Parts of the day, with a name ("evening") or by the clock: "after 6pm", "half 7", "between 6 and 8", "at 19:30".

A part has one spelling in addresses, which reads back as itself: "7pm" is the hour that begins then, "6pm-8pm" whatever
starts between the two. A bare hour is the half of the day in which meetings are held at that hour: "at 7" is in the
evening, "at 10" in the morning, unless another word says which.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DAY: Final = 24 * 60
HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in minutes after midnight; past 1,440 is the next morning."""

    name: str
    opens: int
    closes: int
    label: str
    """As it reads after a day: "evening", "from 7 to 8 pm"."""
    is_clock: bool = False

    @property
    def of_any_day(self) -> str:
        """As it reads alone."""
        if self.is_clock:
            return self.label
        return {"night": "at night", "lunchtime": "at lunchtime"}.get(self.name, f"in the {self.label}")


PARTS: Final = {
    name: Part(name, opens, closes, label=name)
    for name, opens, closes in (
        ("morning", 5 * 60, 12 * 60),
        ("afternoon", 12 * 60, 17 * 60),
        ("evening", 17 * 60, 23 * 60),
        ("night", 17 * 60, 29 * 60),
        ("lunchtime", 11 * 60 + 30, 14 * 60),
    )
}
_NIGHT_ENDS: Final = PARTS["night"].closes
_MORNING_BEGINS: Final = PARTS["morning"].opens


def hour_name(hour: int) -> str:
    """7pm for 19."""
    return clock_name(hour * HOUR)


def clock_name(minutes: int) -> str:
    """7:30pm for 1,170 minutes after midnight."""
    hour, minute = divmod(minutes % DAY, HOUR)
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''}{'pm' if hour >= 12 else 'am'}"


def _between(opens: int, closes: int) -> Part:
    first, last = clock_name(opens), clock_name(closes)
    begins = first[:-2] if first[-2:] == last[-2:] else f"{first[:-2]} {first[-2:]}"
    name = first if closes - opens == HOUR else f"{first}-{last}"
    return Part(name, opens, closes, f"from {begins} to {last[:-2]} {last[-2:]}", is_clock=True)


def _after(opens: int | None) -> Part | None:
    if opens is None:
        return None
    name = clock_name(opens)
    closes = _NIGHT_ENDS if opens >= _MORNING_BEGINS else _MORNING_BEGINS
    return Part(f"after {name}", opens, closes, f"after {name[:-2]} {name[-2:]}", is_clock=True)


def _before(closes: int | None) -> Part | None:
    if closes is None:
        return None
    closes = closes or DAY  # before midnight
    name = clock_name(closes)
    opens = _MORNING_BEGINS if closes > _MORNING_BEGINS else 0
    return Part(f"before {name}", opens, closes, f"before {name[:-2]} {name[-2:]}", is_clock=True)


# -- words to parts ---------------------------------------------------------------------------------------------------

_ALIASES: Final = {
    **{f"{name}s": name for name in PARTS},
    "eve": "evening",
    **dict.fromkeys(("lunch", "lunch time", "at lunch", "at lunchtime", "dinner time"), "lunchtime"),
    **dict.fromkeys(("after work", "after hours"), "evening"),
    **dict.fromkeys(("early morning", "first thing", "before work"), "before 9am"),
    **dict.fromkeys(("late night", "late at night", "late evening"), "after 9pm"),
    **dict.fromkeys(("midnight", "at midnight", "around midnight"), "11:30pm-1am"),
    **dict.fromkeys(("noon", "at noon", "midday", "at midday"), "12pm"),
}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}


def _time(number: int) -> str:
    """A time of day, the first or second of a phrase."""
    past = rf"(?:(?P<past{number}>half(?:\spast)?|quarter\spast|quarter\sto)\s)?"
    hour = rf"(?P<hour{number}>\d\d?|{'|'.join(_NUMBERS)})(?:[:.](?P<minute{number}>\d\d))?"
    return rf"{past}{hour}(?:\s?(?P<half{number}>[ap])\.?m\.?)?(?P<sharp{number}>\s?o.?clock)?"


_ALONE: Final = re.compile(rf"(?:(?P<at>at|@)\s|(?:around|about|for)\s)?{_time(1)}")
_SINCE: Final = re.compile(rf"after\s{_time(1)}|(?:from\s)?{_time(2)}\s(?:on|onwards?)|from\s{_time(3)}")
_UNTIL: Final = re.compile(rf"(?:before|by|until|till?)\s{_time(1)}")
_BOTH: Final = re.compile(
    rf"(?P<told>between\s|from\s)?{_time(1)}\s?(?:-|–|\band\b|\bto\b|\btill?\b|\buntil\b)\s?{_time(2)}"
)
_SURELY_EARLY: Final = frozenset({9, 10, 11})
"""Hours at which nearly all meetings are in the morning."""


@lru_cache(maxsize=1024)
def part_named(words: str, half: str = "") -> Part | None:
    """The part of the day that the words say; `half` ("a" or "p") is that of a bare hour, where something says it."""
    words = words.removeprefix("in the ")
    words = _ALIASES.get(words, words)
    if words in PARTS:
        return PARTS[words]
    if both := _BOTH.fullmatch(words):
        return _from_to(both, half)
    if since := _SINCE.fullmatch(words):
        number = next(one for one in (1, 2, 3) if since[f"hour{one}"])
        is_any = number == 3 and not _is_clock(since, number)  # "from 7": from house number 7
        return None if is_any else _after(_minutes(since, number, half or "p"))
    if until := _UNTIL.fullmatch(words):
        return _before(_minutes(until, 1, half or "p"))
    alone = _ALONE.fullmatch(words)
    if alone is None or not (alone["at"] or _is_clock(alone, 1)):
        return None
    opens = _minutes(alone, 1, half)
    return None if opens is None else _between(opens, opens + HOUR)


def _from_to(found: re.Match[str], half: str) -> Part | None:
    """ "11 to 1pm" begins in the morning, "7-9pm" in the evening, "10pm to 1" ends in the night."""
    if not (found["told"] or _is_clock(found, 1) or _is_clock(found, 2)):
        return None
    opens, closes = _minutes(found, 1, half or found["half2"] or ""), _minutes(found, 2, half or found["half1"] or "")
    if opens is None or closes is None:
        return None
    if opens >= closes and not found["half1"] and opens >= DAY // 2:
        opens -= DAY // 2
    if opens >= closes:
        closes += DAY if found["half2"] or closes < DAY // 2 else DAY // 2
    return _between(opens, closes) if opens < closes <= _NIGHT_ENDS else None


def _is_clock(found: re.Match[str], number: int) -> bool:
    """Whether it can be nothing but a time of day: a bare number may be anything."""
    return any(found[f"{kind}{number}"] for kind in ("past", "minute", "half", "sharp"))


def _hour(found: re.Match[str], number: int) -> int:
    written = found[f"hour{number}"]
    return _NUMBERS.get(written) or int(written)


def _minutes(found: re.Match[str], number: int, half: str) -> int | None:
    """After midnight; None for what no clock shows."""
    hour, minute = _hour(found, number), int(found[f"minute{number}"] or 0)
    half = found[f"half{number}"] or half
    if hour > 23 or minute > 59 or minute % 5 or (hour > 12 and found[f"half{number}"] == "a"):
        return None
    past = found[f"past{number}"] or ""
    if past.endswith("to"):
        hour, minute = (hour - 1) or 12, 45
    elif past:
        minute = 30 if past.startswith("half") else 15
    if found[f"hour{number}"].startswith("0") or hour > 12:
        return hour * HOUR + minute
    if not half:
        half = "a" if hour in _SURELY_EARLY else "p"
    return (hour % 12 + (12 if half == "p" else 0)) * HOUR + minute
