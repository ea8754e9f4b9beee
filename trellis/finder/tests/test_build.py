"""What comes into the index from the database, and what must not."""

import datetime as dt

import pytest

from trellis.finder.build import entries
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.gazetteer import installed_areas
from trellis.places.models import Place, Revision

pytestmark = pytest.mark.django_db


def test_an_entry_holds_what_a_meeting_its_group_and_its_place_say():
    place = create_place(name="St Peter's Hall", features=["step-free"])
    meeting = create_meeting(name="Way In Tuesday", place=place, pathway="smart", features=["open"])
    [entry] = entries()
    assert (entry.id, entry.pathway, entry.features) == (meeting.id, "smart", ("open", "step-free"))
    assert (entry.lat, entry.lon, entry.area) == (place.lat, place.lon, place.area_code)
    assert entry.schedule == meeting.schedule
    assert "St Peter's Hall" in entry.words
    assert "BB111JG" in entry.words


def test_meetings_that_keep_the_same_times_share_one_schedule():
    create_meeting()
    create_meeting()
    first, second = entries()
    assert first.schedule is second.schedule


def test_exceptions_come_along():
    create_meeting(cancelled=["2026-12-29"])
    [entry] = entries()
    assert entry.schedule is not None
    assert entry.schedule.cancelled == (dt.date(2026, 12, 29),)


def test_closed_meetings_do_not_come():
    create_meeting(state=Meeting.State.CLOSED)
    assert list(entries()) == []


def test_of_a_place_that_is_shown_roughly_no_point_and_no_address_comes():
    create_meeting(place=create_place(name="Safe House", showing="approximate", address="1 Secret Street"))
    [entry] = entries()
    assert entry.is_rough
    assert (entry.lat, entry.lon) == (53.79, -2.24)
    assert not {"secret", "safe", "1jg"} & set(entry.words.lower().split())
    assert "BB11" in entry.words


def test_of_a_hidden_place_no_more_than_its_town_comes():
    place = create_place(name="Safe House", showing="hidden", address="1 Secret Street", town="Nowhere", lat=53.7501)
    create_meeting(place=place)
    [entry] = entries()
    burnley = installed_areas().get("E07000117")
    assert burnley
    assert entry.is_rough
    assert (entry.lat, entry.lon) == (burnley.lat, burnley.lon)  # no table knows such a town
    assert not {"secret", "safe", "bb11", "1jg"} & set(entry.words.lower().split())
    assert "Nowhere" in entry.words


def test_a_meeting_by_appointment_has_no_schedule():
    create_meeting(rule="", start=None)
    [entry] = entries()
    assert entry.schedule is None


def test_a_rule_that_cannot_be_is_told_and_its_meeting_still_found(caplog):
    create_meeting(rule="FREQ=YEARLY")
    [entry] = entries()
    assert entry.schedule is None
    assert "is found, but not by its dates" in caplog.text


def test_a_change_of_meeting_group_or_place_touches_the_meeting():
    group, place = create_group(), create_place()
    meeting = create_meeting(group=group, place=place)
    create_meeting()
    before = Revision.now()
    for thing in (meeting, group, place):
        type(thing).objects.filter(pk=thing.pk).update(revision=before + 1)
        assert list(Meeting.objects.changed_since(before)) == [meeting]
        type(thing).objects.filter(pk=thing.pk).update(revision=before)


def test_a_meeting_from_home_has_no_point():
    create_meeting(mode=Meeting.Mode.ONLINE)
    [entry] = entries()
    assert (entry.lat, entry.area, entry.modes) == (None, "", ("online",))


def test_every_way_of_showing_a_place_is_thought_of():
    assert set(Place.Showing.values) == {"exact", "approximate", "hidden"}
