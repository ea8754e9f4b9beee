# ruff: noqa: DTZ001 - wall times are naive on purpose
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from trellis.meetings.describing import describe_exceptions, describe_hours, describe_rule
from trellis.meetings.recurrence import Move, Schedule
from trellis.meetings.telling_time import say_date, say_day, say_hours, say_time, say_zone
from trellis.meetings.tests.strategies import schedules

TODAY = date(2026, 11, 22)
PLAIN = {"start": time(19, 30), "minutes": 90, "zone": "Europe/London", "rule": "FREQ=WEEKLY;BYDAY=TU"}


def _with(**changes: object) -> Schedule:
    return Schedule(**PLAIN | changes)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "Every Tuesday"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "Mondays and Thursdays"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "Mondays, Wednesdays and Fridays"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "Saturdays and Sundays"),
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;BYMONTH=12", "Every day, in December"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "Every other Friday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=FR", "Friday, every 3 weeks"),
        ("FREQ=WEEKLY", "Every Thursday"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=4,5,6,7,8,9", "Tuesdays, April to September"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=10,11,12,1,2,3", "Tuesdays, October to March"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=1,2,3,4,5,6,7,9,10,11,12", "Tuesdays, not in August"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=1,2,3,4,5,6,9,10,11,12", "Tuesdays, not in July or August"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=3,10", "Tuesdays, in March and October"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331", "Every Tuesday, until 31 March 2027"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=6", "Every Tuesday, 6 times"),
        ("FREQ=MONTHLY;BYDAY=1TU", "First Tuesday of the month"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", "First and third Tuesday of the month"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "Last Sunday of the month"),
        ("FREQ=MONTHLY;BYDAY=1TU,-1FR", "First Tuesday and last Friday of the month"),
        ("FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5WE", "Every Wednesday except the first of the month"),
        ("FREQ=MONTHLY;BYDAY=-2FR,-3FR,-4FR,-5FR", "Every Friday except the last of the month"),
        ("FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5TH", "Second, third and fourth Wednesday and fifth Thursday of the month"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "First Tuesday of every other month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU", "First Tuesday, every 3 months"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "The 1st and 15th of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "The last day of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=25;BYMONTH=12", "The 25th of the month, in December"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "Friday when it is the 13th of the month"),
        ("FREQ=MONTHLY", "The 26th of the month"),
    ],
)
def test_a_rule_is_described_in_plain_words(rule: str, words: str) -> None:
    assert describe_rule(_with(rule=rule, starts_on=date(2026, 11, 26))) == words


def test_the_sooner_of_two_last_dates_is_told() -> None:
    both = _with(rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331", ends_on=date(2026, 12, 31))
    assert describe_rule(both) == "Every Tuesday, until 31 December 2026"


@given(schedules())
def test_every_schedule_can_be_described(schedule: Schedule) -> None:
    words = describe_rule(schedule)
    assert words[0].isupper()
    assert "  " not in words
    assert not {"None", "FREQ"} & set(words.split())


@pytest.mark.parametrize(
    ("start", "minutes", "words"),
    [
        (time(19, 30), 90, "7:30 to 9 pm"),
        (time(7), 60, "7 to 8 am"),
        (time(11), 60, "11 am to noon"),
        (time(11, 30), 60, "11:30 am to 12:30 pm"),
        (time(12), 60, "noon to 1 pm"),
        (time(12, 15), 45, "12:15 to 1 pm"),
        (time(22, 30), 90, "10:30 pm to midnight"),
        (time(0), 60, "midnight to 1 am"),
        (time(23, 30), 90, "11:30 pm to 1 am"),
        (time(19), 24 * 60, "7 pm to 7 pm the next day"),
        (time(9), 23 * 60, "9 am to 8 am"),
        (time(0), 24 * 60, "day and night"),
    ],
)
def test_hours_are_said_as_people_say_them(start: time, minutes: int, words: str) -> None:
    assert describe_hours(_with(start=start, minutes=minutes)) == words


def test_times_and_dates_are_said_as_people_say_them() -> None:
    assert [say_time(time(*at)) for at in ((0, 5), (9,), (12,), (12, 30), (0,))] == [
        "12:05 am", "9 am", "noon", "12:30 pm", "midnight",
    ]  # fmt: skip
    assert say_hours(time(10), time(9), is_next_day=True) == "10 am to 9 am"
    assert say_date(date(2026, 11, 26), TODAY) == "Thursday 26 November"
    assert say_date(date(2027, 1, 7), TODAY) == "Thursday 7 January 2027"


@pytest.mark.parametrize(
    ("day", "at", "words"),
    [
        (TODAY, None, "Today"),
        (TODAY, time(16, 59), "Today"),
        (TODAY, time(17), "Tonight"),
        (date(2026, 11, 23), time(19), "Tomorrow"),
        (date(2026, 11, 21), time(23, 30), "Yesterday"),
        (date(2026, 11, 24), time(19), "Tuesday 24 November"),
    ],
)
def test_a_day_is_called_by_its_distance(day: date, at: time | None, words: str) -> None:
    assert say_day(day, TODAY, at=at) == words


def test_a_zone_is_called_by_its_city() -> None:
    assert say_zone(ZoneInfo("America/New_York")) == "New York"
    assert say_zone(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"
    assert say_zone(ZoneInfo("UTC")) == "UTC"


def test_exceptions_are_told_soonest_first_and_not_once_they_are_past() -> None:
    schedule = _with(
        cancelled=(date(2026, 12, 29), date(2026, 11, 17)),
        moved=(
            Move(date(2026, 12, 22), datetime(2026, 12, 20, 12)),
            Move(date(2026, 11, 10), datetime(2026, 11, 9, 12)),
        ),
        extra=(date(2026, 12, 24), datetime(2027, 1, 1, 11, 30)),
        starts_on=date(2026, 12, 1),
    )
    assert describe_exceptions(schedule, TODAY) == [
        "starts on Tuesday 1 December",
        "on Sunday 20 December at noon instead of 22 December",
        "also on Thursday 24 December",
        "not on 29 December",
        "also on Friday 1 January 2027 at 11:30 am",
    ]


def test_a_moved_date_that_is_cancelled_is_told_once() -> None:
    both = _with(cancelled=(date(2026, 12, 22),), moved=(Move(date(2026, 12, 22), datetime(2026, 12, 20, 12)),))
    assert describe_exceptions(both, TODAY) == ["not on 22 December"]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, date(2027, 3, 1), ["not meeting, back from 1 March 2027"]),
        (date(2026, 11, 1), date(2026, 12, 1), ["not meeting, back from 1 December"]),
        (date(2026, 12, 20), date(2027, 1, 4), ["not meeting from 20 December, back from 4 January 2027"]),
        (date(2026, 11, 1), None, ["not meeting until further notice"]),
        (date(2026, 12, 1), None, ["not meeting from 1 December until further notice"]),
        (date(2026, 10, 1), date(2026, 11, 1), []),
        (None, None, []),
    ],
)
def test_a_suspension_is_told(since: date | None, until: date | None, words: list[str]) -> None:
    assert describe_exceptions(_with(suspended_from=since, suspended_until=until), TODAY) == words
