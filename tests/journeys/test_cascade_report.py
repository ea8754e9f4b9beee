"""A report of the cascade in a browser: it fits a phone, axe finds nothing, and it asks nobody for anything."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.test_every_page import violations
from tests.journeys.window import raise_if
from trellis.cascade.cli import main

STUDY = {
    "title": "Which next step?",
    "months": 24,
    "ensemble": {"draws": 8, "seed": 4},
    "town": {"people": 300, "groups": 3, "places": 2, "seed": 2},
    "scenario": [
        {"name": "Somebody goes along", "steps": [{"do": "introductions", "per_month": 3, "mode": "companion"}]},
        {"name": "A drop-in opens", "steps": [{"do": "group opened", "group": {"name": "Door", "place": "centre"}}]},
    ],
    "routine": [{"do": "introductions", "per_month": 2, "mode": "information"}],
    "rank": {"draws": 8, "floor": 0.5},
    "question": [
        {"ask": "group worth", "group": {"name": "Door", "place": "centre"}, "bridge_to": "group 1"},
        {"ask": "hour worth"},
        {"ask": "pause"},
    ],
}


@pytest.fixture(scope="module", params=["run", "rank"])
def page_of_report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    study, file = folder / "study.json", folder / "report.html"
    study.write_text(json.dumps({"title": STUDY["title"], "study": STUDY}), encoding="utf-8")
    assert main([request.param, str(study), "--html", str(file)]) == 0
    return file


@pytest.fixture(scope="module")
def page_shown(browser: Browser, page_of_report: Path) -> Iterator[Page]:
    """The report opened once. What it asked for meanwhile is known at the end."""
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_of_report.as_uri())
    yield page
    page.close()
    assert asked == [page_of_report.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_report_fits_the_screen_and_axe_finds_nothing(page_shown: Page, width: int, scheme: str) -> None:
    page_shown.set_viewport_size({"width": width, "height": 800})
    page_shown.emulate_media(color_scheme=scheme)
    assert page_shown.evaluate("document.documentElement.scrollWidth") <= width
    raise_if(violations(page_shown))
