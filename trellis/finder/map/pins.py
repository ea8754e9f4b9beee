"""What the map shows of an answer: marks for places, and the names of towns."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from trellis.finder.cards.phrases import start_words
from trellis.finder.map.clusters import Cluster, cluster
from trellis.finder.query import Query
from trellis.finder.refresh import current_index
from trellis.lib.geo import Box
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import next_occurrence
from trellis.places.gazetteer import gazetteer
from trellis.places.towns import Town

MOST_NAMED: Final = 8
"""A mark for at most so many meetings names them; a larger one leads nearer."""
MOST_LOADED: Final = 120
LABELS: Final = 14
LARGE_TOWN: Final = 50_000

Marks = dict[str, object]
Named = Mapping[UUID, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Pins:
    """Everything found in a box."""

    ids: Sequence[UUID]
    clusters: Sequence[Cluster]

    @property
    def total(self) -> int:
        return len(self.ids)


def pins_in(query: Query, box: Box, zoom: int, now: datetime) -> Pins:
    """Meetings in person that answer the query and lie in the box, gathered. No database query."""
    found = current_index().points(replace(query, box=box), now)
    lats = np.array([lat for _, lat, _ in found], dtype=np.float64)
    lons = np.array([lon for _, _, lon in found], dtype=np.float64)
    return Pins([one for one, _, _ in found], cluster(lats, lons, zoom))


def answer(pins: Pins, box: Box, zoom: int, now: datetime, zone: str, listed: AbstractSet[UUID]) -> Marks:
    """What the page's script draws; `listed` are the meetings whose cards stand beside it. One query, for the names."""
    small = [mark for mark in pins.clusters if len(mark.rows) <= MOST_NAMED]
    named = _named([pins.ids[row] for mark in small for row in mark.rows][:MOST_LOADED], now, ZoneInfo(zone))
    return {
        "total": pins.total,
        "words": _words(pins),
        "marks": [_mark(mark, pins.ids, named, listed) for mark in pins.clusters],
        "labels": labels_in(box, zoom),
    }


def _mark(mark: Cluster, ids: Sequence[UUID], named: Named, listed: AbstractSet[UUID]) -> Marks:
    meetings = [ids[row] for row in mark.rows]
    items = [named[one] for one in meetings if one in named] if len(meetings) <= MOST_NAMED else []
    return {
        "lat": mark.lat,
        "lon": mark.lon,
        "count": len(meetings),
        "places": mark.places,
        "ids": [str(one) for one in meetings if one in listed],
        "items": items if len(items) == len(meetings) else [],
    }


def _named(ids: Iterable[UUID], now: datetime, zone: ZoneInfo) -> Named:
    found = Meeting.objects.listed().in_bulk(list(ids))
    return {
        one: {"name": meeting.name, "url": meeting.get_absolute_url(), "when": _when(meeting, now, zone)}
        for one, meeting in found.items()
    }


def _when(meeting: Meeting, now: datetime, zone: ZoneInfo) -> str:
    schedule = meeting.schedule
    following = next_occurrence(schedule, now) if schedule else None
    if following is None:
        return "Ask the group when"
    return start_words(following.starts.astimezone(zone), now.astimezone(zone))


def _words(pins: Pins) -> str:
    if not pins.total:
        return "Nothing in this part of the map. Move it, or zoom out."
    marks = len(pins.clusters)
    return (
        f"{pins.total:,} meeting{'' if pins.total == 1 else 's'} in this part of the map,"
        f" at {marks:,} mark{'' if marks == 1 else 's'}."
    )


def labels_in(box: Box, zoom: int) -> list[Marks]:
    """The largest towns, not so close that their names would lie on one another."""
    apart = 80 * 360 / (256 * (1 << zoom))
    chosen: list[Town] = []
    for town in gazetteer().towns.within(box, most=LABELS * 6):
        if all(abs(town.lat - one.lat) > apart / 4 or abs(town.lon - one.lon) > apart for one in chosen):
            chosen.append(town)
    return [_label(town) for town in chosen[:LABELS]]


def _label(town: Town) -> Marks:
    size = "large" if town.people >= LARGE_TOWN else "small"
    return {"name": town.name, "lat": town.lat, "lon": town.lon, "size": size}
