from datetime import date, time, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from trellis.meetings.holidays import (
    NAMES,
    HolidayError,
    calendar_of,
    check_holiday,
    easter_sunday,
    holidays_between,
    in_calendar,
    is_holiday,
    say_holiday,
    say_holidays,
)
from trellis.meetings.recurrence import Schedule, ScheduleError


def of_2026(*codes: str) -> list[str]:
    return [f"{day:%d %b}" for day in holidays_between(codes, date(2026, 1, 1), date(2026, 12, 31))]


@pytest.mark.parametrize(
    ("code", "days"),
    [
        # As gov.uk and citizensinformation.ie list them; 26 December 2026 is a Saturday.
        (
            "public:GB-ENG",
            ["01 Jan", "03 Apr", "06 Apr", "04 May", "25 May", "31 Aug", "25 Dec", "26 Dec", "28 Dec"],
        ),
        (
            "public:GB-NIR",
            [
                *("01 Jan", "17 Mar", "03 Apr", "06 Apr", "04 May", "25 May", "12 Jul", "13 Jul", "31 Aug"),
                *("25 Dec", "26 Dec", "28 Dec"),
            ],
        ),
        (
            "public:IE",
            ["01 Jan", "02 Feb", "17 Mar", "06 Apr", "04 May", "01 Jun", "03 Aug", "26 Oct", "25 Dec", "26 Dec"],
        ),
    ],
)
def test_public_holidays_are_those_of_the_country(code: str, days: list[str]) -> None:
    assert of_2026(code) == days


def test_scotland_has_the_second_of_january_and_st_andrews_day_and_no_easter_monday() -> None:
    assert {"02 Jan", "30 Nov"} <= set(of_2026("public:GB-SCT"))
    assert "06 Apr" not in of_2026("public:GB-SCT")
    assert of_2026("public:GB-WLS") == of_2026("public:GB-ENG")


def test_days_given_once_are_known() -> None:
    for day in (date(2022, 9, 19), date(2023, 5, 8), date(2022, 6, 3)):
        assert is_holiday(["public:GB-ENG"], day)


@given(st.integers(1900, 2200))
def test_easter_is_that_of_dateutil(year: int) -> None:
    assert easter_sunday(year) == easter(year)
    assert is_holiday(["good-friday"], easter(year) - timedelta(days=2))
    assert is_holiday(["easter-monday"], easter(year) + timedelta(days=1))


def test_days_of_one_name() -> None:
    assert of_2026("christmas-eve", "christmas-day", "boxing-day") == ["24 Dec", "25 Dec", "26 Dec"]
    assert of_2026("new-years-eve", "new-years-day") == ["01 Jan", "31 Dec"]
    assert of_2026("good-friday", "easter-saturday", "easter-sunday", "easter-monday") == [
        *("03 Apr", "04 Apr", "05 Apr", "06 Apr")
    ]
    assert of_2026("thanksgiving") == ["26 Nov"]


def test_a_span_over_new_year_is_whole_and_both_ends_belong_to_it() -> None:
    found = holidays_between(["public:GB-ENG"], date(2026, 12, 25), date(2027, 1, 1))
    assert [day.isoformat() for day in found] == ["2026-12-25", "2026-12-26", "2026-12-28", "2027-01-01"]


@given(st.sampled_from(sorted(NAMES)), st.integers(1990, 2100))
def test_every_named_day_is_once_a_year(code: str, year: int) -> None:
    [day] = holidays_between([code], date(year, 1, 1), date(year, 12, 31))
    assert is_holiday([code], day)
    assert say_holiday([code], day) == NAMES[code]


@pytest.mark.parametrize(
    ("area", "country", "calendar"),
    [
        ("E07000117", "GB", "GB-ENG"),
        ("S12000033", "GB", "GB-SCT"),
        ("N09000003", "", "GB-NIR"),
        ("W06000015", "", "GB-WLS"),
        ("", "IE", "IE"),
        ("", "ie", "IE"),
        ("", "Scotland", "GB-SCT"),
        ("", "US", "US"),
        ("", "GB", ""),  # of which nation?
        ("", "DE", ""),  # its regions have days of their own
        ("", "", ""),
        ("", "Atlantis", ""),
    ],
)
def test_the_place_tells_the_calendar(area: str, country: str, calendar: str) -> None:
    assert calendar_of(area=area, country=country) == calendar


def test_public_holidays_without_a_calendar_are_left_to_the_words() -> None:
    assert in_calendar(["public", "good-friday"], "GB-ENG") == ("public:GB-ENG", "good-friday")
    assert in_calendar(["public", "good-friday"], "") == ("good-friday",)
    assert in_calendar(["thanksgiving"], "US") == ("thanksgiving",)
    assert in_calendar(["thanksgiving"], "IE") == ()


def test_they_are_said_as_people_say_them() -> None:
    assert say_holidays(["public:GB-ENG"]) == "bank holidays"
    assert say_holidays(["public:US", "thanksgiving"]) == "public holidays or Thanksgiving"
    assert say_holidays(["public:IE", "good-friday", "christmas-eve"]) == "bank holidays, Good Friday or Christmas Eve"
    assert say_holiday(["public:GB-ENG", "good-friday"], date(2026, 4, 3)) == "Good Friday"
    assert say_holiday(["public:GB-ENG"], date(2026, 4, 6)) == "a bank holiday"
    assert say_holiday(["public:GB-ENG"], date(2026, 4, 7)) == ""


@pytest.mark.parametrize("code", ["public", "public:", "public:XX", "public:GB-XYZ", "public:GB", "midsummer", ""])
def test_an_unknown_holiday_is_refused_with_the_way_to_write_it(code: str) -> None:
    with pytest.raises(HolidayError, match="public:GB-ENG"):
        check_holiday(code)
    with pytest.raises(ScheduleError, match="no holiday"):
        Schedule(start=time(19), minutes=60, zone="Europe/London", rule="FREQ=DAILY", not_on=(code,))
