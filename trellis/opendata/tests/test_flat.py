import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from trellis.meetings.models import Meeting
from trellis.opendata.formats import flat, smart, workbooks
from trellis.opendata.listing import FeedError, Listing, Row, RowError
from trellis.places.models import Place


def rows(table: str, encoding: str = "utf-8") -> list[Row]:
    return list(flat.csv_rows(io.BytesIO(table.encode(encoding))))


def read(**cells: str) -> Listing:
    """One row with the given columns, `_` for a space, beside those every meeting has."""
    columns = {
        "name": "Way In",
        "day": "Tuesday",
        "start": "19:30",
        **{k.replace("_", " "): v for k, v in cells.items()},
    }
    text = io.StringIO()
    import csv

    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerow(columns.values())
    [row] = rows(text.getvalue())
    return flat.read(row)


def test_our_own_columns() -> None:
    listing = read(
        id="w1", pathway="NA", minutes="90", place="St Peter's Hall", kind_of_place="hall", address="1 Church Street",
        town="Burnley", postcode="BB11 1JG", country="UK", features="open, step-free, ZZ", way_in="Side door",
        group="Burnley Tuesday", notes="Bring a mug", email="hello@example.org", showing="approximate", how="in person",
    )  # fmt: skip
    assert (listing.key, listing.pathway, listing.when.days, listing.when.minutes) == ("w1", "na", (1,), 90)
    assert listing.features == ("open", "step-free")
    assert listing.codes == ("open", "step-free", "ZZ")
    assert (listing.where.kind, listing.where.showing) == (Place.Kind.HALL, Place.Showing.APPROXIMATE)
    assert (listing.who.name, listing.who.email) == ("Burnley Tuesday", "hello@example.org")


