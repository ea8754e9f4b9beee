"""The phrases of schedules in English, as patterns, and how a note falls apart into clauses.

Kept apart from `wording.py`, which decides what the phrases mean for one meeting. Patterns ignore case.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from trellis.lib.clock import parse_day


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Notes come from strangers: bounded pieces keep the patterns quick whatever they hold. Real ones stay far below.
LONGEST_PART = 10_000
LONGEST_CLAUSE = 400

_ORDINALS = {
    "1st": 1, "1'st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "forth": 4,
    "5th": 5, "fifth": 5, "last": -1, "final": -1,
}  # fmt: skip
_COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

ORDINAL = r"(?:1'?st|2nd|3rd|4th|5th|first|second|third|fou?rth|fifth|last|final)"
DAY = r"(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?s?\b"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_JOIN = r"(?:(?:\s?[,&/+]\s?(?:(?:and|or)\s)?|\s(?:and|or)\s)(?:the\s)?)"
MONTHS = rf"(?:{MONTH}(?:(?:\s*(?:to|-|–|through|thru|until|till)\s*(?:the\s+end\s+of\s+)?|{_JOIN}){MONTH})*\b)"
_NTH = rf"(?:(?:first|last)\s+(?:two|three|four|2|3|4)\s+{DAY}|{ORDINAL}(?:\s+(?:{DAY}|one\b))?)"
# "2nd", "1st and 3rd Tuesday", "2nd Sunday and 4th Sunday", "first two Fridays"
NTH_DAYS = rf"(?P<nth>{_NTH}(?:{_JOIN}{_NTH}){{0,4}})(?:\s+(?:eve|evening|night|morning)s?)?"
OF_MONTH = (
    r"(?:\s+(?:(?:of|in|each|every|per)\s+)*(?:the\s+|a\s+|each\s+|every\s+|any\s+)?(?:calendar\s+)?(?:month|mth)\b"
    r"|\s*/\s*(?:month|mth)\b|\s+monthly\b)"
)
NOTE = r"(?:(?:(?:please\s+)?note:?\s+(?:that\s+)?|n\.?b\.?:?\s+)?)"
BREAK = (
    r"(?:(?:an?|our|its|the)\s+)?(?:(?:short|little|spring|summer|autumn|winter)\s+)*(?:break|recess|hiatus|vacation)"
)
SEASON = r"(?:spring|summer|autumn|fall|winter)"
MEETING = r"(?:meeting|meetings|meetigs|mtg|mtgs)"
THIS_MEETING = (
    r"(?:[\s–-]*this\s+is\s+an?\s+(?:open\s+|closed\s+)?(?=meeting\s+that\b))?"
    rf"{NOTE}"
    r"(?:(?:this|the|our|these|all|in[- ]person|face[- ]to[- ]face|online[- ]only|physical|live|SMART\s+Recovery)\s+)*"
    rf"(?:{DAY}(?:['’]s)?\s+)?"
    rf"(?:(?:evening|night|morning|AA|NA|CA)\s+)*(?:{MEETING}|group|we|it)(?:\s+(?:is|are)\s[^.:;]{{3,40}}?,?\s+and|\s+that)?"
)
HOLDS = (
    r"(?:(?:is|are|will|be|being|now|only|just|currently|usually)\s+)*"
    rf"(?:held|hold|conducted|run\s+for\s+\d+\s+minutes,?|meet|meets|met|gets?\s+together|{MEETING}\s+(?:dates?|days?)|take\s+place|takes\s+place|taking\s+place|occurs?|operates?|runs?|happens?|gathers?)"
    r"(?:\s+(?:this|the|our)\s+(?:group|meeting))?(?:\s+(?:only|just))?:?"
)
SKIPS_MEETING = (
    rf"(?:(?:there\s+(?:is|are|was|will\s+be)\s+)?no\s+(?:{DAY}\s+)?(?:NA\s+|AA\s+|live\s+|in[- ]person\s+)?{MEETING}"
    r"(?:\s+(?:is|are|will\s+be))?(?:\s+(?:held|available|being\s+held|here))*"
    rf"|there\s+will\s+not\s+be\s+an?y?\s+{MEETING}(?:\s+(?:being\s+)?held)?(?:\s+here)?"
    rf"|(?:{THIS_MEETING}\s+)?(?:does\s+not|doesn['’]t|do\s+not|don['’]t|will\s+not|won['’]t|is\s+not|are\s+not|isn['’]t|not)\s+"
    r"(?:be\s+)?(?:held|meet|meeting|run|running|operate|open|happen|take\s+place|taking\s+place|on))"
)
FORTNIGHTLY = (
    rf"(?:fortnightly|bi-?weekly|(?:every|each|once\s+a)\s+fortnight|every\s+(?:other|second|2nd|two|2)\s+(?:weeks?|{DAY})"
    rf"|every\s+(?:three|3|four|4|five|5|six|6|eight|8)\s+weeks|alternat(?:e|ing)\s+(?:weeks?|{DAY})"
    r"|every\s+other\s+month|every\s+(?:two|2|three|3)\s+months|bi-?monthly|quarterly)"
)
MONTHLY = rf"(?:monthly|(?:once|one\s+{DAY})\s+(?:a|per|every|each)\s+month|every\s+month)"
HOLIDAY = (
    r"(?:(?:bank|public|national|statutory|stat|federal|church|jewish|religious|school|legal|major)\s+(?:school\s+)?holidays?"
    r"|holidays?|good\s+friday|easter|christmas|xmas|boxing\s+day|new\s+year['’]?s?|thanksgiving|(?:st\.?|saint)\s+stephen['’]?s|elections?|school\s+breaks?"
    r"|public\s+bank\s+holidays?|bank\s+hols?|b/?hs?)"
)
NAMED_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}\b|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b)"
CALENDAR_DATE = rf"(?:{NAMED_DATE}|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
_FULL_DATE = compiled(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{MONTH})"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?P<year>20\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a note that says one thing. `follows_colon`: the piece before it ended as a heading does."""

    text: str
    is_name: bool
    follows_colon: bool


