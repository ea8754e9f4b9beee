# ruff: noqa: DTZ001 - wall times are naive on purpose
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.meetings.expansion import Expansion, expand
from trellis.meetings.occurrences import occurrences
from trellis.meetings.recurrence import Move, Schedule, weekly
from trellis.meetings.tests.strategies import ZONES, holidays, moments, schedules, times_of_day

ALL_ZONES = (*ZONES, "Pacific/Apia", "America/Havana", "Europe/Dublin", "UTC")
plain_weekly = st.tuples(st.integers(0, 6), times_of_day, st.integers(1, 1440), st.sampled_from(ALL_ZONES))
spans = st.integers(0, 30).map(lambda days: timedelta(days=days))


def slowly(many: list[Schedule], since: datetime, until: datetime) -> list[tuple[int, int, int]]:
    """(start, position, end) of every occurrence, in the order the fast way promises."""
    return sorted(
        (int(one.starts.timestamp()) // 60, position, int(one.ends.timestamp()) // 60)
        for position, schedule in enumerate(many)
        for one in occurrences(schedule, since, until)
    )


def listed(found: Expansion) -> list[tuple[int, int, int]]:
    return list(zip(found.starts.tolist(), found.position.tolist(), found.ends.tolist(), strict=True))


@settings(max_examples=80)
@given(st.lists(plain_weekly, max_size=12), moments, spans)
def test_the_weekly_fast_way_gives_what_the_slow_way_gives(
    many: list[tuple[int, time, int, str]], since: datetime, span: timedelta
) -> None:
    plain = [Schedule(start, minutes, zone, weekly(day)) for day, start, minutes, zone in many]
    assert listed(expand(plain, since, since + span)) == slowly(plain, since, since + span)


@st.composite
def _with_exceptions(draw: st.DrawFn) -> Schedule:
    schedule = draw(schedules(zones=ALL_ZONES))
    near = st.dates(date(2026, 2, 1), date(2026, 4, 30))
    walls = st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 30)).map(
        lambda wall: wall.replace(second=0, microsecond=0)
    )
    return replace(
        schedule,
        starts_on=draw(st.sampled_from([date(2025, 12, 1), date(2026, 3, 1), date(2026, 4, 15)])),
        ends_on=draw(st.none() | st.just(date(2026, 4, 20))),
        cancelled=tuple(draw(st.lists(near, max_size=3))),
        moved=tuple(draw(st.lists(st.builds(Move, near, walls), max_size=2))),
        extra=tuple(draw(st.lists(near | walls, max_size=2))),
        suspended_from=draw(st.none() | st.dates(date(2026, 2, 1), date(2026, 3, 1))),
        suspended_until=draw(st.none() | st.dates(date(2026, 3, 2), date(2026, 4, 30))),
        not_on=draw(holidays),
    )


@settings(max_examples=60)
@given(
    st.lists(schedules(zones=ALL_ZONES) | _with_exceptions(), max_size=6),
    st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 30), timezones=st.just(UTC)),
    spans,
)
def test_schedules_of_every_kind_expand_to_what_the_slow_way_gives(
    many: list[Schedule], since: datetime, span: timedelta
) -> None:
    assert listed(expand(many, since, since + span)) == slowly(many, since, since + span)


def test_a_window_is_half_open_both_ways() -> None:
    start, minutes = datetime(2026, 11, 24, 19, 30, tzinfo=UTC), 90
    tuesdays = Schedule(time(19, 30), minutes, "UTC", weekly(1))
    ends = start + timedelta(minutes=minutes)
    second = timedelta(seconds=1)
    windows = [(start - minutes * second, start), (ends, ends + second), (start, start + second), (ends - second, ends)]
    for (since, until), held in zip(windows, (0, 0, 1, 1), strict=True):
        assert len(expand([tuesdays], since, until)) == held


def test_a_plain_weekly_meeting_begins_and_ends_on_its_dates() -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)
    tuesdays = Schedule(time(19, 30), 90, "UTC", weekly(1))
    bounded = [replace(tuesdays, starts_on=date(2026, 11, 11)), replace(tuesdays, ends_on=date(2026, 11, 9))]
    found = expand([tuesdays, *bounded], since, since + timedelta(days=21))
    assert [found.position.tolist().count(number) for number in range(3)] == [3, 1, 1]


def test_the_day_that_samoa_skipped_is_expanded_as_slowly() -> None:
    daily = [Schedule(time(19), 60, "Pacific/Apia", "FREQ=DAILY"), Schedule(time(0), 60, "Pacific/Apia", "FREQ=DAILY")]
    since = datetime(2011, 12, 28, tzinfo=UTC)
    assert listed(expand(daily, since, since + timedelta(days=6))) == slowly(daily, since, since + timedelta(days=6))


def test_a_thousand_meetings_in_many_zones_over_a_change_are_the_same_both_ways() -> None:
    rng = np.random.default_rng(7)
    size = 1000
    weekday, at = rng.integers(0, 7, size), rng.integers(0, 96, size) * 15
    minutes, zone_ids = rng.integers(1, 1441, size), rng.integers(0, len(ALL_ZONES), size)
    since = datetime(2026, 10, 22, 17, 20, tzinfo=UTC)
    many = [
        Schedule(time(*divmod(int(at[i]), 60)), int(minutes[i]), ALL_ZONES[zone_ids[i]], weekly(int(weekday[i])))
        for i in range(size)
    ]
    assert listed(expand(many, since, since + timedelta(days=8))) == slowly(many, since, since + timedelta(days=8))


def test_nothing_expands_to_nothing() -> None:
    since = datetime(2026, 10, 22, tzinfo=UTC)
    assert len(expand([], since, since + timedelta(days=8))) == 0
