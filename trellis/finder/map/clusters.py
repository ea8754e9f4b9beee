"""Gather places that would lie on top of one another on the map (pure)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.finder.map.mercator import Floats, world

CELL_UNITS = 56
"""Pins nearer than about this many map units (CSS pixels) share one mark: a finger is about 44 wide."""
LEAST_APART = 44
UNITS_PER_TILE = 256

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One mark on the map: where it stands, and which rows it stands for."""

    lat: float
    lon: float
    rows: tuple[int, ...]
    places: int


def cluster(lats: Floats, lons: Floats, zoom: int) -> list[Cluster]:
    """Marks for points at a zoom, largest first; each row is in exactly one.

    Points are gathered in squares that are fixed to the world, not to the window, so that marks do not shimmer as the
    map is dragged; then a mark too near to a larger one joins it. Points at one spot count as one place.
    """
    if not len(lats):
        return []
    across, down = (axis * UNITS_PER_TILE * (1 << zoom) for axis in world(lats, lons))
    cells = np.floor(across / CELL_UNITS).astype(np.int64) << 32 | np.floor(down / CELL_UNITS).astype(np.int64)
    order = np.argsort(cells, kind="stable")
    squares = np.split(order, np.flatnonzero(np.diff(cells[order])) + 1)
    squares.sort(key=lambda rows: (-len(rows), int(rows[0])))
    groups = _joined([(float(np.mean(across[rows])), float(np.mean(down[rows])), rows) for rows in squares])
    clusters = [_one(lats, lons, rows, anchor=square) for rows, square in groups]
    return sorted(clusters, key=lambda mark: (-len(mark.rows), mark.rows[0]))


def _joined(squares: list[tuple[float, float, Rows]]) -> list[tuple[Rows, Rows]]:
    """All rows of each mark, and those of the square it stands in; squares come largest first."""
    kept: dict[tuple[int, int], list[tuple[float, float, list[Rows]]]] = {}
    for across, down, rows in squares:
        column, row = int(across // CELL_UNITS), int(down // CELL_UNITS)
        near = [
            mark
            for right in (-1, 0, 1)
            for below in (-1, 0, 1)
            for mark in kept.get((column + right, row + below), ())
            if (mark[0] - across) ** 2 + (mark[1] - down) ** 2 < LEAST_APART**2
        ]
        if near:
            near[0][2].append(rows)
        else:
            kept.setdefault((column, row), []).append((across, down, [rows]))
    return [(np.concatenate(parts), parts[0]) for marks in kept.values() for _, _, parts in marks]


def _one(lats: Floats, lons: Floats, rows: Rows, *, anchor: Rows) -> Cluster:
    spots = {(round(float(lats[row]), 5), round(float(lons[row]), 5)) for row in rows}
    return Cluster(
        lat=round(float(np.mean(lats[anchor])), 5),
        lon=round(float(np.mean(lons[anchor])), 5),
        rows=tuple(sorted(int(row) for row in rows)),
        places=len(spots),
    )
