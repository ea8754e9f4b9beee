import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from trellis.finder.listings.week import Gap, longest_gap, quiet_hours, week_of
from trellis.meetings.occurrences import Occurrence

LONDON = ZoneInfo("Europe/London")
SUNDAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 0, 0, tzinfo=LONDON)
NEXT_WEEK = NOW + dt.timedelta(days=7)


def on(day: int, hour: int, minute: int = 0, minutes: int = 60) -> Occurrence:
    """An occurrence so many days after the Sunday."""
    starts = NOW + dt.timedelta(days=day, hours=hour, minutes=minute)
    return Occurrence(starts, starts + dt.timedelta(minutes=minutes), starts.date())


def test_a_cell_counts_the_meetings_that_start_in_its_hour() -> None:
    week = week_of([on(0, 19), on(0, 19, 59), on(0, 21), on(6, 20)], SUNDAY)
    assert [row.hour for row in week.rows] == [19, 20, 21]
    assert [cell.count for cell in week.rows[0].cells] == [2, 0, 0, 0, 0, 0, 0]
    assert week.rows[1].cells[6].count == 1
    assert week.total == 4


def test_the_busiest_hour_is_darkest_and_an_empty_one_is_not_dark() -> None:
    week = week_of([on(0, 19)] * 8 + [on(1, 19)] * 3 + [on(2, 19)], SUNDAY)
    assert [cell.shade for cell in week.rows[0].cells] == [4, 2, 1, 0, 0, 0, 0]
    assert week.busiest == week.rows[0].cells[0]


def test_an_empty_week_has_no_rows_and_no_busiest_hour() -> None:
    week = week_of([on(9, 12)], SUNDAY)
    assert week.rows == ()
    assert week.busiest is None


def test_a_day_knows_how_many_start_on_it() -> None:
    week = week_of([on(1, 9), on(1, 19), on(2, 19)], SUNDAY)
    assert [week.on(day) for day in week.days[:3]] == [0, 2, 1]


def test_an_hour_touched_for_a_minute_is_not_quiet() -> None:
    days = [SUNDAY]
    assert quiet_hours([], days) == 16
    assert quiet_hours([on(0, 9, 0, 60)], days) == 15
    assert quiet_hours([on(0, 9, 30, 60)], days) == 14
    assert quiet_hours([on(0, 22, 30, 180)], days) == 15


def test_the_longest_gap_counts_from_now_and_past_the_end_of_the_week() -> None:
    found = longest_gap([on(1, 10), on(2, 10), on(9, 10)], NOW, NEXT_WEEK)
    assert found == Gap(on(2, 11).starts, on(9, 10).starts)


def test_meetings_side_by_side_leave_one_gap_between_them() -> None:
    evenings = [on(day, 18, minutes=180) for day in range(9)] + [on(day, 19) for day in range(9)]
    assert longest_gap(evenings, NOW, NEXT_WEEK) == Gap(on(0, 21).starts, on(1, 18).starts)


def test_a_gap_with_nothing_after_it_has_no_end() -> None:
    assert longest_gap([on(0, 10)], NOW, NEXT_WEEK) == Gap(on(0, 11).starts, None)
    assert longest_gap([], NOW, NEXT_WEEK) == Gap(NOW, None)


def test_where_something_is_always_on_there_is_no_gap() -> None:
    assert longest_gap([on(0, 0, minutes=8 * 24 * 60)], NOW, NEXT_WEEK) is None


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    evening = dt.datetime(2026, 10, 24, 20, tzinfo=LONDON)
    morning = dt.datetime(2026, 10, 25, 7, tzinfo=LONDON)
    other_night = dt.datetime(2026, 10, 25, 20, tzinfo=LONDON)
    hour = dt.timedelta(hours=1)
    three = [Occurrence(one, one + hour, one.date()) for one in (evening, morning, other_night)]
    last = Occurrence(morning + hour * 24.5, morning + hour * 200, morning.date())
    assert longest_gap([*three, last], evening, morning + hour * 26) == Gap(morning + hour, other_night)


QUARTERS = 4 * 24
SPANS = st.lists(
    st.builds(
        lambda day, quarters, long: on(day, 0, 15 * quarters, 15 * long),
        st.integers(0, 6),
        st.integers(0, QUARTERS - 1),
        st.integers(1, 3 * QUARTERS),
    ),
    max_size=12,
)


@given(SPANS)
def test_no_gap_is_longer_than_the_longest(spans: list[Occurrence]) -> None:
    """Checked by walking from quarter to quarter of an hour; all else there is begins at the end of the week."""
    occurrences = [*spans, on(7, 0, minutes=14 * 24 * 60)]
    busy = {quarter for one in spans for quarter in range(quarters(one.starts), quarters(one.ends))}
    free = longest_run([number not in busy for number in range(7 * QUARTERS)])
    found = longest_gap(occurrences, NOW, NEXT_WEEK)
    if free == 0:
        assert found is None
    else:
        assert found is not None
        assert found.until is not None
        assert (found.until - found.since) == dt.timedelta(minutes=15 * free)
        assert not any(one.starts < found.until and one.ends > found.since for one in occurrences)


def quarters(moment: dt.datetime) -> int:
    """Of an hour since the Sunday; the clocks do not change in this week."""
    return (moment - NOW) // dt.timedelta(minutes=15)


def longest_run(flags: list[bool]) -> int:
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


@given(SPANS)
def test_the_grid_leaves_nothing_out(spans: list[Occurrence]) -> None:
    week = week_of(spans, SUNDAY)
    assert week.total == len(spans) == sum(week.on(day) for day in week.days)
