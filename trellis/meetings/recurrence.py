"""When a meeting recurs: a wall time, a zone, a rule, and the dates that differ.

A rule is the part of RFC 5545 (iCalendar) that meetings need:

    FREQ=WEEKLY    BYDAY=MO,TH                 (plain days)
    FREQ=MONTHLY   BYDAY=1TU,3TU,-1SU or BYMONTHDAY=1,15,-1 (or both: "Friday 13th"), or BYDAY=TU;BYSETPOS=1
    FREQ=DAILY     every day; kept as WEEKLY with its days
    and with any:  INTERVAL (1 to 52), BYMONTH (a season), UNTIL (a date, inclusive) or COUNT, WKST

INTERVAL above 1, COUNT, and a rule without days count from `Schedule.starts_on` (DTSTART). Unlike DTSTART it is not
itself a meeting unless the rule gives its date. Everything else in RFC 5545 (YEARLY, HOURLY, BYWEEKNO, BYHOUR, ...) is
refused with a message that says how to write it. `format_rule` gives the one canonical spelling of a rule.

Errors: ValueError > RecurrenceError > RuleError (in a rule), ScheduleError (around it).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trellis.meetings.holidays import HolidayError, check_holiday

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_MINUTES = 24 * 60

_PARTS = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "UNTIL", "COUNT")
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


class RecurrenceError(ValueError):
    """A rule or schedule that cannot be; the message says what, where and how to mend it."""


class RuleError(RecurrenceError):
    """Something in the text of a rule."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__(f'In the rule "{text}": {what}')


class ScheduleError(RecurrenceError):
    """Something around the rule: the zone, the length, the dates."""


