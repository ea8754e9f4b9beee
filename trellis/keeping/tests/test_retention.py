"""What is promised to go, goes on its day."""

import datetime as dt

import pytest

from trellis.accounts.tests.people import person_with
from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import decline, propose
from trellis.keeping.claims.actions import claim, decline_claim, invite
from trellis.keeping.models import Change, Claim, Invitation
from trellis.keeping.retention import KEPT
from trellis.meetings.tests.factories import create_meeting
from trellis.safety.retention import sweep

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MODERATOR, A_MOMENT = Acting("moderator"), dt.timedelta(seconds=1)


def report(meeting, **more):
    return propose(kind="problem", listing=meeting, by=VISITOR, now=NOW, problem="other", words="I saw Joan.", **more)


def test_what_was_written_goes_thirty_days_after_the_decision_and_the_decision_stays():
    change = report(create_meeting())
    decline(change.pk, by=MODERATOR, now=NOW, reason="It is fine.")
    sweep(now=NOW + KEPT)
    assert Change.objects.get().words == "I saw Joan."
    sweep(now=NOW + KEPT + A_MOMENT)
    kept = Change.objects.get()
    assert (kept.words, kept.reason) == ("", "It is fine.")


def test_what_waits_for_a_decision_stays_however_long():
    report(create_meeting())
    sweep(now=NOW + KEPT * 10)
    assert Change.objects.get().words == "I saw Joan."


def test_what_looks_like_spam_goes_altogether():
    report(create_meeting(), is_spam=True)
    sweep(now=NOW + KEPT + A_MOMENT)
    assert not Change.objects.exists()


def test_claims_and_invitations_go_when_they_are_of_no_more_use():
    meeting, person = create_meeting(), person_with()
    decided = claim(meeting, person, Claim.Proof.MODERATOR, words="I make the tea.", now=NOW)
    decline_claim(decided.pk, by=MODERATOR, reason="", now=NOW)
    claim(meeting, person, Claim.Proof.MAIL, to="group@example.org", now=NOW)
    invite(meeting, by=Acting("keeper", person), email="you@example.org", hands_on=False, now=NOW)
    sweep(now=NOW + KEPT * 2)
    assert list(Claim.objects.values_list("state", "words")) == [("declined", "")]
    assert not Invitation.objects.exists()
