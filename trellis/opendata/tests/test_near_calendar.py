"""The calendar of what is new near a point: what stands in it, and what it does not say."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from trellis.keeping.models import Change
from trellis.meetings.tests.factories import create_meeting, create_place

pytestmark = pytest.mark.django_db

NEAR = "/follow/near.ics?near=53.789,-2.24&within=8km"


def events(client, address=NEAR):
    answer = client.get(address)
    assert answer.status_code == 200
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def changed(meeting, days_ago):
    at = timezone.now() - dt.timedelta(days=days_ago)
    Change.objects.create(
        kind=Change.Kind.EDIT,
        state=Change.State.APPLIED,
        listing_kind="meeting",
        listing_id=meeting.pk,
        made_at=at,
        decided_at=at,
    )


def test_it_has_the_next_date_of_what_changed_within_a_month_and_not_of_the_rest(client):
    changed(create_meeting(name="Fresh"), 3)
    changed(create_meeting(name="Long ago"), 40)
    create_meeting(name="As ever")
    [title] = events(client)
    assert title == "New or changed: Fresh (NA)"


def test_what_comes_up_once_and_what_is_called_off_is_in_it(client):
    soon = timezone.localdate() + dt.timedelta(days=10)
    create_meeting(name="Picnic", rule="FREQ=WEEKLY;COUNT=1", starts_on=soon)
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    create_meeting(name="Off", rule=f"FREQ=WEEKLY;BYDAY={days[soon.weekday()]}", cancelled=[soon.isoformat()])
    found = events(client)
    assert set(found) == {"Picnic (NA)", "Not held: Off (NA)"}
    assert {event["dtstart"].dt.date() for event in found.values()} == {soon}


def test_under_a_name_that_says_nothing_nothing_is_said(client):
    changed(create_meeting(name="Fresh"), 3)
    text = client.get(f"{NEAR}&title=plain").content.decode()
    assert "Appointment" in text
    for word in ("Fresh", "(NA)", "changed", "/meetings/"):
        assert word not in text


def test_a_hidden_place_stays_hidden_in_it(client):
    changed(create_meeting(name="Quiet", place=create_place(name="Secret House", showing="hidden")), 3)
    text = client.get(NEAR).content.decode()
    assert "Quiet" in text
    assert "Secret House" not in text
    assert "GEO" not in text


def test_it_has_to_know_where(client):
    assert client.get("/follow/near.ics").status_code == 404


def test_it_sets_no_cookie_and_may_be_kept_for_an_hour(client):
    answer = client.get(NEAR)
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=3600"
