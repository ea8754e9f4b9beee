"""The columns of the flat layout that say when: day and time, how it repeats, its season, and the dates that differ."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from trellis.lib.clock import ClockError, parse_minutes, parse_time
from trellis.meetings.days_off import holiday_named
from trellis.meetings.holidays import PUBLIC, HolidayError, check_holiday
from trellis.meetings.recurrence import parse_rule
from trellis.opendata.formats import fields
from trellis.opendata.formats.spoken import rule_of, season_of
from trellis.opendata.listing import RowError, When

_FURTHER: Final = (
    *("recurrence", "first_date", "last_date", "cancelled", "moved", "extra", "suspended_from", "suspended_until"),
    "not_on",
)


def when(words: Mapping[str, Any], derived: dict[str, str]) -> When:
    """Raises RowError with the column that cannot be read."""
    found = _weekdays_and_time(words, derived)
    first = fields.date(words.get("first date"), "first date")
    rule = _rule(words, found)
    if rule and parse_rule(rule).needs_anchor and first is None:
        cure = "Give the date of one such meeting in the column “first date”."
        raise RowError("first date", f"“{fields.line(words, 'repeats')}” counts from a first date.", cure)
    away_from = fields.date(words.get("suspended from"), "suspended from")
    back = fields.date(words.get("suspended until"), "suspended until")
    last = fields.date(words.get("last date"), "last date")
    _check_order("last date", first, last)
    _check_order("suspended until", away_from, back)
    return dataclasses.replace(
        found,
        rule=rule,
        starts_on=first,
        ends_on=last,
        cancelled=_dates(words, "cancelled"),
        moved=tuple(_move(text) for text in fields.items(words.get("moved"), separators=",;")),
        extra=tuple(_extra(text, found) for text in fields.items(words.get("extra"), separators=",;")),
        is_suspended=fields.is_yes(words.get("suspended")) or away_from is not None or back is not None,
        suspended_from=away_from,
        suspended_until=back,
        not_on=_holidays(words, "not on"),
    )


def further_dates(found: When, words: Mapping[str, Any]) -> When:
    """What Meeting Guide has no words for, under the names that our own feed gives it. Raises RowError."""
    if not any(words.get(name) for name in _FURTHER):
        return found
    away, back = (fields.date(words.get(name), name) for name in ("suspended_from", "suspended_until"))
    recurrence = fields.line(words, "recurrence")
    return dataclasses.replace(
        found,
        rule=rule_of(recurrence, found.days) if recurrence and found.start else "",
        starts_on=fields.date(words.get("first_date"), "first_date"),
        ends_on=fields.date(words.get("last_date"), "last_date"),
        cancelled=_dates(words, "cancelled"),
        moved=tuple(
            move for move in _listed(words.get("moved")) if isinstance(move, dict) and {"from", "to"} <= set(move)
        ),
        extra=tuple(_extra(text, found) for text in fields.items(words.get("extra"))),
        is_suspended=away is not None or back is not None,
        suspended_from=away,
        suspended_until=back,
        not_on=_holidays(words, "not_on"),
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _weekdays_and_time(words: Mapping[str, Any], derived: dict[str, str]) -> When:
    """A rule may name the day itself, so that the day column may be empty beside it."""
    day, start = words.get("day"), words.get("start")
    has_rule = bool(fields.line(words, "repeats"))
    try:
        found = fields.when(
            day=day if day or not (has_rule and start) else "Monday",
            start=start,
            end=words.get("end"),
            duration=words.get("minutes"),
            sunday=0,
            derived=derived,
        )
    except RowError as error:
        column = "start" if error.field == "time" else error.field
        raise RowError(column, error.reason, error.cure) from error
    return found if day else dataclasses.replace(found, days=())


def _rule(words: Mapping[str, Any], found: When) -> str:
    repeats, months = fields.line(words, "repeats"), season_of(fields.line(words, "season"))
    if found.start is None:
        if repeats:
            raise RowError("start", "It repeats but has no time.", "Give the time it starts, such as 19:30.")
        return ""
    return rule_of(repeats or "weekly", found.days, months) if repeats or months else ""


def _check_order(column: str, first: dt.date | None, last: dt.date | None) -> None:
    if first and last and last < first:
        raise RowError(column, f"{last} is before {first}.", "Swap the two dates.")


def _dates(words: Mapping[str, Any], column: str) -> tuple[dt.date, ...]:
    found = (fields.date(text, column) for text in fields.items(words.get(column), separators=",;"))
    return tuple(day for day in found if day)


def _holidays(words: Mapping[str, Any], column: str) -> tuple[str, ...]:
    """Codes of `trellis.meetings.holidays`, or their names: "bank holidays; Christmas Day"."""
    found = []
    for text in fields.items(words.get(column), separators=",;"):
        code = holiday_named(text) or text
        try:
            check_holiday(code if code != PUBLIC else f"{PUBLIC}:IE")
        except HolidayError as error:
            raise RowError(column, f"“{text}” is no holiday that we know.", str(error)) from error
        found.append(code)
    return tuple(dict.fromkeys(found))


def _move(text: str) -> dict[str, Any]:
    """ "2026-12-25 > 2026-12-27 18:00 (60 minutes)": the time is needed, the length is not."""
    cure = "Write it as 2026-12-25 > 2026-12-27 18:00."
    old, arrow, new = text.partition(">")
    day = fields.date(old.strip(), "moved") if arrow else None
    if day is None:
        raise RowError("moved", f'We cannot read "{text}".', cure)
    to, _, length = new.strip().rstrip(")").partition("(")
    move: dict[str, Any] = {"from": day.isoformat(), "to": _moment(to.strip(), "moved", cure)}
    if length:
        try:
            move["minutes"] = parse_minutes(length)
        except ClockError as error:
            raise RowError("moved", str(error), cure) from error
    return move


def _extra(text: str, found: When) -> str:
    """A date is at the usual time."""
    if " " not in text.strip() and "T" not in text and found.start:
        day = fields.date(text, "extra")
        return f"{day}T{found.start:%H:%M}" if day else ""
    return _moment(text, "extra", "Write it as 2026-12-31 18:00.")


def _moment(text: str, column: str, cure: str) -> str:
    day, _, clock = text.replace("T", " ").partition(" ")
    date = fields.date(day, column)
    try:
        return f"{date}T{parse_time(clock):%H:%M}"
    except ClockError as error:
        raise RowError(column, f'We cannot read "{text}".', cure) from error
