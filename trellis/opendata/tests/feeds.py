"""Small feeds for tests, and a way to import them.

report = import_feed([meeting("a"), meeting("b", day=4)])
"""

import datetime as dt
import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from trellis.opendata.actions import Feed, Wishes, import_listings
from trellis.opendata.formats import meeting_guide
from trellis.opendata.report import Report
from trellis.opendata.whereabouts import Atlas
from trellis.places.models import Source

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
NO_TABLES = Atlas(postcodes=None, towns=None, zone="Europe/London", country="GB")


def meeting(slug: str, **fields: Any) -> dict[str, Any]:
    """A row of a Meeting Guide feed."""
    return {
        "name": f"Way In {slug}",
        "slug": slug,
        "day": 2,
        "time": "19:30",
        "end_time": "21:00",
        "timezone": "Europe/London",
        "location": f"Hall {slug}",
        "address": "1 Church Street",
        "city": "Burnley",
        "postal_code": "BB11 1JG",
        "country": "UK",
        "latitude": 53.789,
        "longitude": -2.24,
        "entity": "Narcotics Anonymous",
        **fields,
    }


def feed_of(rows: Sequence[dict[str, Any]]) -> Feed:
    return Feed(meeting_guide.rows(json.dumps(rows).encode()), partial(meeting_guide.read, pathway=""))


def source_named(name: str = "pennine") -> Source:
    return Source(id=Source.id_for(name), slug=name, name=name, address=f"{name}.json", format="meeting-guide")


def import_feed(
    rows: Sequence[dict[str, Any]],
    *,
    name: str = "pennine",
    now: dt.datetime = NOW,
    atlas: Atlas = NO_TABLES,
    **wishes: bool,
) -> Report:
    return import_listings(source=source_named(name), feed=feed_of(rows), atlas=atlas, now=now, wishes=Wishes(**wishes))
