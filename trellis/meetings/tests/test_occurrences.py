# ruff: noqa: DTZ001 - wall times are naive on purpose
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.meetings.holidays import holidays_between
from trellis.meetings.occurrences import (
    Occurrence,
    Phase,
    called_off,
    next_occurrence,
    occurrences,
    schedule_dates,
    state_at,
)
from trellis.meetings.recurrence import Move, Schedule
from trellis.meetings.tests.strategies import dates_nearby, holidays, moments, schedules

LONDON = ZoneInfo("Europe/London")
TUESDAYS = Schedule(time(19, 30), 90, "Europe/London", "FREQ=WEEKLY;BYDAY=TU")
MONTH = (datetime(2026, 12, 1, tzinfo=LONDON), datetime(2027, 1, 1, tzinfo=LONDON))


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """RFC 5545 by trial: of the instants that show this wall time the first; in a gap, with the offset before it."""
    before, after = ((wall + timedelta(days=days)).replace(tzinfo=UTC).astimezone(zone).utcoffset() for days in (-1, 1))
    tries = [(wall - offset).replace(tzinfo=UTC) for offset in (before, after)]
    shown = [moment for moment in tries if moment.astimezone(zone).replace(tzinfo=None) == wall]
    return min(shown) if shown else tries[0]


def days_of(schedule: Schedule, since: datetime = MONTH[0], until: datetime = MONTH[1]) -> list[int]:
    return [one.local_date.day for one in occurrences(schedule, since, until)]


@settings(max_examples=120)
@given(schedules(), moments, st.integers(0, 500))
def test_occurrences_are_those_of_dateutil(schedule: Schedule, since: datetime, days: int) -> None:
    until = since + timedelta(days=days)
    zone = ZoneInfo(schedule.zone)
    rule = re.sub(r"(UNTIL=\d{8})", r"\1T235959", schedule.rule)  # our last date is a whole day
    walls = rrulestr(rule, dtstart=datetime.combine(schedule.starts_on or date.min, schedule.start))
    near = walls.between(
        (since - timedelta(days=4)).replace(tzinfo=None), (until + timedelta(days=4)).replace(tzinfo=None)
    )
    spans = [(start, start + timedelta(minutes=schedule.minutes)) for start in (instant(wall, zone) for wall in near)]
    expected = [(start, end) for start, end in spans if start < until and end > since]
    # The window is asked for in the zone itself, where an hour that repeats is a trap; the answers are compared in UTC.
    found = occurrences(schedule, since.astimezone(zone), until.astimezone(zone))
    assert [(one.starts.astimezone(UTC), one.ends.astimezone(UTC)) for one in found] == expected


@settings(max_examples=80)
@given(schedules(zones=("UTC",)), holidays, dates_nearby)
def test_holidays_are_left_out_as_dateutil_leaves_dates_out(
    schedule: Schedule, not_on: tuple[str, ...], first: date
) -> None:
    last = first + timedelta(days=400)
    rule = re.sub(r"(UNTIL=\d{8})", r"\1T235959", schedule.rule)
    anchor = schedule.starts_on or date.min
    walls = rruleset()
    walls.rrule(rrulestr(rule, dtstart=datetime.combine(anchor, time())))
    for day in holidays_between(not_on, first, last):
        walls.exdate(datetime.combine(day, time()))
    expected = [
        wall.date() for wall in walls.between(*(datetime.combine(day, time()) for day in (first, last)), inc=True)
    ]
    without = replace(schedule, not_on=not_on)
    assert list(schedule_dates(without, first, last)) == expected
    assert sorted([*expected, *called_off(without, first, last)]) == list(schedule_dates(schedule, first, last))


@settings(max_examples=60)
@given(schedules(), moments)
def test_the_next_occurrence_is_the_first_that_has_not_ended(schedule: Schedule, now: datetime) -> None:
    following = next_occurrence(schedule, now)
    window = list(islice(occurrences(schedule, now - timedelta(days=3), now + timedelta(days=4000)), 400))
    assert following == next((one for one in window if one.ends > now), None)


def test_a_meeting_in_the_hour_that_is_skipped_is_held_an_hour_later_on_the_clock() -> None:
    nightly = Schedule(time(1, 30), 60, "Europe/London", "FREQ=DAILY")
    [night] = [one for one in occurrences(nightly, *_day(2026, 3, 29)) if one.local_date.day == 29]
    assert night.starts.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert f"{night.starts:%H:%M %Z} to {night.ends:%H:%M %Z}" == "02:30 BST to 03:30 BST"


def test_a_meeting_in_the_hour_that_comes_twice_is_in_the_first() -> None:
    nightly = Schedule(time(1, 30), 60, "Europe/London", "FREQ=DAILY")
    [night] = [one for one in occurrences(nightly, *_day(2026, 10, 25)) if one.local_date.day == 25]
    assert night.starts.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert f"{night.starts:%H:%M %Z} to {night.ends:%H:%M %Z}" == "01:30 BST to 01:30 GMT"


