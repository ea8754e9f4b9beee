import datetime as dt
from typing import Any

import pytest

from trellis.meetings.models import Meeting
from trellis.opendata.away import is_away_by_name, is_away_by_place, without_away, without_standing
from trellis.opendata.tests.feeds import import_feed, meeting


@pytest.mark.parametrize(
    "name",
    [
        *("(SUSPENDED) Vernon Park", "CANCELLED - Way In", "Canceled: Way In", "Suspended Tuesday Night"),
        *("Temporarily closed Way In", "Closed until May", "CLOSED - Way In", "Way In (temporarily closed)"),
        *("Way In (Cancelled)", "Way In, suspended until further notice"),
    ],
)
def test_a_name_says_that_a_meeting_is_away(name: str) -> None:
    assert is_away_by_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Closed meeting",
            "Closed Discussion",
            "(Closed) Big Book Study",
            "Closed, Discussion, Men",
            "Way In (Closed)",
        ),
        *("Hamilton 8111 Closed Discussion", "Cathcart 12 Step Meeting - Closed 27th July", "Closed - Step Meeting"),
        *("Closed Men's Group", "Way In", "Never Closed", ""),
    ],
)
def test_a_closed_meeting_is_not_away(name: str) -> None:
    assert not is_away_by_name(name)
    assert without_standing(name) == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Cancelled", ""),
        ("CANCELLED, Stoke On Trent", "Stoke On Trent"),
        ("Closed for repairs, 1 Mill Lane", "1 Mill Lane"),
        ("Temporarily closed - Town Hall", "Town Hall"),
        (
            "The Fells, Great North Rd, Mtg Suspended Until Further Notice - Removed From Web",
            "The Fells, Great North Rd",
        ),
    ],
)
def test_the_place_of_a_meeting_that_is_away_is_what_else_stands_there(text: str, place: str) -> None:
    assert is_away_by_place(text)
    assert without_away(text) == place


@pytest.mark.parametrize(
    "text", ["Closed Door Chapel", "The Suspended Garden", "Cancelled Stamps Café", "1 Mill Lane", ""]
)
def test_other_places_are_places(text: str) -> None:
    assert not is_away_by_place(text)
    assert without_away(text) == text


def imported(**fields: Any) -> Meeting:
    import_feed([meeting("a", **fields)])
    return Meeting.objects.with_listing().get()


@pytest.mark.django_db
def test_a_meeting_whose_address_says_cancelled_takes_a_break_and_is_flagged() -> None:
    where = {"location": "CANCELLED, CANCELLED", "address": "CANCELLED,CANCELLED,Stoke On Trent", "city": ""}
    found = imported(**where, time="01:05", end_time="01:10", updated="2026-08-05 00:00:00")
    assert (found.suspended_from, found.suspended_until) == (dt.date(2026, 8, 5), None)
    assert found.derived["suspended_from"] == "Its place says “Cancelled”."
    assert {flag["kind"] for flag in found.flags} == {"suspended", "time", "minutes"}
    assert found.place is not None
    assert (found.place.name, found.place.address) == ("", "Stoke On Trent")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "mode", "is_suspended"),
    [
        ({"name": "(SUSPENDED) Way In", "attendance_option": "in_person"}, "in-person", True),
        ({"name": "(SUSPENDED) Vernon Park", "conference_phone": "123", "types": ["TC"]}, "phone", True),
        ({"name": "(SUSPENDED) Way In (ONLINE)", "conference_url": "https://zoom.us/j/1"}, "online", False),
        ({"location": "Cancelled", "attendance_option": "hybrid", "conference_url": "https://a.io"}, "online", False),
        ({"location": "Cancelled", "attendance_option": "online"}, "online", False),
        ({"name": "Closed meeting"}, "in-person", False),
    ],
)
def test_what_goes_on_from_home_goes_on(fields: dict[str, Any], mode: str, is_suspended: bool) -> None:
    found = imported(**fields)
    assert (found.mode, found.suspended_from is not None) == (mode, is_suspended)


@pytest.mark.django_db
def test_what_goes_on_from_home_is_not_called_suspended() -> None:
    found = imported(name="(SUSPENDED) Way In (Online)", conference_url="https://zoom.us/j/1")
    assert (found.name, found.suspended_from) == ("Way In (Online)", None)
    assert found.group.name == "(SUSPENDED) Way In (Online)"


@pytest.mark.django_db
def test_what_is_away_keeps_the_name_that_says_so() -> None:
    found = imported(name="(SUSPENDED) Way In", attendance_option="in_person")
    assert (found.name, found.suspended_from is None) == ("(SUSPENDED) Way In", False)


@pytest.mark.django_db
@pytest.mark.parametrize(("end", "kinds"), [("19:44", {"minutes"}), ("19:45", set())])
def test_a_meeting_shorter_than_a_quarter_of_an_hour_is_kept_and_flagged(end: str, kinds: set[str]) -> None:
    assert {flag["kind"] for flag in imported(end_time=end).flags} == kinds
