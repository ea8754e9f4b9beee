"""Calendar files, through their addresses."""

import datetime as dt

import pytest
from icalendar import Calendar

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.models import Place

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)  # a Tuesday
HALL = {"name": "St Peter's Hall", "address": "1 Church Street", "way_in": "Side door, ring the bell."}


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("trellis.opendata.calendar_views.timezone.now", lambda: NOW)


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_meeting_is_a_series_with_place_way_in_and_page(client):
    meeting = create_meeting(slug="way-in-tuesday", place=create_place(**HALL))
    [event] = fetch(client, "/meetings/way-in-tuesday.ics")
    assert event["uid"] == str(meeting.id)
    assert event["summary"] == "Way In Tuesday (NA)"
    assert event["location"] == "St Peter's Hall, 1 Church Street, Burnley, BB11 1JG"
    assert event["description"] == "Every Tuesday\nWay in: Side door, ring the bell."
    assert event["url"] == "http://127.0.0.1:8000/meetings/way-in-tuesday"
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert event.decoded("dtstart").date() == NOW.date()


def test_a_group_is_all_its_meetings_with_those_that_stopped(client):
    group = create_group(slug="way-in")
    create_meeting(group=group, name="On")
    create_meeting(group=group, name="Off", state=Meeting.State.CLOSED, closed_at=NOW)
    create_meeting(group=group, name="Ask", rule="", start=None)
    events = fetch(client, "/groups/way-in.ics")
    assert {event["summary"]: event["status"] for event in events} == {
        "On (NA)": "CONFIRMED",
        "Cancelled: Off (NA)": "CANCELLED",
    }


def test_a_plain_title_says_nothing_about_what_it_is(client):
    create_meeting(
        slug="way-in-tuesday",
        place=create_place(**HALL),
        mode=Meeting.Mode.HYBRID,
        join_url="https://meet.example/way-in",
    )
    response = client.get("/meetings/way-in-tuesday.ics?title=plain")
    text = response.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Appointment" in text
    assert "St Peter's Hall" in text
    assert response.headers["Content-Disposition"] == 'inline; filename="appointment.ics"'
    for word in ("Way", "NA)", "meet.example", "trellis.example", "way-in"):
        assert word not in text


@pytest.mark.parametrize("showing", [Place.Showing.HIDDEN, Place.Showing.APPROXIMATE])
def test_a_place_that_is_not_shown_stays_out_of_calendars(client, showing):
    create_meeting(slug="way-in-tuesday", place=create_place(**HALL, showing=showing))
    text = client.get("/meetings/way-in-tuesday.ics").content.decode()
    assert "Ask the group where exactly." in text
    for secret in ("Peter", "Church Street", "BB11 1JG", "GEO:", "Side door"):
        assert secret not in text


def test_the_way_to_join_from_home_is_told_where_it_was_published(client):
    create_meeting(
        slug="open", mode=Meeting.Mode.ONLINE, join_url="https://meet.example/open", join_phone="01632 960000"
    )
    create_meeting(slug="shy", mode=Meeting.Mode.ONLINE)
    [event] = fetch(client, "/meetings/open.ics")
    assert event["description"] == "Every Tuesday\nFrom home: https://meet.example/open, 01632 960000"
    [event] = fetch(client, "/meetings/shy.ics")
    assert event["description"] == "Every Tuesday\nFrom home: ask the group how to join"


def test_notes_which_may_name_people_stay_on_the_page(client):
    create_meeting(slug="way-in-tuesday", notes="Ring Pat Example on 01632 960000")
    assert "Pat" not in client.get("/meetings/way-in-tuesday.ics").content.decode()


def test_a_break_without_an_end_is_cancelled_once_it_begins(client):
    create_meeting(slug="away", suspended_from=dt.date(2026, 11, 20))
    create_meeting(slug="later", suspended_from=dt.date(2026, 12, 20))
    assert {event["status"] for event in fetch(client, "/meetings/away.ics")} == {"CANCELLED"}
    [event] = fetch(client, "/meetings/later.ics")
    assert event["status"] == "CONFIRMED"
    assert b"UNTIL=20261219T193000Z" in event["rrule"].to_ical()


def test_dates_in_doubt_are_tentative_and_say_why(client):
    create_meeting(slug="doubt", check_dates=True, rule_words="not bank holidays")
    [event] = fetch(client, "/meetings/doubt.ics")
    assert event["status"] == "TENTATIVE"
    assert "The listing says “not bank holidays”." in event["description"]


def test_what_is_by_appointment_has_no_calendar(client):
    create_meeting(slug="ask", rule="", start=None)
    assert client.get("/meetings/ask.ics").status_code == 404
    assert client.get("/meetings/nobody-knows.ics").status_code == 404
    assert client.get("/groups/nobody-knows.ics").status_code == 404


def test_a_calendar_that_has_not_changed_is_not_sent_again(client):
    create_meeting(slug="way-in-tuesday")
    first = client.get("/meetings/way-in-tuesday.ics")
    again = client.get("/meetings/way-in-tuesday.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_it_takes_one_query_or_two(client, django_assert_num_queries):
    meeting = create_meeting()
    with django_assert_num_queries(1):
        client.get(f"{meeting.get_absolute_url()}.ics")
    with django_assert_num_queries(2):
        client.get(f"{meeting.group.get_absolute_url()}.ics")
