import csv
import gzip
import importlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place, create_source
from trellis.opendata.actions import Feed, import_listings
from trellis.opendata.feeds import guide_lines
from trellis.opendata.formats import flat
from trellis.opendata.publishing import each, flat_row, geojson_feature, guide_row, published
from trellis.opendata.tests.feeds import NO_TABLES, NOW, import_feed, meeting, source_named
from trellis.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_of_its_own")]

HALL = {"place": "Hall", "postcode": "BB11 1JG"}
TABLE = [
    {"name": "Monthly", "pathway": "smart", "start": "19:30", "minutes": 90, "repeats": "first Tuesday", **HALL}
    | {"features": "open, round-robin, lang-pl"},
    {"name": "Fortnightly", "pathway": "na", "day": "Thu", "start": "23:30", "repeats": "fortnightly", **HALL}
    | {"first date": "2026-11-05", "last date": "2027-11-04", "cancelled": "2026-12-31", "extra": "2026-12-24 10:00"}
    | {"moved": "2026-12-17 > 2026-12-18 18:00 (30 minutes)", "features": "closed"},
    {"name": "Away", "pathway": "ca", "day": "Fri", "start": "20:00", "suspended until": "2027-01-05", **HALL}
    | {"not on": "Christmas Day; public:IE"},
    {"name": "Online", "pathway": "lifering", "day": "Sat", "start": "09:00", "minutes": 45, "how": "online"}
    | {"link": "https://zoom.us/j/1", "features": "captions"},
    {"name": "Summer", "pathway": "activity", "day": "Sun", "start": "10:00", "season": "May to September", **HALL}
    | {"features": "dog-friendly"},
]
SAME = (
    *("name", "mode", "start", "minutes", "zone", "rule", "starts_on", "ends_on", "cancelled", "moved", "extra"),
    *("suspended_from", "suspended_until", "not_on", "features", "notes", "join_url", "join_notes", "join_phone"),
)


def import_table() -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, sorted({column for row in TABLE for column in row}))
    writer.writeheader()
    writer.writerows(TABLE)
    feed = Feed(flat.csv_rows(io.BytesIO(text.getvalue().encode())), flat.read)
    assert not import_listings(source=source_named("table"), feed=feed, atlas=NO_TABLES, now=NOW).rejected


def import_guide() -> None:
    import_feed(
        [
            meeting("a", types=["C", "X", "ZZ"], notes="Ring twice", location_notes="Side door"),
            meeting("b", day=[0, 3], attendance_option="hybrid", conference_url="https://zoom.us/j/2"),
            meeting("c", types=["TC"], updated="2026-08-05 10:00:00"),
            meeting("d", day=None, time=None, end_time=None),
            meeting("e", entity="Adult Children of Alcoholics", types=["T", "Y"]),
            meeting("f", attendance_option="online", conference_phone="+44 20 0000", conference_phone_notes="Dial 1"),
        ]
    )


def facts(source: str) -> list[dict[str, Any]]:
    found = Meeting.objects.filter(source__slug=source).with_listing().order_by("name")
    return [_facts_of(one) for one in found]


def _facts_of(one: Meeting) -> dict[str, Any]:
    place = one.place and (one.place.name, one.place.address, one.place.postcode, one.place.lat)
    return {name: getattr(one, name) for name in SAME} | {"pathway": one.group.pathway, "place": place}


@pytest.mark.parametrize(("fill", "source"), [(import_table, "table"), (import_guide, "pennine")])
def test_meeting_guide_goes_out_and_in_again_without_loss(fill: Any, source: str) -> None:
    fill()
    rows = json.loads(b"".join(guide_lines()))
    assert not import_feed(rows, name="again").rejected
    assert facts("again") == facts(source)
    codes = {one.name: set(one.source_codes) for one in Meeting.objects.filter(source__slug=source)}
    if source == "pennine":
        assert codes == {one.name: set(one.source_codes) for one in Meeting.objects.filter(source__slug="again")}


