"""Entries of the index from the database: listed meetings, with what their groups and places say.

Of a place that is not shown exactly, no exact point and no address comes into the index, so that no distance, order or
word can tell where it is: of a hidden one, no more than its town.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import time
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from trellis.finder.entries import Entry
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import Schedule
from trellis.places.listed import Standing
from trellis.places.models import Place
from trellis.places.veil import veiled

log = logging.getLogger(__name__)

Row = tuple[Any, ...]

APPROXIMATE_DECIMALS: Final = 2
"""Kept of the degrees of a point that is shown roughly: about one kilometre."""

_WHEN: Final = ("start", "minutes", "zone", "rule")
_EXCEPTIONS: Final = (
    *("starts_on", "ends_on", "cancelled", "moved", "extra", "suspended_from", "suspended_until"),
    "not_on",
)
_PLACE: Final = ("lat", "lon", "showing", "area_code", "name", "address", "town", "postcode", "features")
_LISTS: Final = frozenset({"features", "cancelled", "moved", "extra", "not_on", "place__features"})
"""Kept as JSON. Most are empty or alike, so they come as text and each text is read once."""
_COLUMNS: Final = (
    *("id", "mode", "features", "name", "group__name", "group__pathway", "standing"),
    *(f"place__{name}" for name in _PLACE),
    *_WHEN,
    *_EXCEPTIONS,
)
_CHUNK: Final = 5000


def entries(meetings: "QuerySet[Meeting] | None" = None) -> Iterator[Entry]:
    """Those of the meetings that are listed and have not left the results. One query."""
    return read(rows(meetings))


def rows(meetings: "QuerySet[Meeting] | None" = None) -> Iterator[Row]:
    """What the index is made of, as it stands in the database. One query."""
    chosen = Meeting.objects.all() if meetings is None else meetings
    columns = (Cast(name, TextField()) if name in _LISTS else name for name in _COLUMNS)
    listed = chosen.filter(state=Meeting.State.LISTED).exclude(standing=Standing.LEFT)
    return listed.values_list(*columns).iterator(_CHUNK)


def read(rows: Iterable[Row]) -> Iterator[Entry]:
    schedules: dict[tuple[time | None, int, str, str], Schedule | None] = {}
    return (_entry(row, schedules) for row in rows)


def _entry(row: Row, schedules: dict[tuple[time | None, int, str, str], Schedule | None]) -> Entry:
    key, mode, features, name, group, pathway, standing = row[:7]
    lat, lon, showing, area, place, address, town, postcode, place_features = row[7:16]
    plain, (starts_on, ends_on, cancelled, moved, extra, since, back, not_on) = row[16:20], row[20:]
    dates = (_list(cancelled), _list(moved), _list(extra))
    exceptions = (starts_on, ends_on, *dates, since, back, _list(not_on))
    if any(exceptions):
        schedule = _schedule(key, plain, exceptions)
    else:
        if plain not in schedules:
            schedules[plain] = _schedule(key, plain, exceptions)
        schedule = schedules[plain]
    lat, lon = _rough(lat, lon, showing, town or "", area or "")
    return Entry(
        id=key,
        schedule=schedule,
        pathway=pathway,
        mode=mode,
        features=_features(features, place_features),
        lat=lat,
        lon=lon,
        area=area or "",
        words=" ".join(filter(None, (name, group, *_where(showing, place, address, town, postcode)))),
        is_rough=bool(showing) and showing != Place.Showing.EXACT,
        is_pale=standing == Standing.PALE,
    )


def _where(
    showing: str | None, place: str | None, address: str | None, town: str | None, postcode: str | None
) -> tuple[str | None, ...]:
    """What of a place may be searched for: what its page says of it."""
    if showing == Place.Showing.HIDDEN:
        return (town,)
    if showing == Place.Showing.APPROXIMATE:
        return town, (postcode or "").split(" ")[0]
    return place, address, town, postcode, _joined(postcode)


def rough_point(place: Place) -> tuple[float | None, float | None]:
    """The point of a place that may be known."""
    return _rough(place.lat, place.lon, place.showing, place.town, place.area_code)


def _rough(
    lat: float | None, lon: float | None, showing: str | None, town: str, area: str
) -> tuple[float | None, float | None]:
    if lat is None or lon is None or not showing or showing == Place.Showing.EXACT:
        return lat, lon
    if showing == Place.Showing.HIDDEN:
        return veiled(lat, lon, town=town, area_code=area)
    return round(lat, APPROXIMATE_DECIMALS), round(lon, APPROXIMATE_DECIMALS)


@lru_cache(maxsize=8192)
def _list(text: str | None) -> list[Any]:
    found: list[Any] = json.loads(text) if text else []
    return found


@lru_cache(maxsize=8192)
def _features(meeting: str | None, place: str | None) -> tuple[str, ...]:
    """Each once, those of the meeting first."""
    return tuple(dict.fromkeys([*_list(meeting), *_list(place)]))


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
