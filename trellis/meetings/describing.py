"""A schedule in plain words: "First and third Tuesday of the month", "Tuesdays, April to September"."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from trellis.lib.clock import DAY_NAMES
from trellis.meetings.holidays import say_holiday, say_holidays
from trellis.meetings.occurrences import called_off
from trellis.meetings.recurrence import Day, Frequency, Rule, Schedule, parse_rule
from trellis.meetings.telling_time import MONTH_NAMES, say_date, say_day_of_year, say_hours, say_time

HOLIDAYS_AHEAD: Final = timedelta(days=60)
"""How soon a holiday has to be for its date to be told."""

_NTH = {
    1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth",
    -1: "last", -2: "second last", -3: "third last", -4: "fourth last", -5: "fifth last",
}  # fmt: skip


def describe_rule(schedule: Schedule) -> str:
    """Every Tuesday; Mondays and Thursdays, until 31 March 2027. Without times and exceptions, no full stop."""
    rule = parse_rule(schedule.rule)
    if day := schedule.only_day:
        return f"On {DAY_NAMES[day.weekday()]} {say_day_of_year(day)}"
    last = min(filter(None, (schedule.ends_on, rule.until)), default=None)
    until = f", until {say_day_of_year(last)}" if last else ""
    said = _say_rule(rule, schedule.starts_on) + until
    besides = f", but not on {say_holidays(schedule.not_on)}" if schedule.not_on else ""
    return said[0].upper() + said[1:] + besides


def _say_rule(rule: Rule, first: date | None) -> str:
    """every other Friday; first and third Tuesday of the month. `first` is the date it counts from."""
    days = _weekly(rule, first) if rule.frequency is Frequency.WEEKLY else _monthly(rule, first)
    times = f", {rule.count} times" if rule.count else ""
    return f"{days}{_season(rule.months)}{times}"


def describe_hours(schedule: Schedule) -> str:
    """7:30 to 9 pm, by the wall clock on a usual date."""
    ends = datetime.combine(date.min, schedule.start) + timedelta(minutes=schedule.minutes)
    return say_hours(schedule.start, ends.time(), is_next_day=ends.date() > date.min)


def describe_exceptions(schedule: Schedule, today: date) -> list[str]:
    """What differs from the rule from `today` on, soonest first: "not on 25 December". No full stops."""
    said = [(day, f"not on {say_day_of_year(day, today)}") for day in schedule.cancelled]
    for move in schedule.moved:
        if move.date not in schedule.cancelled:
            words = f"on {_moment(move.to, today)} instead of {say_day_of_year(move.date, today)}"
            said.append((max(move.date, move.to.date()), words))
    said += [(_day_of(extra), f"also on {_moment(extra, today)}") for extra in schedule.extra]
    for day in called_off(replace(schedule, cancelled=()), today, today + HOLIDAYS_AHEAD)[:1]:
        said.append((day, f"not on {say_date(day, today)}, {say_holiday(schedule.not_on, day)}"))
    if schedule.starts_on and schedule.starts_on > today and not schedule.only_day:
        said.append((schedule.starts_on, f"starts on {say_date(schedule.starts_on, today)}"))
    if schedule.is_suspended:
        said.append((schedule.suspended_until or date.max, _suspension(schedule, today)))
    return [words for day, words in sorted(said) if day >= today]


def _suspension(schedule: Schedule, today: date) -> str:
    since, until = schedule.suspended_from, schedule.suspended_until
    begins = f" from {say_day_of_year(since, today)}" if since and since > today else ""
    return f"not meeting{begins}" + (
        f", back from {say_day_of_year(until, today)}" if until else " until further notice"
    )


def _moment(moment: date | datetime, today: date) -> str:
    said = say_date(_day_of(moment), today)
    return f"{said} at {say_time(moment.time())}" if isinstance(moment, datetime) else said


def _day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# -- rules -------------------------------------------------------------------------------------------------------------


def _weekly(rule: Rule, first: date | None) -> str:
    weekdays = [day.weekday for day in rule.days] or ([first.weekday()] if first else [])
    names = [DAY_NAMES[weekday] for weekday in weekdays]
    if rule.interval > 1:
        return f"every other {_and(names)}" if rule.interval == 2 else f"{_and(names)}, every {rule.interval} weeks"
    if len(weekdays) == 7:
        return "every day"
    if weekdays == [0, 1, 2, 3, 4]:
        return "Monday to Friday"
    if len(names) == 1 and not rule.months:
        return f"every {names[0]}"
    return _and(f"{name}s" for name in names)


def _monthly(rule: Rule, first: date | None) -> str:
    numbers = rule.month_days or ((first.day,) if first and not rule.days else ())
    dates = [_number(number) for number in numbers]
    if rule.interval == 1:
        of_month = " of the month"
    else:
        of_month = " of every other month" if rule.interval == 2 else f", every {rule.interval} months"
    if rule.days and dates:
        return f"{_days(rule.days)} when it is the {_or(dates)}{of_month}"
    if rule.days:
        return f"{_all_but_one(rule.days) or _days(rule.days)}{of_month}"
    return f"the {_and(dates)}{of_month}"


def _all_but_one(days: tuple[Day, ...]) -> str:
    """Every Wednesday except the first, for the second to the fifth Wednesday."""
    nths = {day.nth for day in days}
    left_out = ({-1} if nths == {-2, -3, -4, -5} else {1, 2, 3, 4, 5} - nths) if len(nths) == 4 else set()
    if len(left_out) != 1 or len({day.weekday for day in days}) != 1 or len(days) != 4:
        return ""
    return f"every {DAY_NAMES[days[0].weekday]} except the {_NTH[left_out.pop()]}"


def _days(days: tuple[Day, ...]) -> str:
    """First and third Tuesday; first Tuesday and last Friday; a plain Friday."""
    weekdays = dict.fromkeys(day.weekday for day in days)
    nths = {weekday: [_NTH[day.nth] for day in days if day.weekday == weekday and day.nth] for weekday in weekdays}
    return _and(f"{_and(names)} {DAY_NAMES[weekday]}".strip() for weekday, names in nths.items())


def _number(number: int) -> str:
    """21st; last day; 2nd last day."""
    if number < 0:
        return "last day" if number == -1 else f"{_number(-number)} last day"
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _season(months: tuple[int, ...]) -> str:
    """, April to September; , not in August; , in March and October."""
    names = [MONTH_NAMES[month - 1] for month in months]
    missing = [name for name in MONTH_NAMES if name not in names]
    if not months:
        return ""
    if len(missing) <= 2:
        return f", not in {_or(missing)}"
    starts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(starts) == 1 and len(months) > 2:
        return f", {MONTH_NAMES[starts[0] - 1]} to {MONTH_NAMES[(starts[0] + len(months) - 2) % 12]}"
    return f", in {_and(names)}"


def _and(words: Iterable[str]) -> str:
    return _joined(words, "and")


def _or(words: Iterable[str]) -> str:
    return _joined(words, "or")


def _joined(words: Iterable[str], last_word: str) -> str:
    *others, last = words or [""]
    return f"{', '.join(others)} {last_word} {last}" if others else last
