"""Times in words: "thu evening", "7pm tonight", "next week", "the last friday of the month", "christmas eve".

Days and parts of the day stand in either order, each once; where a clock and a name say the part ("sunday morning
10am"), the clock is more exact.
"""

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from trellis.finder.questions.parts_of_day import part_named
from trellis.finder.questions.when import (
    DAY_NAMES,
    DAY_WORDS,
    FURTHEST_DAYS,
    LONGEST_RANGE_DAYS,
    When,
    WhenError,
)
from trellis.meetings.holidays import holidays_between

MOST_WORDS: Final = 12
_NEXT_HOURS = re.compile(
    r"(?:in\s+the\s+|in\s+|within\s+)?(?:next\s+)?(\d{1,2}|an?|one|two|three|four|six)?\s*(?:hours?|hrs?|h)"
)
_MINUTES = re.compile(r"(?:in|within)\s+(?:the\s+next\s+)?(?:half an hour|\d{1,2}\s*min(?:ute)?s?)|half an hour")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
_NOW: Final = frozenset(
    {"now", "on now", "right now", "asap", "straight away", "immediately", "at the moment", "at this moment"}
)
_ALIASES: Final = {
    "this morning": "today morning",
    "this afternoon": "today afternoon",
    "this evening": "today evening",
    "tonite": "tonight",
    "this weekend": "weekend",
    "the weekend": "weekend",
    "at the weekend": "weekend",
}
_HALVES: Final = {"morning": "a", **dict.fromkeys(("afternoon", "evening", "night", "tonight"), "p")}
"""The half of the day that a bare hour is in, where one of these words is beside it."""
_RANGE = re.compile(r"(.+?)\s*(?:\.\.|\bto\b|–)\s*(.+)")
_IN_DAYS = re.compile(r"in (\d{1,2}|two|three|four|six) days(?: time)?")


def read_when(text: str, now: datetime, zone: tzinfo) -> When:
    """What the words mean; raises WhenError with the cure."""
    words = " ".join(text.lower().replace(",", " ").replace("’", "").replace("'", "").split())
    words = _ALIASES.get(words, words).removeprefix("on ").removeprefix("in the ")
    words = re.sub(r"\b(?:at )?(\d{1,2}) (?:in the (?=morning|afternoon|evening)|at (?=night))", r"at \1 ", words)
    if words in _NOW:
        return When(hours=0)
    if _MINUTES.fullmatch(words):
        return When(hours=1)
    hours = _NEXT_HOURS.fullmatch(words)
    if hours and (hours[1] or "next" in words):
        number = int(_NUMBERS.get(hours[1] or "an", 0) or hours[1])
        if not 1 <= number <= 48:
            raise WhenError(f'"{text}": give from 1 to 48 hours, or a day.')
        return When(hours=number)
    said = words.split()
    half = next((_HALVES[word] for word in said if word in _HALVES), "")
    found = _read(said, now.astimezone(zone).date(), half) if len(said) <= MOST_WORDS else None
    if found is None:
        raise WhenError(
            f'We cannot read "{text}" as a time. Try now, today, tonight, tomorrow, thu evening or 2026-12-24.'
        )
    return found


def _read(said: list[str], today: date, half: str, parts: int = 2) -> When | None:
    """Days, a part of the day, or both: a name and a clock ("evening at 7") are two parts."""
    found = _days(" ".join(said), today)
    if found or not said:
        return found
    if part := part_named(" ".join(said), half):
        return When(part=part.name)
    cuts = range(1, len(said))
    for some, rest in (*((said[cut:], said[:cut]) for cut in cuts), *((said[:-cut], said[-cut:]) for cut in cuts)):
        part = part_named(" ".join(some), half)
        day = _read(rest, today, half, parts - 1) if part and parts else None
        if part and day and (joined := day.joined(When(part=part.name))):
            return joined
    return None


def _days(words: str, today: date) -> When | None:
    """One day or several, without a part."""
    if words in {"today", "tonight", "tomorrow", "weekend"}:
        return When(day=words)
    weekday = _weekday(re.sub(r"^(?:this |coming )+", "", words))
    if weekday is not None:
        return When(day=DAY_WORDS[weekday])
    found = read_date(words, today) or _holiday(words, today) or _day_of_month(words, today) or _ahead(words, today)
    if found:
        return _range(words, found, None, today)
    if week := _week(words, today):
        return _range(words, *week, today)
    between = _RANGE.fullmatch(words)
    first, last = (read_date(end, today) for end in between.groups()) if between else (None, None)
    if between and ".." in words and " " not in words and not (first and last):
        raise WhenError(f'We cannot read "{words}" as dates. Write them as 2026-12-24..2026-12-27.')
    return _range(words, first, last, today) if first and last else None


