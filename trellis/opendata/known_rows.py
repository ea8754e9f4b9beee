"""Rows of a feed under the keys of the meetings that they tell of, where the feed gives its rows no identifiers."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from trellis.meetings.models import Meeting, Provenance
from trellis.opendata.listing import Row
from trellis.opendata.recognising import Sketch, matched
from trellis.places.models import Source

SketchOf = Callable[[Mapping[str, Any]], Sketch]
"""Of a row's own words."""
_ANEW: Final = "#anew"
"""Ends the key of a row whose own is that of a meeting which has moved on to other words."""


@dataclass(frozen=True, slots=True)
class Rereadable:
    """Rows that can be gone through more than once."""

    begin: Callable[[], Iterable[Row]]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.begin())


def under_known_keys(rows: Iterable[Row], sketch_of: SketchOf, source: Source) -> tuple[Iterable[Row], list[str]]:
    """The rows, and in words where nobody can tell. Those of a source that is new here are not gone through twice."""
    known = source.meetings.filter(state=Meeting.State.LISTED)
    if not known.exists():
        return rows, []
    sketches: list[Sketch] = []
    for row in rows:
        sketch = sketch_of(json.loads(row.words))
        if sketch.has_id:
            return rows, []  # it gives its rows identifiers
        sketches.append(replace(sketch, key=row.key, row=row.number))
    keys, doubts = _keys(sketches, _known(known, sketch_of))
    if not keys:
        return rows, doubts
    return Rereadable(lambda: (_under(row, keys) for row in rows)), doubts


def _known(known: Any, sketch_of: SketchOf) -> dict[str, Sketch]:
    """By the key of a meeting, what its row said last."""
    kept = Provenance.objects.filter(meeting__in=known).values_list("meeting__source_key", "words")
    return {key: sketch_of(words) for key, words in kept.iterator(chunk_size=2000)}


def _keys(sketches: Iterable[Sketch], known: Mapping[str, Sketch]) -> tuple[dict[str, str], list[str]]:
    """From the key of each row that is not called after its own meeting, to what it is to be called."""
    times = Counter(one.key for one in sketches)
    said = Counter(one.key for one in known.values())
    meeting_of = {one.key: key for key, one in known.items() if said[one.key] == 1}
    keys: dict[str, str] = {}
    fresh, used = [], set()
    for one in sketches:
        meeting = meeting_of.get(one.key) if times[one.key] == 1 else None
        if meeting is not None:
            used.add(meeting)
            if meeting != one.key:
                keys[one.key] = meeting
        elif times[one.key] == 1 and one.key not in said:
            fresh.append(one)
    lost = [replace(one, key=key) for key, one in known.items() if key not in used and said[one.key] == 1]
    same, doubts = matched(fresh, lost)
    for one in fresh:
        if one.key in same:
            keys[one.key] = same[one.key]
        elif one.key in known:
            keys[one.key] = f"{one.key[:290]}{_ANEW}"
    return keys, doubts


def _under(row: Row, keys: Mapping[str, str]) -> Row:
    key = keys.get(row.key)
    return row if key is None else Row(row.number, key, row.words, row.sameness)
