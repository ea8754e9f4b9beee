"""The index follows the database, and nobody waits for it."""

import time
from datetime import UTC, datetime

import pytest

from trellis.finder import refresh
from trellis.finder.query import Query
from trellis.finder.refresh import Keeper
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting
from trellis.places.models import Revision

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def keeper(settings) -> Keeper:
    settings.TESTING = False
    return Keeper()


def names(keeper: Keeper) -> list[str]:
    assert keeper.snapshot is not None
    ids = [hit.meeting_id for hit in keeper.snapshot.index.look(Query(), NOW).hits]
    return sorted(Meeting.objects.in_bulk(ids)[one].name for one in ids)


def change(meeting: Meeting, **fields: object) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(revision=Revision.advance(), **fields)


@pytest.mark.django_db
def test_nothing_is_done_until_listings_change(keeper, django_assert_num_queries):
    create_meeting()
    first = keeper.refresh()
    with django_assert_num_queries(1):
        assert keeper.refresh() is first


@pytest.mark.django_db
def test_changed_new_and_closed_meetings_are_patched_in(keeper):
    changing, closing = create_meeting(name="Changing"), create_meeting(name="Closing")
    base = keeper.refresh().index.base
    change(changing, rule="FREQ=WEEKLY;BYDAY=SA")
    change(closing, state=Meeting.State.CLOSED)
    create_meeting(name="New")
    index = keeper.refresh().index
    assert index.base.columns is base.columns
    assert names(keeper) == ["Changing", "New"]
    found = index.look(Query(days=frozenset({5})), NOW)
    assert [hit.meeting_id for hit in found.hits] == [changing.id]


@pytest.mark.django_db
def test_meetings_that_were_deleted_outright_go_too(keeper):
    create_meeting(name="Stays")
    gone = create_meeting(name="Gone")
    keeper.refresh()
    gone.delete()
    create_meeting(name="New")
    keeper._step()
    assert names(keeper) == ["New", "Stays"]


@pytest.mark.django_db
def test_counting_waits_until_a_change_is_shown_and_is_not_done_again_at_once(keeper, monkeypatch):
    monkeypatch.setattr(refresh, "CHECK_SECONDS", 1000)
    counted = []
    monkeypatch.setattr(keeper, "check", lambda: counted.append(names(keeper)))
    for name in ("First", "Second", "Third"):
        create_meeting(name=name)
        keeper._step()
    assert names(keeper) == ["First", "Second", "Third"]
    assert counted == [["First"]]


@pytest.mark.django_db
def test_a_change_that_comes_while_counting_is_patched_and_nothing_is_built(keeper):
    create_meeting(name="First")
    base = keeper.refresh().index.base
    create_meeting(name="Second")
    keeper.check()
    assert keeper.snapshot.index.base is base
    keeper.refresh()
    assert names(keeper) == ["First", "Second"]


@pytest.mark.django_db
def test_many_changes_at_once_build_a_new_index(keeper, monkeypatch):
    monkeypatch.setattr(refresh, "MOST_PATCHED", 1)
    meetings = [create_meeting(name=f"Number {number}") for number in range(3)]
    base = keeper.refresh().index.base
    for meeting in meetings:
        change(meeting, name=f"New {meeting.name}")
    assert keeper.refresh().index.base is not base
    assert names(keeper) == ["New Number 0", "New Number 1", "New Number 2"]


@pytest.mark.django_db
def test_a_database_put_back_to_an_earlier_state_builds_anew(keeper):
    create_meeting(name="Kept")
    lost = create_meeting(name="Lost")
    keeper.refresh()
    lost.delete()
    Revision.objects.update(number=1)
    keeper.refresh()
    assert names(keeper) == ["Kept"]


@pytest.mark.django_db(transaction=True)
def test_a_change_is_found_within_two_seconds_with_nobody_asking_for_it(keeper):
    create_meeting(name="First")
    try:
        keeper.index()
        create_meeting(name="Second")
        until = time.monotonic() + 10
        while len(keeper.index()) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert names(keeper) == ["First", "Second"]
    finally:
        keeper.stop()


@pytest.mark.django_db(transaction=True)
def test_an_index_that_cannot_be_made_leaves_the_old_one_and_says_why(keeper, monkeypatch, caplog):
    create_meeting(name="First")

    def fail(_snapshot: object, _revision: int) -> None:
        raise RuntimeError("The disk is full.")

    try:
        old = keeper.index()
        monkeypatch.setattr(refresh, "_patched", fail)
        create_meeting(name="Second")
        until = time.monotonic() + 10
        while "It stays as it was" not in caplog.text and time.monotonic() < until:
            time.sleep(0.02)
        keeper.stop()
        assert keeper.snapshot is not None
        assert keeper.snapshot.index is old
        assert "It stays as it was" in caplog.text
        assert "The disk is full." in caplog.text
    finally:
        keeper.stop()


@pytest.mark.django_db
def test_the_child_of_a_fork_keeps_the_index_and_starts_a_thread_of_its_own(keeper):
    create_meeting()
    keeper.refresh()
    snapshot = keeper.snapshot
    keeper._thread = object()
    keeper.forked()
    assert keeper.snapshot is snapshot
    assert keeper._thread is None
