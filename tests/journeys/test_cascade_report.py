"""A report of the cascade in a browser: it fits a phone, axe finds nothing, and it asks nobody for anything."""

from pathlib import Path

import axe_core_python
import pytest

from trellis.cascade.reports.page import as_html
from trellis.cascade.reports.studies import study_from

STUDY = {
    "title": "Which next step?",
    "months": 24,
    "ensemble": {"draws": 8, "seed": 4},
    "town": {"people": 300, "groups": 3, "places": 2, "seed": 2},
    "scenario": [
        {"name": "Somebody goes along", "steps": [{"do": "introductions", "per_month": 3, "mode": "companion"}]},
        {"name": "A drop-in opens", "steps": [{"do": "group opened", "group": {"name": "Door", "place": "centre"}}]},
    ],
}


@pytest.fixture(scope="module")
def page_of_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = study_from(STUDY)
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(as_html(study, study.ensemble.run()), encoding="utf-8")
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_report_fits_the_screen_and_axe_finds_nothing(browser, page_of_report, width, scheme):
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_of_report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate((Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document)")["violations"]
    context.close()
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []
    assert asked == [page_of_report.as_uri()]