def test_a_length_is_elapsed_minutes_over_both_changes() -> None:
    late = Schedule(time(23, 45), 180, "America/New_York", "FREQ=DAILY")
    for year, month, day, ends in ((2026, 3, 7, "03:45"), (2026, 10, 31, "01:45"), (2026, 6, 1, "02:45")):
        [night] = [
            one for one in occurrences(late, *_day(year, month, day)) if one.local_date == date(year, month, day)
        ]
        assert night.ends.astimezone(UTC) - night.starts.astimezone(UTC) == timedelta(hours=3)
        assert f"{night.ends:%H:%M}" == ends


def test_half_an_hour_is_skipped_on_lord_howe() -> None:
    nightly = Schedule(time(2, 15), 60, "Australia/Lord_Howe", "FREQ=DAILY")
    [night] = [one for one in occurrences(nightly, *_day(2026, 10, 4)) if one.local_date == date(2026, 10, 4)]
    assert f"{night.starts:%H:%M}" == "02:45"


def test_a_day_that_samoa_skipped_gives_one_meeting_not_two() -> None:
    daily = Schedule(time(19), 60, "Pacific/Apia", "FREQ=DAILY")
    since = datetime(2011, 12, 29, 12, tzinfo=UTC)
    starts = [one.starts for one in occurrences(daily, since, since + timedelta(days=4))]
    assert len(starts) == len({start.astimezone(UTC) for start in starts}) == 4


def _day(year: int, month: int, day: int) -> tuple[datetime, datetime]:
    """The day in UTC and half a day around it, so that it holds the day of any zone."""
    noon = datetime(year, month, day, 12, tzinfo=UTC)
    return noon - timedelta(days=1), noon + timedelta(days=1)


def test_a_meeting_over_the_repeated_hour_is_on_through_both() -> None:
    nightly = Schedule(time(1), 90, "Europe/London", "FREQ=DAILY")
    [night] = [one for one in occurrences(nightly, *_day(2026, 10, 25)) if one.local_date.day == 25]
    quarter_to_two = datetime(2026, 10, 25, 1, 45, tzinfo=LONDON)
    assert night.is_on(quarter_to_two)
    assert not night.is_on(quarter_to_two.replace(fold=1))
    assert state_at(night, quarter_to_two).minutes_until_end == 45


def test_a_meeting_past_midnight_is_still_on_the_next_day() -> None:
    late = Schedule(time(23, 30), 120, "Europe/London", "FREQ=WEEKLY;BYDAY=SA")
    after_midnight = datetime(2026, 11, 29, 0, 45, tzinfo=LONDON)
    on = next_occurrence(late, after_midnight)
    assert on is not None
    assert on.is_on(after_midnight)
    assert on.local_date == date(2026, 11, 28)


def test_a_window_is_half_open() -> None:
    starts, ends = (datetime(2026, 12, 1, hour, 30 * (hour == 19), tzinfo=LONDON) for hour in (19, 21))
    assert days_of(TUESDAYS, starts - timedelta(hours=1), starts) == []
    assert days_of(TUESDAYS, ends, ends + timedelta(hours=1)) == []
    assert days_of(TUESDAYS, ends - timedelta(minutes=1), ends) == [1]


def test_a_window_that_ends_in_the_second_of_two_hours_holds_the_first() -> None:
    nightly = Schedule(time(1, 30), 15, "Europe/London", "FREQ=DAILY")
    midnight, quarter_past_one = (datetime(2026, 10, 25, hour, 15 * hour, tzinfo=LONDON) for hour in (0, 1))
    assert days_of(nightly, midnight, quarter_past_one) == []
    assert days_of(nightly, midnight, quarter_past_one.replace(fold=1)) == [25]
    assert days_of(nightly, quarter_past_one.replace(fold=1), midnight + timedelta(hours=9)) == []


def test_a_window_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        list(occurrences(TUESDAYS, datetime(2026, 12, 1), datetime(2026, 12, 2)))


def _with(**changes: object) -> Schedule:
    return Schedule(**{"start": time(19, 30), "minutes": 90, "zone": "Europe/London", "rule": TUESDAYS.rule} | changes)


def test_a_cancelled_date_is_left_out() -> None:
    assert days_of(TUESDAYS) == [1, 8, 15, 22, 29]
    assert days_of(_with(cancelled=(date(2026, 12, 22), date(2026, 12, 29)))) == [1, 8, 15]


def test_a_moved_date_is_held_where_it_was_moved_to() -> None:
    moved = _with(moved=(Move(date(2026, 12, 22), datetime(2026, 12, 20, 12, 0), minutes=30),))
    found = list(occurrences(moved, *MONTH))
    assert [one.local_date.day for one in found] == [1, 8, 15, 20, 29]
    assert found[3] == Occurrence(
        datetime(2026, 12, 20, 12, tzinfo=LONDON),
        datetime(2026, 12, 20, 12, 30, tzinfo=LONDON),
        date(2026, 12, 20),
        moved_from=date(2026, 12, 22),
    )


