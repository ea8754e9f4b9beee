import contextlib
import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trellis.keeping.plain_dates import Understood, read
from trellis.keeping.words_left import NotUnderstoodError
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.recurrence import Day, Frequency, Rule, Schedule, format_rule, parse_rule
from trellis.meetings.telling_time import say_day_of_year

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "rule", "start", "minutes"),
    [
        ("every first Tuesday at 7 pm", "FREQ=MONTHLY;BYDAY=1TU", "19:00", 60),
        ("Mondays and Thursdays 10 to 12", "FREQ=WEEKLY;BYDAY=MO,TH", "10:00", 120),
        ("Tuesdays 7.30pm", "FREQ=WEEKLY;BYDAY=TU", "19:30", 60),
        ("1st & 3rd Thursday, 19:00 – 20:30", "FREQ=MONTHLY;BYDAY=1TH,3TH", "19:00", 90),
        ("every day at noon", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "12:00", 60),
        ("Mon-Fri 9.30 to 11", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "09:30", 90),
        ("weekdays 12.30 - 1.30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "12:30", 60),
        ("last Friday of the month, half past 7 to 9 p.m.", "FREQ=MONTHLY;BYDAY=-1FR", "19:30", 90),
        ("every Wednesday except the first, 6 to 7 pm", "FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5WE", "18:00", 60),
        ("Wed at 8 in the morning for an hour and a half", "FREQ=WEEKLY;BYDAY=WE", "08:00", 90),
        ("We meet every Sunday evening at 8", "FREQ=WEEKLY;BYDAY=SU", "20:00", 60),
        ("quarter to 8 on mondays", "FREQ=WEEKLY;BYDAY=MO", "19:45", 60),
        ("Weekly on Mondays, 1900-2000", "FREQ=WEEKLY;BYDAY=MO", "19:00", 60),
        ("21st of the month at 3pm", "FREQ=MONTHLY;BYMONTHDAY=21", "15:00", 60),
        ("Saturdays 11 to 1, April to September", "FREQ=WEEKLY;BYMONTH=4,5,6,7,8,9;BYDAY=SA", "11:00", 120),
        ("Fridays, 11 pm to 1 am", "FREQ=WEEKLY;BYDAY=FR", "23:00", 120),
        ("Tuesdays half seven to half eight", "FREQ=WEEKLY;BYDAY=TU", "19:30", 60),
        ("Tuesdays at seven", "FREQ=WEEKLY;BYDAY=TU", "19:00", 60),
        ("Tuesdays quarter to eight", "FREQ=WEEKLY;BYDAY=TU", "19:45", 60),
        ("Tuesdays, seven thirty until nine", "FREQ=WEEKLY;BYDAY=TU", "19:30", 90),
        ("Tuesdays one hour from eleven", "FREQ=WEEKLY;BYDAY=TU", "11:00", 60),
        ("Tuesdays 19h30", "FREQ=WEEKLY;BYDAY=TU", "19:30", 60),
        ("Tuesdays 10:20 hrs", "FREQ=WEEKLY;BYDAY=TU", "10:20", 60),
        ("Tuesdays 19.30 hrs to 20.30hrs", "FREQ=WEEKLY;BYDAY=TU", "19:30", 60),
        ("Tuesdays 7 30 pm ’til 9", "FREQ=WEEKLY;BYDAY=TU", "19:30", 90),
        ("Tuesdays 10-12noon", "FREQ=WEEKLY;BYDAY=TU", "10:00", 120),
        ("Tuesdays 7-30pm", "FREQ=WEEKLY;BYDAY=TU", "19:30", 60),
        ("Tuesdays from 7-15pm sharp", "FREQ=WEEKLY;BYDAY=TU", "19:15", 60),
        ("Tuesdays 10-30 to 12-00", "FREQ=WEEKLY;BYDAY=TU", "10:30", 90),
        ("Tuesdays 10-12", "FREQ=WEEKLY;BYDAY=TU", "10:00", 120),
        ("24/7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "00:00", 1440),
        ("Mondays, day and night", "FREQ=WEEKLY;BYDAY=MO", "00:00", 1440),
        ("weekends, 24 hours", "FREQ=WEEKLY;BYDAY=SA,SU", "00:00", 1440),
    ],
)
def test_ordinary_ways_of_saying_it_are_read(words, rule, start, minutes):
    assert read(words, TODAY) == Understood(
        dt.time.fromisoformat(start), minutes, rule, is_length_said=read(words, TODAY).is_length_said
    )


def test_a_first_date_gives_the_day_and_the_year():
    assert read("29 February 7 pm", TODAY).starts_on == dt.date(2028, 2, 29)
    assert read("3.12.26 7 pm", TODAY).starts_on == read("next Thursday 3 December 7 pm", TODAY).starts_on
    found = read("fortnightly from 1 December at 7", TODAY)
    assert (found.rule, found.starts_on) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", dt.date(2026, 12, 1))
    assert read("Mondays at 7 from 3 January", TODAY).starts_on == dt.date(2027, 1, 3)
    until = read("Mondays at 7 from 7/12/2026 until 30 June", TODAY)
    assert (until.starts_on, until.ends_on) == (dt.date(2026, 12, 7), dt.date(2027, 6, 30))


@pytest.mark.parametrize(
    ("words", "holidays"),
    [
        ("Mondays 10 to 12 except bank holidays", ("public",)),
        ("Every Monday, but not on bank holidays or Good Friday, 7 to 8 pm", ("public", "good-friday")),
        (
            "Fridays 7 pm, not Good Friday, Christmas Day or New Year's Day",
            ("good-friday", "christmas-day", "new-years-day"),
        ),
        ("first Monday of the month at 7 pm, no bank holidays", ("public",)),
        ("Thursdays at 6 pm, not on St Stephen’s Day", ("boxing-day",)),
        ("Mondays 7 pm, no meeting 25 Dec", ("christmas-day",)),
        ("Mondays 7 pm, not 26th of December or January 1st", ("boxing-day", "new-years-day")),
        ("Mondays 7 pm, closed over Christmas and New Year", ("christmas-day", "new-years-day")),
        ("Sundays 7 pm except Easter", ("good-friday", "easter-sunday", "easter-monday")),
    ],
)
def test_holidays_without_it_are_understood(words, holidays):
    assert (read(words, TODAY).not_on, read(words, TODAY).notes) == (holidays, ())


@pytest.mark.parametrize(
    "words", ["Saturday 12 December, 2 to 5 pm", "on 12/12/2026 from 2 to 5 pm", "12 Dec 2026 14:00-17:00"]
)
def test_what_comes_up_once_is_held_on_that_date_alone(words):
    found, day = read(words, TODAY), dt.date(2026, 12, 12)
    assert (found.rule, found.starts_on, found.ends_on) == ("FREQ=WEEKLY;BYDAY=SA", day, day)
    assert (found.start, found.minutes) == (dt.time(14), 180)


@pytest.mark.parametrize(
    ("words", "start", "minutes", "doors"),
    [
        ("Tuesdays 7pm for 7.30", "19:30", 60, "7 pm"),
        ("Tuesdays 7 for 7.30 to 9pm", "19:30", 90, "7 pm"),
        ("Tuesdays, 11.30 for 12 noon, 2 hours", "12:00", 120, "11:30 am"),
        ("Tuesdays 8pm (doors open 7.30)", "20:00", 60, "7:30 pm"),
    ],
)
def test_it_starts_at_the_time_that_one_comes_for(words, start, minutes, doors):
    found = read(words, TODAY)
    assert (found.start, found.minutes) == (dt.time.fromisoformat(start), minutes)
    assert found.notes == (f"Doors open at {doors}.",)


def test_what_no_rule_can_hold_is_kept_in_words():
    assert read("Mondays 10 to 12, term time only", TODAY).notes == ("In term time only: ask for the dates.",)


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("", "on which days, and at what time"),
        ("...", "on which days, and at what time"),
        ("Thursdays", "At what time"),
        ("at 7 pm", "On which days"),
        ("when we feel like it", "“when we feel like it”"),
        ("Mondays at 7 at the old barn", "barn"),
        ("every second Tuesday at 7", "can mean two things"),
        ("monthly on Tuesday at 7", "Which one of the month"),
        ("fortnightly on Fridays at 7", "From which date"),
        ("Tuesday 7pm and Thursday 8pm", "more than one time"),
        ("Tuesdays and on the first Sunday at 7", "Some of these are every week"),
        ("Fridays 25:00", "no time of day"),
        ("Mondays at 7 from 31 February", "is no date"),
        ("Fridays, 5 December at 7 pm", "again and again, or on one date"),
        ("Tuesdays at 7 pm, 5 December", "again and again, or on one date"),
        ("5 December, 9 January at 7 pm", "Is it on 5 december and on 9 january, and on no day between?"),
        ("5 December and 9 January at 7 pm", "Is it on 5 december and on 9 january, and on no day between?"),
        ("Saturdays from 5 December and 9 January at 7 pm", "What about 9 january"),
        ("Friday 12 December 2026 at 2 pm", "12 December 2026 is a Saturday"),
        ("Mondays at 7 from 1 May 2027 to 1 April 2027", "Swap the two dates"),
        ("the 45th of the month at 7", "no such day"),
        ("<b>Monday</b> 7pm", "<b>"),
        ("Tuesdays ten to twelve", "“ten to twelve” can mean two things"),
        ("next Friday 7 pm", "Friday 27 November 2026 or Friday 4 December 2026"),
        ("this Sunday at 7 pm", "Sunday 29 November 2026"),
        ("tomorrow at 7 pm", "Monday 23 November 2026"),
        ("Christmas Day at 11", "as a date"),
        ("Mondays 7 pm, no meeting 3 Jan", "no day off of every year"),
        ("Mondays 7 pm, closed 24-31 July", "no day off of every year"),
        ("Mondays 7 pm, not Christmas week", "“not christmas week”"),
        ("Tuesdays 3 for 7.30", "a long time to wait"),
        ("Tuesdays 8 pm, doors 9", "open long before"),
    ],
)
def test_what_is_missing_or_unclear_is_named(words, asks):
    with pytest.raises(NotUnderstoodError) as refused:
        read(words, TODAY)
    assert asks in str(refused.value)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read_or_refused(words):
    with contextlib.suppress(NotUnderstoodError):
        parse_rule(read(words, TODAY).rule)


