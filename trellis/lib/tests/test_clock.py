# ruff: noqa: DTZ001 - wall times are naive on purpose
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.lib.clock import DAY_NAMES, ClockError, minutes_between, parse_day, parse_days, parse_minutes, parse_time


@pytest.mark.parametrize(
    ("spelling", "meant"),
    [
        ("19:30", time(19, 30)),
        ("19.30", time(19, 30)),
        ("19:30:00", time(19, 30)),
        ("19:30:59.25", time(19, 30)),
        ("1930", time(19, 30)),
        ("930", time(9, 30)),
        ("0000", time(0)),
        ("1930hrs", time(19, 30)),
        ("19h30", time(19, 30)),
        ("7.30pm", time(19, 30)),
        ("7:30 PM", time(19, 30)),
        ("7:30 p.m.", time(19, 30)),
        ("7:30p", time(19, 30)),
        ("730pm", time(19, 30)),
        ("  8:00   AM ", time(8)),
        ("7 pm", time(19)),
        ("7pm", time(19)),
        ("12:15 am", time(0, 15)),
        ("12:15 pm", time(12, 15)),
        ("12am", time(0)),
        ("19:30 pm", time(19, 30)),
        ("0:30 am", time(0, 30)),
        ("7:30", time(7, 30)),
        ("24:00", time(0)),
        ("noon", time(12)),
        ("12 Noon", time(12)),
        ("Midday", time(12)),
        ("midnight", time(0)),
        (time(19, 30, 5), time(19, 30)),
        (datetime(2026, 11, 26, 19, 30), time(19, 30)),
    ],
)
def test_a_time_is_read_in_the_spellings_that_feeds_use(spelling: object, meant: time) -> None:
    assert parse_time(spelling) == meant


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "soon",
        "25:00",
        "19:60",
        "19:3",
        "7",
        "19",
        "19:30am",
        "0:30 pm",
        "7:30 xm",
        "-7:30",
        "19:30 19:30",
        "12345",
        None,
    ],
)
def test_what_is_not_a_time_is_refused_with_a_cure(nonsense: object) -> None:
    with pytest.raises(ClockError, match=r"7:30 pm|19:30"):
        parse_time(nonsense)


@given(st.times())
def test_a_time_survives_being_written_in_either_clock(moment: time) -> None:
    to_the_minute = moment.replace(second=0, microsecond=0)
    assert parse_time(f"{moment:%H:%M}") == to_the_minute
    assert parse_time(f"{moment:%H%M}") == to_the_minute
    assert parse_time(f"{moment:%I.%M%p}".lower()) == to_the_minute


@pytest.mark.parametrize("spelling", ["Tuesday", "TUESDAY ", "Tuesdays", "tue", "Tues", "tues.", "Tu"])
def test_a_day_is_read_by_name(spelling: str) -> None:
    assert DAY_NAMES[parse_day(spelling, sunday=0)] == "Tuesday"


def test_every_name_and_its_short_form_agree() -> None:
    assert [parse_day(name[:3], sunday=0) for name in DAY_NAMES] == list(range(7))
    assert [parse_day(name + "s", sunday=0) for name in DAY_NAMES] == list(range(7))
    assert parse_day("Thurs", sunday=0) == parse_day("Thur", sunday=0) == 3


@pytest.mark.parametrize(("sunday", "numbers"), [(0, range(7)), (1, range(1, 8))])
def test_a_numbered_day_depends_on_the_number_of_sunday(sunday: int, numbers: range) -> None:
    assert [parse_day(number, sunday=sunday) for number in numbers] == [6, 0, 1, 2, 3, 4, 5]
    assert [parse_day(str(number), sunday=sunday) for number in numbers] == [6, 0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("nonsense", ["", "Someday", "T", "s", True, "1st"])
def test_what_is_not_a_day_is_refused_with_a_cure(nonsense: object) -> None:
    with pytest.raises(ClockError, match="such as Tuesday"):
        parse_day(nonsense, sunday=0)


@pytest.mark.parametrize(("number", "sunday"), [(7, 0), (-1, 0), (0, 1), (8, 1)])
def test_a_number_outside_the_week_is_refused(number: int, sunday: int) -> None:
    with pytest.raises(ClockError, match=f"from {sunday}"):
        parse_day(number, sunday=sunday)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ([1, 4], (0, 3)),
        (["1", "4", "4"], (0, 3)),
        ("Mon, Thu", (0, 3)),
        ("Mondays and Thursdays", (0, 3)),
        ("Mon/Thu", (0, 3)),
        ("Monday to Friday", (0, 1, 2, 3, 4)),
        ("Fri-Mon", (0, 4, 5, 6)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("Weekends", (5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("Saturday", (5,)),
        (3, (2,)),
    ],
)
def test_several_days_are_read(value: object, days: tuple[int, ...]) -> None:
    assert parse_days(value, sunday=0) == days


@pytest.mark.parametrize("nothing", ["", [], " , "])
def test_no_day_at_all_is_refused(nothing: object) -> None:
    with pytest.raises(ClockError, match="No day"):
        parse_days(nothing, sunday=0)


@pytest.mark.parametrize(
    ("spelling", "minutes"),
    [
        ("1hr 30mins", 90),
        ("0hr 5mins", 5),
        ("1hr", 60),
        ("1 hour", 60),
        ("1.5 hours", 90),
        ("1½ hours", 90),
        ("½ hour", 30),
        ("2 hours and 15 minutes", 135),
        ("90 min", 90),
        ("90", 90),
        (90, 90),
        ("01:30:00", 90),
        ("1:30", 90),
        ("24:00", 1440),
        ("1h30m", 90),
    ],
)
def test_a_duration_is_read(spelling: object, minutes: int) -> None:
    assert parse_minutes(spelling) == minutes


@pytest.mark.parametrize(
    "nonsense", ["", "-1hr", "an age", "0", "00:00:00", "0hr 0mins", "25 hours", -60, "1hr -5mins"]
)
def test_an_impossible_duration_is_refused_with_a_cure(nonsense: object) -> None:
    with pytest.raises(ClockError, match="1 hr 30 min"):
        parse_minutes(nonsense)


def test_an_end_before_the_start_is_on_the_next_day() -> None:
    assert minutes_between(time(19, 30), time(21)) == 90
    assert minutes_between(time(23, 30), time(0, 30)) == 60
    with pytest.raises(ClockError, match="when it starts"):
        minutes_between(time(19, 30), time(19, 30))
