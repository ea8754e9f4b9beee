"""Web Mercator, the projection of slippy maps (OGC WMTS "GoogleMapsCompatible"), vectorised.

A tile is 256 units of the map wide on screen. We draw it at 512 pixels, so that it is sharp on fine screens.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.lib.geo import Box

Floats = npt.NDArray[np.float64]

TILE_PIXELS = 512
LEAST_ZOOM, MOST_ZOOM = 4, 16
MOST_LATITUDE = 85.0511
EQUATOR_METRES = 40_075_016.686


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of the map: zoom, column from the west, row from the north."""

    zoom: int
    column: int
    row: int

    @property
    def exists(self) -> bool:
        side = 1 << self.zoom
        return LEAST_ZOOM <= self.zoom <= MOST_ZOOM and 0 <= self.column < side and 0 <= self.row < side

    def box(self, padding: float = 0.0) -> Box:
        """Its edges, and `padding` pixels more on every side."""
        share = padding / TILE_PIXELS
        return Box(
            south=_latitude(self.row + 1 + share, self.zoom),
            west=_longitude(self.column - share, self.zoom),
            north=_latitude(self.row - share, self.zoom),
            east=_longitude(self.column + 1 + share, self.zoom),
        )

    def pixels(self, lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
        """Across and down from its north-west corner, in pixels; points outside lie below 0 or above 512."""
        across, down = world(lats, lons)
        scale = TILE_PIXELS * (1 << self.zoom)
        return across * scale - self.column * TILE_PIXELS, down * scale - self.row * TILE_PIXELS

    @property
    def metres_per_pixel(self) -> float:
        middle = math.radians((_latitude(self.row, self.zoom) + _latitude(self.row + 1, self.zoom)) / 2)
        return EQUATOR_METRES * math.cos(middle) / (TILE_PIXELS * (1 << self.zoom))


def world(lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
    """Across and down on a world one unit wide, from the north-west."""
    sines = np.sin(np.radians(np.clip(lats, -MOST_LATITUDE, MOST_LATITUDE)))
    down = 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * math.pi)
    return (np.asarray(lons, dtype=np.float64) + 180) / 360, down


def _longitude(column: float, zoom: int) -> float:
    return column / (1 << zoom) * 360 - 180


def _latitude(row: float, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << zoom)))))
