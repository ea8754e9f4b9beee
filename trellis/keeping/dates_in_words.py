"""The first and the last date in words: "from 1 December", "until 31/3/2027", "between 4 May and 20 July"."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from trellis.keeping.words_left import NotUnderstoodError, Words
from trellis.lib.clock import DAY_NAMES, parse_day
from trellis.meetings.phrases import DAY, MONTH, month_number
from trellis.meetings.telling_time import say_day_of_year

_DATE: Final = (
    rf"(?:{DAY},?\s+)?(?:the\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}\b(?:,?\s+20\d\d)?|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+20\d\d)?"
    r"|20\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:20)?\d\d)"
)
_FROM: Final = r"(?:(?:starting|starts|beginning|begins|commencing)(?:\s+(?:on|from))?|from|since|as of|next on|next)"
_UNTIL: Final = r"(?:until|till|til|up to|through to|through|to|ending(?:\s+on)?|ends(?:\s+on)?|last on|-)"
_READ: Final = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{MONTH})(?:,?\s+(?P<year>20\d\d))?"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year2>20\d\d))?"
    r"|(?P<iso>20\d\d-\d\d-\d\d)|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:20)?\d\d)"
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
        this_year = date(after.year, month, day)
        return this_year if this_year >= after else date(after.year + 1, month, day)
    except ValueError:
        raise NotUnderstoodError(f"“{words}” is no date. Look in a calendar, and write it as 1 December.") from None