@pytest.mark.parametrize(("fill", "source"), [(import_table, "table"), (import_guide, "pennine")])
def test_the_flat_layout_goes_out_and_in_again_without_loss(
    fill: Any, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = importlib.import_module("trellis.opendata.management.commands.import")
    monkeypatch.setattr(command, "the_atlas", lambda: NO_TABLES)  # as the first time, so that nothing more is found
    fill()
    call_command("export", "csv", "--output", str(tmp_path / "out.csv"))
    call_command("import", str(tmp_path / "out.csv"), "--name", "again", "--json")
    assert facts("again") == facts(source)


def test_reading_our_own_feed_twice_changes_nothing() -> None:
    import_guide()
    rows = json.loads(b"".join(guide_lines()))
    import_feed(rows, name="again")
    assert import_feed(rows, name="again", reads_again=True).unchanged == len(rows)


def test_a_feed_row_says_who_where_when_and_how() -> None:
    create_meeting(name="Way In", rule="FREQ=MONTHLY;BYDAY=1SU", slug="way-in", features=["open", "step-free"])
    row = guide_row(published().get(), site="https://trellis.example")
    assert (row["day"], row["time"], row["end_time"]) == (0, "19:30", "21:00")
    assert row["recurrence"] == "FREQ=MONTHLY;BYDAY=1SU"
    assert row["entity"] == "Narcotics Anonymous"
    assert row["types"] == ["O", "X"]
    assert row["url"] == "https://trellis.example/meetings/way-in"
    assert row["formatted_address"].endswith("BB11 1JG, GB")
    assert "None" not in json.dumps(row)


def test_hidden_places_give_nothing_away_and_approximate_ones_little() -> None:
    hidden = create_place(name="Secret House", address="1 Hidden Lane", showing=Place.Showing.HIDDEN)
    create_meeting(place=hidden, slug="a")
    rough = create_place(name="Rough House", showing=Place.Showing.APPROXIMATE, point=(53.78931, -2.24052))
    create_meeting(place=rough, slug="b")
    for one in each(published()):
        told = json.dumps([guide_row(one), flat_row(one), geojson_feature(one)])
        assert "53.7893" not in told
        assert not any(secret in told for secret in ("Secret House", "Hidden Lane", "1 Church Street"))
    assert [guide_row(one).get("latitude") for one in each(published())] == [None, 53.79]


def test_imaginary_and_closed_meetings_are_not_given_out() -> None:
    create_meeting(source=create_source(is_imaginary=True))
    create_meeting(state=Meeting.State.CLOSED)
    assert list(guide_lines()) == [b"[]"]
    assert published(with_imaginary=True).count() == 1


def test_geojson_has_points_with_longitude_first() -> None:
    create_meeting(place=create_place(point=(53.5, -2.25)))
    create_meeting(place=create_place(point=None))
    features = [geojson_feature(one) for one in each(published())]
    [found] = [feature for feature in features if feature]
    assert found["geometry"] == {"type": "Point", "coordinates": [-2.25, 53.5]}


def test_the_feed_is_compressed_and_asks_no_second_download(client: Client) -> None:
    create_meeting(slug="way-in")
    response = client.get("/feeds/meeting-guide.json", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert [row["slug"] for row in json.loads(gzip.decompress(b"".join(response)))] == ["way-in"]  # type: ignore[call-overload]
    tag = response.headers["ETag"]
    again = client.get("/feeds/meeting-guide.json", headers={"If-None-Match": tag})
    assert again.status_code == 304
    create_meeting(slug="another")
    changed = client.get("/feeds/meeting-guide.json", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert {row["slug"] for row in changed.json()} == {"way-in", "another"}


def test_the_feed_may_be_read_by_pages_of_other_sites(client: Client) -> None:
    response = client.get("/feeds/meetings.geojson")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {"type": "FeatureCollection", "features": []}


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    create_meeting(name='=HYPERLINK("x")', join_phone="+442000000000")
    call_command("export", "csv", "--output", str(tmp_path / "out.csv"))
    [row] = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig")))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["join phone"] == "+442000000000"
