"""What happened to a listing: for everybody to read, and never who."""

import datetime as dt

import pytest

from trellis.accounts.tests.people import person_with, sign_in
from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import approve, decline, propose, undo
from trellis.keeping.models import Change
from trellis.meetings.tests.factories import create_group, create_place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HISTORY = "/meetings/way-in/history"
MODERATOR = Acting("moderator")
EDIT = Change.Kind.EDIT


def edited(listing, by=MODERATOR, *, days=0, **after):
    return propose(kind=EDIT, listing=listing, by=by, now=NOW + dt.timedelta(days=days), after=after)


def test_an_unchanged_listing_says_so(visit, meeting):
    assert "Nobody has changed it here" in visit(HISTORY).text


def test_a_change_says_when_in_which_role_why_and_what_was_different(visit, meeting):
    change = propose(
        kind=EDIT,
        listing=meeting,
        by=VISITOR,
        now=NOW,
        after={"start": "20:00"},
        words="Joan told me.",
        reply_to="me@example.org",
    )
    approve(change.pk, by=MODERATOR, now=NOW, reason="The hall says so too.")
    said = visit(HISTORY).text
    assert "Changed on 22 November 2026" in said
    assert "By somebody who uses this site, let in by a moderator." in said
    assert "Why: The hall says so too." in said
    assert "Before: Every Tuesday, 7:30 to 9 pm After: Every Tuesday, 8 to 9:30 pm" in said
    assert "Joan" not in said
    assert "me@example.org" not in said


def test_each_difference_is_told_among_the_values_of_its_time(visit, meeting):
    edited(meeting, start="20:00")
    meeting.refresh_from_db()
    edited(meeting, days=1, rule="FREQ=WEEKLY;BYDAY=FR")
    said = visit(HISTORY).text
    assert "Before: Every Tuesday, 8 to 9:30 pm After: Every Friday, 8 to 9:30 pm" in said
    assert "Before: Every Tuesday, 7:30 to 9 pm After: Every Tuesday, 8 to 9:30 pm" in said


def test_what_was_declined_or_waits_or_was_reported_is_not_in_it(visit, meeting):
    decline(edited(meeting, VISITOR, name="Silly").pk, by=MODERATOR, now=NOW, reason="No.")
    edited(meeting, VISITOR, name="Waiting")
    report = propose(kind="problem", listing=meeting, by=VISITOR, now=NOW, problem="not-welcoming", words="Rude.")
    approve(report.pk, by=MODERATOR, now=NOW)
    said = visit(HISTORY).text
    assert "Nobody has changed it here" in said
    for secret in ("Silly", "Waiting", "Rude", "welcoming"):
        assert secret not in said


def test_contacts_are_said_to_have_changed_and_not_spelled_out(visit):
    group = create_group(slug="group", email="old@example.org", phone="01282 000111")
    edited(group, email="new@example.org", phone="01282 000222")
    said = visit("/groups/group/history").text
    assert "E-mail, Phone changed. What it says does not show here." in said
    assert "example.org" not in said
    assert "01282" not in said


@pytest.mark.parametrize(("was", "now"), [("hidden", "exact"), ("exact", "hidden"), ("hidden", "approximate")])
def test_asvs_8_2_3_where_a_place_was_that_is_or_was_not_shown_is_in_no_history(visit, was, now, tables_of_places):
    place = create_place(slug="safe", showing=was, address="3 Hidden Street", postcode="BB11 2DL")
    edited(place, address="9 Other Road", showing=now)
    place.refresh_from_db()
    edited(place, days=1, way_in="Green door")
    place.refresh_from_db()
    said = visit(f"{place.get_absolute_url()}/history").text
    assert "3 Hidden Street" not in said
    if now != "exact":
        assert "9 Other Road" not in said
        assert "Green door" not in said


def test_a_meeting_that_moved_to_a_private_place_says_no_more_than_its_page(visit, meeting):
    private = create_place(showing="hidden", name="Secret Hall", address="3 Hidden Street")
    edited(meeting, place_id=str(private.pk))
    said = visit(HISTORY).text
    assert "A private place" in said
    assert "Secret Hall" not in said
    assert "Hidden Street" not in said


def test_visitors_get_one_page_that_caches_may_keep_and_nothing_to_press(client, visit, meeting):
    edited(meeting, name="Way Out")
    page = visit(HISTORY)
    assert page.response.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in page.response.headers.get("Vary", "")
    assert not page.response.cookies
    assert not page.all("button")


def test_a_keeper_undoes_their_own_small_change_and_not_a_moderators(client, visit, meeting, its_keeper):
    keeper = Acting("keeper", its_keeper)
    theirs = edited(meeting, name="Way Out")
    meeting.refresh_from_db()
    mine = edited(meeting, keeper, notes="Knock.")
    undoing = [link for link in visit(HISTORY).links.values() if link.endswith("/undo")]
    assert undoing == [f"{HISTORY}/{mine.pk}/undo"]
    assert client.post(f"{HISTORY}/{theirs.pk}/undo").status_code == 403
    client.post(undoing[0], {"reason": "It was right before."})
    meeting.refresh_from_db()
    assert meeting.notes == ""
    assert "Why: It was right before." in visit(HISTORY).text
    assert client.post(undoing[0]).status_code == 403


def test_a_moderator_undoes_what_anybody_changed(client, visit, meeting, a_moderator):
    change = edited(meeting, name="Way Out")
    client.post(f"{HISTORY}/{change.pk}/undo", {})
    meeting.refresh_from_db()
    assert meeting.name == "Way In"
    assert "Undone since" in visit(HISTORY).text


def test_asvs_8_2_2_a_change_of_another_listing_is_not_undone_from_here(client, its_keeper, meeting):
    other = create_group(slug="other")
    change = edited(other, Acting("keeper", its_keeper), notes="Mine.")
    assert client.post(f"{HISTORY}/{change.pk}/undo", {}).status_code == 404


def test_a_moderator_hushes_what_is_not_for_everybody(client, visit, meeting, a_moderator):
    change = edited(meeting, notes="Ask for Joan Smith.")
    client.post(f"{HISTORY}/{change.pk}/hush")
    said = visit(HISTORY).text
    assert "Joan" not in said
    assert "Notes changed. What it says does not show here." in said


def test_a_keeper_cannot_hush(client, meeting, its_keeper):
    change = edited(meeting, Acting("keeper", its_keeper), notes="Knock.")
    assert client.post(f"{HISTORY}/{change.pk}/hush").status_code == 403


def test_what_was_undone_by_somebody_else_is_no_longer_offered(visit, client, meeting):
    change = edited(meeting, notes="Knock.")
    undo(change, by=MODERATOR, now=NOW)
    person = person_with()
    sign_in(client, person)
    assert not [link for link in visit(HISTORY).links.values() if link.endswith("/undo")]
