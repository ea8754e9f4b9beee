"""From the front door to a meeting: by keyboard, without JavaScript, and with a finger."""

import re

import pytest

from tests.journeys.site import POSTCODE

SEARCH_BOX = "main form input[type=search], main form input[name=q], main form input[name=near]"
MOST_STOPS = 60


def focused(page, expression):
    return page.evaluate(f"(() => {{ const at = document.activeElement; return {expression} }})()")


def tab_to(page, selector):
    """Press Tab until the focus is on something that matches; every stop on the way shows where it is."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        style = focused(page, "[getComputedStyle(at).outlineStyle, getComputedStyle(at).boxShadow]")
        assert style != ["none", "none"], f"Focus does not show on {focused(page, 'at.outerHTML.slice(0, 150)')}"
        if focused(page, f"at.matches({selector!r})"):
            return
    raise AssertionError(f"{MOST_STOPS} presses of Tab did not come to {selector}")


def test_by_keyboard_only(site, open_tab):
    with open_tab() as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert focused(page, "at.textContent").startswith("Skip")
        assert page.locator(":focus").bounding_box()["y"] >= 0, "The skip link does not show when it has the focus."
        page.keyboard.press("Enter")
        tab_to(page, SEARCH_BOX)
        page.keyboard.type(POSTCODE)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/find\?"))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        tab_to(page, 'main a[href^="/meetings/"]')
        name = focused(page, "at.textContent.trim()")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/meetings/"))
        assert page.locator("h1").inner_text() in name or name in page.locator("h1").inner_text()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_on_a_phone(site, open_tab, javascript):
    with open_tab(width=360, has_touch=True, is_mobile=True, java_script_enabled=javascript) as page:
        page.goto("/")
        page.locator(SEARCH_BOX).first.fill(POSTCODE)
        page.locator("main form button").first.tap()
        page.wait_for_url(re.compile(r"/find\?"))
        first = page.locator('main a[href^="/meetings/"]').first
        first.tap()
        page.wait_for_url(re.compile(r"/meetings/"))
        assert page.locator("h1").is_visible()


def test_nobody_is_given_a_cookie_and_nothing_is_kept_unasked(site, open_tab):
    with open_tab() as page:
        for path in ("/", site.results, "/now", site.meeting):
            page.goto(path)
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_address_of_a_search_can_be_shared(site, open_tab):
    with open_tab() as page:
        page.goto("/")
        page.locator(SEARCH_BOX).first.fill(POSTCODE)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/find\?"))
        address, found = page.url, page.locator('main a[href^="/meetings/"]').count()
    with open_tab() as page:
        page.goto(address)
        assert page.locator('main a[href^="/meetings/"]').count() == found > 0


def test_the_server_met_no_error_on_the_way(site):
    assert site.log.read_text(encoding="utf-8").count("Traceback") == 0
