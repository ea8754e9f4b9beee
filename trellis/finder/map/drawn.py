"""What a page tells map.js: where to look first, and which tiles to lay under the marks."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from trellis.finder.map import tiles
from trellis.finder.map.mercator import MOST_ZOOM
from trellis.finder.map.window import window_of
from trellis.finder.query import Query
from trellis.finder.questions.parts import write_box
from trellis.places.gazetteer import gazetteer
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.towns_table import TownTableError

OWN_TILES = "Drawn by Trellis from postcodes: contains OS, Royal Mail and National Statistics data © Crown copyright"


@dataclass(frozen=True, slots=True)
class Drawn:
    """`tiles` is an address with {z}, {x} and {y}; `box` the part of the world that it opens on."""

    box: str
    tiles: str
    attribution: str
    is_own: bool
    most_zoom: int = MOST_ZOOM


def drawn(query: Query) -> Drawn:
    area = gazetteer().areas.get(query.area.code) if query.area else None
    return ground(write_box(window_of(query, settings.COUNTRY, (area.lat, area.lon) if area else None)))


def ground(box: str) -> Drawn:
    """What lies under the marks: the operator's tiles, or our own."""
    if settings.TILE_ADDRESS:
        return Drawn(box, settings.TILE_ADDRESS, settings.TILE_ATTRIBUTION, is_own=False)
    return Drawn(box, _own_tiles(), OWN_TILES, is_own=True)


def drawn_if_possible(query: Query) -> Drawn | None:
    """Until the tables of postcodes and towns are made there is nothing to draw."""
    try:
        return drawn(query)
    except (PostcodeTableError, TownTableError):
        return None


def _own_tiles() -> str:
    example = reverse("tile", args=[tiles.version(), 4, 0, 0])
    return example.replace("/4/0/0.png", "/{z}/{x}/{y}.png")
