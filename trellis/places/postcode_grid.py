"""Which postcodes lie in a box, and which is nearest to a point: a grid over the sorted postcode table.

The world is cut into cells of 0.005 × 0.01 degrees (in Britain some 550 by 650 metres), numbered row by row from the
south-west. Only the cells that hold postcodes are kept, so the index is small and there is nothing to build when the
table is opened. The nearest postcode lies in the block of cells around a point whose half width is at least its
distance; the block is doubled until that is so.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trellis.lib.geo import EARTH_RADIUS_M, METRES_PER_DEGREE, Box, Floats

CELL_LAT: Final = 0.005
CELL_LON: Final = 0.01
_TILE: Final = 16  # cells; some 9 by 10 km
_MARGINS: Final = 2, 12  # cells around a tile that are searched with it; what is further off comes in a second round
_WORTH_A_TREE: Final = 12  # points in a tile from which on a search tree is quicker than one by one
_CELL_M: Final = CELL_LAT * METRES_PER_DEGREE
_ROWS: Final = round(180 / CELL_LAT)
_COLUMNS: Final = round(360 / CELL_LON)

Rows = NDArray[np.int64]


def cells_of(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.int64]:
    """The numbers of the cells these points lie in."""
    return _row_of(lat) * _COLUMNS + _column_of(lon)


def _row_of(lat: ArrayLike) -> NDArray[np.int64]:
    return np.clip(np.floor((np.asarray(lat) + 90) / CELL_LAT), 0, _ROWS - 1).astype(np.int64)


def _column_of(lon: ArrayLike) -> NDArray[np.int64]:
    return np.clip(np.floor((np.asarray(lon) + 180) / CELL_LON), 0, _COLUMNS - 1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class PostcodeGrid:
    """The spatial half of the postcode table. Rows are positions in that table."""

    cell: NDArray[Any]
    cell_start: NDArray[Any]
    by_cell: NDArray[Any]
    lat: NDArray[Any]  # of every row, in millionths of a degree
    lon: NDArray[Any]

    def rows_in(self, box: Box) -> Rows:
        """The rows whose point lies in the box, in the order of their cells."""
        rows = self._rows_of_block(
            int(_row_of(box.south)), int(_row_of(box.north)), int(_column_of(box.west)), int(_column_of(box.east))
        )
        lat, lon = self.lat[rows], self.lon[rows]
        south, west, north, east = (round(edge * 1e6) for edge in (box.south, box.west, box.north, box.east))
        return rows[(lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)]

    def nearest(self, lat: float, lon: float, limit_m: float) -> int:
        """The row nearest to a point, or -1 when there is none within the limit."""
        row, column, reach = int(_row_of(lat)), int(_column_of(lon)), 1
        while True:
            sure_m, sideways = reach * _CELL_M, _cells_sideways(lat, reach)
            rows = self._rows_of_block(row - reach, row + reach, column - sideways, column + sideways)
            if len(rows):
                distance = _flat_distance_m(lat, lon, self.lat[rows] * 1e-6, self.lon[rows] * 1e-6)
                best = int(np.argmin(distance))
                if distance[best] <= min(sure_m, limit_m):
                    return int(rows[best])
            if sure_m >= limit_m:
                return -1
            reach *= 2

    def nearest_many(self, lats: Floats, lons: Floats, limit_m: float) -> Rows:
        """The nearest row of each point, or -1. Points in one tile of the map share a search tree, made for it."""
        found = np.full(len(lats), -1, np.int64)
        row, column = _row_of(lats), _column_of(lons)
        tile = row // _TILE * _COLUMNS + column // _TILE
        left = np.argsort(tile, kind="stable")
        for margin in _MARGINS:
            for points in np.split(left, np.flatnonzero(np.diff(tile[left])) + 1):
                if len(points) >= _WORTH_A_TREE:
                    corner = int(row[points[0]] // _TILE * _TILE), int(column[points[0]] // _TILE * _TILE)
                    found[points] = self._nearest_in_tile(corner, margin, lats[points], lons[points], limit_m)
            left = left[found[left] < 0]
        for i in left:
            found[i] = self.nearest(float(lats[i]), float(lons[i]), limit_m)
        return found

    def _nearest_in_tile(
        self, corner: tuple[int, int], margin: int, lats: Floats, lons: Floats, limit_m: float
    ) -> Rows:
        """For points of one tile: the nearest row in it or its margin; -1 where one further out may be nearer."""
        from scipy.spatial import cKDTree  # takes longer to load than all of Django

        south, west = corner
        sideways = _cells_sideways(float(np.abs(lats).max()), margin)
        rows = self._rows_of_block(south - margin, south + _TILE + margin, west - sideways, west + _TILE + sideways)
        if not len(rows):
            return np.full(len(lats), -1, np.int64)
        # Postcodes that share a point are ties; the first in the alphabet wins, as it does one by one.
        place = self.lat[rows].astype(np.int64) << 32 | self.lon[rows].view(np.uint32)
        rows = rows[np.unique(place, return_index=True)[1]]
        tree = cKDTree(_on_unit_sphere(self.lat[rows] * 1e-6, self.lon[rows] * 1e-6))
        chord, nearest = tree.query(_on_unit_sphere(lats, lons))
        return np.where(chord * EARTH_RADIUS_M <= min(margin * _CELL_M, limit_m), rows[nearest], -1)

    def _rows_of_block(self, south: int, north: int, west: int, east: int) -> Rows:
        """All rows of a block of cells, its edges included."""
        first = np.arange(max(south, 0), min(north, _ROWS - 1) + 1) * _COLUMNS
        ends = np.stack([first + max(west, 0), first + min(east, _COLUMNS - 1) + 1])
        # In the table's own type: otherwise all of its cells would be turned into another first.
        start, stop = self.cell_start[np.searchsorted(self.cell, ends.astype(self.cell.dtype))].astype(np.int64)
        pieces = [self.by_cell[a:b] for a, b in zip(start, stop, strict=True) if b > a]
        return np.concatenate(pieces).astype(np.int64) if pieces else np.empty(0, np.int64)


def _cells_sideways(lat: float, reach: int) -> int:
    """So many cells to the east or west are at least as far as `reach` cells to the north or south."""
    furthest_lat = min(abs(lat) + (reach + 1) * CELL_LAT, 89.99)
    return min(math.ceil(reach * CELL_LAT / (CELL_LON * math.cos(math.radians(furthest_lat)))), _COLUMNS)


def _flat_distance_m(lat: ArrayLike, lon: ArrayLike, lats: Floats, lons: Floats) -> Floats:
    """Distance as on a flat map of the neighbourhood: within a hundred-thousandth up to 100 km, and twice as quick."""
    north = np.subtract(lats, lat)
    east = np.subtract(lons, lon) * np.cos(np.radians(np.asarray(lat) + north / 2))
    return np.asarray(np.hypot(north, east) * METRES_PER_DEGREE)


def _on_unit_sphere(lat: Floats, lon: Floats) -> Floats:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1)