def _ahead(words: str, today: date) -> date | None:
    """ "The day after tomorrow", "in 3 days"."""
    if words in {"day after tomorrow", "the day after tomorrow"}:
        return today + timedelta(days=2)
    found = _IN_DAYS.fullmatch(words)
    return today + timedelta(days=int(_NUMBERS.get(found[1], 0) or found[1])) if found else None


def _week(words: str, today: date) -> tuple[date, date] | None:
    """The first day and the last; of this week, what is left of it."""
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        "this week": (today, sunday),
        "next week": (sunday + timedelta(days=1), sunday + timedelta(days=7)),
        "next weekend": (sunday + timedelta(days=6), sunday + timedelta(days=7)),
    }.get(words)


_FIXED: Final = {
    **dict.fromkeys(("christmas", "christmas day", "xmas", "xmas day"), (12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve"), (12, 24)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new years eve", "new year eve", "hogmanay"), (12, 31)),
    **dict.fromkeys(("new years day", "new year day", "new years"), (1, 1)),
}
"""Month and day of those that do not move."""
_MOVING: Final = {
    "good friday": "good-friday",
    "easter saturday": "easter-saturday",
    **dict.fromkeys(("easter sunday", "easter day"), "easter-sunday"),
    "easter monday": "easter-monday",
}

_EACH_MONTH = re.compile(
    r"(?:the |every )?(next|first|1st|second|2nd|third|3rd|fourth|4th|last) ([a-z]+)"
    r"(?: (?:of|in) (?:the|each|every) month)?"
)
_WEEKS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}


def _weekday(words: str) -> int | None:
    short = words.removesuffix("s")
    named = (number for number, name in enumerate(DAY_NAMES) if name.lower().startswith(short))
    return next(named, None) if len(short) >= len("mon") else None


def _holiday(words: str, today: date) -> date | None:
    """The next one."""
    if words in _MOVING:
        return next(iter(holidays_between([_MOVING[words]], today, today + timedelta(days=FURTHEST_DAYS))), None)
    if words not in _FIXED:
        return None
    this_year = date(today.year, *_FIXED[words])
    return this_year if this_year >= today else this_year.replace(year=today.year + 1)


def _day_of_month(words: str, today: date) -> date | None:
    """The next "first tuesday" or "last friday" of a month; "next tuesday" is the first one after today."""
    found = _EACH_MONTH.fullmatch(words)
    weekday = _weekday(found[2]) if found else None
    if found is None or weekday is None:
        return None
    if found[1] == "next":
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    this_month = _in_month(today.replace(day=1), weekday, found[1])
    if this_month >= today:
        return this_month
    return _in_month((today.replace(day=1) + timedelta(days=31)).replace(day=1), weekday, found[1])


def _in_month(first: date, weekday: int, which: str) -> date:
    """`first` is the first of the month."""
    if which == "last":
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * _WEEKS[which])


def _range(text: str, first: date, last: date | None, today: date) -> When:
    if (last or first) < today:
        raise WhenError(f'"{text}" is over. Give a day from today on.')
    if last and not timedelta(0) <= last - first <= timedelta(days=LONGEST_RANGE_DAYS):
        raise WhenError(f'"{text}": give the earlier date first, and at most {LONGEST_RANGE_DAYS} days.')
    if (last or first) > today + timedelta(days=FURTHEST_DAYS):
        raise WhenError(f'"{text}" is more than a year away. Give a day within the year.')
    return When(day=first.isoformat(), until=last.isoformat() if last and last != first else "")


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})(?:\s+(\d{4}))?")
_MONTH_FIRST = re.compile(r"^([a-z]{3,9})\s(\d{1,2})(?:st|nd|rd|th)?\b")


def read_date(words: str, today: date) -> date | None:
    """A date as 2026-12-24, 24/12, 24/12/2026 or 24 December; without a year, the next such date."""
    if iso := _ISO.fullmatch(words):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _SLASHED.fullmatch(words)
    worded = _WORDED.fullmatch(_MONTH_FIRST.sub(r"\2 \1", words))
    if found:
        day, month, year = int(found[1]), int(found[2]), found[3]
    elif worded and (number := _month(worded[2])):
        day, month, year = int(worded[1]), number, worded[3]
    else:
        return None
    if year:
        return _date(int(year) if len(year) == 4 else today.year // 100 * 100 + int(year), month, day)
    this_year = _date(today.year, month, day)
    return this_year if this_year is None or this_year >= today else _date(today.year + 1, month, day)


def _month(word: str) -> int:
    """1 for "jan" and "january"; 0 for "market", which no month begins."""
    short = "sep" if word == "sept" else word
    return next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(short)), 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
