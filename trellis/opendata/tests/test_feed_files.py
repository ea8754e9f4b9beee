"""Files of feeds: patched ones say what new ones would, and nobody waits while a worker looks after them."""

import gzip
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trellis.meetings.models import Group, Meeting
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.opendata import feed_files
from trellis.opendata.feed_files import look_after, opened
from trellis.opendata.feeds import FEEDS, GEOJSON, GUIDE, Feed
from trellis.places.models import Place, Revision, Source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path / "feeds"


def sent(feed: Feed) -> Any:
    _, file = opened(feed)
    with file, gzip.open(file) as unpacked:
        return json.loads(unpacked.read())


def rows(told: Any) -> list[Any]:
    found = told["features"] if isinstance(told, dict) else told
    return sorted(found, key=lambda row: str(row.get("slug") or row["id"]))


def names(feed: Feed) -> list[str]:
    return [row.get("name") or row["properties"]["name"] for row in rows(sent(feed))]


def update(thing: Meeting | Group | Place, **fields: object) -> None:
    type(thing)._default_manager.filter(pk=thing.pk).update(revision=Revision.advance(), **fields)


CHANGES: dict[str, Callable[[Meeting], object]] = {
    "a new name": lambda meeting: update(meeting, name="Renamed"),
    "another group's name": lambda meeting: update(meeting.group, name="Renamed"),
    "a hidden place": lambda meeting: update(meeting.place, showing=Place.Showing.HIDDEN),  # type: ignore[arg-type]
    "a place without a point": lambda meeting: update(meeting.place, lat=None, lon=None),  # type: ignore[arg-type]
    "a meeting that has ended": lambda meeting: update(meeting, state=Meeting.State.CLOSED),
    "a meeting that has left": lambda meeting: update(meeting, standing=Meeting.Standing.LEFT),
    "a new meeting": lambda meeting: create_meeting(name="New", place=create_place()),
    "a new name of the source": lambda meeting: (
        Source.objects.update(name="Renamed"),
        update(meeting, name="So that there is a change"),
    ),
    "nothing of what is published": lambda meeting: Revision.advance(),
}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_patched_file_says_what_a_new_one_would(feed: Feed, change: Callable[[Meeting], object]) -> None:
    meetings = [create_meeting(name=f"Number {number}", place=create_place()) for number in range(5)]
    sent(feed)
    change(meetings[2])
    patched = rows(sent(feed))
    assert patched == rows(json.loads(b"".join(feed.lines(feed.rows(feed_files.published())))))


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_the_first_meeting_comes_and_the_last_one_goes(feed: Feed) -> None:
    assert rows(sent(feed)) == []
    meeting = create_meeting(name="Only", place=create_place())
    assert names(feed) == ["Only"]
    update(meeting, state=Meeting.State.CLOSED)
    assert rows(sent(feed)) == []
    update(meeting, state=Meeting.State.LISTED)
    assert names(feed) == ["Only"]


def test_rows_that_have_not_changed_are_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    changing = [create_meeting(name=f"Number {number}") for number in range(4)][1]
    sent(GUIDE)
    made: list[str] = []
    plain = feed_files.each
    monkeypatch.setattr(feed_files, "each", lambda meetings: (made.append(one.name) or one for one in plain(meetings)))
    update(changing, name="Changed")
    assert "Changed" in names(GUIDE)
    assert made == ["Changed"]


def test_with_more_changes_than_are_patched_every_row_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_files, "MOST_PATCHED", 1)
    meetings = [create_meeting(name=f"Number {number}") for number in range(3)]
    sent(GUIDE)
    for meeting in meetings[:2]:
        update(meeting, name=f"New {meeting.name}")
    assert sorted(names(GUIDE)) == ["New Number 0", "New Number 1", "Number 2"]


def test_while_a_worker_looks_after_them_the_last_file_is_sent_and_it_makes_the_next(folder: Path) -> None:
    create_meeting(name="First")
    look_after(FEEDS)
    create_meeting(name="Second")
    assert names(GUIDE) == ["First"]
    look_after(FEEDS)
    assert sorted(names(GUIDE)) == ["First", "Second"]
    assert len(list(folder.glob("*.gz"))) == len(FEEDS)


def test_where_the_worker_has_gone_a_file_is_made_when_it_is_asked_for(folder: Path) -> None:
    create_meeting(name="First")
    look_after(FEEDS)
    create_meeting(name="Second")
    long_ago = time.time() - 2 * feed_files.WATCHED_S
    os.utime(folder / "looked-after", (long_ago, long_ago))
    assert sorted(names(GUIDE)) == ["First", "Second"]


def test_a_worker_that_finds_nothing_new_makes_nothing(folder: Path) -> None:
    create_meeting()
    look_after(FEEDS)
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.gz")}
    look_after(FEEDS)
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.gz")} == before


def test_a_file_of_a_later_state_of_the_database_is_not_built_on(folder: Path) -> None:
    create_meeting(name="Kept")
    lost = create_meeting(name="Lost")
    sent(GUIDE)
    lost.delete()
    Revision.objects.update(number=1)
    assert names(GUIDE) == ["Kept"]
    assert [path.name.split(".")[-2] for path in folder.glob(f"{GUIDE.name}.*.gz")] == ["1"]


def test_the_key_of_a_row_is_that_of_its_meeting() -> None:
    meeting = create_meeting(place=create_place())
    for feed in (GUIDE, GEOJSON):
        [row] = feed.rows(feed_files.published())
        assert feed.key(row) == feed.key_of(meeting)
