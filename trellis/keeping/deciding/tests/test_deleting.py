"""Taking a place off the map: two have to agree, and then nothing tells where it was."""

import datetime as dt
import json

import pytest
from django.core import serializers
from django.test import Client

from trellis.accounts.models import Person
from trellis.accounts.tests.people import moderator, person_with
from trellis.keeping import pictures
from trellis.keeping.acting import SYSTEM, VISITOR, Acting
from trellis.keeping.actions import AlreadyDecidedError, NeedsAnotherError, approve, propose, undo
from trellis.keeping.listings import KINDS
from trellis.keeping.models import Change, Comment
from trellis.meetings.models import Provenance
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import Place
from trellis.safety.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BURNLEY, PENDLE = "E07000117", "E07000122"
Kind, State = Change.Kind, Change.State
TELLING = ("Orchard Lane", "BB11 9ZZ", "Jane", "53.7", "orchard", "blue door")
"""What tells where it was."""


@pytest.fixture
def home() -> Place:
    return create_place(
        name="Jane's house",
        address="7 Orchard Lane",
        postcode="BB11 9ZZ",
        slug="janes-house-7-orchard-lane",
        source_key="janes-house|7-orchard-lane",
        way_in="The blue door.",
        point=(53.7001, -2.2001),
        derived={"point": "The middle of BB11 9ZZ."},
    )


def somebody(number: int) -> Acting:
    person = person_with(f"somebody-{number}@example.org")
    moderator(person)
    return Acting("moderator", person)


def deleted(place: Place) -> Change:
    change = propose(kind=Kind.DELETE, listing=place, by=VISITOR, now=NOW, words="Jane lives at Orchard Lane.")
    approve(change.pk, by=somebody(1), now=NOW)
    return approve(change.pk, by=somebody(2), now=NOW)


def test_asvs_2_3_5_one_moderator_alone_takes_no_place_off_the_map(home):
    change = propose(kind=Kind.DELETE, listing=home, by=VISITOR, now=NOW)
    first = somebody(1)
    approve(change.pk, by=first, now=NOW)
    with pytest.raises(NeedsAnotherError):
        approve(change.pk, by=first, now=NOW)
    home.refresh_from_db()
    assert home.state == "listed"
    approve(change.pk, by=somebody(2), now=NOW)
    home.refresh_from_db()
    assert home.state == "deleted"


def test_asvs_2_3_5_a_moderator_who_proposes_it_is_the_first_and_never_the_second(home):
    first = somebody(1)
    change = propose(kind=Kind.DELETE, listing=home, by=first, now=NOW)
    assert change.state == State.SECONDING
    with pytest.raises(NeedsAnotherError):
        approve(change.pk, by=first, now=NOW)


def test_asvs_2_3_5_when_the_firsts_account_is_erased_two_others_have_to_agree(home):
    first = somebody(1)
    change = propose(kind=Kind.DELETE, listing=home, by=first, now=NOW)
    Person.objects.filter(pk=first.person.pk).delete()
    second = somebody(2)
    assert approve(change.pk, by=second, now=NOW).state == State.SECONDING
    assert approve(change.pk, by=somebody(3), now=NOW).state == State.APPROVED


def test_asvs_2_3_5_nobody_in_particular_is_nobody(home):
    change = propose(kind=Kind.DELETE, listing=home, by=SYSTEM, now=NOW)
    assert approve(change.pk, by=SYSTEM, now=NOW).state == State.SECONDING


def test_nothing_in_the_database_tells_where_it_was(home):
    meeting = create_meeting(place=home)
    Provenance.objects.create(meeting=meeting, words={"address": "7 Orchard Lane"})
    propose(kind=Kind.EDIT, listing=home, by=Acting("moderator"), now=NOW, after={"way_in": "Orchard gate."})
    Comment.objects.create(words="Jane is kind.", listing_kind="place", listing_id=home.pk, made_at=NOW)
    create_place(name="Orchard Lane 7", state="merged", merged_into=home)
    deleted(home)
    models = [kind.model for kind in KINDS.values()] + [Change, Comment, Provenance, AuditEntry]
    text = json.dumps(
        [serializers.serialize("python", model._default_manager.all()) for model in models], default=str
    ).lower()
    assert [words for words in TELLING if words.lower() in text] == []


def test_something_that_was_put_on_the_map_by_people_is_forgotten_where_it_was_proposed(tables_of_places):
    proposed = {"place": {"name": "Jane's house", "postcode": "BB11 1JG", "address": "7 Orchard Lane"}}
    new = propose(kind=Kind.NEW, listing=None, by=Acting("moderator"), now=NOW, after=proposed, words="At Jane's.")
    deleted(Place.objects.get(pk=new.listing_id))
    new.refresh_from_db()
    assert (new.after, new.words, new.done) == ({}, "", [])


def test_meetings_there_are_closed_and_have_no_place(home):
    meeting = create_meeting(place=home)
    deleted(home)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.place, meeting.closed_by) == ("closed", None, "moderator")


def test_pictures_of_it_go_from_the_folder(home, django_capture_on_commit_callbacks):
    shown, waiting, other = (pictures.keep(words) for words in (b"one", b"two", b"three"))
    home.picture = shown
    home.save()
    propose(kind=Kind.EDIT, listing=home, by=VISITOR, now=NOW, after={"picture": waiting}, picture=waiting)
    create_place(picture=other)
    with django_capture_on_commit_callbacks(execute=True):
        deleted(home)
    assert [bool(pictures.any_of(name)) for name in (shown, waiting, other)] == [False, False, True]


def test_who_asked_for_it_reads_that_it_is_gone_and_nothing_else(home):
    change = propose(kind=Kind.DELETE, listing=home, by=VISITOR, now=NOW, reply_to="jane@example.org")
    for number in (1, 2):
        approve(change.pk, by=somebody(number), now=NOW)
    letter = Letter.objects.get(about="decision").body
    assert "it is off the map now" in letter
    assert "/places/" not in letter


def test_it_cannot_be_undone(home):
    change = deleted(home)
    with pytest.raises(AlreadyDecidedError):
        undo(change, by=Acting("steward"), now=NOW)


def test_both_who_agreed_stand_in_the_audit_trail(home):
    deleted(home)
    trail = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(trail) == ["change.proposed", "change.agreed-first", "listing.delete"]
    assert len(set(AuditEntry.objects.exclude(actor=None).values_list("actor", flat=True))) == 2


def test_through_the_pages_the_second_is_another_moderator(home, as_moderator, client):
    change = propose(kind=Kind.DELETE, listing=home, by=VISITOR, now=NOW)
    address = f"/moderate/changes/{change.pk}/approve"
    as_moderator(BURNLEY)
    assert "agreed" in client.post(address, follow=True).content.decode()
    assert "You have agreed already." in client.post(address).content.decode()
    elsewhere, other = Client(), Client()
    as_moderator(PENDLE, through=elsewhere)
    assert elsewhere.post(address).status_code == 403
    as_moderator(BURNLEY, through=other)
    assert "Both have agreed. It is off the map." in other.post(address, follow=True).content.decode()
    home.refresh_from_db()
    assert home.state == "deleted"
