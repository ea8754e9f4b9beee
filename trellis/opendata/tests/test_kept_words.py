"""A person's word stands against the source's, and what the source says anew is put to the keeper."""

import datetime as dt

import pytest

from trellis.accounts.models import Grant, Person
from trellis.keeping.acting import Acting
from trellis.keeping.actions import propose
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.opendata.tests.feeds import NOW, import_feed, meeting
from trellis.places.listed import State

pytestmark = pytest.mark.django_db
KEEPER = Acting("keeper")


def the(key: str) -> Meeting:
    return Meeting.objects.with_listing().get(source_key=key)


def given_a_keeper(listing: Meeting) -> None:
    person = Person.objects.create_person(email="keeper@example.org", nickname="Robin")
    Grant.objects.create(
        person=person,
        role="keeper",
        listing_kind="group",
        listing_id=listing.group_id,
        granted_at=NOW,
        granted_by_role="steward",
    )


def keeper_says(listing: Meeting, **after: object) -> None:
    propose(kind=Change.Kind.EDIT, listing=listing, by=KEEPER, now=NOW, after=after)


def test_the_keepers_word_stands_when_the_source_says_what_it_always_said():
    import_feed([meeting("a")])
    keeper_says(the("a"), start="20:00")
    report = import_feed([meeting("a", notes="Ring twice")])
    assert (the("a").start, the("a").notes) == (dt.time(20), "Ring twice")
    assert report.updated == 1
    assert not Change.objects.filter(state=Change.State.FOR_KEEPER).exists()


def test_what_the_source_says_anew_is_put_to_the_keeper_once():
    import_feed([meeting("a")])
    keeper_says(the("a"), start="20:00")
    import_feed([meeting("a", time="18:00")])
    import_feed([meeting("a", time="18:00", notes="Ring twice")])
    change = Change.objects.get(state=Change.State.FOR_KEEPER)
    assert (change.before, change.after, change.by_role) == ({"start": "20:00"}, {"start": "18:00"}, "source")
    assert the("a").start == dt.time(20)


def test_a_source_that_comes_round_to_the_keepers_word_has_nothing_to_ask():
    import_feed([meeting("a")])
    keeper_says(the("a"), start="20:00")
    import_feed([meeting("a", time="20:00", end_time="21:30")])
    assert not Change.objects.filter(state=Change.State.FOR_KEEPER).exists()


def test_a_meeting_that_its_source_drops_stays_until_its_keeper_was_asked():
    import_feed([meeting(key) for key in "abcd"])
    given_a_keeper(the("a"))
    for _ in range(2):
        report = import_feed([meeting(key) for key in "cd"], is_confirmed=True)
    assert (the("a").state, the("b").state) == (State.LISTED, State.CLOSED)
    assert report.closed == 0
    change = Change.objects.get(state=Change.State.FOR_KEEPER)
    assert (change.kind, change.listing_id) == (Change.Kind.CLOSE, the("a").pk)


def test_what_people_closed_its_source_does_not_open_again():
    import_feed([meeting("a"), meeting("b")])
    propose(kind=Change.Kind.CLOSE, listing=the("a"), by=Acting("moderator"), now=NOW)
    import_feed([meeting("a", notes="Still on"), meeting("b")])
    assert the("a").state == State.CLOSED


def test_a_reading_says_what_changed_in_words_people_read():
    import_feed([meeting("a"), meeting("b"), meeting("c")])
    report = import_feed([meeting("a", time="20:00", end_time="21:00"), meeting("c"), meeting("d")])
    rows = report.differences.rows
    assert [row["name"] for row in rows["created"]] == ["Way In d"]
    assert [row["name"] for row in rows["closed"]] == ["Way In b"]
    [changed] = rows["changed"]
    assert changed["fields"] == [["When", "Every Tuesday, 7:30 to 9 pm", "Every Tuesday, 8 to 9 pm"]]
