"""The first and the last date in words: "from 1 December", "until 31/3/2027", "between 4 May and 20 July"."""

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from trellis.keeping.words_left import NotUnderstoodError, Words
from trellis.lib.clock import DAY_NAMES, parse_day
from trellis.meetings.days_off import HOLIDAY_WORDS
from trellis.meetings.phrases import DAY, MONTH, month_number
from trellis.meetings.telling_time import say_date, say_day_of_year

_DATE: Final = (
    rf"(?:{DAY},?\s+)?(?:the\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}\b(?:,?\s+20\d\d)?|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+20\d\d)?"
    r"|20\d\d-\d\d-\d\d|\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.)(?:20)?\d\d)"
)
_FROM: Final = r"(?:(?:starting|starts|beginning|begins|commencing)(?:\s+(?:on|from))?|from|since|as of|next on|next)"
_UNTIL: Final = r"(?:until|till|til|up to|through to|through|to|ending(?:\s+on)?|ends(?:\s+on)?|last on|-)"
_READ: Final = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{MONTH})(?:,?\s+(?P<year>20\d\d))?"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year2>20\d\d))?"
    r"|(?P<iso>20\d\d-\d\d-\d\d)|(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>(?:20)?\d\d)"
)


ONE_OR_MANY: Final = "Is it held again and again, or on one date? Write “from” before the date, or only it."


@dataclass(frozen=True, slots=True)
class Dates:
    first: date | None = None
    last: date | None = None
    is_only: bool = False
    """Held on that one date: "on Saturday 12 December"."""


def take_dates(left: Words, today: date) -> Dates:
    """A date without a year is the next one; the last is the next after the first. Raises NotUnderstoodError."""
    _refuse_relative(left, today)
    between = left.take(rf"between\s*({_DATE})\s*(?:{_UNTIL}|and)\s*({_DATE})")
    if both := between or left.take(rf"(?:{_FROM})?\s*({_DATE})\s*{_UNTIL}\s*({_DATE})"):
        first_words, last_words = both[1], both[2]
    else:
        until = left.take(rf"{_UNTIL}\s*({_DATE})")
        since = left.take(rf"{_FROM}\s*({_DATE})")
        first_words, last_words = since[1] if since else "", until[1] if until else ""
    if lone := left.take(f"(?:on )?({_DATE})"):
        if other := None if first_words or last_words else left.take(f"({_DATE})"):
            raise NotUnderstoodError(
                f"Is it on {lone[1]} and on {other[1]}, and on no day between? Then add each of them by itself."
                " Is it again and again from the one to the other? Then write “until” between them."
            )
        if first_words or last_words:
            raise NotUnderstoodError(f"What about {lone[1]}? Write “from” or “until” before it, or leave it out.")
        return _only(lone[1], today)
    first = _read(first_words, after=today) if first_words else None
    last = _read(last_words, after=first or today) if last_words else None
    if first and last and last < first:
        raise NotUnderstoodError(
            f"It ends on {say_day_of_year(last)}, before it starts on {say_day_of_year(first)}. Swap the two dates."
        )
    return Dates(first, last)


def _refuse_relative(left: Words, today: date) -> None:
    """ "Next Friday" is this week's to some and next week's to others, and is another day when a moderator reads it."""
    if found := left.take(rf"(next|this coming|this|coming) (?!{_DATE})({DAY})"):
        day = today + timedelta((parse_day(found[2], sunday=0) - today.weekday() - 1) % 7 + 1)
        later = f" or {say_date(day + timedelta(7))}" if found[1] == "next" else ""
        raise NotUnderstoodError(f"Which day is “{found[0]}”? Write its date, such as {say_date(day)}{later}.")
    if found := left.take("today|tonight|tomorrow"):
        day = today + timedelta(found[0] == "tomorrow")
        raise NotUnderstoodError(f"Write “{found[0]}” as a date, such as {say_date(day)}.")
    if found := left.take(HOLIDAY_WORDS):
        raise NotUnderstoodError(
            f"Write “{found[0]}” as a date, such as 25 December. Where it is not on that day, write “not on” before it."
        )


def _only(words: str, today: date) -> Dates:
    """One date and no other. A weekday that is said with it has to be its own."""
    day = _read(words, after=today)
    named = re.match(DAY, words)
    if named and named[0].endswith("days"):
        raise NotUnderstoodError(ONE_OR_MANY)
    if named and parse_day(named[0], sunday=0) != day.weekday():
        raise NotUnderstoodError(f"{say_day_of_year(day)} is a {DAY_NAMES[day.weekday()]}. Look in a calendar.")
    return Dates(day, day, is_only=True)


def _read(words: str, *, after: date) -> date:
    found = _READ.search(words)
    assert found is not None
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["d"]:
            return date(2000 + int(found["y"]) % 100, int(found["m"]), int(found["d"]))
        month, day = month_number(found["month"] or found["month2"]), int(found["day"] or found["day2"])
        if year := found["year"] or found["year2"]:
            return date(int(year), month, day)
        return _next(month, day, after)
    except ValueError:
        raise NotUnderstoodError(f"“{words}” is no date. Look in a calendar, and write it as 1 December.") from None


def _next(month: int, day: int, after: date) -> date:
    """29 February comes in a leap year."""
    years = range(after.year, after.year + (9 if (month, day) == (2, 29) else 2))
    return min(
        found for year in years if (month, day) != (2, 29) or isleap(year) if (found := date(year, month, day)) >= after
    )