@pytest.mark.parametrize(
    ("repeats", "more", "rule"),
    [
        ("weekly", {}, "FREQ=WEEKLY;BYDAY=TU"),
        ("", {"day": "Mon, Thu"}, ""),
        ("first Tuesday", {}, "FREQ=MONTHLY;BYDAY=1TU"),
        ("1st and 3rd Tuesday of the month", {"day": ""}, "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        ("last Sunday", {"day": ""}, "FREQ=MONTHLY;BYDAY=-1SU"),
        ("second", {"day": "Friday"}, "FREQ=MONTHLY;BYDAY=2FR"),
        ("fortnightly", {"first_date": "2026-11-03"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("every other Tuesday", {"first_date": "3/11/2026"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("every 3 weeks", {"first_date": "3 November 2026"}, "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"),
        ("daily", {"day": ""}, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"),
        ("FREQ=MONTHLY;BYDAY=1TU", {}, "FREQ=MONTHLY;BYDAY=1TU"),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU,TH", {"day": ""}, "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("weekly", {"season": "April to September"}, "FREQ=WEEKLY;BYMONTH=4,5,6,7,8,9;BYDAY=TU"),
        ("first Tuesday", {"season": "Oct-Feb"}, "FREQ=MONTHLY;BYMONTH=1,2,10,11,12;BYDAY=1TU"),
        ("", {"season": "Jul"}, "FREQ=WEEKLY;BYMONTH=7;BYDAY=TU"),
    ],
)
def test_a_recurrence_may_be_a_rule_or_plain_words(repeats: str, more: dict[str, str], rule: str) -> None:
    assert read(repeats=repeats, **more).when.rule == rule


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"repeats": "now and then"}, "repeats"),
        ({"repeats": "monthly"}, "repeats"),
        ({"repeats": "FREQ=HOURLY"}, "repeats"),
        ({"repeats": "fortnightly"}, "first date"),
        ({"season": "when warm"}, "season"),
        ({"cancelled": "Christmas"}, "cancelled"),
        ({"moved": "2026-12-25"}, "moved"),
        ({"extra": "2026-12-31 late"}, "extra"),
        ({"start": ""}, "start"),
        ({"how": "by pigeon"}, "how"),
        ({"kind_of_place": "castle"}, "kind of place"),
        ({"showing": "maybe"}, "showing"),
        ({"first_date": "2026-12-01", "last_date": "2026-11-01"}, "last date"),
        ({"name": ""}, "name"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_cure(cells: dict[str, str], field: str) -> None:
    with pytest.raises(RowError) as caught:
        read(**cells)
    assert caught.value.field == field
    assert caught.value.cure


def test_dates_that_differ() -> None:
    when = read(
        cancelled="2026-12-22; 29/12/2026",
        moved="2026-12-01 > 2026-12-02 18:00 (60 minutes)",
        extra="2026-12-31; 2027-01-02 10:00",
        first_date="2026-01-06",
        last_date="2027-12-31",
    ).when
    assert when.cancelled == (dt.date(2026, 12, 22), dt.date(2026, 12, 29))
    assert when.moved == ({"from": "2026-12-01", "to": "2026-12-02T18:00", "minutes": 60},)
    assert when.extra == ("2026-12-31T19:30", "2027-01-02T10:00")
    assert (when.starts_on, when.ends_on) == (dt.date(2026, 1, 6), dt.date(2027, 12, 31))


def test_suspended_until_a_date() -> None:
    when = read(suspended_until="2027-01-05").when
    assert when.is_suspended
    assert when.suspended_until == dt.date(2027, 1, 5)
    assert read(suspended="yes").when.is_suspended
    assert not read(suspended="no").when.is_suspended


def test_how_to_take_part() -> None:
    assert read(link="https://zoom.us/j/1").mode == Meeting.Mode.ONLINE
    assert read(link="https://zoom.us/j/1", postcode="BB11 1JG").mode == Meeting.Mode.HYBRID
    assert read(how="Online").mode == Meeting.Mode.ONLINE
    assert read(how="phone").mode == Meeting.Mode.PHONE


def test_a_column_named_after_a_feature_says_yes_or_no() -> None:
    assert read(Wheelchair="True", Women="yes", Chit="no").features == ("women", "step-free")


def test_semicolons_tabs_windows_letters_and_a_title_row_are_read() -> None:
    [row] = rows("name;day;start\nCafé;Tuesday;19:30\n", "cp1252")
    assert flat.read(row).name == "Café"
    [row] = rows("\ufeffName\tDay\tStart time\nWay In\tTue\t7pm\n")
    assert flat.read(row).when.start == dt.time(19)
    [row] = rows("Our meetings 2026\n\nName,Day,Time\nWay In,Tuesday,19:30\n,,\n")
    assert row.number == 4


def test_tsmls_spreadsheet_is_read_as_it_is() -> None:
    header = "Time,End Time,Day,Name,Location,Address,Types,Timezone,Conference URL,Slug,Updated"
    line = (
        '"6:00 PM",,"Monday","After Work","Hall","2634 Union Ave, San Jose, CA 95124, USA","Open, Wheelchair Access",'
        '"America/Los_Angeles",,"after-work","2020-04-0416:50:58"'
    )
    [row] = rows(f"{header}\n{line}\n")
    listing = flat.read(row, pathway="aa")
    assert (listing.key, listing.zone, listing.features) == ("after-work", "America/Los_Angeles", ("open", "step-free"))
    assert (listing.where.town, listing.where.postcode) == ("San Jose", "95124")
    assert listing.changed_at == dt.datetime(2020, 4, 4, 16, 50, 58, tzinfo=dt.UTC)


def test_a_table_without_column_names_is_refused_with_the_cure() -> None:
    with pytest.raises(FeedError, match="name, day and start"):
        rows("Way In,Tuesday,19:30\n")


def test_a_workbook_is_read_with_its_own_dates_and_times(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["A cover sheet"])
    sheet = book.create_sheet("Meetings")
    sheet.append(["Name", "Day", "Start", "Minutes", "First date", "Repeats"])
    sheet.append(["Way In", "Tuesday", dt.time(19, 30), 90.0, dt.datetime(2026, 11, 3), "fortnightly"])  # noqa: DTZ001
    book.save(tmp_path / "meetings.xlsx")
    [row] = flat.xlsx_rows(tmp_path / "meetings.xlsx")
    listing = flat.read(row)
    assert row.number == 2
    assert (listing.when.start, listing.when.minutes) == (dt.time(19, 30), 90)
    assert listing.when.starts_on == dt.date(2026, 11, 3)


def test_a_json_array_of_plain_rows_is_a_table_too() -> None:
    feed = json.dumps([{"title": "Way In", "weekday": "Tue", "starts": "7.30pm", "postcode": "BB11 1JG"}]).encode()
    [row] = flat.json_rows(feed)
    assert flat.read(row).when.days == (1,)


def test_a_scraped_smart_list_tells_its_facts_inside_its_text() -> None:
    details = (
        "Details\n\nProgram: Family and Friends\n\nLanguages spoken: English\n\nNotes\n\nMeeting #: 91\n \nNow on Zoom"
    )
    row = {
        "days": ["wednesdays"],
        "times": ["4:00 pm"],
        "address": "Easton, Maryland, United States",
        "details": details,
    }
    [found] = smart.rows(json.dumps([row]).encode())
    listing = smart.read(found)
    assert (listing.key, listing.pathway, listing.name) == ("91", "smart-ff", "SMART Recovery Family & Friends, Easton")
    assert listing.mode == Meeting.Mode.ONLINE
    assert listing.features == ("lang-en",)
    assert listing.notes == "Now on Zoom"


def test_asvs_5_2_3_a_small_workbook_that_unpacks_to_very_much_is_refused(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 1_000_000)
    monkeypatch.setattr(workbooks, "LARGEST", 900_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(FeedError, match="Unpacked, the workbook is larger than"):
        next(flat.xlsx_rows(path))


LAUGHS = "".join(f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 9))
DEFINITIONS = {
    "words that grow": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "a file of this machine": '<!DOCTYPE x [<!ENTITY l8 SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE x [<!ENTITY l8 SYSTEM "http://127.0.0.1:1/secret">]>',
    "definitions elsewhere": '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    "a parameter": '<!DOCTYPE x [<!ENTITY % l8 SYSTEM "file:///etc/passwd"> %l8;]>',
    "after much else": f"<!--{'a' * 200_000}--><!DOCTYPE x>",
}


@pytest.mark.parametrize("alphabet", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("what", DEFINITIONS)
def test_asvs_1_5_1_a_workbook_that_defines_words_is_refused_unread(what, part, alphabet, tmp_path: Path) -> None:
    """In whichever of its parts, in whichever alphabet."""
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["name", "day", "start"])
    book.active.append(["Way In", "Tuesday", "19:30"])
    book.save(good)
    assert len(list(flat.xlsx_rows(good))) == 1
    with zipfile.ZipFile(good) as packed, zipfile.ZipFile(bad, "w") as harmful:
        assert part in packed.namelist()
        for name in packed.namelist():
            said = packed.read(name).decode()
            if name == part:
                body = said[said.index("?>") + 2 :] if said.startswith("<?xml") else said
                said = f'<?xml version="1.0" encoding="{alphabet}"?>{DEFINITIONS[what]}{body.replace("Way In", "&l8;")}'
            harmful.writestr(name, said.encode(alphabet if name == part else "utf-8"))
    with pytest.raises(FeedError, match="a DOCTYPE"):
        next(flat.xlsx_rows(bad))


def test_half_a_workbook_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "half.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(FeedError, match="only a part of one"):
        next(flat.xlsx_rows(tmp_path / "half.xlsx"))
