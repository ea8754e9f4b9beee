"""What a browser fetches when a page opens, in bytes as they travel: heads and bodies, compressed.

A map asks by its script for the tiles and marks that its window shows; which those are is worked out here as Leaflet
works it out, so that no browser is needed.
"""

import math
import re
from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np

from trellis.finder.map.mercator import LEAST_ZOOM, MOST_ZOOM, world
from trellis.finder.questions.parts import read_box

WINDOWS: Final = {"a phone": (328, 448), "a desktop": (560, 688)}
"""The map on a screen of 360 × 640, and of 1280 × 800."""
OPENED: Final = ("/map", "/map?q=West+Yorkshire", "/map?near=Burnley&within=1km")
"""A country, a county, and a town by its streets."""
_UNITS: Final = 256
_FILES: Final = re.compile(r'(?:href|src)="(/static/[^"#?]+\.(?:css|js|svg|png|webp|woff2))[^"]*"')
_WINDOW: Final = re.compile(r'data-tiles="([^"]+)".*data-pins="([^"]+)" data-box="([^"]+)"')


class Asks(Protocol):
    def travelled(self, address: str) -> tuple[int, str]:
        """Bytes of the answer as it travels, and its text where it is one."""


def page_bytes(site: Asks, address: str) -> int:
    """Of a page and every style, script and picture that it names."""
    size, page = site.travelled(address)
    return size + sum(site.travelled(file)[0] for file in sorted(set(_FILES.findall(page))))


def map_bytes(site: Asks, address: str, width: int, height: int) -> int:
    """Of a page with a map, and of what its script asks for until the map stands."""
    found = _WINDOW.search(site.travelled(address)[1])
    if not found:
        raise RuntimeError(f"{address} has no map. Mend that before measuring it.")
    tiles, pins, box = found.groups()
    asked = list(first_asked(tiles, pins.replace("&amp;", "&"), box, width, height))
    return page_bytes(site, address) + sum(site.travelled(one)[0] for one in asked)


def first_asked(tiles: str, pins: str, box: str, width: int, height: int) -> Iterator[str]:
    """The addresses of marks and tiles: the nearest zoom at which all of the box is in the window, and what is seen."""
    wanted = read_box(box)
    assert wanted is not None
    (west, east), (south, north) = world(np.array([wanted.south, wanted.north]), np.array([wanted.west, wanted.east]))
    scale = min(width / (east - west), height / (south - north)) / _UNITS
    zoom = min(max(math.floor(round(math.log2(scale), 2)), LEAST_ZOOM), MOST_ZOOM)
    units = _UNITS * 2**zoom
    left, top = (west + east) / 2 * units - width / 2, (south + north) / 2 * units - height / 2
    yield f"{pins}{'&' if '?' in pins else '?'}box={box}&zoom={zoom}"
    for column in range(math.floor(left / _UNITS), math.ceil((left + width) / _UNITS)):
        for row in range(math.floor(top / _UNITS), math.ceil((top + height) / _UNITS)):
            yield tiles.format(z=zoom, x=column, y=row)
