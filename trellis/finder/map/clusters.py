"""Gather places that would lie on top of one another on the map (pure)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.finder.map.mercator import Floats, world

CELL_UNITS = 56
"""Pins nearer than about this many map units (CSS pixels) share one mark: a finger is about 44 wide."""
UNITS_PER_TILE = 256


@dataclass(frozen=True, slots=True)
class Cluster:
    """One mark on the map: where it stands, and which rows it stands for."""

    lat: float
    lon: float
    rows: tuple[int, ...]
    places: int


def cluster(lats: Floats, lons: Floats, zoom: int) -> list[Cluster]:
    """Marks for points at a zoom, largest first; each row is in exactly one.

    A mark stands at the mean of its points, rounded to a metre, so that it does not shimmer as the map is dragged:
    squares are fixed to the world, not to the window. Points at one spot count as one place.
    """
    if not len(lats):
        return []
    across, down = world(lats, lons)
    scale = UNITS_PER_TILE * (1 << zoom) / CELL_UNITS
    cells = np.floor(across * scale).astype(np.int64) << 32 | np.floor(down * scale).astype(np.int64)
    order = np.argsort(cells, kind="stable")
    edges = np.flatnonzero(np.diff(cells[order])) + 1
    clusters = [_one(lats, lons, rows) for rows in np.split(order, edges)]
    return sorted(clusters, key=lambda mark: (-len(mark.rows), mark.rows[0]))


def _one(lats: Floats, lons: Floats, rows: npt.NDArray[np.int64]) -> Cluster:
    spots = {(round(float(lats[row]), 5), round(float(lons[row]), 5)) for row in rows}
    return Cluster(
        lat=round(float(np.mean(lats[rows])), 5),
        lon=round(float(np.mean(lons[rows])), 5),
        rows=tuple(int(row) for row in rows),
        places=len(spots),
    )
