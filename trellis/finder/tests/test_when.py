"""Times in words, and the spans of minutes they mean."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.finder.questions.when import When, WhenError, minute_of, moment_of, spans
from trellis.finder.questions.when_in_words import read_when

LONDON = ZoneInfo("Europe/London")
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NO_DAYS: frozenset[int] = frozenset()


def starts_between(words: str, now: datetime = TUESDAY_NOON, zone: ZoneInfo = LONDON) -> list[tuple[str, str]]:
    """The spans in local time; "before" for what began already."""
    found = spans(read_when(words, now, zone), NO_DAYS, now, zone)
    assert found is not None
    return [
        (
            "before" if first < minute_of(now) else f"{moment_of(first, zone):%a %d %H:%M}",
            f"{moment_of(last, zone):%a %d %H:%M}",
        )
        for first, last in found
    ]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("now", "before", "Tue 24 13:00"),
        ("next 3 hours", "before", "Tue 24 15:00"),
        ("in an hour", "before", "Tue 24 13:00"),
        ("today", "before", "Wed 25 00:00"),
        ("tonight", "Tue 24 17:00", "Wed 25 04:00"),
        ("tomorrow", "Wed 25 00:00", "Thu 26 00:00"),
        ("tomorrow evening", "Wed 25 17:00", "Wed 25 23:00"),
        ("this evening", "Tue 24 17:00", "Tue 24 23:00"),
        ("thu evening", "Thu 26 17:00", "Thu 26 23:00"),
        ("Thursday", "Thu 26 00:00", "Fri 27 00:00"),
        ("tues", "before", "Wed 25 00:00"),
        ("mon night", "Mon 30 17:00", "Tue 01 05:00"),
        ("weekend", "Sat 28 00:00", "Mon 30 00:00"),
        ("24 December", "Thu 24 00:00", "Fri 25 00:00"),
        ("24/12", "Thu 24 00:00", "Fri 25 00:00"),
        ("2026-12-24..2026-12-26", "Thu 24 00:00", "Sun 27 00:00"),
        ("1 january", "Fri 01 00:00", "Sat 02 00:00"),
    ],
)
def test_words_mean_a_span(words, first, last):
    assert starts_between(words) == [(first, last)]


def test_tonight_in_the_small_hours_is_what_is_left_of_the_night_and_the_evening_to_come():
    one_in_the_morning = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert starts_between("tonight", one_in_the_morning) == [
        ("before", "Tue 24 04:00"),
        ("Tue 24 17:00", "Wed 25 04:00"),
    ]


def test_the_evening_of_a_weekday_that_is_over_is_next_weeks():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert starts_between("tue evening", late) == [("Tue 01 17:00", "Tue 01 23:00")]


def test_a_part_of_the_day_alone_is_that_of_every_day_of_five_weeks():
    evenings = starts_between("evening")
    assert len(evenings) == 35
    assert evenings[0] == ("Tue 24 17:00", "Tue 24 23:00")


def test_days_are_those_of_the_visitors_clock():
    sydney = ZoneInfo("Australia/Sydney")
    found = spans(None, frozenset({2}), TUESDAY_NOON, sydney)
    assert found is not None
    assert moment_of(found[0][0], sydney).strftime("%a %H:%M") == "Wed 00:00"


def test_a_day_is_as_long_as_the_clock_makes_it():
    saturday = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    [(first, last)] = spans(read_when("tomorrow", saturday, LONDON), NO_DAYS, saturday, LONDON) or ()
    assert last - first == 25 * 60


def test_any_time_at_all_has_no_span():
    assert spans(None, NO_DAYS, TUESDAY_NOON, LONDON) is None


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        ("whenever", "Try now, today"),
        ("2020-01-01", "Give a day from today on"),
        ("2030-01-01", "Give a day within the year"),
        ("2026-12-26..2026-12-24", "the earlier date first"),
        ("next 60 hours", "from 1 to 48"),
        ("31 february", "Try now, today"),
    ],
)
def test_what_cannot_be_is_refused_with_the_cure(words, cure):
    with pytest.raises(WhenError, match=cure):
        read_when(words, TUESDAY_NOON, LONDON)


whens = st.one_of(
    st.integers(0, 48).map(lambda hours: When(hours=hours)),
    st.builds(
        When,
        day=st.sampled_from(["", "today", "tomorrow", "mon", "sun", "2026-12-24"]),
        part=st.sampled_from(["morning", "afternoon", "evening", "night"]),
    ),
    st.sampled_from(["today", "tonight", "tomorrow", "weekend", "thu", "2027-01-02"]).map(lambda day: When(day=day)),
    st.just(When(day="2026-12-24", until="2026-12-27")),
)


@given(whens)
def test_the_words_of_a_time_are_read_back(when):
    assert read_when(when.words, TUESDAY_NOON, LONDON) == when


@given(whens, st.frozensets(st.integers(0, 6)), st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 24)))  # noqa: DTZ001
def test_spans_are_in_order_apart_and_not_over(when, days, moment):
    now = moment.replace(tzinfo=UTC)
    found = spans(when, days, now, LONDON) or ()
    assert all(first < last for first, last in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(last > minute_of(now) for _, last in found)


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("first tuesday", "2026-12-01"),
        ("1st tue of the month", "2026-12-01"),
        ("fourth tuesday", "2026-11-24"),  # today
        ("the last monday", "2026-11-30"),
        ("last friday evening", "2026-11-27 evening"),
        ("third thursday of every month", "2026-12-17"),
        ("next tuesday", "2026-12-01"),
        ("next wed", "2026-11-25"),
        ("this friday", "fri"),
        ("Christmas", "2026-12-25"),
        ("christmas eve", "2026-12-24"),
        ("boxing day morning", "2026-12-26 morning"),
        ("New Year’s Day", "2027-01-01"),
    ],
)
def test_a_day_of_the_month_and_a_holiday_are_the_next_such_date(words, means):
    assert read_when(words, TUESDAY_NOON, LONDON).words == means


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.sampled_from(["second", "last"]))
def test_a_day_of_the_month_is_never_past_and_within_five_weeks(day, which):
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = datetime.fromisoformat(read_when(f"{which} sunday", now, ZoneInfo("UTC")).words).date()
    assert found.weekday() == 6
    assert 0 <= (found - day).days <= 35
    assert (found.day in range(8, 15)) if which == "second" else (found + timedelta(days=7)).month != found.month
