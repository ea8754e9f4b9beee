"""Where a source and a keeper differ, the keeper's word stands, and the source's is put to the keeper."""

import datetime as dt

import pytest

from trellis.accounts.models import Grant
from trellis.keeping.acting import Acting
from trellis.keeping.actions import AlreadyDecidedError, approve, propose
from trellis.keeping.looking_after.actions import keep_ours, pass_on_to_moderators, take, tell_keepers
from trellis.keeping.models import Change
from trellis.safety.models import Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
KEEP = "/meetings/way-in/keep"


@pytest.fixture
def offer(meeting, its_keeper):
    """The keeper says 8 pm, the source then says 6 pm."""
    keeper = Acting("keeper", its_keeper)
    propose(kind=Change.Kind.EDIT, listing=meeting, by=keeper, now=NOW, after={"start": "20:00"})
    meeting.refresh_from_db()
    meeting.kept["start"]["source"] = "18:00"
    meeting.save()
    return put(meeting, after={"start": "18:00"}, before={"start": "20:00"})


def put(meeting, kind="edit", **more):
    """As a reading of the source puts it to the keeper."""
    return Change.objects.create(
        kind=kind,
        state=Change.State.FOR_KEEPER,
        listing_kind="meeting",
        listing_id=meeting.pk,
        by_role="source",
        source=meeting.source,
        made_at=NOW,
        **more,
    )


def answer(client, offer, what):
    return client.post(f"{KEEP}/{offer.pk}", {"answer": what})


def test_the_keeper_reads_what_the_source_says_and_by_letter_that_it_does(visit, offer, its_keeper):
    said = visit(KEEP).text
    assert "Your source now says" in said
    assert "Before: Every Tuesday, 8 to 9:30 pm After: Every Tuesday, 6 to 7:30 pm" in said
    assert tell_keepers(NOW) == 1
    assert tell_keepers(NOW) == 0
    letter = Letter.objects.get()
    assert letter.to == its_keeper.email
    assert KEEP in letter.body
    assert "Way In" not in letter.subject


def test_taking_it_lets_the_field_follow_the_source_again(client, visit, offer, meeting):
    answer(client, offer, "take")
    meeting.refresh_from_db()
    assert f"{meeting.start:%H:%M}" == "18:00"
    assert "start" not in meeting.kept
    assert "Your source now says" not in visit(KEEP).text


def test_keeping_ours_leaves_the_page_and_the_keepers_word(client, offer, meeting):
    answer(client, offer, "keep")
    meeting.refresh_from_db()
    offer.refresh_from_db()
    assert f"{meeting.start:%H:%M}" == "20:00"
    assert meeting.kept["start"]["by"] == "keeper"
    assert (offer.state, offer.decided_role) == ("declined", "keeper")


def test_an_offer_is_answered_once(offer, its_keeper):
    keeper = Acting("keeper", its_keeper)
    keep_ours(offer.pk, by=keeper, now=NOW)
    with pytest.raises(AlreadyDecidedError):
        take(offer.pk, by=keeper, now=NOW)


def test_what_waits_for_a_moderator_is_not_taken_by_a_keeper(meeting, its_keeper):
    keeper = Acting("keeper", its_keeper)
    weighty = propose(kind=Change.Kind.EDIT, listing=meeting, by=keeper, now=NOW, after={"name": "Way Out"})
    with pytest.raises(AlreadyDecidedError, match="for a moderator"):
        take(weighty.pk, by=keeper, now=NOW)


def test_asvs_8_2_2_a_keeper_answers_only_for_their_own_listing(client, offer):
    Grant.objects.all().update(ended_at=NOW)
    assert answer(client, offer, "take").status_code == 403


def test_where_there_is_no_keeper_a_moderator_decides_and_the_field_follows_the_source(offer, meeting):
    Grant.objects.all().update(ended_at=NOW)
    tell_keepers(NOW)
    offer.refresh_from_db()
    assert offer.state == Change.State.WAITING
    approve(offer.pk, by=Acting("moderator"), now=NOW)
    meeting.refresh_from_db()
    assert f"{meeting.start:%H:%M}" == "18:00"
    assert "start" not in meeting.kept


def test_what_a_keeper_left_unanswered_goes_to_moderators_when_they_leave(offer):
    tell_keepers(NOW)
    assert pass_on_to_moderators(NOW) == 0
    Grant.objects.all().update(ended_at=NOW)
    assert pass_on_to_moderators(NOW) == 1
    offer.refresh_from_db()
    assert offer.state == Change.State.WAITING


def test_a_meeting_its_source_dropped_is_closed_only_if_the_keeper_says_so(client, visit, meeting, its_keeper):
    gone = put(meeting, "close")
    assert "Its source does not list it any more" in visit(KEEP).text
    answer(client, gone, "take")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_by, meeting.kept) == ("closed", "", {})
