"""Proposals, what becomes of them, and how they are undone."""

import datetime as dt

import pytest

from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import AlreadyDecidedError, NothingToChangeError, approve, decline, propose, undo
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting
from trellis.places.models import Revision
from trellis.safety.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
KEEPER, MODERATOR = Acting("keeper"), Acting("moderator")
Kind, State = Change.Kind, Change.State


def test_a_visitors_change_waits_and_the_page_stays_as_it_was():
    meeting = create_meeting(notes="Ring the bell.")
    change = propose(kind=Kind.EDIT, listing=meeting, by=VISITOR, now=NOW, after={"notes": "Knock twice."})
    meeting.refresh_from_db()
    assert (change.state, meeting.notes) == (State.WAITING, "Ring the bell.")


def test_an_approved_change_is_made_found_by_every_index_and_kept_against_the_source():
    meeting = create_meeting(notes="Ring the bell.")
    change = propose(kind=Kind.EDIT, listing=meeting, by=VISITOR, now=NOW, after={"start": "20:00"})
    before = Revision.now()
    approve(change.pk, by=MODERATOR, now=NOW)
    meeting.refresh_from_db()
    assert meeting.start == dt.time(20)
    assert meeting.revision == Revision.now() > before
    assert meeting.kept["start"] == {"at": NOW.isoformat(), "by": "moderator", "source": "19:30"}


def test_a_keepers_small_change_applies_at_once_and_a_weighty_one_waits():
    meeting = create_meeting()
    small = propose(kind=Kind.EDIT, listing=meeting, by=KEEPER, now=NOW, after={"notes": "Up the stairs."})
    weighty = propose(kind=Kind.EDIT, listing=meeting, by=KEEPER, now=NOW, after={"name": "Way Out"})
    meeting.refresh_from_db()
    assert (small.state, weighty.state) == (State.APPLIED, State.WAITING)
    assert (meeting.notes, meeting.name) == ("Up the stairs.", "Way In Tuesday")
    assert (meeting.confirmed_at, meeting.confirmed_by) == (NOW, "keeper")


def test_a_change_that_says_what_is_there_is_refused():
    with pytest.raises(NothingToChangeError):
        propose(kind=Kind.EDIT, listing=create_meeting(), by=VISITOR, now=NOW, after={"start": "19:30"})


def test_a_change_that_cannot_be_leaves_nothing_half_done():
    meeting = create_meeting()
    change = propose(kind=Kind.EDIT, listing=meeting, by=VISITOR, now=NOW, after={"rule": "FREQ=YEARLY"})
    with pytest.raises(CannotApplyError, match="YEARLY"):
        approve(change.pk, by=MODERATOR, now=NOW)
    change.refresh_from_db()
    assert change.state == State.WAITING


def test_a_decision_is_made_once():
    change = propose(kind=Kind.CLOSE, listing=create_meeting(), by=VISITOR, now=NOW)
    decline(change.pk, by=MODERATOR, now=NOW, reason="It is still on.")
    with pytest.raises(AlreadyDecidedError):
        approve(change.pk, by=MODERATOR, now=NOW)


def test_undoing_puts_back_what_was_there_and_can_itself_be_undone():
    meeting = create_meeting(notes="Ring the bell.")
    change = propose(kind=Kind.EDIT, listing=meeting, by=MODERATOR, now=NOW, after={"notes": "Knock."})
    undoing = undo(change, by=MODERATOR, now=NOW)
    meeting.refresh_from_db()
    assert meeting.notes == "Ring the bell."
    with pytest.raises(AlreadyDecidedError):
        undo(change, by=MODERATOR, now=NOW)
    undo(undoing, by=MODERATOR, now=NOW)
    meeting.refresh_from_db()
    assert meeting.notes == "Knock."


def test_a_report_that_it_has_closed_closes_the_meeting_when_a_moderator_agrees():
    meeting = create_meeting()
    change = propose(kind=Kind.PROBLEM, listing=meeting, by=VISITOR, now=NOW, problem="closed", words="Shut for good.")
    assert change.state == State.WAITING
    approve(change.pk, by=MODERATOR, now=NOW)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_by) == (Meeting.State.CLOSED, "moderator")


def test_something_new_is_put_on_the_map_whole(tables_of_places):
    proposed = {
        "place": {"name": "Bank Street Café", "postcode": "BB11 1JG", "kind": "recovery-cafe"},
        "group": {"name": "First Tuesday", "pathway": "na"},
        "meeting": {"name": "First Tuesday", "rule": "FREQ=MONTHLY;BYDAY=1TU", "start": "19:00", "minutes": 60},
    }
    change = propose(kind=Kind.NEW, listing=None, by=VISITOR, now=NOW, after=proposed)
    assert not Meeting.objects.exists()
    approve(change.pk, by=MODERATOR, now=NOW)
    change.refresh_from_db()
    meeting = Meeting.objects.with_listing().get(pk=change.listing_id)
    assert (meeting.slug, meeting.zone, meeting.place.area_code) == ("first-tuesday", "Europe/London", "E07000117")
    assert change.area_code == "E07000117"
    assert meeting.schedule is not None


def test_something_new_at_a_place_that_is_gone_meanwhile_is_refused_with_the_cure():
    proposed = {"place": {"id": "00000000-0000-0000-0000-000000000000"}, "group": {"name": "Way In", "pathway": "na"}}
    change = propose(kind=Kind.NEW, listing=None, by=VISITOR, now=NOW, after=proposed)
    with pytest.raises(CannotApplyError, match="place that was chosen is not here any more"):
        approve(change.pk, by=MODERATOR, now=NOW)


def test_every_step_is_in_the_audit_trail_with_the_role_and_no_words():
    change = propose(kind=Kind.CLOSE, listing=create_meeting(), by=VISITOR, now=NOW, words="It was Joan who said so.")
    approve(change.pk, by=MODERATOR, now=NOW)
    trail = list(AuditEntry.objects.order_by("number").values_list("action", "role"))
    assert trail == [("change.proposed", "visitor"), ("listing.close", "moderator")]
