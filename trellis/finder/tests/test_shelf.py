"""What is kept of cards: for how long, how many, and what a page of them costs."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from trellis.finder.cards.card import Sheet, sheet_of
from trellis.finder.cards.shelf import Shelf, cards
from trellis.finder.entries import Hit
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import READ_AT, create_meeting

pytestmark = pytest.mark.django_db

NOW = READ_AT + timedelta(days=1)


@pytest.fixture
def sheet() -> Sheet:
    return sheet_of(create_meeting())


def filled(sheet: Sheet, ids: list[UUID], *, most: int) -> Shelf:
    shelf = Shelf(most)
    shelf.take([], 1)
    for one in ids:
        shelf.put({one: sheet}, 1)
    return shelf


def at_revision(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr("trellis.finder.cards.shelf.shown_revision", lambda: number)


def test_a_second_look_costs_no_query(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
):
    at_revision(monkeypatch, 1)
    hits = [Hit(create_meeting(name=f"Number {n}").id) for n in range(3)]
    shelf = Shelf()
    with django_assert_num_queries(1):
        first = cards(hits, now=NOW, shelf=shelf)
    with django_assert_num_queries(0):
        assert cards(hits, now=NOW, shelf=shelf) == first


def test_a_change_of_the_listings_shows_when_the_index_shows_it(monkeypatch: pytest.MonkeyPatch):
    meeting = create_meeting(name="Old name")
    shelf = Shelf()
    at_revision(monkeypatch, 1)
    assert "Old name" in str(cards([Hit(meeting.id)], now=NOW, shelf=shelf)[0])
    Meeting.objects.filter(pk=meeting.pk).update(name="New name")
    at_revision(monkeypatch, 2)
    assert "New name" in str(cards([Hit(meeting.id)], now=NOW, shelf=shelf)[0])


def test_a_meeting_that_is_gone_or_closed_leaves_a_gap():
    meeting = create_meeting(state=Meeting.State.CLOSED)
    assert cards([Hit(meeting.id), Hit(uuid4())], now=NOW, shelf=Shelf()) == [None, None]


def test_those_not_used_for_longest_are_let_go(sheet: Sheet):
    old, used, new = uuid4(), uuid4(), uuid4()
    shelf = filled(sheet, [used, old], most=2)
    assert used in shelf.take([used], 1)
    shelf.put({new: sheet}, 1)
    assert set(shelf.take([old, used, new], 1)) == {used, new}


def test_a_sheet_made_before_the_listings_moved_on_is_not_kept(sheet: Sheet):
    shelf = filled(sheet, [], most=2)
    shelf.take([], 2)
    shelf.put({uuid4(): sheet}, 1)
    assert len(shelf) == 0