PIECES = st.sampled_from(
    [
        *("every", "first", "second", "last", "other", "Tuesday", "Mondays", "and", ",", "at", "7", "pm", "10", "to"),
        *("from", "until", "1", "December", "May", "3", "weeks", "month", "of", "the", "term", "time", "fortnightly"),
        *("for", "an", "hour", "2027", "31/02/2027", "except", "noon", "half", "past", "-", "1930", ".", "&", "times"),
        *("day", "daily", "in", "not", "1st", "quarterly"),
    ]
)


@given(st.lists(PIECES, max_size=14))
def test_words_of_schedules_in_any_order_are_read_or_refused(pieces):
    with contextlib.suppress(NotUnderstoodError):
        found = read(" ".join(pieces), TODAY)
        Schedule(found.start, found.minutes, "Europe/London", found.rule, found.starts_on, found.ends_on)


# -- what we say of a schedule is read back as the same ----------------------------------------------------------------

WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
MONTHS = st.one_of(
    st.just(()), st.sets(st.integers(1, 12), min_size=1, max_size=11).map(lambda months: tuple(sorted(months)))
)
WEEKLY = st.builds(
    lambda days, interval, months, count: Rule(
        Frequency.WEEKLY, tuple(Day(day) for day in sorted(days)), months=months, interval=interval, count=count
    ),
    WEEKDAYS,
    st.integers(1, 8).filter(lambda weeks: weeks != 7),
    MONTHS,
    st.one_of(st.none(), st.integers(2, 60)),
)
MONTHLY = st.builds(
    lambda days, interval, months: Rule(Frequency.MONTHLY, tuple(days), months=months, interval=interval),
    st.sets(st.builds(Day, st.integers(0, 6), st.sampled_from([1, 2, 3, 4, 5, -1, -2])), min_size=1, max_size=4),
    st.integers(1, 3),
    MONTHS,
)
BY_DATE = st.builds(
    lambda days: Rule(Frequency.MONTHLY, month_days=tuple(sorted(days))),
    st.sets(st.one_of(st.integers(1, 31), st.just(-1)), min_size=1, max_size=3),
)
TIMES = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 45, 59]))


