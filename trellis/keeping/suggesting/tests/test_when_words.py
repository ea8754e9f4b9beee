"""The sentence that says when a meeting is, and what is read from it once it was changed."""

import datetime as dt

import pytest

from trellis.keeping.suggesting.when_words import changes_said, say
from trellis.meetings.models import Meeting
from trellis.places.models import Place

TODAY = dt.date(2026, 11, 22)
DECEMBER = dt.date(2026, 12, 4)


def meeting(rule="FREQ=WEEKLY;BYDAY=TU", **fields):
    return Meeting(**{"start": dt.time(19, 30), "minutes": 90, "zone": "Europe/London", "rule": rule, **fields})


@pytest.mark.parametrize(
    "there",
    [
        meeting(),
        meeting(ends_on=dt.date(2027, 3, 31)),
        meeting("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", starts_on=DECEMBER - dt.timedelta(days=28)),
        meeting("FREQ=MONTHLY;BYDAY=1TU,3TU", starts_on=dt.date(2027, 2, 2)),
        meeting(not_on=["public:GB-ENG", "good-friday", "new-years-eve"], place=Place(area_code="E07000117")),
        meeting(not_on=["christmas-day"], ends_on=dt.date(2027, 3, 31)),
    ],
    ids=str,
)
def test_what_we_say_is_understood_as_what_it_is(there):
    found = changes_said(say(there, TODAY), there, "", TODAY)
    assert (found["rule"], found["start"], found["minutes"]) == (there.rule, "19:30", 90)
    assert found["ends_on"] == (there.ends_on.isoformat() if there.ends_on else None)
    assert "not_on" not in found


def test_bank_holidays_are_those_of_the_place_and_stay_words_where_nobody_can_tell():
    there = meeting(place=Place(area_code="S12000033", country="GB"))
    found = changes_said("Tuesdays 7:30 to 9 pm, not on bank holidays", there, "", TODAY)
    assert (found["not_on"], "notes" in found) == (["public:GB-SCT"], False)
    found = changes_said("Tuesdays 7:30 to 9 pm, not on bank holidays", meeting(), "Tea.", TODAY)
    assert ("not_on" in found, found["notes"]) == (False, "Tea.\n\nNot on bank holidays.")


def test_holidays_that_are_no_longer_said_go():
    there = meeting(not_on=["christmas-day"])
    assert changes_said("Every Tuesday, 7:30 to 9 pm", there, "", TODAY)["not_on"] == []


def test_every_second_week_says_from_which_date_it_counts():
    there = meeting("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", starts_on=DECEMBER - dt.timedelta(days=28))
    assert say(there, TODAY) == "Every other Friday, 7:30 to 9 pm, from 4 December 2026"


def test_a_meeting_by_appointment_says_nothing():
    assert say(Meeting(zone="Europe/London"), TODAY) == ""


def test_a_first_date_ahead_goes_when_it_is_no_longer_said():
    there = meeting(starts_on=dt.date(2027, 1, 5))
    assert changes_said("Every Tuesday, 7:30 to 9 pm", there, "", TODAY)["starts_on"] is None


def test_a_length_that_is_not_said_stays_as_it_was():
    assert "minutes" not in changes_said("Tuesdays at 8 pm", meeting(), "", TODAY)
