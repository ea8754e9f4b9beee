"""The weight of a page is that of all a browser fetches for it."""

import pytest

from trellis.bench.weighing import first_asked, map_bytes, page_bytes

PAGE = """<link href="/static/a.css"> <script src="/static/b.js"></script> <link href="/static/a.css">
<div data-tiles="/tiles/{z}/{x}/{y}.png" data-pins="/pins.json?near=BB11&amp;within=5km" data-box="53,-3,54,-2">"""


class Site:
    def __init__(self, page: str = PAGE) -> None:
        self.page, self.asked = page, []

    def travelled(self, address: str) -> tuple[int, str]:
        self.asked.append(address)
        return (1000, self.page) if address == "/map" else (10, "")


def test_each_file_of_a_page_counts_once():
    assert page_bytes(Site(), "/map") == 1020


def test_a_map_counts_its_tiles_and_its_marks_too():
    site = Site()
    fetched = list(first_asked("/tiles/{z}/{x}/{y}.png", "/pins.json?near=BB11&within=5km", "53,-3,54,-2", 328, 448))
    assert map_bytes(site, "/map", 328, 448) == 1020 + 10 * len(fetched)
    assert set(fetched) < set(site.asked)
    assert fetched[0] == "/pins.json?near=BB11&within=5km&box=53,-3,54,-2&zoom=8"


def test_a_larger_window_shows_the_same_from_nearer():
    small, large = (list(first_asked("{z}", "/pins", "53,-3,54,-2", side, side)) for side in (256, 1024))
    assert int(large[1]) == int(small[1]) + 2


def test_a_page_without_a_map_is_not_measured_as_one():
    with pytest.raises(RuntimeError, match="has no map"):
        map_bytes(Site("<p>"), "/map", 1, 1)
