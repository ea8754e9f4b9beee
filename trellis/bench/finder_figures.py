"""How quick the finder is: building, asking, patching, and how much memory it takes."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from trellis.bench.measuring import Figure, best_seconds, percentile, resident_bytes, seconds, under
from trellis.bench.questions import questions
from trellis.finder.index import Index
from trellis.finder.query import Query
from trellis.finder.refresh import refresh_now
from trellis.meetings.models import Meeting
from trellis.places.models import Revision

QUESTIONS: Final = 2_000
ROUNDS: Final = 5
PATCHES: Final = 7
REAL_P99_MS: Final = 0.5
LARGE_P99_MS: Final = 3.0
LARGE: Final = 100_000
"""From so many meetings on, the target is that of a country."""
_EVENING: Final = datetime(2026, 11, 24, 18, 10, tzinfo=UTC)


def building() -> Iterator[Figure]:
    """The first index of this process. It has to be the first, for memory to tell."""
    before = resident_bytes()
    begun = time.process_time()
    took = seconds(refresh_now)
    worked = time.process_time() - begun
    after = resident_bytes()
    yield under("index built from the database", took, "s", 15)
    yield Figure("index built from the database, processor time", round(worked, 2), "s")
    if after:
        yield under("memory for the index", (after - before) / 1e6, "MB", 150)


def asking(index: Index, label: str) -> tuple[list[Figure], float]:
    """Milliseconds of a question; and the median, for how it grows."""
    found = ask_all(index, list(questions(QUESTIONS)))
    median, rare = percentile(found, 0.5), percentile(found, 0.99)
    most = LARGE_P99_MS if len(index) >= LARGE else REAL_P99_MS
    figures = [
        Figure(f"query, p50, {label}", round(median, 4), "ms"),
        under(f"query, p99, {label}", rare, "ms", most),
    ]
    return figures, median


def ask_all(index: Index, asked: Sequence[Query]) -> list[float]:
    """Milliseconds of each. Every round is another minute, so what is kept for a minute is worked out in each."""
    day = datetime.now(UTC).date()
    index.prepare(day)
    evening = datetime.combine(day, _EVENING.timetz())
    times = best_seconds(
        asked, lambda query, number: index.look(query, evening + timedelta(minutes=number)), rounds=ROUNDS
    )
    return [taken * 1000 for taken in times]


def patching() -> Iterator[Figure]:
    """From a changed meeting in the database to an index that shows it: the median of several."""
    ids = list(Meeting.objects.order_by("pk").values_list("pk", flat=True)[:PATCHES])
    taken = []
    for number, key in enumerate(ids):
        Meeting.objects.filter(pk=key).update(name=f"Changed {number}", revision=Revision.advance())
        taken.append(seconds(refresh_now) * 1000)
    yield under("a changed meeting patched in", percentile(taken, 0.5), "ms", 50)


def growth(small: float, large: float) -> Figure:
    return under("growth of the median query", large / small, "times", 4)
