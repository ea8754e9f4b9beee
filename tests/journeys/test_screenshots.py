"""The pictures in the documents are of the pages as they are.

UPDATE_SCREENSHOTS=1 script/test tests/journeys/test_screenshots.py takes them anew.
"""

import os
import re
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.conftest import opened
from tests.journeys.site import PAGES
from tests.journeys.test_keeping_it_true import A_PERSONS_PACE_S, signs_in_strongly

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
MOST_BYTES = 300_000
STEPS = ("adding", "deciding")
"""Pages that one only comes to by doing something: where the door is, and what a moderator decides about."""


@pytest.mark.parametrize(("kind", "size"), [(kind, size) for kind in [*PAGES, *STEPS] for size in SIZES])
def test_there_is_a_small_picture_of_the_right_width(kind, size, request):
    picture = FOLDER / f"{kind}-{size}.png"
    if os.environ.get("UPDATE_SCREENSHOTS"):
        take(picture, kind, size, request)
    assert picture.is_file(), "UPDATE_SCREENSHOTS=1 script/test tests/journeys/test_screenshots.py takes it."
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG"), picture
    assert struct.unpack(">I", content[16:20])[0] == SIZES[size][0]
    assert len(content) <= MOST_BYTES


def take(picture, kind, size, request):
    width, height = SIZES[size]
    # A passkey belongs to a name.
    site = request.getfixturevalue("site")
    site = replace(site, address=site.address.replace("127.0.0.1", "localhost"))
    options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
    with opened(request.getfixturevalue("browser"), site, **options) as page:
        if kind == "deciding":
            decides(page, site, size)
        elif kind == "adding":
            points(page)
        else:
            page.goto(PAGES[kind](site))
        page.wait_for_load_state("networkidle")
        page.screenshot(path=picture, animations="disabled")


def points(page):
    page.goto("/add")
    page.get_by_label("A group that meets in a place").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Postcode").fill("BB11 1NA")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(re.compile("/point"))


def decides(page, site, who):
    page.goto(f"{site.place}/suggest")
    page.get_by_label("Way in").fill("Blue door beside the bakery. There is a ramp at the back, from Canal Side.")
    time.sleep(A_PERSONS_PACE_S)
    page.get_by_role("button", name="Send to be checked").click()
    signs_in_strongly(page, site, f"{who}@example.org")
    page.get_by_role("link", name="The Lantern Recovery Café").first.click()
    page.wait_for_url(re.compile("/moderate/changes/"))
