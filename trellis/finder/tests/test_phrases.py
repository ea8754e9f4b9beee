"""Times, waits and distances, as people say them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.finder.cards.phrases import (
    LONGEST_WAIT,
    ago_words,
    clock,
    day_words,
    distance_words,
    left_words,
    start_words,
    wait_words,
)

SUNDAY = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(19, 30), "7:30 pm"),
        (time(20), "8 pm"),
        (time(9, 5), "9:05 am"),
        (time(12), "noon"),
        (time(12, 15), "12:15 pm"),
        (time(0), "midnight"),
        (time(0, 30), "12:30 am"),
    ],
)
def test_a_time_is_said_as_people_say_it(moment: time, words: str):
    assert clock(moment) == words


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), "Today 3 pm"),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "Tonight 5 pm"),
        (datetime(2026, 11, 23, 19, 30, tzinfo=UTC), "Tomorrow 7:30 pm"),
        (datetime(2026, 11, 26, 12, 0, tzinfo=UTC), "Thursday 26 November, noon"),
        (datetime(2027, 1, 5, 8, 0, tzinfo=UTC), "Tuesday 5 January 2027, 8 am"),
    ],
)
def test_a_start_names_the_day_as_seen_from_now(starts: datetime, words: str):
    assert start_words(starts, SUNDAY) == words


def test_a_day_of_another_year_says_the_year():
    assert day_words(date(2027, 11, 22), SUNDAY.date()) == "Monday 22 November 2027"


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=20), "in 1 minute"),
        (timedelta(minutes=25), "in 25 minutes"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(hours=2, minutes=10), "in 2 h 10 min"),
        (timedelta(hours=6, minutes=40), "in 7 hours"),
        (timedelta(hours=13), ""),
        (timedelta(0), ""),
        (-timedelta(minutes=5), ""),
    ],
)
def test_a_wait_is_counted_in_what_somebody_would_count(wait: timedelta, words: str):
    assert wait_words(wait) == words


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=LONGEST_WAIT))
def test_every_wait_of_a_day_is_said_and_never_as_nothing(wait: timedelta):
    words = wait_words(wait)
    assert words.startswith("in ")
    assert " 0 " not in words


def test_what_is_left_is_at_least_a_minute():
    assert left_words(timedelta(minutes=25)) == "25 minutes left"
    assert left_words(timedelta(seconds=-3)) == "1 minute left"


@pytest.mark.parametrize(
    ("metres", "miles", "kilometres"),
    [
        (0, "less than 0.1 miles", "50 m"),
        (100, "less than 0.1 miles", "100 m"),
        (161, "0.1 miles", "150 m"),
        (965, "0.6 miles", "1 km"),
        (1609, "1 mile", "1.6 km"),
        (3219, "2 miles", "3.2 km"),
        (16_000, "9.9 miles", "16 km"),
        (19_312, "12 miles", "19 km"),
    ],
)
def test_a_distance_is_in_what_the_country_measures_in(metres: float, miles: str, kilometres: str):
    assert distance_words(metres, in_miles=True) == miles
    assert distance_words(metres, in_miles=False) == kilometres


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (12, "12 days ago"),
        (59, "59 days ago"),
        (60, "2 months ago"),
        (364, "12 months ago"),
        (365, "over a year ago"),
    ],
)
def test_how_long_ago_is_rounded_to_what_matters(days: int, words: str):
    assert ago_words(days) == words
