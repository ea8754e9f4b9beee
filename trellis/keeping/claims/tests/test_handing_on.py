"""Asking others to help, taking over, and stopping."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from trellis.accounts.models import Grant
from trellis.accounts.tests.people import keeper, moderator, person_with, sign_in
from trellis.keeping.acting import Acting
from trellis.keeping.actions import propose
from trellis.keeping.claims.actions import INVITES_FOR
from trellis.keeping.claims.silence import LONGEST, silent_keepers
from trellis.keeping.models import Change, Invitation
from trellis.meetings.tests.factories import create_group, create_meeting
from trellis.safety.models import Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
KEEP = "/groups/way-in/keep"


@pytest.fixture
def group():
    return create_group(slug="way-in", name="Way In")


@pytest.fixture
def kit(client, group):
    person = person_with("kit@example.org", "Kit")
    keeper(person, "group", group.pk)
    sign_in(client, person)
    return person


@pytest.fixture
def friend():
    """Somebody with a browser of their own."""
    browser = Client()
    browser.person = person_with("friend@example.org", "Fay")
    sign_in(browser, browser.person)
    return browser


def invited(client, **more):
    client.post("/groups/way-in/invite", {"email": "friend@example.org", **more})
    return re.search(r"(/invitations/\S+)", Letter.objects.latest("pk").body)[1]


def keepers(group):
    return set(Grant.objects.live().filter(listing_id=group.pk).values_list("person__nickname", flat=True))


def test_whoever_has_no_nickname_is_called_by_none(client, visit, group, kit, friend):
    kit.nickname = ""
    kit.save()
    link = invited(client)
    assert Letter.objects.latest("pk").body.startswith("Somebody asks you to look after the page of Way In")
    assert b"Somebody who looks after it asks you to." in friend.get(link).content
    friend.post(link)
    assert not any("themselves somebody" in letter.body for letter in Letter.objects.all())


def test_who_is_invited_looks_after_it_once_they_say_so(client, visit, group, kit, friend):
    link = invited(client)
    assert friend.get(link).status_code == 200
    assert keepers(group) == {"Kit"}
    assert friend.post(link).url == KEEP
    assert keepers(group) == {"Kit", "Fay"}
    assert friend.post(link).status_code == 404
    assert "A letter goes to friend@example.org" in visit(KEEP).text


def test_who_hands_on_stops_once_somebody_has_come(client, group, kit, friend):
    link = invited(client, hands_on="on")
    assert keepers(group) == {"Kit"}
    friend.post(link)
    assert keepers(group) == {"Fay"}


def test_an_invitation_dies_after_two_weeks_and_with_the_role_of_who_wrote_it(client, group, kit, friend):
    old, void = invited(client), invited(client)
    Invitation.objects.filter(pk=Invitation.objects.earliest("made_at").pk).update(made_at=timezone.now() - INVITES_FOR)
    assert friend.post(old).status_code == 404
    Grant.objects.update(ended_at=NOW)
    assert friend.post(void).status_code == 404
    assert keepers(group) == set()


def test_the_address_of_who_is_invited_is_not_kept(client, group, kit):
    invited(client)
    assert "friend@example.org" not in str(Invitation.objects.values().get())


def test_who_stops_leaves_it_to_the_others_and_they_are_told(client, visit, group, kit, friend):
    keeper(friend.person, "group", group.pk)
    assert "One other person looks after it too" in visit("/groups/way-in/leave").text
    client.post("/groups/way-in/leave")
    assert keepers(group) == {"Fay"}
    assert Letter.objects.get().to == "friend@example.org"
    assert client.get(KEEP).status_code == 403


def test_the_last_is_asked_to_hand_on_and_the_moderators_are_told(client, visit, group, kit):
    mo = person_with("mo@example.org", "Mo")
    moderator(mo)
    assert visit("/groups/way-in/leave").links["Ask somebody to take over"] == "/groups/way-in/invite"
    client.post("/groups/way-in/leave")
    assert keepers(group) == set()
    assert Letter.objects.get().to == "mo@example.org"


def test_who_keeps_a_meeting_through_its_group_stops_at_the_group(client, group, kit):
    create_meeting(group=group, slug="one")
    assert client.get("/meetings/one/leave").status_code == 403


# -- silence -----------------------------------------------------------------------------------------------------------


def silent(now):
    return [one.listing.slug for one in silent_keepers(now)]


def test_a_listing_whose_only_keeper_was_silent_for_a_year_is_found_and_others_are_not(group, kit):
    Grant.objects.update(granted_at=NOW, last_active_on=NOW.date())
    day = dt.timedelta(days=1)
    assert silent(NOW + LONGEST) == []
    assert silent(NOW + LONGEST + day) == ["way-in"]
    keeper(person_with("second@example.org"), "group", group.pk)
    assert silent(NOW + LONGEST + day) == []


def test_a_keeper_who_does_something_is_not_silent(group, kit):
    Grant.objects.update(granted_at=NOW - LONGEST * 2, last_active_on=None)
    assert silent(NOW) == ["way-in"]
    by = Acting("keeper", kit)
    propose(kind=Change.Kind.EDIT, listing=group, by=by, now=NOW, after={"name": "Waits for a moderator"})
    assert silent(NOW) == []


def test_silence_about_what_has_closed_bothers_nobody(group, kit):
    Grant.objects.update(granted_at=NOW - LONGEST * 2, last_active_on=None)
    group.state = "closed"
    group.save()
    assert silent(NOW) == []
