"""Every kind of page in a browser: axe finds nothing, it fits narrow screens and large text, and needs no scripts."""

from functools import cache
from pathlib import Path

import axe_core_python
import html5lib
import pytest

from tests.conventions.code import told
from tests.journeys.site import PAGES

WIDTHS = (360, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOWING = """
() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.body.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(element => element.outerHTML.slice(0, 120)).concat(['the page is wider than the screen'])
"""

every_page = pytest.mark.parametrize("kind", PAGES)


@cache
def axe_source() -> str:
    return (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page, **options):
    """What axe finds on the page, one line for each element."""
    page.evaluate(axe_source())
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@every_page
def test_axe_finds_nothing_it_fits_every_screen_and_needs_no_scripts(kind, site, open_tab):
    path = PAGES[kind](site)
    with open_tab() as page:
        page.goto(path)
        assert " ".join(page.locator("h1").inner_text().split()) == heading_without_scripts(site, path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found = violations(page, runOnly={"type": "tag", "values": RULES})
            assert not found, f"At {width} pixels:" + told(found)
        page.emulate_media(color_scheme="dark")
        found = violations(page, runOnly={"type": "rule", "values": ["color-contrast", "link-in-text-block"]})
        assert not found, "In the dark:" + told(found)
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate(OVERFLOWING) == [], "At 320 pixels"
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(OVERFLOWING) == [], "With text twice the size"


def heading_without_scripts(site, path):
    """What the server sends is what a browser without scripts shows: the heading, and words below it."""
    main = html5lib.parse(site.fetch_any(path), namespaceHTMLElements=False).find(".//main")
    heading = " ".join("".join(main.find(".//h1").itertext()).split())
    assert len(" ".join("".join(main.itertext()).split())) > len(heading) > 0
    return heading


def test_axe_would_find_something(site, open_tab):
    with open_tab() as page:
        page.goto("/about")
        page.evaluate("document.querySelector('h1').innerHTML += '<img src=\"/static/web/mark.svg\">'")
        assert any("image-alt" in fault for fault in violations(page))


def test_what_is_too_wide_would_be_found(site, open_tab):
    with open_tab(width=320) as page:
        page.goto("/about")
        page.evaluate("document.querySelector('h1').style.width = '2000px'")
        assert page.evaluate(OVERFLOWING)


def test_a_request_to_somebody_else_would_be_found(site, open_tab):
    def visit_and_ask_elsewhere():
        with open_tab(bypass_csp=True) as page:
            page.goto("/about")
            page.evaluate("fetch('http://192.0.2.1/').catch(() => 0)")

    with pytest.raises(AssertionError, match=r"somebody else: http://192\.0\.2\.1/"):
        visit_and_ask_elsewhere()