_BREAK = re.compile(r"\n+|\*{2,}|(?<=[a-z\d)]{2})[.!?;]+(?=\s|$|[A-Z])|[!;]+|\.\.+", re.IGNORECASE)
_BREAK_IN_NAME = re.compile(r"\n+|\*+|\s[-–—]+\s|[|()!;]|(?<=[a-z]{3})\.\s")


def clauses(text: str, *, is_name: bool) -> Iterator[Clause]:
    """Sentences and lines; in a name also what stands in brackets or between dashes."""
    text = "\n".join(" ".join(line.split()) for line in text[:LONGEST_PART].splitlines())
    # Dots that end no sentence.
    text = re.sub(
        r"\b(mtgs?|mon|tues?|weds?|thurs?|fri|sat|sun|trad|st|no|excl|p\.m|a\.m)\.", r"\1 ", text, flags=re.IGNORECASE
    )
    follows_colon = False
    for piece in (_BREAK_IN_NAME if is_name else _BREAK).split(text):
        stripped = piece.strip(" \t\r\"'“”*-–—•,.")
        if stripped:
            yield Clause(stripped[:LONGEST_CLAUSE], is_name, follows_colon)
            follows_colon = stripped.endswith(":")


def nth_days(words: str) -> list[tuple[int, int | None]]:
    """(nth, weekday or None) for each ordinal; a day named once serves the ordinals before it."""
    found = re.findall(rf"({ORDINAL})(?:\s+(two|three|four|[234])\b)?(?:\s+({DAY})\b)?", words, re.IGNORECASE)
    days: list[tuple[int, int | None]] = []
    weekday: int | None = None
    for ordinal, several, day in reversed(found):
        weekday = parse_day(day, sunday=0) if day else weekday
        nth, count = _ORDINALS[ordinal.lower()], _COUNTS.get(several.lower(), 1)
        days.extend((nth * number, weekday) for number in range(count, 0, -1))
    return days[::-1]


def weekdays_in(words: str) -> set[int]:
    """The weekdays that are named; Good Friday is a holiday, not a Friday."""
    plain = re.sub(r"good\s+friday", " ", words, flags=re.IGNORECASE)
    return {parse_day(day, sunday=0) for day in re.findall(rf"\b({DAY})(?:['’]s)?\b", plain, re.IGNORECASE)}


def month_number(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def months_in(words: str) -> tuple[int, ...]:
    """The months of "March, June and October to December"."""
    months: list[int] = []
    for joined, month in re.findall(
        rf"(to|-|–|thro?u(?:gh)?|until|till)?\s*(?:the\s+end\s+of\s+)?\b({MONTH})\b", words, re.IGNORECASE
    ):
        number = month_number(month)
        before = months[-1] if joined and months else number - 1
        months.extend((before + step) % 12 + 1 for step in range((number - before - 1) % 12 + 1))
    return tuple(dict.fromkeys(months))


def full_dates(words: str) -> list[tuple[int, int, int]]:
    """(year, month, day) of each date that is written out with its year."""
    return [
        (int(m["year"]), month_number(m["month"] or m["month2"]), int(m["day"] or m["day2"]))
        for m in _FULL_DATE.finditer(words)
    ]


def date_within(words: str) -> date | None:
    """The first date that is written out with its year."""
    try:
        return next((date(*found) for found in full_dates(words)), None)
    except ValueError:  # 31 April
        return None
