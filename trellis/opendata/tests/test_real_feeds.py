"""The real sets beside the checkout, when they are there: everything is read, and every rejection has a reason."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import PATHWAYS
from trellis.opendata.sources import open_source
from trellis.places.models import Place

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "meetings"
SETS = {
    "uk-meetings.meetingguide.json": (8222, 8221),
    "tsml/aasepia.json": (1928, 1928),
    "tsml/aasanjose.json": (670, 670),
    "tsml/eda.json": (185, 185),
    "tsml/benlomond.json": (35, 35),
    "tsml/template.csv": (36, 36),
    "bmlt-ny": (1513, 1512),
    "smart-2022.json": (1041, 997),
    "invalid-meetings-2026-08-05.csv": (71, 13),
}

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="The real feeds are not beside this checkout (../shared/data/meetings)."
    ),
]


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_read_or_rejected_with_a_reason(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import", str(FOLDER / name), "--json")
    report = json.loads(capsys.readouterr().out)
    read, created = SETS[name]
    assert (report["read"], report["created"]) == (read, created)
    assert report["created"] + len(report["rejected"]) == report["read"]
    assert all(rejection["reason"] and rejection["cure"] for rejection in report["rejected"])


def test_every_schedule_of_the_real_set_can_be_read() -> None:
    """A sample of every twentieth row, so that it takes a second."""
    with open_source(str(FOLDER / "uk-meetings.meetingguide.json")) as opened:
        rows = [row for row in opened.feed.rows if row.number % 20 == 0]
        listings = [opened.feed.read(row) for row in rows]
    assert len(listings) == 411
    for listing in listings:
        assert listing.when.start is not None
        assert 1 <= listing.when.minutes <= 1440
        assert listing.pathway in PATHWAYS
        assert set(listing.features) <= set(FEATURES)
        assert listing.mode == Meeting.Mode.IN_PERSON


def test_the_real_set_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for expected in ({"created": 670, "unchanged": 0}, {"created": 0, "unchanged": 670}):
        call_command("import", str(FOLDER / "tsml" / "aasanjose.json"), "--json", "--pathway", "aa")
        report = json.loads(capsys.readouterr().out)
        assert {key: report[key] for key in expected} == expected
    assert not Place.objects.filter(lat=0, lon=0).exists()
    assert all(found.schedule for found in Meeting.objects.all())
