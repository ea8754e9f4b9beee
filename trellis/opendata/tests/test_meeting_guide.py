import datetime as dt
import json
from typing import Any

import pytest

from trellis.meetings.models import Meeting
from trellis.opendata.formats import meeting_guide
from trellis.opendata.listing import FeedError, Listing, RowError

ROW: dict[str, Any] = {
    "name": "Way In",
    "slug": "way-in-tue",
    "day": 2,
    "time": "19:30",
    "end_time": "21:00",
    "timezone": "Europe/London",
    "types": ["O", "X"],
    "location": "St Peter's Hall",
    "address": "1 Church Street",
    "city": "Burnley",
    "postal_code": "BB11 1JG",
    "country": "UK",
    "latitude": 53.789,
    "longitude": -2.24,
    "entity": "Narcotics Anonymous",
}


def read(pathway: str = "", **fields: Any) -> Listing:
    words = {key: value for key, value in {**ROW, **fields}.items() if value is not ...}
    [row] = meeting_guide.rows(json.dumps([words]).encode())
    return meeting_guide.read(row, pathway=pathway)


def test_a_plain_row_is_read_whole() -> None:
    listing = read()
    assert (listing.key, listing.name, listing.pathway) == ("way-in-tue", "Way In", "na")
    assert listing.when.days == (1,)
    assert (listing.when.start, listing.when.minutes) == (dt.time(19, 30), 90)
    assert listing.features == ("open", "step-free")
    assert listing.codes == ("O", "X")
    assert listing.mode == Meeting.Mode.IN_PERSON
    assert listing.where.address == "1 Church Street"
    assert (listing.where.town, listing.where.postcode) == ("Burnley", "BB11 1JG")
    assert listing.derived == {}


@pytest.mark.parametrize(
    ("day", "days"), [(0, (6,)), ("0", (6,)), ("Sunday", (6,)), (6, (5,)), ([1, 3, 5], (0, 2, 4)), (["0", "6"], (5, 6))]
)
def test_a_day_may_be_a_number_text_a_name_or_a_list(day: object, days: tuple[int, ...]) -> None:
    assert read(day=day).when.days == days


@pytest.mark.parametrize("time", ["19:30", "7:30 PM", "7:30pm", "19:30:00", "1930"])
def test_a_time_may_be_written_in_many_ways(time: str) -> None:
    assert read(time=time).when.start == dt.time(19, 30)


def test_a_meeting_may_end_past_midnight() -> None:
    assert read(time="23:30", end_time="00:30").when.minutes == 60


@pytest.mark.parametrize("end", [..., "", "-1hr", "19:30", "late"])
def test_an_end_that_cannot_be_loses_no_meeting(end: object) -> None:
    listing = read(end_time=end)
    assert listing.when.minutes == 60
    assert "minutes" in listing.derived


