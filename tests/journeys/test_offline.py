"""Without a connection: the last results and saved meetings open, any other page says what still works."""

import json
import re
from urllib.parse import urlsplit

from tests.journeys.conftest import until

CONTROLLED = """
() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ||
  new Promise(done => navigator.serviceWorker.addEventListener('controllerchange', () => done())))
  .then(() => true)
"""


def open_home(page):
    """With the worker that keeps pages at work."""
    page.goto("/")
    assert page.evaluate(CONTROLLED)


def heading(page, path):
    page.goto(path)
    return page.locator("h1").inner_text()


def test_the_last_results_open_without_a_connection(site, open_tab):
    with open_tab() as page:
        open_home(page)
        online = heading(page, site.results)
        page.context.set_offline(True)
        assert heading(page, site.results) == online
        assert page.locator('main a[href^="/meetings/"]').count() > 0


def test_a_saved_meeting_opens_without_a_connection(site, open_tab):
    with open_tab() as page:
        open_home(page)
        meeting = site.meeting
        name = heading(page, meeting)
        page.get_by_role("button", name=re.compile("^Save")).first.click()
        page.goto("/saved")
        page.get_by_role("link", name=name).first.wait_for()
        page.context.set_offline(True)
        assert heading(page, meeting) == name


def test_a_page_that_is_not_kept_says_so_without_a_connection(site, open_tab):
    with open_tab() as page:
        open_home(page)
        page.context.set_offline(True)
        offline = heading(page, "/about")
        assert page.locator("#no-connection").count() == 0  # it is no copy of anything
        page.context.set_offline(False)
        assert heading(page, "/about") != offline
        assert heading(page, "/offline") == offline


def test_somebody_can_take_everything_that_was_kept_off_the_device(site, open_tab):
    with open_tab() as page:
        open_home(page)
        heading(page, site.results)
        heading(page, site.meeting)
        page.get_by_role("button", name=re.compile("^Save")).first.click()
        page.goto("/saved")
        page.get_by_role("button", name="Forget everything").first.click()
        until(page, "async () => !(await caches.has('saved-meetings')) && !(await caches.has('last-results'))")
        assert page.evaluate("localStorage.length") == 0


def test_after_one_is_taken_off_the_keyboard_goes_on_where_it_was(site, open_tab):
    with open_tab() as page:
        heading(page, site.results)
        for number in (0, 1):
            page.get_by_role("button", name=re.compile("^Save")).nth(number).click()
        page.goto("/saved")
        for left in ("button", "a"):
            page.get_by_role("button", name=re.compile("^Take off")).first.press("Enter")
            until(page, f"document.activeElement.matches('main {left}')")
        assert page.evaluate("document.activeElement.textContent") == "Find a meeting"


def test_a_saved_meeting_says_which_dates_are_off_and_nobody_learns_which_are_saved(site, open_tab):
    unusual = json.loads(site.fetch("/api/v1/exceptions"))["meetings"]
    one = next(found for found in unusual if not any("ended" in words for words in found["exceptions"]))
    asked = []
    with open_tab() as page:
        open_home(page)
        path = urlsplit(one["url"]).path
        heading(page, path)
        page.get_by_role("button", name=re.compile("^Save")).first.click()
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.goto("/saved")
        said = one["exceptions"][0]
        page.get_by_text(said[0].upper() + said[1:]).first.wait_for()
        assert "/api/v1/exceptions" in asked
        assert path not in asked
        page.context.set_offline(True)
        page.goto("/saved")
        page.get_by_text(said[0].upper() + said[1:]).first.wait_for()
