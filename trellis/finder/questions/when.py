"""When somebody wants to go: tonight, Thursday evening, after 6 pm; and the spans of time that these are.

A window is about when a meeting starts, on the clock of the visitor. One that began before now counts until it ends.
Instants are whole minutes of UTC since 1970. Parts of the day overlap as they do in speech: an evening is from 5 to
11 pm, a night from 5 pm to 5 am ("Saturday night" is when people go out, not when they sleep), and "tonight" is from
5 pm until 4 in the morning.

`when` asks for dates: "thu" is the coming Thursday alone, so that a meeting on the first Thursday of the month is
there only when it is on. A part of the day with no date ("evening"), and the days of `spans`, mean every one of the
coming five weeks: the longest that anybody plans, and long enough for whatever is monthly.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from trellis.finder.questions.parts_of_day import DAY, Part, part_named
from trellis.meetings.occurrences import SOON_MINUTES

PLAN_DAYS: Final = 35
FURTHEST_DAYS: Final = 366
LONGEST_RANGE_DAYS: Final = 31
DAY_WORDS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAYS: Final = frozenset(range(7))
DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Span = tuple[int, int]
"""First minute and the minute after the last, of UTC since 1970."""


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
            return {0: "on now or within the hour", 1: "in the next hour"}.get(self.hours, f"in the {self.words}")
        part = self.part_of_day
        if part and not self.day:
            return part.of_any_day
        if part and self.day == "today" and not part.is_clock:
            return {"night": "tonight"}.get(self.part, f"this {self.part}")
        days = f"{_day_label(self.day)} to {_day_label(self.until)}" if self.until else _day_label(self.day)
        return f"{days} {part.label}" if part else days

    @property
    def part_of_day(self) -> Part | None:
        return part_named(self.part) if self.part else None

    def joined(self, other: "When") -> "When | None":
        """Both at once: a day and a part of it, said in either order, or the clock that says a part better."""
        day, part = (other, self) if other.day else (self, other)
        one, two = day.part_of_day, part.part_of_day
        if part.day or two is None or day.hours is not None or (one and one.is_clock == two.is_clock):
            return None
        kept = one.name if one and one.is_clock else two.name
        return replace(day, day="today" if day.day == "tonight" else day.day, part=kept)

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
    part = when.part_of_day if when and not when.is_dated else None
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
    first, last = _dates(when, local)
    if part := when.part_of_day:
        dates = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [(_at(day, part.opens, zone), _at(day, part.closes, zone)) for day in dates]
    return [(running if first <= today else _at(first, 0, zone), _at(last + timedelta(days=1), 0, zone))]


def _dates(when: When, local: datetime) -> tuple[date, date]:
    today = local.date()
    if when.day in DAY_WORDS:
        ahead = (DAY_WORDS.index(when.day) - today.weekday()) % 7
        part = when.part_of_day
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
