"""When somebody wants to go: the words "tonight" or "thu evening", and the spans of time that they mean.

A window is about when a meeting starts, on the clock of the visitor. One that began before now counts until it ends.
Instants are whole minutes of UTC since 1970. Parts of the day overlap as they do in speech: an evening is from 5 to
11 pm, a night from 5 pm to 5 am ("Saturday night" is when people go out, not when they sleep), and "tonight" is from
5 pm until 4 in the morning.

`when` asks for dates: "thu" is the coming Thursday alone, so that a meeting on the first Thursday of the month is
there only when it is on. A part of the day with no date ("evening"), and the days of `spans`, mean every one of the
coming five weeks: the longest that anybody plans, and long enough for whatever is monthly.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from trellis.meetings.occurrences import SOON_MINUTES

DAY: Final = 24 * 60
PLAN_DAYS: Final = 35
FURTHEST_DAYS: Final = 366
LONGEST_RANGE_DAYS: Final = 31
DAY_WORDS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAYS: Final = frozenset(range(7))
DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Span = tuple[int, int]
"""First minute and the minute after the last, of UTC since 1970."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in minutes after midnight; past 1,440 is the next morning."""

    name: str
    opens: int
    closes: int


PARTS: Final = {
    part.name: part
    for part in (
        Part("morning", 5 * 60, 12 * 60),
        Part("afternoon", 12 * 60, 17 * 60),
        Part("evening", 17 * 60, 23 * 60),
        Part("night", 17 * 60, 29 * 60),
    )
}


# "thu 7pm" is the hour that begins then: how an area's week, laid out by hour, leads to what is on.
def hour_name(hour: int) -> str:
    """7pm for 19."""
    return f"{hour % 12 or 12}{'pm' if hour >= 12 else 'am'}"


HOURS: Final = {hour_name(hour): Part(hour_name(hour), hour * 60, hour * 60 + 60) for hour in range(24)}
_PARTS_AND_HOURS: Final = PARTS | HOURS


