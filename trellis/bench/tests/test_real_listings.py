"""The index and the slow code agree about real listings, where they lie beside the checkout."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

import pytest

from trellis.bench.questions import questions
from trellis.finder.entries import Entry
from trellis.finder.index import Index
from trellis.finder.tests import oracle
from trellis.meetings.recurrence import Schedule, weekly

LISTINGS = Path(__file__).parents[4] / "shared" / "data" / "meetings" / "uk-meetings.meetingguide.json"
NAMESPACE = UUID(int=1)
SOME = 1_500
PATHWAYS = {"Alcoholics Anonymous": "aa", "Narcotics Anonymous": "na", "Cocaine Anonymous": "ca"}
TYPES = {"O": "open", "X": "step-free", "W": "women", "B": "beginners"}

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def listings() -> list[Entry]:
    if not LISTINGS.exists():
        pytest.skip(f"The real listings are not at {LISTINGS}.")
    rows = json.loads(LISTINGS.read_text(encoding="utf-8"))
    return [entry(number, row) for number, row in enumerate(Random(1).sample(rows, SOME))]


def entry(number: int, row: dict) -> Entry:
    """Read plainly here: the import has tests of its own."""
    return Entry(
        id=uuid5(NAMESPACE, str(number)),
        schedule=Schedule(time.fromisoformat(row["time"]), 90, row["timezone"], weekly((row["day"] - 1) % 7)),
        pathway=PATHWAYS[row["entity"]],
        mode="in-person",
        features=tuple(TYPES[code] for code in row["types"] if code in TYPES),
        lat=row.get("latitude"),
        lon=row.get("longitude"),
        words=f"{row['name']} {row.get('location', '')} {row.get('address', '')} {row.get('postal_code', '')}",
    )


@pytest.mark.parametrize("seed", range(4))
def test_questions_that_people_ask_get_the_answer_of_the_slow_code(listings, seed):
    index = Index.of(listings)
    now = datetime(2026, 11, 24, 18, 10, tzinfo=UTC) + timedelta(hours=seed * 17)
    for query in questions(12, seed=seed):
        found, expected = index.look(query, now), oracle.plain(listings, query, now)
        assert [(hit.meeting_id, hit.starts, hit.state) for hit in found.hits] == [
            (hit.meeting_id, hit.starts, hit.state) for hit in expected.hits
        ]
        assert found.total == expected.total
