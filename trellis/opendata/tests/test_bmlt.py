import datetime as dt
import json
from typing import Any

import pytest

from trellis.meetings.models import Meeting
from trellis.opendata.formats import bmlt
from trellis.opendata.formats.bmlt import FormatTable
from trellis.opendata.listing import Listing, RowError

FORMATS = [
    {"key_string": "O", "name_string": "Open", "world_id": "OPEN", "lang": "en"},
    {"key_string": "WC", "name_string": "Wheelchair", "world_id": "WCHR", "lang": "en"},
    {"key_string": "Tz", "name_string": "Temporarily closed", "world_id": "TC", "lang": "en"},
    {"key_string": "VM", "name_string": "Virtual Meeting", "world_id": "VM", "lang": "en"},
    {"key_string": "O", "name_string": "Offen", "world_id": "OPEN", "lang": "de"},
]
ROW: dict[str, Any] = {
    "id_bigint": "1452",
    "worldid_mixed": "G00299489",
    "weekday_tinyint": "1",
    "venue_type": "1",
    "start_time": "19:30:00",
    "duration_time": "01:30:00",
    "time_zone": "",
    "formats": "O,WC",
    "latitude": "40.969387",
    "longitude": "-72.619113",
    "meeting_name": "Way In",
    "location_text": "Baptist Church",
    "location_info": "side door",
    "location_street": "5267 Sound Ave",
    "location_municipality": "Aquebogue",
    "location_province": "NY",
    "location_postal_code_1": "11931",
    "location_nation": "USA",
    "comments": "",
    "bus_lines": "S92",
    "published": "1",
}


def read(pathway: str = "", **fields: Any) -> Listing:
    [row] = bmlt.rows(json.dumps([{**ROW, **fields}]).encode())
    return bmlt.read(row, formats=FormatTable.of(FORMATS), pathway=pathway)


def test_a_plain_row_is_read_whole() -> None:
    listing = read()
    assert (listing.key, listing.name, listing.pathway) == ("1452", "Way In", "na")
    assert listing.when.days == (6,)  # BMLT counts from Sunday = 1
    assert (listing.when.start, listing.when.minutes) == (dt.time(19, 30), 90)
    assert listing.features == ("open", "step-free")
    assert listing.where.address == "5267 Sound Ave, Aquebogue, NY"
    assert listing.where.way_in == "side door\n\nBus: S92"
    assert listing.who.key == "G00299489"


def test_a_duration_of_nothing_is_the_usual_hour() -> None:
    assert read(duration_time="00:00:00").when.minutes == 60


@pytest.mark.parametrize(
    ("fields", "mode", "is_suspended"),
    [
        ({"venue_type": "2", "virtual_meeting_link": "https://zoom.us/j/1"}, "online", False),
        ({"venue_type": "2", "phone_meeting_number": "555"}, "phone", False),
        ({"venue_type": "3"}, "hybrid", False),
        ({"venue_type": "", "formats": "VM"}, "online", False),
        ({"venue_type": "", "formats": "HY"}, "hybrid", False),
        ({"venue_type": "1", "formats": "Tz"}, "in-person", True),
        ({"venue_type": "", "formats": "O"}, "in-person", False),
    ],
)
def test_how_to_take_part_comes_from_venue_type_or_formats(
    fields: dict[str, Any], mode: str, is_suspended: bool
) -> None:
    listing = read(**fields)
    assert listing.mode == Meeting.Mode(mode)
    assert listing.when.is_suspended == is_suspended


def test_meetings_and_formats_may_come_in_one_answer() -> None:
    answer = json.dumps({"meetings": [ROW], "formats": FORMATS}).encode()
    [row] = bmlt.rows(answer)
    table = FormatTable.of(bmlt.formats_in(answer))
    assert bmlt.read(row, formats=table).features == ("open", "step-free")
    assert FormatTable.of(bmlt.formats_in(json.dumps(FORMATS).encode())).by_key["O"]["lang"] == "en"


def test_an_aggregators_meetings_keep_apart_by_server() -> None:
    assert bmlt.key_of({"id_bigint": "7", "root_server_id": "3"}) == "3:7"


def test_unpublished_and_nameless_rows_are_refused() -> None:
    with pytest.raises(RowError, match="published"):
        read(published="0")
    with pytest.raises(RowError, match="name"):
        read(meeting_name="", location_text="")


def test_editors_notes_and_contacts_are_not_kept() -> None:
    words = {**ROW, "contact_name_1": "Sam Example", "admin_notes": "moved out", "contact_phone_2": "555"}
    [row] = bmlt.rows(json.dumps([words]).encode())
    assert b"Example" not in row.words
    assert b"moved out" not in row.words