def test_neither_day_nor_time_is_by_appointment() -> None:
    listing = read(day=..., time=..., end_time=...)
    assert listing.when.start is None
    assert listing.when.days == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"time": ""}, "time"),
        ({"time": "half past"}, "time"),
        ({"day": ""}, "day"),
        ({"day": 7}, "day"),
        ({"day": "Someday"}, "day"),
        ({"name": "", "location": ""}, "name"),
        ({"name": "CANCELLED"}, "name"),
    ],
)
def test_a_row_that_cannot_be_a_meeting_says_which_field_and_how_to_mend_it(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(RowError) as caught:
        read(**fields)
    assert caught.value.field == field
    assert caught.value.reason.endswith(".")
    assert caught.value.cure.endswith(".")


def test_types_may_be_one_word_and_unknown_codes_are_kept() -> None:
    listing = read(types="O,ZZ")
    assert listing.features == ("open",)
    assert listing.codes == ("O", "ZZ")


def test_coordinates_may_be_text_or_in_one_field() -> None:
    assert read(latitude="53.789", longitude="-2.24").where.lat == 53.789
    where = read(latitude=..., longitude=..., coordinates="53.789,-2.24").where
    assert (where.lat, where.lon) == (53.789, -2.24)
    assert read(latitude="north", longitude="-2.24").where.lat is None


def test_names_in_capitals_and_mark_up_become_readable() -> None:
    listing = read(
        name="MONDAY NIGHT WAY IN", notes="Bring a <b>mug</b>.<br>Ring twice &amp; wait", location="CHURCH HALL"
    )
    assert listing.name == "Monday Night Way In"
    assert listing.where.name == "Church Hall"
    assert listing.notes == "Bring a mug.\nRing twice & wait"


def test_an_address_on_one_line_is_taken_apart() -> None:
    fields = {"address": ..., "city": ..., "postal_code": ..., "country": ...}
    where = read(**fields, formatted_address="1555 S 7th St, San Jose, CA 95112, USA").where
    assert (where.address, where.town, where.postcode, where.country) == (
        "1555 S 7th St, San Jose, CA", "San Jose", "95112", "USA",
    )  # fmt: skip
    where = read(**fields, formatted_address="Mill Lane, Leeds, LS1 4AP, UK").where
    assert (where.address, where.town, where.postcode, where.country) == ("Mill Lane, Leeds", "Leeds", "LS1 4AP", "UK")


@pytest.mark.parametrize(
    ("fields", "mode", "is_suspended"),
    [
        ({"conference_url": "https://zoom.us/j/1"}, "hybrid", False),
        ({"conference_url": "https://unheard.example/x"}, "hybrid", False),
        ({"conference_url": "https://zoom.us/j/1", "types": ["TC"]}, "online", False),
        ({"conference_phone": "+44 20 0000", "types": ["TC"]}, "phone", False),
        ({"types": ["TC"]}, "in-person", True),
        ({"types": ["ONL", "TC"]}, "online", False),
        ({"conference_url": "https://zoom.us/j/1", "approximate": "yes"}, "online", False),
        ({"conference_url": "https://zoom.us/j/1", "location": "Online"}, "online", False),
        ({"attendance_option": "online"}, "online", False),
        ({"attendance_option": "hybrid"}, "hybrid", False),
        ({"attendance_option": "in_person", "conference_url": "https://zoom.us/j/1"}, "in-person", False),
        ({"attendance_option": "inactive"}, "in-person", True),
        ({"name": "(SUSPENDED) Way In"}, "in-person", True),
        ({"name": "(SUSPENDED) Way In", "conference_url": "https://zoom.us/j/1"}, "online", False),
        ({}, "in-person", False),
    ],
)
def test_how_to_take_part_is_worked_out(fields: dict[str, Any], mode: str, is_suspended: bool) -> None:
    listing = read(**fields)
    assert listing.mode == mode
    assert listing.when.is_suspended == is_suspended


def test_a_suspension_begins_when_the_source_last_changed_the_row() -> None:
    assert read(types=["TC"], updated="2026-08-05 10:00:00").when.suspended_from == dt.date(2026, 8, 5)
    assert read(types=["TC"], updated="2026-08-0510:00:00").changed_at == dt.datetime(2026, 8, 5, 10, tzinfo=dt.UTC)


def test_mode_codes_are_kept_but_are_no_features() -> None:
    listing = read(types=["ONL", "TC", "O"], conference_url="zoom.us/j/1")
    assert listing.features == ("open",)
    assert listing.codes == ("ONL", "TC", "O")
    assert listing.join_url == "https://zoom.us/j/1"


def test_the_pathway_comes_from_the_row_else_from_whoever_imports() -> None:
    assert read(entity=...).pathway == "other"
    assert read(entity=..., pathway="aa").pathway == "aa"
    assert read(entity="NA", pathway="aa").pathway == "na"
    assert "pathway" in read(entity="Knitters Anonymous").derived


def test_people_who_answer_for_a_group_are_not_kept_at_all() -> None:
    words = {**ROW, "contact_1_name": "Sam Example", "contact_1_phone": "07700 900123", "last_contact": "2020-01-01"}
    [row] = meeting_guide.rows(json.dumps([words]).encode())
    assert b"Example" not in row.words
    assert b"900123" not in row.words


def test_two_rows_that_differ_in_their_names_only_are_the_same() -> None:
    first, second, third = meeting_guide.rows(
        json.dumps([ROW, {**ROW, "slug": "way-in-2", "updated": "2026-01-01"}, {**ROW, "time": "20:00"}]).encode()
    )
    assert first.sameness == second.sameness != third.sameness


@pytest.mark.parametrize("feed", [b'[{"name": "A"', b"", b"{]", b'[{"name": "A"}, {"na'])
def test_a_feed_that_is_not_whole_is_refused_before_its_first_row(feed: bytes) -> None:
    with pytest.raises(FeedError, match="not whole"):
        next(meeting_guide.rows(feed))


def test_a_byte_order_mark_and_old_windows_letters_are_read() -> None:
    [row] = meeting_guide.rows(b"\xef\xbb\xbf" + json.dumps([ROW]).encode())
    assert row.key == "way-in-tue"
    [row] = meeting_guide.rows(b'[{"name": "Caf\xe9", "slug": "cafe"}]')
    assert "Café" in row.words.decode()
