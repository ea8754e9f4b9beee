"""Every format that goes out comes in again as it was, and is what its standard says."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source
from trellis.opendata.actions import import_listings
from trellis.opendata.sources import open_source
from trellis.opendata.tests.feeds import NO_TABLES, NOW
from trellis.opendata.tests.test_publishing import SAME, facts, import_guide, import_table
from trellis.places.models import Place

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parents[4] / "shared/data/hsds"


def exported(format_code: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, write_through=True))
    call_command("export", format_code)
    return written.getvalue()


def read_again(content: bytes, folder: Path, format_code: str = "auto") -> Any:
    path = folder / "again"
    path.write_bytes(content)
    with open_source(str(path), name="again", format_code=format_code) as opened:
        return import_listings(source=opened.source, feed=opened.feed, atlas=NO_TABLES, now=NOW)


@pytest.mark.parametrize("fill", [import_table, import_guide])
@pytest.mark.parametrize("format_code", ["meeting-guide", "csv", "xlsx", "hsds"])
def test_what_goes_out_comes_in_again_without_loss(
    fill: Callable[[], None], format_code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill()
    source = Meeting.objects.values_list("source__slug", flat=True).first()
    assert not read_again(exported(format_code, monkeypatch), tmp_path).rejected
    assert facts("again") == facts(source)


@pytest.mark.parametrize("fill", [import_table, import_guide])
def test_bmlt_comes_in_again_with_a_row_a_day_and_other_rules_in_words_too(
    fill: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill()
    source = Meeting.objects.values_list("source__slug", flat=True).first()
    content = exported("bmlt", monkeypatch)
    assert not read_again(content, tmp_path).rejected
    assert by_day(facts("again")) == by_day(facts(source))
    for row in json.loads(content)["meetings"]:
        if "recurrence" in row:
            assert row["comments"].startswith(("First Tuesday", "Every other Thursday", "Sundays, May")), row[
                "comments"
            ]


def by_day(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As BMLT knows them, in order; its comments hold more than the notes, and its street is read with its town."""
    days = []
    for one in found:
        name, address, *rest = one["place"] or ("", "")
        one["place"] = (name, address.removesuffix(", Burnley"), *rest)
        rule = one["rule"]
        rules = (
            [f"FREQ=WEEKLY;BYDAY={day}" for day in rule.partition("BYDAY=")[2].split(",")] if plain(rule) else [rule]
        )
        days += [{**one, "rule": each, "notes": ""} for each in rules]
    return sorted(days, key=lambda one: (one["name"], one["rule"]))


def plain(rule: str) -> bool:
    return rule.startswith("FREQ=WEEKLY;BYDAY=") and ";" not in rule.removeprefix("FREQ=WEEKLY;")


def test_a_meeting_on_two_days_is_two_rows_of_bmlt_each_with_its_own_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    create_meeting(
        rule="FREQ=WEEKLY;BYDAY=MO,TH",
        moved=[{"from": "2026-12-31", "to": "2027-01-01T10:00"}],
        extra=["2026-12-25T10:00"],
    )
    monday, thursday = json.loads(exported("bmlt", monkeypatch))["meetings"]
    assert (monday["weekday_tinyint"], thursday["weekday_tinyint"]) == ("2", "5")
    assert monday["id_bigint"] != thursday["id_bigint"]
    assert ("moved" in monday, "moved" in thursday) == (False, True)
    assert ("extra" in monday, "extra" in thursday) == (True, False)


def test_a_numbers_of_bmlt_stay_the_same_and_are_whole_in_javascript(monkeypatch: pytest.MonkeyPatch) -> None:
    create_meeting()
    [first] = json.loads(exported("bmlt", monkeypatch))["meetings"]
    [again] = json.loads(exported("bmlt", monkeypatch))["meetings"]
    assert first["id_bigint"] == again["id_bigint"]
    assert 0 < int(first["id_bigint"]) < 2**53


@pytest.mark.parametrize(
    "version", ["hsds-3.0/schema/compiled/service_with_definitions.json", "uk-3.0/schemas/service.json"]
)
def test_hsds_is_what_the_standard_says(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (SCHEMAS / version).exists():
        pytest.skip(f"The schemas of HSDS are not beside this checkout: {SCHEMAS.name}/{version}")
    import_table()
    import_guide()
    create_meeting(slug="hidden", place=create_place(slug="hidden", showing=Place.Showing.HIDDEN))
    schema = json.loads((SCHEMAS / version).read_text(encoding="utf-8"))
    page = json.loads(exported("hsds", monkeypatch))
    assert page["total_items"] == len(page["contents"]) == Meeting.objects.count()
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for service in page["contents"]:
        assert not [error.message for error in checker.iter_errors(service)]


@pytest.mark.parametrize("format_code", ["meeting-guide", "bmlt", "csv", "geojson", "ics", "hsds"])
def test_no_format_tells_where_a_hidden_place_is(format_code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = create_place(
        name="Secret House", address="7 Quiet Street", postcode="BB11 1JG", showing=Place.Showing.HIDDEN, lat=53.78951,
        lon=-2.24781, way_in="Blue door",
    )  # fmt: skip
    create_meeting(place=place, group=create_group(name="Way In"))
    content = exported(format_code, monkeypatch).decode()
    for secret in ("Secret House", "Quiet Street", "BB11 1JG", "Blue door", "53.789", "2.247"):
        assert secret not in content


def test_a_workbook_has_a_sheet_that_people_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    create_meeting(name="=HYPERLINK(1)")
    sheet = load_workbook(io.BytesIO(exported("xlsx", monkeypatch))).active
    header, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert header[:3] == ["id", "name", "pathway"]
    assert row[1] == "'=HYPERLINK(1)", "A formula would run on the machine of whoever opens it."


@pytest.mark.parametrize("format_code", ["meeting-guide", "bmlt", "csv", "xlsx", "geojson", "ics", "hsds"])
def test_with_nothing_listed_a_file_is_whole_and_empty(format_code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    create_meeting(source=create_source(is_imaginary=True))
    content = exported(format_code, monkeypatch)
    if format_code in {"meeting-guide", "bmlt", "geojson", "hsds"}:
        assert not any(json.loads(content)) or not any(
            value for value in json.loads(content).values() if isinstance(value, list)
        )
    assert b"Way In" not in content


def test_facts_hold_what_a_round_trip_must_keep() -> None:
    assert {"rule", "cancelled", "moved", "features", "join_url"} <= set(SAME)
