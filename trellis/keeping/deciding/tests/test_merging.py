"""Merging: what goes along, which words survive, and that undoing puts all of it back."""

import datetime as dt

import pytest
from django.core import serializers
from hypothesis import given
from hypothesis import strategies as st

from trellis.accounts.models import Grant
from trellis.accounts.tests.people import keeper, person_with
from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import approve, propose, undo
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.deciding.merging import choices, takes_over
from trellis.keeping.models import Change, Claim, Comment, Confirmation
from trellis.meetings.models import Group, Meeting
from trellis.meetings.tests.factories import READ_AT, create_group, create_meeting, create_place
from trellis.places.models import Place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MODERATOR = Acting("moderator")
BURNLEY = "E07000117"
BURNLEY = "E07000117"
Kind = Change.Kind


def merge(goes, stays, *, take=(), by=MODERATOR):
    return propose(kind=Kind.MERGE, listing=goes, by=by, now=NOW, after={"into": str(stays.pk), "take": list(take)})


def everything():
    """All listings and what hangs on them, but revisions, which only grow, and what is proposed."""
    rows = []
    for model in (Place, Group, Meeting, Grant, Claim, Comment, Confirmation):
        for row in serializers.serialize("python", model._default_manager.order_by("pk")):
            row["fields"].pop("revision", None)
            rows.append(row)
    return rows


def test_meetings_of_a_place_move_and_it_leads_to_the_other():
    goes, stays = create_place(name="St Peters"), create_place(name="St Peter's Hall")
    meeting = create_meeting(place=goes)
    merge(goes, stays)
    meeting.refresh_from_db()
    goes.refresh_from_db()
    assert (meeting.place, goes.state, goes.merged_into) == (stays, "merged", stays)
    assert meeting.kept["place_id"]["source"] == str(goes.pk)


def test_meetings_of_a_group_move_with_it():
    goes, stays = create_group(), create_group()
    meeting = create_meeting(group=goes)
    merge(goes, stays)
    meeting.refresh_from_db()
    assert meeting.group == stays


def test_chosen_words_survive_and_are_kept_against_the_source():
    goes, stays = create_meeting(notes="Ring the bell."), create_meeting(notes="Knock.", name="Way In")
    merge(goes, stays, take=["notes"])
    stays.refresh_from_db()
    assert (stays.notes, stays.name) == ("Ring the bell.", "Way In")
    assert stays.kept["notes"]["source"] == "Knock."


def test_days_and_time_come_from_one_of_the_two_whole():
    goes = create_meeting(rule="FREQ=WEEKLY;BYDAY=SU", start=dt.time(11), minutes=45)
    stays = create_meeting()
    merge(goes, stays, take=["when"])
    stays.refresh_from_db()
    assert (stays.rule, stays.start, stays.minutes) == ("FREQ=WEEKLY;BYDAY=SU", dt.time(11), 45)


def test_keepers_claims_comments_confirmations_and_proposals_go_along():
    goes, stays = create_place(), create_place()
    person = person_with()
    keeper(person, "place", goes.pk)
    hanging = {"listing_kind": "place", "listing_id": goes.pk}
    Claim.objects.create(person=person, made_at=NOW, **hanging)
    Comment.objects.create(words="Good tea.", made_at=NOW, **hanging)
    Confirmation.objects.create(kind="keeper", at=NOW, **hanging)
    waiting = propose(kind=Kind.EDIT, listing=goes, by=VISITOR, now=NOW, after={"way_in": "Knock."})
    merge(goes, stays)
    for model in (Grant, Claim, Comment, Confirmation):
        assert model.objects.get().listing_id == stays.pk
    approve(waiting.pk, by=MODERATOR, now=NOW)
    stays.refresh_from_db()
    assert stays.way_in == "Knock."


def test_who_keeps_both_keeps_the_one_that_stays():
    goes, stays = create_place(), create_place()
    person = person_with()
    keeper(person, "place", goes.pk)
    keeper(person, "place", stays.pk)
    merge(goes, stays)
    assert Grant.objects.filter(listing_id=stays.pk).count() == 1


def test_undoing_puts_back_everything_exactly():
    goes = create_place(
        name="St Peters", way_in="Side door.", kept={"way_in": {"at": "x", "by": "keeper", "source": ""}}
    )
    stays = create_place()
    person = person_with()
    keeper(person, "place", goes.pk)
    Comment.objects.create(words="Good tea.", made_at=NOW, area_code=BURNLEY, listing_kind="place", listing_id=goes.pk)
    create_meeting(place=goes)
    create_place(state="merged", merged_into=goes)
    before = everything()
    change = merge(goes, stays, take=["way_in"])
    assert everything() != before
    undoing = undo(change, by=MODERATOR, now=NOW)
    assert everything() == before
    undo(undoing, by=MODERATOR, now=NOW)
    goes.refresh_from_db()
    assert goes.merged_into == stays
    assert Comment.objects.get().listing_id == stays.pk


def test_what_led_to_it_leads_on_at_once():
    first, second, third = create_meeting(), create_meeting(), create_meeting()
    merge(first, second)
    merge(second, third)
    first.refresh_from_db()
    assert first.merged_into == third


@pytest.mark.parametrize("wrong", ["itself", "merged"])
def test_what_cannot_be_merged_says_why_and_changes_nothing(wrong):
    goes, stays = create_meeting(), create_meeting()
    into = goes
    if wrong == "merged":
        merge(into := create_meeting(), stays)
    before = everything()
    with pytest.raises(CannotApplyError):
        merge(goes, into)
    assert everything() == before


def test_a_keeper_can_say_that_two_are_one_and_a_moderator_decides():
    goes, stays = create_meeting(), create_meeting()
    change = merge(goes, stays, by=Acting("keeper"))
    assert change.state == Change.State.WAITING
    approve(change.pk, by=MODERATOR, now=NOW)
    goes.refresh_from_db()
    assert goes.merged_into == stays


def test_by_itself_the_listing_that_was_confirmed_last_has_the_better_words():
    stays = create_meeting(notes="Knock.", join_notes="")
    goes = create_meeting(notes="Ring.", join_notes="Ask.", confirmed_at=READ_AT + dt.timedelta(days=9))
    takes = {choice.code: choice.takes for choice in choices(stays, goes, NOW.date()) if not choice.is_same}
    assert takes["notes"]
    assert takes["join_notes"]
    takes = {choice.code: choice.takes for choice in choices(goes, stays, NOW.date()) if not choice.is_same}
    assert not takes["notes"]


@given(st.text(max_size=3), st.text(max_size=3), st.booleans())
def test_no_words_are_lost_to_an_empty_field(stays, goes, is_newer):
    survives = goes if takes_over(stays, goes, is_newer=is_newer) else stays
    assert bool(survives) == bool(stays or goes)
