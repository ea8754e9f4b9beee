"""The map beside the list: a card and its mark are shown together, and nobody has to tab through a hundred marks."""

from urllib.parse import quote, urlsplit

import pytest

from tests.journeys.conftest import until
from tests.journeys.site import POSTCODE
from trellis.bench.weighing import WINDOWS, first_asked

MAP = f"/map?q={quote(POSTCODE)}"
PATIENCE = 15_000


def drawn(page):
    page.goto(MAP)
    page.locator(".pin").first.wait_for(timeout=PATIENCE)
    until(page, "document.getElementById('map-status').textContent !== ''")


def lit_marks(page):
    return page.locator(".pin-lit").count()


def test_a_card_marks_its_pin_under_the_pointer_and_under_the_keyboard(open_tab):
    with open_tab(width=1280, height=900) as page:
        drawn(page)
        assert lit_marks(page) == 0
        cards = page.locator("[data-meeting]")
        names = [n for n in range(cards.count()) if cards.nth(n).locator("a").count()]
        found = None
        for n in names:
            cards.nth(n).hover()
            if lit_marks(page) == 1:
                found = cards.nth(n)
                break
        assert found is not None, "no card of the page has a mark"
        page.mouse.move(1, 1)
        assert lit_marks(page) == 0
        found.locator("a").first.focus()
        assert lit_marks(page) == 1
        page.evaluate("document.activeElement.blur()")
        assert lit_marks(page) == 0


def test_a_pin_lights_its_cards_and_opens_by_keyboard(open_tab):
    with open_tab(width=1280, height=900) as page:
        drawn(page)
        pins = page.locator(".pin")
        for n in range(pins.count()):
            pins.nth(n).focus()
            if page.locator("[data-meeting].lit").count():
                break
        assert page.locator("[data-meeting].lit").count() >= 1
        assert pins.nth(n).get_attribute("aria-label")
        page.evaluate("document.activeElement.blur()")
        assert page.locator("[data-meeting].lit").count() == 0


def test_tab_goes_from_the_map_to_its_zoom_before_its_marks(open_tab):
    with open_tab(width=1280, height=900) as page:
        drawn(page)
        page.locator("#map").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "leaflet-control-zoom-in"


def test_the_map_can_be_skipped(open_tab):
    with open_tab(width=1280, height=900) as page:
        drawn(page)
        skip = page.get_by_role("link", name="Skip the map")
        skip.focus()
        assert skip.is_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.map-window')")
        assert page.evaluate("!document.activeElement.closest('#results')")


def test_no_name_of_a_town_lies_under_a_mark(open_tab):
    with open_tab(width=1280, height=900) as page:
        drawn(page)
        assert page.locator(".town span").count() >= 1
        covered = page.evaluate(
            """() => {
              const boxes = (all) => [...document.querySelectorAll(all)].map((one) => one.getBoundingClientRect());
              const pins = boxes('.pin span');
              return boxes('.town span').filter((a) => pins.some((b) => a.left < b.right && b.left < a.right
                && a.top < b.bottom && b.top < a.bottom)).length;
            }"""
        )
        assert covered == 0


@pytest.mark.parametrize(("name", "width", "height"), [("a phone", 360, 640), ("a desktop", 1280, 800)])
def test_a_browser_asks_for_the_tiles_that_the_bench_weighs(name, width, height, open_tab):
    with open_tab(width=width, height=height) as page:
        asked = set()
        page.on("request", lambda request: asked.add(urlsplit(request.url).path))
        drawn(page)
        page.wait_for_load_state("networkidle")
        *window, data = page.locator("#map").evaluate("map => [map.clientWidth, map.clientHeight, {...map.dataset}]")
        weighed = [*first_asked(data["tiles"], data["pins"], data["box"], *window)][1:]
        assert {path for path in asked if "/tiles/" in path} == set(weighed)
        assert tuple(window) == WINDOWS[name]


def test_who_listens_hears_marks_and_no_names_of_the_ground(open_tab):
    with open_tab(width=1280, height=900) as page:
        drawn(page)
        heard = page.get_by_role("application").aria_snapshot()
        assert page.locator(".town span").first.inner_text() not in heard
        assert "meetings at" in heard


def test_the_map_is_read_where_it_is_seen_before_the_list_or_after_it(open_tab):
    is_before = """() => {
      const [map, list] = ['.map-side', '#results'].map((one) => document.querySelector(one));
      const [a, b] = [map, list].map((one) => one.getBoundingClientRect());
      const isSeen = a.top < b.top - 1 || (Math.abs(a.top - b.top) < 200 && a.left < b.left);
      return [isSeen, Boolean(map.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING)];
    }"""
    with open_tab(width=360, height=740) as page:
        drawn(page)
        assert page.evaluate(is_before) == [True, True]
        page.set_viewport_size({"width": 1280, "height": 800})
        until(page, "document.querySelector('#results').nextElementSibling !== null")
        assert page.evaluate(is_before) == [False, False]


def test_without_javascript_the_page_is_whole(open_tab):
    with open_tab(width=360, java_script_enabled=False) as page:
        page.goto(MAP)
        assert page.locator("[data-meeting]").count() >= 1
        assert not page.get_by_role("link", name="Skip the map").is_visible()
        assert not page.locator(".map-window").is_visible()
        assert "The map needs JavaScript" in page.locator("main").inner_text()
