from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.meetings.dates import dates
from trellis.meetings.recurrence import Rule, parse_rule
from trellis.meetings.tests.strategies import dates_nearby, rule_texts


@settings(max_examples=200)
@given(rule_texts(), dates_nearby, dates_nearby, st.integers(0, 900))
def test_dates_are_those_of_dateutil(text: str, anchor: date, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    theirs = rrulestr(text, dtstart=datetime.combine(anchor, time(0)))
    expected = [moment.date() for moment in theirs.between(_midnight(first), _midnight(last), inc=True)]
    assert list(dates(parse_rule(text), first, last, anchor=anchor)) == expected


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


def _dates(text: str, first: date, last: date, anchor: date | None = None) -> list[date]:
    return list(dates(parse_rule(text), first, last, anchor=anchor))


def test_first_and_third_tuesday() -> None:
    found = _dates("FREQ=MONTHLY;BYDAY=1TU,3TU", date(2026, 11, 1), date(2026, 12, 31))
    assert found == [date(2026, 11, 3), date(2026, 11, 17), date(2026, 12, 1), date(2026, 12, 15)]


def test_a_fifth_wednesday_is_missing_from_most_months() -> None:
    found = _dates("FREQ=MONTHLY;BYDAY=5WE", date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, 4, 29), date(2026, 7, 29), date(2026, 9, 30), date(2026, 12, 30)]


def test_every_other_friday_counts_from_its_first_date_in_both_directions() -> None:
    anchor = date(2026, 11, 13)
    found = _dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", date(2026, 11, 1), date(2026, 12, 31), anchor)
    assert found == [anchor, date(2026, 11, 27), date(2026, 12, 11), date(2026, 12, 25)]


@pytest.mark.parametrize(("week_start", "sundays"), [("MO", [2, 16, 30]), ("SU", [9, 23])])
def test_the_first_day_of_the_week_decides_which_sunday_is_with_which_tuesday(
    week_start: str, sundays: list[int]
) -> None:
    text = f"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST={week_start}"
    found = _dates(text, date(2026, 8, 1), date(2026, 8, 31), anchor=date(2026, 7, 28))
    assert [day.day for day in found if day.weekday() == 6] == sundays


def test_the_twenty_ninth_of_february_comes_every_four_years() -> None:
    found = _dates("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29", date(2026, 1, 1), date(2033, 1, 1))
    assert found == [date(2028, 2, 29), date(2032, 2, 29)]


def test_the_end_of_the_calendar_is_no_special_case() -> None:
    assert _dates("FREQ=WEEKLY;BYDAY=FR,SA", date(9999, 12, 27), date.max) == [date.max]
    assert _dates("FREQ=WEEKLY;BYDAY=MO", date.min, date(1, 1, 8)) == [date.min, date(1, 1, 8)]
    assert _dates("FREQ=MONTHLY;BYDAY=-1FR", date(9999, 12, 1), date.max) == [date.max]


def test_a_count_that_the_calendar_cannot_fill_gives_nothing() -> None:
    rule: Rule = parse_rule("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3")
    assert list(dates(rule, date(9990, 1, 1), date.max, anchor=date(9990, 1, 1))) == []
