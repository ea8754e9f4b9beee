"""A year of one source: the real set of the UK and Ireland, served from this machine, changed as real sets change.

The set lies beside the checkout and is not ours to give on; without it the year is skipped.
"""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from trellis.accounts.tests.people import moderator, person_with, sign_in
from trellis.meetings.models import Meeting
from trellis.opendata.models import Read
from trellis.opendata.reading.due import read_source
from trellis.opendata.reading.tests.serving import Served, serving
from trellis.places.models import Source
from trellis.places.tests.factories import create_source

REAL = Path(__file__).parents[5] / "shared" / "data" / "meetings" / "uk-meetings.meetingguide.json"
SHARE = 12
"""One meeting in so many is served: the year has many readings."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared_data,
    pytest.mark.skipif(not REAL.exists(), reason=f"the real listings are not there ({REAL.name})"),
]
Outcome = Read.Outcome


@pytest.fixture
def feed(settings) -> Iterator[Served]:
    settings.READ_OWN_MACHINE = True
    with serving() as served:
        yield served


@pytest.fixture
def real_rows() -> list[dict[str, Any]]:
    return json.loads(REAL.read_text(encoding="utf-8"))[::SHARE]


def served_rows(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows).encode()


def month_later(rows: list[dict[str, Any]], rng: random.Random) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """As the set changed between May and December 2023, a seventh of it each month: some gone, some new, some moved."""
    gone = set(rng.sample(range(len(rows)), round(len(rows) * 0.03)))
    kept = [dict(row) for number, row in enumerate(rows) if number not in gone]
    moved = rng.sample(range(len(kept)), round(len(kept) * 0.014))
    for number in moved:
        kept[number]["time"] = "18:15" if kept[number].get("time") != "18:15" else "18:45"
    again = rng.sample(kept, round(len(kept) * 0.035))
    numbers = [rng.getrandbits(64) for _ in again]
    new = [{**row, "slug": f"anew-{n}", "name": f"{row['name']} {n}"} for row, n in zip(again, numbers, strict=True)]
    return [*kept, *new], {"created": len(new), "updated": len(moved), "closed": len(gone)}


def read(source: Source) -> Read:
    source.refresh_from_db()
    return read_source(source)


@pytest.fixture
def page(client, visit) -> Callable[[], str]:
    """What those who look after the source read now."""
    person = person_with()
    moderator(person, "")
    sign_in(client, person, is_strong=True)
    return lambda: str(visit("/sources/real/look-after").text)


def test_a_year_of_a_source(feed: Served, real_rows, page, tables_of_places):
    source = create_source(slug="real", name="Real", address=feed.address, every_hours=24, read_at=None)
    feed.content, feed.etag = served_rows(real_rows), '"1"'
    first = read(source)
    assert (first.outcome, first.counts["created"] + first.counts["rejected"]) == (Outcome.CHANGED, len(real_rows))
    rows = months_go_by(source, feed, real_rows, page)
    feed.etag = ""
    trouble_comes(source, feed, rows, page)


def months_go_by(source: Source, feed: Served, rows, page) -> list[dict[str, Any]]:
    rng = random.Random(2026)
    for month in range(2, 8):
        rows, expected = month_later(rows, rng)
        feed.content, feed.etag = served_rows(rows), f'"{month}"'
        done = read(source)
        assert done.outcome == Outcome.CHANGED
        told = {name: done.counts[name] for name in expected}
        assert told == pytest.approx(expected, abs=3), f"month {month}"  # some rows repeat others, or cannot be read
        assert read(source).outcome == Outcome.SAME  # the server has nothing newer
    assert f"{told['created']} new, {told['updated']} changed, {told['closed']} no longer listed" in page()
    return rows


def trouble_comes(source: Source, feed: Served, rows, page) -> None:
    """Broken, halved, dripping, moved, gone; each said on the page, and nothing lost by any."""
    listed = Meeting.objects.listed().count()
    whole = feed.content
    feed.content = whole[: len(whole) // 2]
    assert (read(source).outcome, Meeting.objects.listed().count()) == (Outcome.FAILED, listed)
    assert "could not be read, once" in page()

    feed.content = served_rows(rows[: len(rows) // 2])
    assert (read(source).outcome, Meeting.objects.listed().count()) == (Outcome.HELD, listed)
    assert "more than a third" in page()
    assert "Take it as it is" in page()

    feed.content, feed.drips = whole, True
    with override_settings(FEED_LIMIT_SECONDS=0.2):
        assert "took longer than" in read(source).words
    feed.drips, feed.moved_from = False, "/old"
    Source.objects.filter(pk=source.pk).update(address=feed.address.replace("/feed", "/old"))
    assert read(source).is_good
    assert "Its address has changed for good" in page()

    feed.status = 410
    assert read(source).outcome == Outcome.GONE
    assert "gone for good" in page()
    assert Meeting.objects.listed().count() == listed
