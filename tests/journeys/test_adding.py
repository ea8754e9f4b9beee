"""A newcomer puts a monthly meeting at a café on the map, on a small phone without JavaScript."""

import re

from tests.journeys.site import POSTCODE


def go_on(page):
    page.get_by_role("button", name="Go on").tap()


def says_where(page):
    page.get_by_label("Name of the building").fill("The Corner Café")
    page.get_by_label("Number and street").fill("1 Manchester Road")
    page.get_by_label("Postcode").fill(POSTCODE.lower())
    go_on(page)
    page.wait_for_url(re.compile("/point$"))
    page.locator("input[type=image]").tap(position={"x": 200, "y": 90})
    page.wait_for_url(re.compile("/point#mark$"))
    page.get_by_label("None of these").tap()
    go_on(page)


def says_when(page):
    page.get_by_label("When is it?").fill("evry fust Tuesday at 7")
    go_on(page)
    assert "We do not understand “evry fust”" in page.get_by_role("alert").inner_text()
    page.get_by_label("When is it?").fill("every first Tuesday at 7 pm")
    go_on(page)
    page.get_by_role("heading", name="Is this right?").wait_for()
    assert "First Tuesday of the month, 7 to 8 pm" in page.locator("main").inner_text()
    assert page.locator("main li").first.inner_text().startswith("Tuesday ")
    page.get_by_role("button", name="Yes, that is right").tap()


def says_what_it_is_like(page):
    page.get_by_label("Another way").tap()
    go_on(page)
    page.get_by_label("Open to all").tap()
    go_on(page)
    page.get_by_label("How does somebody join?").fill("Just come. Ask at the counter.")
    go_on(page)
    page.get_by_label("No alcohol is sold or served").tap()
    go_on(page)
    go_on(page)  # nothing about getting in


def says_whom_to_write_to(page):
    page.get_by_label("E-mail").fill("joan.smith@example.org")
    go_on(page)
    assert "somebody’s own address" in page.get_by_role("alert").inner_text()
    page.get_by_label("E-mail").fill("hello@example.org")
    go_on(page)
    page.get_by_role("button", name="Go on without a picture").tap()
    page.wait_for_url(re.compile("/check$"))


def test_a_newcomer_adds_a_monthly_meeting_at_a_cafe(site, open_tab):
    with open_tab(width=360, has_touch=True, is_mobile=True, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Add").tap()
        page.get_by_label("A group that meets in a place").tap()
        go_on(page)
        says_where(page)
        page.get_by_label("What is it called?").fill("First Tuesday at the Corner")
        go_on(page)
        says_when(page)
        says_what_it_is_like(page)
        says_whom_to_write_to(page)
        assert "The Corner Café" in page.locator("dl").inner_text()
        page.get_by_role("link", name="Change Contact").tap()
        page.wait_for_url(re.compile("/contact"))
        page.get_by_label("Website").fill(f"corner.example.org/{'long' * 30}")
        go_on(page)
        page.wait_for_url(re.compile("/check$"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("button", name="Send to be checked").tap()
        page.get_by_role("heading", name="Thank you").wait_for()


def comes_to_the_point(page):
    page.goto("/add")
    page.get_by_label("An activity").press("Space")
    page.keyboard.press("Enter")
    page.get_by_label("Postcode").fill(POSTCODE)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/point$"), wait_until="domcontentloaded")


def test_by_keyboard_the_mark_moves_by_buttons_and_a_key_on_the_picture_moves_nothing(site, open_tab):
    with open_tab(java_script_enabled=False) as page:
        comes_to_the_point(page)
        with page.expect_navigation():
            page.locator("input[type=image]").press("Enter")
        assert not page.url.endswith("#mark")
        page.get_by_text("Move it by buttons").press("Enter")
        page.get_by_role("button", name="25 metres north").press("Enter")
        page.wait_for_url(re.compile("#mark$"))


def test_on_the_map_the_mark_is_moved_by_keys_by_pressing_by_dragging_and_by_buttons(site, open_tab):
    with open_tab() as page:
        comes_to_the_point(page)
        status, mark = page.locator("#pointing-where"), page.get_by_role("button", name="The mark.")
        assert status.inner_text() == f"The mark is in the middle of {POSTCODE}."
        for key in ("ArrowUp", "ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp"):
            mark.press(key)
        assert status.inner_text() == f"The mark is 60 metres north of the middle of {POSTCODE}."
        page.get_by_text("Move it by buttons").click()
        page.get_by_role("button", name="25 metres south").click(click_count=2)
        assert status.inner_text() == f"The mark is 10 metres north of the middle of {POSTCODE}."
        box = page.locator("#pointing").bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.click(middle[0] + 100, middle[1])
        assert " east of the middle" in status.inner_text()
        held = mark.bounding_box()
        page.mouse.move(held["x"] + 22, held["y"] + 22)
        page.mouse.down()
        page.mouse.move(middle[0] - 100, middle[1], steps=5)
        page.mouse.up()
        assert " west of the middle" in status.inner_text()
        told = status.inner_text()
        page.get_by_label("None of these").check()
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("link", name="Back", exact=True).click()
        assert page.locator("#pointing-where").inner_text() == told


def test_a_place_that_is_listed_is_chosen_on_the_map_as_in_the_list(site, open_tab):
    with open_tab() as page:
        comes_to_the_point(page)
        pins = page.locator(".listed-pin")
        pins.first.click()
        chosen = page.locator("input[name=place]:checked")
        assert chosen.get_attribute("value") != "new"
        assert page.locator(".listed-pin.chosen").count() == 1
        page.get_by_label("None of these").check()
        assert page.locator(".listed-pin.chosen").count() == 0


def test_while_a_name_is_typed_what_is_listed_already_shows(site, open_tab):
    with open_tab() as page:
        page.goto("/add")
        page.get_by_label("A group that meets in a place").check()
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Postcode").fill("BB11 1NA")
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("The Lantern Recovery Café").check()
        page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()  # else a slow machine types before the script listens
        page.get_by_label("What is it called?").press_sequentially("Way In")
        page.get_by_role("link", name="This is it: suggest a change to Way In", exact=True).click()
        page.wait_for_url(re.compile("/meetings/.*/suggest"))
