"""One date off, one moved, away for a while: what becomes of the dates."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.looking_after.one_offs import DatesError, away, away_words, call_off, coming, hold, move
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import Schedule

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
USUAL = Schedule(dt.time(19, 30), 90, "Europe/London", "FREQ=WEEKLY;BYDAY=TU")
FIRST, SECOND, THIRD = (dt.date(2026, 11, 24) + dt.timedelta(days=7 * n) for n in range(3))
wall = dt.datetime.fromisoformat
DAYS = st.dates(TODAY, TODAY + dt.timedelta(days=300))


def with_(schedule, changes):
    """The schedule of a meeting that has these fields."""
    held = {name: getattr(schedule, name) for name in ("suspended_from", "suspended_until")}
    meeting = Meeting(start=schedule.start, minutes=schedule.minutes, zone=schedule.zone, rule=schedule.rule, **held)
    meeting.cancelled = [day.isoformat() for day in schedule.cancelled]
    for name, value in changes.items():
        setattr(meeting, name, dt.date.fromisoformat(value) if name.startswith("suspended") and value else value)
    return meeting.schedule


def on(schedule, shown=8):
    return [line.day for line in coming(schedule, NOW, shown=shown) if line.is_on]


def test_a_date_called_off_is_shown_as_such_and_can_be_held_after_all():
    off = with_(USUAL, call_off(USUAL, SECOND))
    lines = coming(off, NOW, shown=3)
    assert [(line.day, line.is_on) for line in lines][:3] == [(FIRST, True), (SECOND, False), (THIRD, True)]
    assert on(with_(off, hold(off, SECOND))) == on(USUAL)


def test_a_holiday_without_it_is_shown_by_name_and_can_be_held_or_moved_all_the_same():
    fridays = replace(USUAL, rule="FREQ=WEEKLY;BYDAY=FR", not_on=("public:GB-ENG",))
    christmas = dt.date(2026, 12, 25)
    [line] = [line for line in coming(fridays, NOW) if line.day == christmas]
    assert (line.is_on, line.note) == (False, "not on, a bank holiday")
    with_holidays = replace(with_(fridays, held := hold(fridays, christmas)), not_on=fridays.not_on)
    assert held["extra"] == ["2026-12-25T19:30"]
    assert christmas in on(with_holidays)
    assert christmas not in on(replace(with_holidays, cancelled=(christmas,)))
    moved = move(fridays, christmas, wall("2026-12-27T12:00"), None, NOW)
    assert [one["from"] for one in moved["moved"]] == ["2026-12-25"]


def test_only_a_date_of_the_meeting_can_be_called_off_or_moved():
    for change in (
        lambda day: call_off(USUAL, day),
        lambda day: move(USUAL, day, wall("2026-12-01T20:00"), None, NOW),
    ):
        with pytest.raises(DatesError, match="It is not held on 25 November 2026. Choose one of the dates shown."):
            change(FIRST + dt.timedelta(days=1))


def test_a_date_moves_with_its_time_and_length_and_is_known_by_its_old_date():
    moved = with_(USUAL, move(USUAL, SECOND, wall("2026-12-02T18:00"), 60, NOW))
    line = next(line for line in coming(moved, NOW) if line.day == SECOND)
    assert (line.words, line.note) == ("Wednesday 2 December, 6 to 7 pm", "instead of Tuesday 1 December")
    again = with_(moved, move(moved, SECOND, dt.datetime.combine(SECOND, USUAL.start), 90, NOW))
    assert again.moved == ()


def test_nothing_is_moved_into_the_past():
    with pytest.raises(DatesError, match="lies ahead"):
        move(USUAL, FIRST, wall("2026-11-22T11:00"), None, NOW)


def test_moving_a_date_that_was_called_off_holds_it():
    off = with_(USUAL, call_off(USUAL, SECOND))
    assert move(off, SECOND, wall("2026-12-02T18:00"), None, NOW)["cancelled"] == []


def test_away_takes_in_both_days_that_were_said():
    gone = with_(USUAL, away(USUAL, FIRST, SECOND, TODAY))
    assert on(gone)[0] == THIRD
    assert away_words(gone, TODAY) == "Away from 24 November to 1 December"
    assert away_words(gone, SECOND + dt.timedelta(days=1)) == ""


def test_away_until_further_notice():
    gone = with_(USUAL, away(USUAL, SECOND, None, TODAY))
    assert on(gone) == [FIRST]
    assert away_words(gone, TODAY) == "Away from 1 December until further notice"


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (SECOND, FIRST, "Swap the two"),
        (TODAY - dt.timedelta(days=9), TODAY - dt.timedelta(days=2), "over already"),
        (FIRST, FIRST + dt.timedelta(days=400), "longer than a year"),
    ],
)
def test_times_away_that_cannot_be_are_refused(first, last, says):
    with pytest.raises(DatesError, match=says):
        away(USUAL, first, last, TODAY)


@given(first=DAYS, days=st.integers(0, 60), other=DAYS, other_days=st.integers(0, 60))
def test_however_often_it_is_away_it_is_on_no_date_that_was_said_and_on_all_others(first, days, other, other_days):
    spans = [(first, first + dt.timedelta(days=days)), (other, other + dt.timedelta(days=other_days))]
    schedule = USUAL
    for start, end in spans:
        schedule = with_(schedule, away(schedule, start, end, TODAY))
    usual = on(USUAL, 60)
    expected = [day for day in usual if not any(start <= day <= end for start, end in spans)]
    assert [day for day in on(schedule, 60) if day <= usual[-1]] == expected


def test_a_time_away_that_is_over_makes_room_for_the_next():
    past = replace(USUAL, suspended_from=dt.date(2026, 8, 1), suspended_until=dt.date(2026, 9, 1))
    assert away(past, FIRST, SECOND, TODAY)["suspended_from"] == FIRST.isoformat()


def test_an_open_end_after_another_time_away_is_asked_back():
    gone = with_(USUAL, away(USUAL, FIRST, SECOND, TODAY))
    with pytest.raises(DatesError, match="Say first that it is back"):
        away(gone, SECOND + dt.timedelta(days=40), None, TODAY)
