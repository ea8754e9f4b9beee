"""A newcomer puts a monthly meeting at a café on the map, on a small phone without JavaScript."""

import re

from tests.journeys.site import POSTCODE


def go_on(page):
    page.get_by_role("button", name="Go on").tap()


def test_a_newcomer_adds_a_monthly_meeting_at_a_cafe(site, open_tab):
    with open_tab(width=360, has_touch=True, is_mobile=True, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Add").tap()
        page.get_by_label("A group that meets in a place").tap()
        go_on(page)
        page.get_by_label("Name of the building").fill("The Corner Café")
        page.get_by_label("Number and street").fill("1 Manchester Road")
        page.get_by_label("Postcode").fill(POSTCODE.lower())
        go_on(page)
        before = page.url
        page.locator("input[type=image]").tap(position={"x": 200, "y": 90})
        page.wait_for_url(f"{before}#mark")
        if page.get_by_label("None of these").count():
            page.get_by_label("None of these").tap()
        go_on(page)
        page.get_by_label("What is it called?").fill("First Tuesday at the Corner")
        go_on(page)
        page.get_by_label("When is it?").fill("evry fust Tuesday at 7")
        go_on(page)
        assert "We do not understand “evry fust”" in page.get_by_role("alert").inner_text()
        page.get_by_label("When is it?").fill("every first Tuesday at 7 pm")
        go_on(page)
        assert "First Tuesday of the month, 7 to 8 pm" in page.locator("main").inner_text()
        assert page.locator("main li").first.inner_text().startswith("Tuesday ")
        page.get_by_role("button", name="Yes, that is right").tap()
        page.get_by_label("Another way").tap()
        go_on(page)
        page.get_by_label("Open to all").tap()
        go_on(page)
        page.get_by_label("How does somebody join?").fill("Just come. Ask at the counter.")
        go_on(page)
        page.get_by_label("No alcohol is sold or served").tap()
        go_on(page)
        go_on(page)  # nothing about getting in
        page.get_by_label("E-mail").fill("joan.smith@example.org")
        go_on(page)
        assert "somebody’s own address" in page.get_by_role("alert").inner_text()
        page.get_by_label("E-mail").fill("hello@example.org")
        go_on(page)
        if page.get_by_role("button", name="Go on without a picture").count():
            page.get_by_role("button", name="Go on without a picture").tap()
        page.wait_for_url(re.compile("/check$"))
        assert "The Corner Café" in page.locator("dl").inner_text()
        page.get_by_role("link", name="Change Contact").tap()
        page.get_by_label("Website").fill("corner.example.org")
        go_on(page)
        page.wait_for_url(re.compile("/check$"))
        page.get_by_role("button", name="Send to be checked").tap()
        assert page.locator("h1").inner_text() == "Thank you"
