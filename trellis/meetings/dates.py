"""The dates that a rule gives, without times, zones or exceptions.

Days are counted as ordinals and months as year * 12 + month - 1, so that the end of the calendar is no special case.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice, takewhile

from trellis.meetings.recurrence import Frequency, Rule


def dates(rule: Rule, first: date, last: date, *, anchor: date | None = None) -> Iterator[date]:
    """From `first` to `last`, both included, in order. `anchor` is DTSTART: nothing comes before it."""
    if anchor:
        first = max(first, anchor)
        if rule.count:
            last = min(last, _final_date(rule, anchor))
    if rule.until:
        last = min(last, rule.until)
    return _unbounded(rule, first, last, anchor)


def _unbounded(rule: Rule, first: date, last: date, anchor: date | None) -> Iterator[date]:
    walk = _weekly if rule.frequency is Frequency.WEEKLY else _monthly
    return takewhile(lambda day: day <= last, walk(rule, first, last, anchor))


@lru_cache(maxsize=1024)
def _final_date(rule: Rule, anchor: date) -> date:
    """The date of the last of COUNT; the anchor if the rule gives none at all."""
    counted = list(islice(_unbounded(rule, anchor, date.max, anchor), rule.count))
    return counted[-1] if counted else anchor


def _weekly(rule: Rule, first: date, last: date, anchor: date | None) -> Iterator[date]:
    weekdays = {day.weekday for day in rule.days} or {anchor.weekday() if anchor else 0}
    offsets = sorted((weekday - rule.week_start) % 7 for weekday in weekdays)
    week = _week_of(first, rule.week_start)
    if rule.interval > 1 and anchor:
        weeks_after_anchor = (week - _week_of(anchor, rule.week_start)) // 7
        week += -weeks_after_anchor % rule.interval * 7
    for start in range(week, last.toordinal() + 1, 7 * rule.interval):
        for offset in offsets:
            if first.toordinal() <= start + offset <= date.max.toordinal():
                day = date.fromordinal(start + offset)
                if not rule.months or day.month in rule.months:
                    yield day


def _week_of(day: date, week_start: int) -> int:
    """The ordinal of the first day of its week."""
    return day.toordinal() - (day.weekday() - week_start) % 7


def _monthly(rule: Rule, first: date, last: date, anchor: date | None) -> Iterator[date]:
    month = _month_of(first)
    if rule.interval > 1 and anchor:
        month += (_month_of(anchor) - month) % rule.interval
    for number in range(month, _month_of(last) + 1, rule.interval):
        year, month_index = divmod(number, 12)
        if rule.months and month_index + 1 not in rule.months:
            continue
        for day in _days_in_month(rule, year, month_index + 1, anchor):
            if day >= first.day or number > _month_of(first):
                yield date(year, month_index + 1, day)


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_in_month(rule: Rule, year: int, month: int, anchor: date | None) -> list[int]:
    first_weekday, length = monthrange(year, month)
    numbers = rule.month_days
    if not numbers and not rule.days and anchor:
        numbers = (anchor.day,)
    chosen = set(range(1, length + 1))
    if numbers:
        chosen &= {number if number > 0 else length + 1 + number for number in numbers}
    if rule.days:
        by_day: set[int] = set()
        for day in rule.days:
            first_one = (day.weekday - first_weekday) % 7 + 1
            all_of_them = range(first_one, length + 1, 7)
            by_day.update(all_of_them if day.nth is None else _nth(all_of_them, day.nth))
        chosen &= by_day
    return sorted(chosen)


def _nth(days: range, nth: int) -> range:
    """The nth of them, or none where the month has no fifth."""
    index = nth - 1 if nth > 0 else len(days) + nth
    return days[index : index + 1] if index >= 0 else days[:0]
