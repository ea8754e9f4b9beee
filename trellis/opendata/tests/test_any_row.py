"""Whatever stands in a row, reading it gives a listing or a rejection with its cure, and nothing else ever happens."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.meetings.features import FEATURES
from trellis.meetings.pathways import PATHWAYS
from trellis.opendata.formats import bmlt, flat, meeting_guide, smart
from trellis.opendata.formats.headers import COLUMNS
from trellis.opendata.free_text import guarded
from trellis.opendata.listing import Listing, Row, RowError
from trellis.opendata.tests.feeds import NO_TABLES

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(
        [
            "Tuesday",
            "2",
            "19:30",
            "7 PM",
            "25:00",
            "-1hr",
            "O,X",
            "first Tuesday",
            "2026-12-25",
            "53.7",
            "-2.2",
            "<b>",
            "yes",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def rows_of(keys: str, sure: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Rows with some keys holding anything, some what they should, some nothing."""
    names = st.sampled_from(keys.replace("\n", "").split("|"))
    return st.dictionaries(names, values, max_size=10).map(lambda found: {**sure, **found})


GUIDE = rows_of(
    "name|slug|day|time|end_time|types|timezone|location|address|formatted_address|city|state|postal_code|country"
    "|latitude|longitude|coordinates|approximate|regions|entity|group|notes|conference_url|conference_phone|email"
    "|attendance_option|updated|recurrence|first_date|last_date|cancelled|moved|extra|not_on|suspended_from|features",
    {"name": "Way In", "day": 2, "time": "19:30"},
)
BMLT = rows_of(
    "id_bigint|weekday_tinyint|start_time|duration_time|venue_type|formats|meeting_name|location_text|location_street"
    "|latitude|longitude|virtual_meeting_link|phone_meeting_number|comments|published|worldid_mixed|time_zone",
    {"id_bigint": "1", "meeting_name": "Way In", "weekday_tinyint": "2", "start_time": "19:30:00"},
)
FLAT = rows_of("|".join(COLUMNS), {"name": "Way In", "day": "Tuesday", "start": "19:30"})
SMART = rows_of("days|times|address|details|latitude|longitude", {"days": ["mondays"], "times": ["7 pm"]})


def read_or_reject(rows: Callable[..., Any], read: Callable[[Row], Listing], words: dict[str, Any]) -> None:
    [row] = rows(json.dumps([words]).encode())
    assert len(row.key) <= 300
    try:
        listing = guarded(read(row))
    except RowError as error:
        rejection = error.at(row.number)
    else:
        check(listing)
        return
    assert all(rejection.as_dict().values())


def check(listing: Listing) -> None:
    assert 0 < len(listing.name) <= 255
    assert listing.pathway in PATHWAYS
    assert set(listing.features) <= set(FEATURES)
    assert 1 <= listing.when.minutes <= 1440
    assert len(listing.where.postcode) <= 12
    [about] = NO_TABLES.look_up([(listing.where, listing.zone)])
    assert about.zone
    assert about.point is None or (abs(about.point.lat) <= 90 and abs(about.point.lon) <= 180)


@settings(max_examples=150)
@given(GUIDE)
def test_any_meeting_guide_row(words: dict[str, Any]) -> None:
    read_or_reject(meeting_guide.rows, partial(meeting_guide.read, pathway=""), words)


@settings(max_examples=100)
@given(BMLT)
def test_any_bmlt_row(words: dict[str, Any]) -> None:
    read_or_reject(bmlt.rows, partial(bmlt.read, formats=bmlt.FormatTable()), words)


@settings(max_examples=150)
@given(FLAT)
def test_any_flat_row(words: dict[str, Any]) -> None:
    read_or_reject(flat.json_rows, flat.read, words)


@settings(max_examples=60)
@given(SMART)
def test_any_smart_row(words: dict[str, Any]) -> None:
    read_or_reject(smart.rows, smart.read, words)
