"""Helplines: who answers when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from trellis.finder.helplines import COUNTRIES, helplines_for

LONDON = ZoneInfo("Europe/London")
GB = COUNTRIES["GB"]
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 20, tzinfo=LONDON)


def line(name: str):
    return next(one for one in GB.lines if one.name == name)


def test_the_first_line_of_every_country_answers_at_any_time():
    for country in COUNTRIES.values():
        assert country.first is not None
        assert country.first.hours == ()


def test_those_that_answer_now_come_first_and_the_others_say_when_they_open():
    at_night = GB.at(SUNDAY_NIGHT)
    assert [one.name for one, opens in at_night if not opens] == [
        "Samaritans",
        "Shout",
        "FRANK",
        "Alcoholics Anonymous",
    ]
    assert {one.name: opens for one, opens in at_night}["Drinkline"] == "opens at 11 am"
    assert [bool(opens) for _, opens in at_night] == sorted(bool(opens) for _, opens in at_night)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 8, 59, tzinfo=LONDON), "opens at 9 am"),
        (datetime(2026, 11, 23, 20, 0, tzinfo=LONDON), "opens tomorrow at 9 am"),
        (datetime(2026, 11, 27, 20, 0, tzinfo=LONDON), "opens tomorrow at 11 am"),
    ],
)
def test_it_says_when_a_line_opens_next(moment: datetime, words: str):
    assert not line("Drinkline").answers(moment)
    assert line("Drinkline").opens(moment) == words


def test_a_line_until_midnight_answers_in_the_last_minute_of_the_day():
    assert line("Narcotics Anonymous").answers(datetime(2026, 11, 22, 23, 59, 59, tzinfo=LONDON))
    assert not line("Narcotics Anonymous").answers(datetime(2026, 11, 23, 0, 0, tzinfo=LONDON))


def test_a_weekday_line_that_is_closed_on_friday_night_opens_on_monday():
    hse = COUNTRIES["IE"].lines[2]
    assert hse.opens(datetime(2026, 11, 27, 18, 0, tzinfo=ZoneInfo("Europe/Dublin"))) == "opens on Monday at 9:30 am"


def test_hours_are_said_as_people_say_them():
    assert line("Drinkline").when == "weekdays 9 am to 8 pm, weekends 11 am to 4 pm"
    assert line("Narcotics Anonymous").when == "every day 10 am to midnight"
    assert line("Samaritans").when == "any time, day or night"


def test_a_country_we_have_no_lines_for_still_has_an_emergency_number():
    assert helplines_for("FR").emergency == "112"
    assert helplines_for("gb") is GB
