"""Entries of the index from the database: listed meetings, with what their groups and places say.

Of a place that is not shown exactly, no exact point and no address comes into the index, so that no distance, order or
word can tell where it is.
"""

import logging
from collections.abc import Iterator
from datetime import time
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.finder.entries import Entry
from trellis.meetings.models import Group, Meeting
from trellis.meetings.recurrence import Schedule
from trellis.places.models import Place

log = logging.getLogger(__name__)

DECIMALS: Final = {Place.Showing.APPROXIMATE.value: 2, Place.Showing.HIDDEN.value: 1}
"""Kept of the degrees of a point that is not shown: about one kilometre, about ten."""

_WHEN: Final = ("start", "minutes", "zone", "rule")
_EXCEPTIONS: Final = (
    *("starts_on", "ends_on", "cancelled", "moved", "extra", "suspended_from", "suspended_until"),
)  # fmt: skip
_PLACE: Final = ("lat", "lon", "showing", "area_code", "name", "address", "town", "postcode", "features")
_COLUMNS: Final = (
    *("id", "mode", "features", "name", "group__name", "group__pathway"),
    *(f"place__{name}" for name in _PLACE),
    *_WHEN,
    *_EXCEPTIONS,
)
_CHUNK: Final = 5000


def entries(meetings: "QuerySet[Meeting] | None" = None) -> Iterator[Entry]:
    """Those of the meetings that are listed. One query."""
    chosen = Meeting.objects.all() if meetings is None else meetings
    rows = chosen.filter(state=Meeting.State.LISTED).values_list(*_COLUMNS)
    schedules: dict[tuple[time | None, int, str, str], Schedule | None] = {}
    for row in rows.iterator(_CHUNK):
        yield _entry(row, schedules)


def changed_since(revision: int) -> "QuerySet[Meeting]":
    """Meetings that a later change touched, in themselves or in their group or place. Each part uses an index."""
    return Meeting.objects.filter(
        Q(revision__gt=revision)
        | Q(group__in=Group.objects.filter(revision__gt=revision).values("pk"))
        | Q(place__in=Place.objects.filter(revision__gt=revision).values("pk"))
    )


def _entry(row: tuple[Any, ...], schedules: dict[tuple[time | None, int, str, str], Schedule | None]) -> Entry:
    key, mode, features, name, group, pathway = row[:6]
    lat, lon, showing, area, place, address, town, postcode, place_features = row[6:15]
    plain, exceptions = row[15:19], row[19:]
    if any(exceptions):
        schedule = _schedule(key, plain, exceptions)
    else:
        if plain not in schedules:
            schedules[plain] = _schedule(key, plain, exceptions)
        schedule = schedules[plain]
    is_rough = showing in DECIMALS
    lat, lon = _rough(lat, lon, showing)
    where = (town, (postcode or "").split(" ")[0]) if is_rough else (place, address, town, postcode, _joined(postcode))
    return Entry(
        id=key,
        schedule=schedule,
        pathway=pathway,
        mode=mode,
        features=tuple(dict.fromkeys([*features, *(place_features or ())])),
        lat=lat,
        lon=lon,
        area=area or "",
        words=" ".join(filter(None, (name, group, *where))),
        is_rough=is_rough,
    )


def rough_point(place: Place) -> tuple[float | None, float | None]:
    """The point of a place that may be known."""
    return _rough(place.lat, place.lon, place.showing)


def _rough(lat: float | None, lon: float | None, showing: str | None) -> tuple[float | None, float | None]:
    decimals = DECIMALS.get(showing or "")
    if lat is None or lon is None or decimals is None:
        return lat, lon
    return round(lat, decimals), round(lon, decimals)


def _joined(postcode: str | None) -> str:
    """The postcode as one word, as some people write it."""
    return (postcode or "").replace(" ", "")


def _schedule(key: UUID, plain: tuple[Any, ...], exceptions: tuple[Any, ...]) -> Schedule | None:
    meeting = Meeting(**dict(zip((*_WHEN, *_EXCEPTIONS), (*plain, *exceptions), strict=True)))
    try:
        return meeting.schedule
    except ValueError as error:
        log.warning("Meeting %s is found, but not by its dates: %s", key, error)
        return None
