"""Whoever proposed something hears what became of it, and an address without account is used once."""

import datetime as dt

import pytest

from trellis.accounts.tests.people import person_with
from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import approve, decline, propose, undo
from trellis.keeping.models import Change
from trellis.meetings.tests.factories import create_meeting
from trellis.safety.models import Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MODERATOR = Acting("moderator")
EDIT = Change.Kind.EDIT


def proposed(by=VISITOR, *, reply_to="me@example.org"):
    meeting = create_meeting(name="Way In")
    return propose(kind=EDIT, listing=meeting, by=by, now=NOW, after={"name": "Way Out"}, reply_to=reply_to)


def test_who_left_an_address_hears_the_decision_with_its_reason_and_the_address_is_forgotten():
    change = proposed()
    decline(change.pk, by=MODERATOR, now=NOW, reason="It is called Way In on its door.")
    letter = Letter.objects.get()
    assert letter.to == "me@example.org"
    assert "has left the page as it is" in letter.body
    assert "It is called Way In on its door." in letter.body
    assert "Your address is forgotten now." in letter.body
    change.refresh_from_db()
    assert change.reply_to == ""


def test_the_letter_of_what_was_done_leads_to_the_page_and_its_subject_says_nothing():
    approve(proposed().pk, by=MODERATOR, now=NOW)
    letter = Letter.objects.get()
    assert "it is on the page now" in letter.body
    assert "/meetings/meeting-" in letter.body
    assert letter.subject == "What became of what you sent us"


def test_somebody_with_an_account_is_written_to_there():
    keeper = Acting("keeper", person_with("keeper@example.org"))
    approve(proposed(keeper, reply_to="").pk, by=MODERATOR, now=NOW)
    assert Letter.objects.get().to == "keeper@example.org"


def test_nobody_is_written_to_who_left_no_address_or_decided_it_themselves():
    approve(proposed(reply_to="").pk, by=MODERATOR, now=NOW)
    both = person_with("both@example.org")
    approve(proposed(Acting("keeper", both), reply_to="").pk, by=Acting("moderator", both), now=NOW)
    assert not Letter.objects.exists()


def test_a_keeper_reads_that_and_why_a_moderator_undid_their_change_and_nothing_of_their_own_undoing():
    keeper = Acting("keeper", person_with("keeper@example.org"))
    meeting = create_meeting(slug="way-in")
    first = propose(kind=EDIT, listing=meeting, by=keeper, now=NOW, after={"notes": "Knock."})
    undo(first, by=keeper, now=NOW)
    assert not Letter.objects.exists()
    meeting.refresh_from_db()
    second = propose(kind=EDIT, listing=meeting, by=keeper, now=NOW, after={"notes": "Ask for Joan."})
    undo(second, by=MODERATOR, now=NOW, why="Please no names.")
    letter = Letter.objects.get()
    assert (letter.to, "Please no names." in letter.body) == ("keeper@example.org", True)
    assert "/meetings/way-in/history" in letter.body