class WhenError(ValueError):
    """A time that cannot be read or is past; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class When:
    """What was asked: hours from now, or a day, or days from one to another, or a part of any day.

    `day` is "today", "tonight", "tomorrow", "weekend", one of DAY_WORDS or a date as 2026-12-24.
    """

    day: str = ""
    until: str = ""
    part: str = ""
    hours: int | None = None

    @property
    def words(self) -> str:
        """The one spelling of it in addresses."""
        if self.hours is not None:
            return "now" if self.hours == 0 else f"next {self.hours} hour{'s' * (self.hours > 1)}"
        day = f"{self.day}..{self.until}" if self.until else self.day
        return f"{day} {self.part}".strip()

    @property
    def label(self) -> str:
        """As it reads on a page."""
        if self.hours is not None:
            return "on now or within the hour" if self.hours == 0 else f"in the {self.words}"
        if self.part in HOURS:
            return f"{_day_label(self.day)} from {_hour_words(self.part)}".strip()
        if not self.day:
            return f"in the {self.part}" if self.part != "night" else "at night"
        if self.until:
            return f"{_day_label(self.day)} to {_day_label(self.until)}"
        if self.day == "today" and self.part:
            return {"night": "tonight"}.get(self.part, f"this {self.part}")
        return f"{_day_label(self.day)} {self.part}".strip()

    @property
    def is_dated(self) -> bool:
        """Whether it means certain dates; a part of the day alone means any date."""
        return bool(self.day) or self.hours is not None


WHEN_FACETS: Final = {
    "now": When(hours=0),
    "today": When(day="today"),
    "tonight": When(day="tonight"),
    "tomorrow": When(day="tomorrow"),
    "weekend": When(day="weekend"),
}
"""The times that results are counted by."""


def _hour_words(part: str) -> str:
    """When the hour begins and when it is over: "7 to 8 pm", "11 am to 12 pm"."""
    opens, closes = part, hour_name((HOURS[part].opens // 60 + 1) % 24)
    first = opens[:-2] if opens[-2:] == closes[-2:] else f"{opens[:-2]} {opens[-2:]}"
    return f"{first} to {closes[:-2]} {closes[-2:]}"


def _day_label(day: str) -> str:
    if day in DAY_WORDS:
        return DAY_NAMES[DAY_WORDS.index(day)]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        found = date.fromisoformat(day)
        return f"{found:%A} {found.day} {found:%B %Y}"
    return {"weekend": "this weekend"}.get(day, day)


def minute_of(moment: datetime) -> int:
    """The minute that an aware moment lies in."""
    return int(moment.timestamp() // 60)


def moment_of(minute: int, zone: tzinfo = UTC) -> datetime:
    return datetime.fromtimestamp(minute * 60, zone)


def spans(when: When | None, days: frozenset[int], now: datetime, zone: tzinfo) -> tuple[Span, ...] | None:
    """The minutes in which a meeting may start; None for any time at all. In order, apart from each other.

    Empty when the time asked for is over.
    """
    if when is None and not days:
        return None
    local = now.astimezone(zone)
    found = _window(when, local) if when and when.is_dated else [(local - timedelta(days=1), _plan_end(local))]
    pieces = [(minute_of(first), minute_of(last)) for first, last in found if last > now]
    part = _PARTS_AND_HOURS[when.part] if when and when.part and not when.is_dated else None
    if days or part:
        pieces = [piece for span in pieces for piece in _on_days(span, days, part, zone)]
    return tuple(piece for piece in pieces if piece[1] > minute_of(now))


def _plan_end(local: datetime) -> datetime:
    return _at(local.date() + timedelta(days=PLAN_DAYS), 0, local.tzinfo)


def _at(day: date, minutes: int, zone: tzinfo | None) -> datetime:
    """Wall time so many minutes on the clock after midnight."""
    days, minutes = divmod(minutes, DAY)
    wall = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), zone)
    return wall.astimezone(UTC)


def _window(when: When, local: datetime) -> list[tuple[datetime, datetime]]:
    zone, today = local.tzinfo, local.date()
    running = local - timedelta(days=1)
    if when.hours is not None:
        return [(running, local.astimezone(UTC) + timedelta(minutes=when.hours * 60 or SOON_MINUTES))]
    if when.day == "tonight":
        evening = (_at(today, 17 * 60, zone), _at(today, 28 * 60, zone))
        if local >= evening[0]:
            return [(running, evening[1])]
        return [(running, _at(today, 4 * 60, zone)), evening] if local.hour < 4 else [evening]
    part = _PARTS_AND_HOURS.get(when.part)
    first, last = _dates(when, local)
    if part:
        return [(_at(first, part.opens, zone), _at(first, part.closes, zone))]
    return [(running if first <= today else _at(first, 0, zone), _at(last + timedelta(days=1), 0, zone))]


def _dates(when: When, local: datetime) -> tuple[date, date]:
    today = local.date()
    if when.day in DAY_WORDS:
        ahead = (DAY_WORDS.index(when.day) - today.weekday()) % 7
        part = _PARTS_AND_HOURS.get(when.part)
        if ahead == 0 and part and local >= _at(today, part.closes, local.tzinfo):
            ahead = 7
        day = today + timedelta(days=ahead)
        return day, day
    if when.day == "weekend":
        saturday = today + timedelta(days=5 - today.weekday())
        return saturday, saturday + timedelta(days=1)
    if when.day in {"today", "tomorrow"}:
        day = today + timedelta(days=when.day == "tomorrow")
        return day, day
    first = date.fromisoformat(when.day)
    return first, date.fromisoformat(when.until) if when.until else first


def _on_days(span: Span, days: frozenset[int], part: Part | None, zone: tzinfo) -> list[Span]:
    """Those pieces of the span that lie on the days and in the part of the day."""
    first, last = (moment_of(minute, zone).date() for minute in span)
    clipped = (
        (max(piece[0], span[0]), min(piece[1], span[1])) for piece in _days_between(first, last, days, part, zone)
    )
    return [(opens, closes) for opens, closes in clipped if opens < closes]


@lru_cache(maxsize=512)
def _days_between(first: date, last: date, days: frozenset[int], part: Part | None, zone: tzinfo) -> tuple[Span, ...]:
    """Whole days or parts of days from one date to another; the night before reaches into the first."""
    opens, closes = (part.opens, part.closes) if part else (0, DAY)
    dates = (first + timedelta(days=number) for number in range(-1, (last - first).days + 1))
    chosen = (day for day in dates if not days or day.weekday() in days)
    return tuple((minute_of(_at(day, opens, zone)), minute_of(_at(day, closes, zone))) for day in chosen)


# -- words to when ----------------------------------------------------------------------------------------------------

_NEXT_HOURS = re.compile(
    r"(?:in\s+the\s+|in\s+|within\s+)?(?:next\s+)?(\d{1,2}|an?|one|two|three|four|six)?\s*(?:hours?|hrs?|h)"
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
_ALIASES = {
    "this morning": "today morning",
    "this afternoon": "today afternoon",
    "this evening": "today evening",
    "on now": "now",
    "right now": "now",
    "tonite": "tonight",
    "this weekend": "weekend",
    "lunchtime": "afternoon",
    "eve": "evening",
    "evenings": "evening",
    "mornings": "morning",
    "afternoons": "afternoon",
    "nights": "night",
}
_RANGE = re.compile(r"(\S+)\s*(?:\.\.|\bto\b|–)\s*(\S+)")


def read_when(text: str, now: datetime, zone: tzinfo) -> When:
    """What the words mean; raises WhenError with the cure."""
    words = " ".join(text.lower().replace(",", " ").replace("’", "").replace("'", "").split())
    words = _ALIASES.get(words, words).removeprefix("on ").removeprefix("in the ")
    today = now.astimezone(zone).date()
    if words == "now":
        return When(hours=0)
    hours = _NEXT_HOURS.fullmatch(words)
    if hours and (hours[1] or "next" in words):
        number = int(_NUMBERS.get(hours[1] or "an", 0) or hours[1])
        if not 1 <= number <= 48:
            raise WhenError(f'"{text}": give from 1 to 48 hours, or a day.')
        return When(hours=number)
    between = _RANGE.fullmatch(words)
    if between:
        return _range(text, read_date(between[1], today), read_date(between[2], today), today)
    *day_words, last = words.split() or [""]
    part = "" if words in HOLIDAYS else _ALIASES.get(last, last)  # Christmas Eve is a day, not an evening
    day = " ".join(day_words) if part in _PARTS_AND_HOURS else words
    return When(day=_day(text, day, today), part=part if part in _PARTS_AND_HOURS else "")


def _day(text: str, words: str, today: date) -> str:
    if not words or words in {"today", "tonight", "tomorrow", "weekend"}:
        return words
    weekday = _weekday(words.removeprefix("this "))
    if weekday is not None:
        return DAY_WORDS[weekday]
    found = read_date(words, today) or _holiday(words, today) or _day_of_month(words, today)
    if found is None:
        raise WhenError(
            f'We cannot read "{text}" as a time. Try now, today, tonight, tomorrow, thu evening or 2026-12-24.'
        )
    return _range(text, found, None, today).day


HOLIDAYS = {
    **dict.fromkeys(("christmas", "christmas day", "xmas", "xmas day"), (12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve"), (12, 24)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new years eve", "new year eve", "hogmanay"), (12, 31)),
    **dict.fromkeys(("new years day", "new year day"), (1, 1)),
}
"""Month and day of those that do not move."""

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
    if words not in HOLIDAYS:
        return None
    this_year = date(today.year, *HOLIDAYS[words])
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


def _range(text: str, first: date | None, last: date | None, today: date) -> When:
    if first is None:
        raise WhenError(f'We cannot read "{text}" as dates. Write them as 2026-12-24..2026-12-27.')
    if (last or first) < today:
        raise WhenError(f'"{text}" is over. Give a day from today on.')
    if last and not timedelta(0) <= last - first <= timedelta(days=LONGEST_RANGE_DAYS):
        raise WhenError(f'"{text}": give the earlier date first, and at most {LONGEST_RANGE_DAYS} days.')
    if (last or first) > today + timedelta(days=FURTHEST_DAYS):
        raise WhenError(f'"{text}" is more than a year away. Give a day within the year.')
    return When(day=first.isoformat(), until=last.isoformat() if last and last != first else "")


_MONTH_WORDS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_WORDS.split(), start=1)}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*(?:\s+(\d{4}))?")


def read_date(words: str, today: date) -> date | None:
    """A date as 2026-12-24, 24/12, 24/12/2026 or 24 December; without a year, the next such date."""
    if iso := _ISO.fullmatch(words):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _SLASHED.fullmatch(words)
    worded = _WORDED.fullmatch(words)
    if found:
        day, month, year = int(found[1]), int(found[2]), found[3]
    elif worded and worded[2] in _MONTHS:
        day, month, year = int(worded[1]), _MONTHS[worded[2]], worded[3]
    else:
        return None
    if year:
        return _date(int(year), month, day)
    this_year = _date(today.year, month, day)
    return this_year if this_year is None or this_year >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