class Frequency(StrEnum):
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday (Monday = 0), or the nth one of the month: 1 is the first, -1 the last."""

    weekday: int
    nth: int | None = None

    def __str__(self) -> str:
        return f"{self.nth or ''}{DAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule, always in canonical order, so that equal rules compare equal."""

    frequency: Frequency
    days: tuple[Day, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    interval: int = 1
    week_start: int = 0
    until: date | None = None
    count: int | None = None

    @property
    def needs_anchor(self) -> bool:
        """Whether the rule says nothing without a first date."""
        return self.interval > 1 or self.count is not None or not (self.days or self.month_days)

    @property
    def is_plain_weekly(self) -> bool:
        """Every week, all year, for ever: what a meeting is until its words say otherwise."""
        return self == Rule(Frequency.WEEKLY, self.days) and bool(self.days)


@dataclass(frozen=True, slots=True)
class Move:
    """The meeting of one date held at another local time, perhaps for another length."""

    date: date
    to: datetime  # naive: wall time in the meeting's zone
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything about when one meeting is.

    `ends_on` is the last date it may be held. It is away from `suspended_from` and back on `suspended_until`; either
    may be missing. `cancelled` takes out what the rule, an extra date or a move would have held for that date. An extra
    that is a plain date is at the usual time. `not_on` are the holidays (`holidays.py`) that take out what the rule
    gives; an extra or moved date on one of them was put there on purpose, and stands.
    """

    start: time
    minutes: int
    zone: str
    rule: str
    starts_on: date | None = None
    ends_on: date | None = None
    cancelled: tuple[date, ...] = ()
    moved: tuple[Move, ...] = ()
    extra: tuple[date | datetime, ...] = ()
    suspended_from: date | None = None
    suspended_until: date | None = None
    not_on: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        for minutes in (self.minutes, *(move.minutes for move in self.moved if move.minutes is not None)):
            if not 1 <= minutes <= LONGEST_MINUTES:
                raise ScheduleError(
                    f"A meeting of {minutes} minutes: give a length from 1 to {LONGEST_MINUTES} minutes."
                )
        if parse_rule(self.rule).needs_anchor and self.starts_on is None:
            raise ScheduleError(f'The rule "{self.rule}" counts from a first date. Give the date of one such meeting.')
        _check_holidays(self.not_on)
        _check_order("ends", self.starts_on, self.ends_on)
        _check_order("is back", self.suspended_from, self.suspended_until)
        offsets = {self.start.tzinfo, *(move.to.tzinfo for move in self.moved)}
        if offsets | {extra.tzinfo for extra in self.extra if isinstance(extra, datetime)} != {None}:
            raise ScheduleError("Times of a meeting are wall times in its zone. Give them without an offset.")

    @property
    def only_day(self) -> date | None:
        """The one date that it is held on, as people put down what comes up once; None where there may be others."""
        day = self.starts_on if self.starts_on == self.ends_on and not self.extra and not self.moved else None
        return day if day and self.rule == f"FREQ=WEEKLY;BYDAY={DAYS[day.weekday()]}" else None

    @property
    def is_suspended(self) -> bool:
        """Whether a suspension is recorded at all; whether it covers a date is `is_suspended_on`."""
        return self.suspended_from is not None or self.suspended_until is not None

    def is_suspended_on(self, day: date) -> bool:
        """From the first day away up to, and without, the day it is back."""
        after_start = self.suspended_from is None or day >= self.suspended_from
        before_end = self.suspended_until is None or day < self.suspended_until
        return self.is_suspended and after_start and before_end


@lru_cache(maxsize=1024)
def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError(f'"{name}" is not a time zone. Write its IANA name, such as Europe/London.') from error


def _check_holidays(codes: tuple[str, ...]) -> None:
    try:
        for code in codes:
            check_holiday(code)
    except HolidayError as error:
        raise ScheduleError(str(error)) from error


def _check_order(verb: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise ScheduleError(f"It {verb} on {last}, before it begins on {first}. Swap the two dates.")


# -- text to rule ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def parse_rule(text: str) -> Rule:
    """The rule that the text states; raises `RuleError`. "RRULE:" in front is allowed, and any case."""
    parts = _split(text)
    reader = _Reader(text, parts)
    frequency = parts.get("FREQ")
    if frequency not in {"DAILY", "WEEKLY", "MONTHLY"}:
        cure = "For once a year write FREQ=MONTHLY with BYMONTH." if frequency == "YEARLY" else ""
        raise RuleError(text, f"FREQ must be WEEKLY, MONTHLY or DAILY. {cure}".strip())
    rule = Rule(
        frequency=Frequency.MONTHLY if frequency == "MONTHLY" else Frequency.WEEKLY,
        days=reader.days(),
        month_days=reader.numbers("BYMONTHDAY", (*range(1, 32), *range(-31, 0))),
        months=reader.numbers("BYMONTH", range(1, 13)),
        interval=reader.number("INTERVAL", 1, 52) or 1,
        week_start=reader.week_start(),
        until=reader.until(),
        count=reader.number("COUNT", 1, 1000),
    )
    _check(text, rule, is_daily=frequency == "DAILY")
    return _canonical(rule, is_daily=frequency == "DAILY")


def format_rule(rule: Rule) -> str:
    """The canonical text: `parse_rule(format_rule(rule)) == rule`."""
    values = {
        "FREQ": str(rule.frequency),
        "INTERVAL": str(rule.interval) if rule.interval > 1 else "",
        "BYMONTH": ",".join(map(str, rule.months)),
        "BYMONTHDAY": ",".join(map(str, rule.month_days)),
        "BYDAY": ",".join(map(str, rule.days)),
        "WKST": DAYS[rule.week_start] if rule.week_start else "",
        "UNTIL": rule.until.isoformat().replace("-", "") if rule.until else "",
        "COUNT": str(rule.count or ""),
    }
    return ";".join(f"{name}={value}" for name, value in values.items() if value)


def weekly(*weekdays: int) -> str:
    """The text of "every week on these days" (Monday = 0)."""
    return format_rule(Rule(Frequency.WEEKLY, tuple(Day(day) for day in sorted(set(weekdays)))))


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value:
            raise RuleError(text, f'"{piece}" is not NAME=VALUE. Write for example FREQ=WEEKLY;BYDAY=TU.')
        if name not in _PARTS:
            raise RuleError(text, f"{name} is not among the parts we keep ({', '.join(_PARTS)}). Take it out.")
        if name in parts:
            raise RuleError(text, f"{name} is there twice. Keep one.")
        parts[name] = value
    return parts


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    parts: dict[str, str]

    def number(self, name: str, low: int, high: int) -> int | None:
        value = self.parts.get(name)
        if value is None:
            return None
        if not re.fullmatch(r"\d{1,4}", value, re.ASCII) or not low <= int(value) <= high:
            raise RuleError(self.text, f"{name} must be a whole number from {low} to {high}, not {value}.")
        return int(value)

    def numbers(self, name: str, allowed: Sequence[int]) -> tuple[int, ...]:
        if name not in self.parts:
            return ()
        values = self.parts[name].split(",")
        if not all(re.fullmatch(r"[+-]?\d{1,2}", value, re.ASCII) and int(value) in allowed for value in values):
            raise RuleError(self.text, f"{name} must be whole numbers among {allowed[0]} to {max(allowed)}.")
        return tuple(sorted({int(value) for value in values}, key=_last_after_first))

    def days(self) -> tuple[Day, ...]:
        if "BYDAY" not in self.parts:
            if "BYSETPOS" in self.parts:
                raise RuleError(self.text, "BYSETPOS goes with BYDAY. Write BYDAY=1TU,3TU.")
            return ()
        matches = [_DAY.fullmatch(value) for value in self.parts["BYDAY"].split(",")]
        days = {Day(DAYS.index(m[2]), int(m[1]) if m[1] else None) for m in matches if m}
        if not all(matches):
            raise RuleError(self.text, "BYDAY must be days such as TU, 1TU (the first) or -1TU (the last).")
        places = self.numbers("BYSETPOS", (*range(1, 6), *range(-5, 0)))
        if places:
            days = {Day(self._lone(days).weekday, place) for place in places}
        return tuple(sorted(days, key=lambda day: (*_last_after_first(day.nth or 0), day.weekday)))

    def _lone(self, days: set[Day]) -> Day:
        [*lone] = days
        if len(lone) != 1 or lone[0].nth or self.parts.get("FREQ") != "MONTHLY" or "BYMONTHDAY" in self.parts:
            raise RuleError(self.text, "BYSETPOS goes with one plain day a month. Write BYDAY=1TU,3TU instead.")
        return lone[0]

    def week_start(self) -> int:
        value = self.parts.get("WKST", "MO")
        if value not in DAYS:
            raise RuleError(self.text, f"WKST must be one of {', '.join(DAYS)}.")
        return DAYS.index(value)

    def until(self) -> date | None:
        value = self.parts.get("UNTIL")
        if value is None:
            return None
        try:
            if len(value) != len("20261231"):
                raise ValueError(value)  # noqa: TRY301 - one message for every wrong date
            return date.fromisoformat(value)
        except ValueError as error:
            raise RuleError(self.text, "UNTIL must be the last local date, written as UNTIL=20261231.") from error


def _last_after_first(number: int) -> tuple[bool, int]:
    """Sorts 1, 2, 3, -2, -1: counted from the end comes after counted from the beginning."""
    return (number < 0, number)


def _check(text: str, rule: Rule, *, is_daily: bool) -> None:
    if rule.frequency is Frequency.WEEKLY:
        if any(day.nth for day in rule.days):
            raise RuleError(text, "a numbered day such as 1TU is monthly. Write FREQ=MONTHLY.")
        if rule.month_days:
            raise RuleError(text, "BYMONTHDAY is monthly. Write FREQ=MONTHLY.")
    if is_daily and rule.interval > 1:
        raise RuleError(text, "every few days is not kept. Write FREQ=WEEKLY with the days.")
    if rule.until and rule.count:
        raise RuleError(text, "UNTIL and COUNT exclude each other. Keep one.")


def _canonical(rule: Rule, *, is_daily: bool) -> Rule:
    days, months = rule.days, rule.months if len(rule.months) < 12 else ()
    if is_daily and not days:
        days = tuple(Day(weekday) for weekday in range(7))
    frequency = rule.frequency
    every_week = bool(days) and rule.interval == 1 and not rule.month_days and not any(day.nth for day in days)
    if frequency is Frequency.MONTHLY and every_week:
        frequency = Frequency.WEEKLY
    matters = frequency is Frequency.WEEKLY and rule.interval > 1
    return Rule(
        frequency, days, rule.month_days, months, rule.interval, rule.week_start * matters, rule.until, rule.count
    )
