"""The pictures in the documents are of the pages as they are.

UPDATE_SCREENSHOTS=1 script/test tests/journeys/test_screenshots.py takes them anew.
"""

import os
import struct
from pathlib import Path

import pytest

from tests.journeys.site import PAGES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
MOST_BYTES = 300_000


@pytest.mark.parametrize(("kind", "size"), [(kind, size) for kind in PAGES for size in SIZES])
def test_there_is_a_small_picture_of_the_right_width(kind, size, request):
    picture = FOLDER / f"{kind}-{size}.png"
    if os.environ.get("UPDATE_SCREENSHOTS"):
        take(picture, kind, size, request.getfixturevalue("site"), request.getfixturevalue("open_tab"))
    assert picture.is_file(), "UPDATE_SCREENSHOTS=1 script/test tests/journeys/test_screenshots.py takes it."
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG"), picture
    assert struct.unpack(">I", content[16:20])[0] == SIZES[size][0]
    assert len(content) <= MOST_BYTES


def take(picture, kind, size, site, open_tab):
    width, height = SIZES[size]
    with open_tab(width=width, height=height, reduced_motion="reduce") as page:
        page.goto(PAGES[kind](site), wait_until="networkidle")
        page.screenshot(path=picture, animations="disabled")
