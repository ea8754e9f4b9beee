"""Where the meetings of an index are: rows in the order of a grid, so that a circle touches few runs of rows.

The grid has bands of latitude some 5 km high; inside a band, rows go from west to east. Distance is the chord between
two points of the unit sphere, squared: as good as the way round for comparing, and cheaper.
"""

from dataclasses import dataclass
from math import asin, cos, degrees, floor, pi, radians, sin
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trellis.lib.geo import EARTH_RADIUS_M, Box, Floats

Rows = NDArray[np.integer[Any]]

_BAND_DEGREES: Final = 0.045
_BAND_WIDTH: Final = 1024.0
"""More than the 360 degrees of a band, so that one number says band and longitude."""
_NOWHERE: Final = -1.0


def grid_keys(lat: Floats, lon: Floats) -> Floats:
    """The place of points in the grid's order; those with no point (nan) come first."""
    keys = np.floor((lat + 90) / _BAND_DEGREES) * _BAND_WIDTH + (lon + 180)
    return np.where(np.isnan(keys), _NOWHERE, keys)


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> Floats:
    """Points on the unit sphere, one a row."""
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def unit_vector(lat: float, lon: float) -> Floats:
    phi, lam = radians(lat), radians(lon)
    return np.array([cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)])


def chord2_of(metres: float) -> float:
    """The square of the chord across so many metres of the Earth's surface."""
    return 4 * sin(min(metres / EARTH_RADIUS_M, pi) / 2) ** 2


def metres_of(chord2: ArrayLike) -> Floats:
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(np.sqrt(chord2) / 2, 1.0)))


@dataclass(frozen=True, eq=False)
class Grid:
    """The points of rows that stand in the order of `keys`."""

    keys: Floats
    lat: Floats
    lon: Floats
    vectors: Floats

    def chord2(self, rows: Rows, centre: Floats) -> Floats:
        """Squared chords to the centre; nan for a row with no point."""
        away = self.vectors.take(rows, axis=0)
        away -= centre
        return np.asarray(np.einsum("ij,ij->i", away, away))

    def runs(self, south: float, north: float, west: float, east: float) -> NDArray[np.intp]:
        """First and last row of the runs that hold everything between two latitudes and two longitudes."""
        first, last = (floor((lat + 90) / _BAND_DEGREES) for lat in (south, north))
        bands = np.arange(first, last + 1) * _BAND_WIDTH
        runs = np.empty((len(bands), 2), np.intp)
        runs[:, 0] = self.keys.searchsorted(bands + (west + 180), side="left")
        runs[:, 1] = self.keys.searchsorted(bands + (east + 180), side="right")
        return runs


@dataclass(frozen=True, eq=False)
class Circle:
    """The rows within a distance of a point."""

    grid: Grid
    centre: Floats
    most: float
    runs: NDArray[np.intp]

    @classmethod
    def around(cls, grid: Grid, lat: float, lon: float, radius_m: float) -> "Circle":
        pieces = [grid.runs(*edges) for edges in _edges(lat, lon, radius_m)]
        # A hair more than the radius: rounding must not lose a meeting that is exactly there.
        runs = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
        return cls(grid, unit_vector(lat, lon), chord2_of(radius_m + 1e-6), runs)

    @property
    def size(self) -> int:
        return int((self.runs[:, 1] - self.runs[:, 0]).sum())

    def rows(self) -> Rows:
        rows = joined(self.runs)
        return rows[self.holds(rows)]

    def holds(self, rows: Rows) -> NDArray[np.bool_]:
        return self.grid.chord2(rows, self.centre) <= self.most


@dataclass(frozen=True, eq=False)
class InBox:
    """The rows inside a rectangle."""

    grid: Grid
    box: Box
    runs: NDArray[np.intp]

    @classmethod
    def of(cls, grid: Grid, box: Box) -> "InBox":
        return cls(grid, box, grid.runs(box.south, box.north, box.west, box.east))

    @property
    def size(self) -> int:
        return int((self.runs[:, 1] - self.runs[:, 0]).sum())

    def rows(self) -> Rows:
        rows = joined(self.runs)
        return rows[self.holds(rows)]

    def holds(self, rows: Rows) -> NDArray[np.bool_]:
        lat, lon, box = self.grid.lat[rows], self.grid.lon[rows], self.box
        inside = (lat >= box.south) & (lat <= box.north) & (lon >= box.west) & (lon <= box.east)
        return np.asarray(inside)


def joined(runs: NDArray[np.intp]) -> Rows:
    """All the rows of the runs."""
    lengths = runs[:, 1] - runs[:, 0]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    rows: Rows = np.arange(total) + np.repeat(runs[:, 0] - (ends - lengths), lengths)
    return rows


def _edges(lat: float, lon: float, radius_m: float) -> list[tuple[float, float, float, float]]:
    """South, north, west and east of the circle; two rectangles where it crosses the antimeridian."""
    angle = (radius_m + 1) / EARTH_RADIUS_M
    height = degrees(angle)
    south, north = max(lat - height, -90.0), min(lat + height, 90.0)
    cosine = cos(radians(lat))
    if south <= -90 or north >= 90 or sin(angle) >= cosine:
        return [(south, north, -180.0, 180.0)]
    width = degrees(asin(sin(angle) / cosine))
    west, east = lon - width, lon + width
    if west < -180:
        return [(south, north, -180.0, east), (south, north, west + 360, 180.0)]
    if east > 180:
        return [(south, north, west, 180.0), (south, north, -180.0, east - 360)]
    return [(south, north, west, east)]