@st.composite
def simple_schedules(draw):
    rule = parse_rule(format_rule(draw(st.one_of(WEEKLY, MONTHLY, BY_DATE))))
    first = TODAY + dt.timedelta(days=draw(st.integers(0, 300)))
    has_first = rule.needs_anchor or draw(st.booleans())
    last = draw(st.one_of(st.none(), st.integers(0, 900).map(lambda days: first + dt.timedelta(days=days))))
    return Schedule(
        start=draw(TIMES),
        minutes=draw(st.integers(1, 24 * 60)),
        zone="Europe/London",
        rule=format_rule(rule),
        starts_on=first if has_first else None,
        ends_on=last,
    )


@given(simple_schedules())
@example(Schedule(dt.time(0), 24 * 60, "Europe/London", "FREQ=WEEKLY;BYDAY=MO"))
def test_what_we_say_of_a_schedule_is_read_back_as_the_same(schedule):
    said = f"{describe_rule(schedule)}, {describe_hours(schedule)}"
    if schedule.starts_on and not schedule.only_day:
        said += f", from {say_day_of_year(schedule.starts_on)}"
    found = read(said, TODAY)
    assert (found.rule, found.start, found.minutes) == (schedule.rule, schedule.start, schedule.minutes), said
    assert (found.starts_on, found.ends_on) == (schedule.starts_on, schedule.ends_on), said
