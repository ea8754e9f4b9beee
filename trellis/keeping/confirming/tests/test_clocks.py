"""Clocks turn by whole days, forwards only."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from trellis.keeping.confirming.clocks import Clock, Stage, the_clock
from trellis.lib.env import WrongSettingError, increasing, numbers

ORDER = list(Stage)
CLOCK = Clock({"meeting": 183, "place": 365}, (0, 14, 30), 45, 60, 120, ZoneInfo("Europe/London"))
LAST = dt.datetime(2026, 1, 10, 19, tzinfo=dt.UTC)

moments = some.integers(0, 730 * 24 * 60).map(lambda minutes: LAST + dt.timedelta(minutes=minutes))
days = some.integers(0, 800)
kinds = some.sampled_from(["meeting", "place"])
clocks = some.builds(
    lambda due, steps, zone: Clock(
        {"meeting": due, "place": 2 * due}, (0, *steps[:2]), steps[2], steps[3], steps[4], ZoneInfo(zone)
    ),
    some.integers(1, 400),
    some.lists(some.integers(1, 300), min_size=5, max_size=5, unique=True).map(sorted),
    some.sampled_from(["Europe/London", "America/New_York", "Pacific/Auckland", "UTC"]),
)


def after(days_later: int) -> dt.datetime:
    """That many days after LAST, at the very first minute of the day."""
    return dt.datetime.combine(LAST.date() + dt.timedelta(days=days_later), dt.time(), CLOCK.zone)


@pytest.mark.parametrize(
    ("late", "stage", "reminders"),
    [
        (-1, Stage.FRESH, 0),
        (0, Stage.DUE, 1),
        (13, Stage.DUE, 1),
        (14, Stage.DUE, 2),
        (29, Stage.DUE, 2),
        (30, Stage.DUE, 3),
        (44, Stage.DUE, 3),
        (45, Stage.TOLD, 3),
        (59, Stage.TOLD, 3),
        (60, Stage.PALE, 3),
        (119, Stage.PALE, 3),
        (120, Stage.LEFT, 3),
        (4000, Stage.LEFT, 3),
    ],
)
@pytest.mark.parametrize("kind", ["meeting", "place"])
def test_each_step_comes_on_its_day(kind, late, stage, reminders):
    first_minute = after(CLOCK.due_after[kind] + late)
    for now in (first_minute, first_minute + dt.timedelta(hours=22, minutes=59)):
        assert CLOCK.stage(LAST, kind, now) == stage
        assert CLOCK.reminders(LAST, kind, now) == reminders


def test_a_meeting_is_due_after_six_months_and_a_place_after_twelve():
    assert CLOCK.due_on(LAST, "meeting") == dt.date(2026, 7, 12)
    assert CLOCK.due_on(LAST, "place") == dt.date(2027, 1, 10)


@given(clock=clocks, last=moments, kind=kinds, first=days, more=days, hours=some.integers(0, 23))
def test_a_listing_never_gets_fresher_by_waiting(clock, last, kind, first, more, hours):
    sooner = last + dt.timedelta(days=first)
    later = sooner + dt.timedelta(days=more, hours=hours)
    assert ORDER.index(clock.stage(last, kind, sooner)) <= ORDER.index(clock.stage(last, kind, later))
    assert clock.reminders(last, kind, sooner) <= clock.reminders(last, kind, later)


@given(clock=clocks, last=moments, kind=kinds, since=days, more=days)
def test_a_later_confirmation_never_makes_it_staler(clock, last, kind, since, more):
    now = last + dt.timedelta(days=since + more)
    confirmed = last + dt.timedelta(days=since)
    assert ORDER.index(clock.stage(confirmed, kind, now)) <= ORDER.index(clock.stage(last, kind, now))


@given(clock=clocks, last=moments, kind=kinds, now=moments, late=some.integers(0, 400))
def test_the_moment_that_the_database_is_asked_by_says_what_the_days_say(clock, last, kind, now, late):
    assert (last < clock.confirmed_before(kind, late, now)) == (clock.days_late(last, kind, now) >= late)


def test_the_settings_make_the_clock_of_the_documents():
    assert the_clock() == CLOCK


def test_days_that_are_no_numbers_are_refused_with_the_cure(monkeypatch):
    monkeypatch.setenv("REMIND_AFTER_DAYS", "0, soon")
    with pytest.raises(WrongSettingError, match="REMIND_AFTER_DAYS is '0, soon'. Write whole numbers"):
        numbers("REMIND_AFTER_DAYS", (0, 14, 30))


def test_days_that_do_not_grow_are_refused_with_the_cure():
    with pytest.raises(WrongSettingError, match="LEAVE_AFTER_DAYS is 50. It must be more than PALE_AFTER_DAYS, 60"):
        increasing(("PALE_AFTER_DAYS", 60), ("LEAVE_AFTER_DAYS", 50))
