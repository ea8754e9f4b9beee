"""Sources and places for tests: say what the test is about, and get something plausible for the rest.

Everything stands in Burnley unless told otherwise. Each call is a change to the listings: it advances the revision, so
that a read index which is already built sees what was made.
"""

import datetime as dt
from itertools import count
from typing import Any

from trellis.places.models import Place, Revision, Source

READ_AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
BURNLEY = {"lat": 53.7893, "lon": -2.2405, "area_code": "E07000117", "postcode": "BB11 1JG", "town": "Burnley"}

_numbers = count(1)


def create_source(
    *,
    slug: str = "",
    name: str = "Pennine listings",
    format: Source.Format = Source.Format.MEETING_GUIDE,  # noqa: A002 (the field's name)
    read_at: dt.datetime | None = READ_AT,
    **fields: Any,
) -> Source:
    slug = slug or f"source-{next(_numbers)}"
    return Source.objects.create(id=Source.id_for(slug), slug=slug, name=name, format=format, read_at=read_at, **fields)


def create_place(
    *,
    name: str = "St Peter's Hall",
    source: Source | None = None,
    slug: str = "",
    kind: Place.Kind = Place.Kind.HALL,
    point: tuple[float, float] | None = (BURNLEY["lat"], BURNLEY["lon"]),
    point_from: Place.PointFrom | None = None,
    **fields: Any,
) -> Place:
    """A place at `point`, which is latitude and longitude in degrees; None for a place that nobody can put on a map."""
    number = next(_numbers)
    source = source or create_source()
    key = fields.pop("source_key", f"place-{number}")
    lat, lon = point or (None, None)
    point_from = point_from or (Place.PointFrom.SOURCE if point else Place.PointFrom.NONE)
    around = {key: BURNLEY[key] for key in ("area_code", "postcode", "town")}
    return Place.objects.create(
        **{
            "id": source.id_of("place", key),
            "source": source,
            "source_key": key,
            "slug": slug or f"place-{number}",
            "kind": kind,
            "name": name,
            "address": "1 Church Street, Burnley",
            "country": "GB",
            "lat": lat,
            "lon": lon,
            "point_from": point_from,
            "zone": "Europe/London",
            "revision": Revision.advance(),
            **around,
            **fields,
        }
    )