def test_a_date_moved_into_the_window_from_far_outside_is_found() -> None:
    moved = _with(moved=(Move(date(2027, 6, 1), datetime(2026, 12, 3, 19, 30)),))
    assert days_of(moved) == [1, 3, 8, 15, 22, 29]


def test_cancelling_a_moved_date_cancels_it_altogether() -> None:
    both = _with(moved=(Move(date(2026, 12, 22), datetime(2026, 12, 20, 12, 0)),), cancelled=(date(2026, 12, 22),))
    assert days_of(both) == [1, 8, 15, 29]


def test_extra_dates_are_at_the_usual_time_or_their_own_and_never_twice() -> None:
    extra = _with(extra=(date(2026, 12, 24), datetime(2026, 12, 25, 11, 0), date(2026, 12, 8)))
    found = list(occurrences(extra, *MONTH))
    assert [(one.local_date.day, one.starts.hour) for one in found if one.is_extra] == [(8, 19), (24, 19), (25, 11)]
    assert [one.local_date.day for one in found] == [1, 8, 15, 22, 24, 25, 29]


def test_holidays_are_left_out_but_not_what_was_put_on_them() -> None:
    fridays = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=FR", not_on=("public:GB-ENG",))
    assert days_of(fridays) == [4, 11, 18]
    assert days_of(replace(fridays, extra=(date(2026, 12, 25),))) == [4, 11, 18, 25]
    moved = Move(date(2026, 12, 25), datetime(2026, 12, 27, 12))
    assert days_of(replace(fridays, moved=(moved,))) == [4, 11, 18, 27]
    assert called_off(fridays, date(2026, 12, 1), date(2027, 1, 31)) == [date(2026, 12, 25), date(2027, 1, 1)]
    assert called_off(replace(fridays, moved=(moved,)), date(2026, 12, 1), date(2026, 12, 31)) == []


def test_a_cancelled_extra_date_is_cancelled() -> None:
    assert days_of(_with(extra=(date(2026, 12, 24),), cancelled=(date(2026, 12, 24),))) == [1, 8, 15, 22, 29]


def test_a_suspended_meeting_is_back_on_the_date_it_names() -> None:
    assert days_of(_with(suspended_from=date(2026, 12, 8), suspended_until=date(2026, 12, 22))) == [1, 22, 29]
    assert days_of(_with(suspended_until=date(2026, 12, 15), extra=(date(2026, 12, 3),))) == [15, 22, 29]
    assert days_of(_with(suspended_from=date(2026, 12, 8))) == [1]
    assert next_occurrence(_with(suspended_from=date(2026, 12, 8)), MONTH[1]) is None


def test_a_meeting_begins_and_ends_on_its_dates() -> None:
    assert days_of(_with(starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 22))) == [8, 15, 22]
    assert days_of(_with(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2", starts_on=date(2026, 12, 2))) == [8, 15]


def test_a_season_is_its_months() -> None:
    summer = _with(rule="FREQ=WEEKLY;BYMONTH=4,5,6,7,8,9;BYDAY=TU")
    following = next_occurrence(summer, MONTH[0])
    assert following is not None
    assert following.local_date == date(2027, 4, 6)


def test_now_may_be_anywhere_in_the_world() -> None:
    in_auckland = datetime(2026, 12, 2, 9, 0, tzinfo=ZoneInfo("Pacific/Auckland"))  # 20:00 on the 1st in London
    on = next_occurrence(TUESDAYS, in_auckland)
    assert on is not None
    assert on.is_on(in_auckland)


@pytest.mark.parametrize(
    ("hour", "minute", "second", "phase", "until_start", "until_end"),
    [
        (17, 0, 0, Phase.LATER, 150, 240),
        (18, 29, 59, Phase.LATER, 61, 151),
        (18, 30, 0, Phase.SOON, 60, 150),
        (19, 29, 30, Phase.SOON, 1, 91),
        (19, 30, 0, Phase.ON_NOW, 0, 90),
        (20, 35, 0, Phase.ON_NOW, -65, 25),
        (21, 0, 0, Phase.OVER, -90, 0),
    ],
)
def test_where_an_occurrence_stands_at_a_moment(
    hour: int, minute: int, second: int, phase: Phase, until_start: int, until_end: int
) -> None:
    [one] = occurrences(TUESDAYS, MONTH[0], MONTH[0] + timedelta(days=1))
    state = state_at(one, datetime(2026, 12, 1, hour, minute, second, tzinfo=LONDON))
    assert (state.phase, state.minutes_until_start, state.minutes_until_end) == (phase, until_start, until_end)


def test_minutes_until_are_minutes_that_pass_not_minutes_of_the_clock() -> None:
    nightly = Schedule(time(3), 60, "Europe/London", "FREQ=DAILY")
    before_the_change = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    following = next_occurrence(nightly, before_the_change)
    assert following is not None
    assert state_at(following, before_the_change).minutes_until_start == 210
