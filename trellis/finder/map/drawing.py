"""Draw a tile of the basemap from postcodes alone (pure).

Where postcodes lie close together there is a town; seen from near, each is a dot and a street is a string of dots.
Ground pales with its distance from any postcode: moor first, then sea. The edge of an authority runs where the nearest
postcode changes hands.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trellis.finder.map.mercator import TILE_PIXELS, Floats, Tile
from trellis.finder.map.png import palette_png

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Picture = npt.NDArray[np.uint8]

SHORES_METRES = (1_500.0, 3_000.0, 5_000.0, 8_000.0)
"""There is no coastline here: ground further than each of these from a postcode is one step nearer to open sea."""
BUILT_PER_KM2 = (22.0, 100.0, 450.0)
"""So many postcodes on a square kilometre are a village, a town, the middle of a city; a farm is none of them."""
BUILT_METRES = 420.0
"""How far one postcode's shade reaches."""
LEAST_BLUR = 4.0
DOTS_FROM_ZOOM = 13
EDGES_FROM_ZOOM = 7

SEA, LAND = 0, len(SHORES_METRES)
SHADES = tuple(range(LAND + 1, LAND + 1 + len(BUILT_PER_KM2)))
EDGE, DOT = SHADES[-1] + 1, SHADES[-1] + 2
HERE, HERE_EDGE = DOT + 1, DOT + 2
COLOURS = (
    "#DCE7E8", "#E4EBE8", "#EBEEE8", "#F1F0E8", "#F6F2E9",
    "#EBE0CC", "#DECCAE", "#CBB18A",
    "#7D978F", "#AF936A",
    "#1B6344", "#FFFFFF",
)  # fmt: skip
SHADES_UNDER_DOTS = 2
COARSE_TO_ZOOM = 13
"""To here a tile has half the pixels. What goes cannot be seen, and was half of the bytes."""
_STEP = 16
_FINE = 2


@dataclass(frozen=True, slots=True)
class Points:
    """Postcodes in and around a tile: degrees, and a number that is the same within one authority."""

    lats: Floats
    lons: Floats
    areas: npt.NDArray[np.integer]


def padding(tile: Tile) -> float:
    """How many pixels around a tile its drawing needs to know, so that tiles meet without a seam."""
    return min(SHORES_METRES[-1] / tile.metres_per_pixel, 4 * TILE_PIXELS) + 4 * LEAST_BLUR


def draw(tile: Tile, points: Points) -> bytes:
    """The tile as PNG. `points` cover the tile and its padding."""
    canvas = picture(tile, points)
    return palette_png(canvas[::2, ::2] if tile.zoom <= COARSE_TO_ZOOM else canvas, COLOURS)


def picture(tile: Tile, points: Points) -> Picture:
    """The tile as rows × columns of palette numbers."""
    from scipy.spatial import cKDTree  # takes longer to load than all of Django

    across, down = tile.pixels(points.lats, points.lons)
    canvas = np.full((TILE_PIXELS, TILE_PIXELS), SEA, dtype=np.uint8)
    if len(across):
        across, down, areas = _thinned(across, down, points.areas)
        tree = cKDTree(np.column_stack([across, down]))
        _draw_ground(canvas, tree, tile.metres_per_pixel)
        _draw_density(canvas, tile, *tile.pixels(points.lats, points.lons))
        if tile.zoom >= EDGES_FROM_ZOOM:
            _draw_edges(canvas, tree, areas)
        if tile.zoom >= DOTS_FROM_ZOOM:
            _draw_dots(canvas, across, down, tile.zoom)
    return canvas


def mark(canvas: Picture, across: int, down: int, *, radius: int = 13) -> None:
    """Put "here" on a picture: a disc with a pale edge."""
    rows, columns = np.ogrid[: canvas.shape[0], : canvas.shape[1]]
    distance = np.hypot(rows - down, columns - across)
    canvas[distance <= radius + 4] = HERE_EDGE
    canvas[distance <= radius] = HERE


def _thinned(
    across: Floats, down: Floats, areas: npt.NDArray[np.integer]
) -> tuple[Floats, Floats, npt.NDArray[np.integer]]:
    """One point of those that fall on the same two pixels: a tree of a whole country need not hold every postcode."""
    cells = np.floor(across / 2).astype(np.int64) * 1_000_003 + np.floor(down / 2).astype(np.int64)
    _, first = np.unique(cells, return_index=True)
    return across[first], down[first], areas[first]


def _draw_ground(canvas: Picture, tree: "cKDTree", metres_per_pixel: float) -> None:
    """Distances to the nearest postcode on a coarse grid, smoothly filled in between."""
    side = TILE_PIXELS // _STEP + 1
    marks = np.arange(side) * _STEP
    grid = np.column_stack([np.tile(marks, side), np.repeat(marks, side)])
    metres = np.minimum(tree.query(grid)[0] * metres_per_pixel, 2 * SHORES_METRES[-1]).reshape(side, side)
    smooth = _enlarged(metres, (TILE_PIXELS + 1) / side)[:TILE_PIXELS, :TILE_PIXELS]
    canvas[:] = LAND - np.searchsorted(SHORES_METRES, smooth)


def _draw_density(canvas: Picture, tile: Tile, across: Floats, down: Floats) -> None:
    """Shade by postcodes per square kilometre.

    Counted in squares of `grain` pixels, so that the blur is a few squares wide at every zoom.
    """
    from scipy.ndimage import gaussian_filter

    blur = max(BUILT_METRES / tile.metres_per_pixel, LEAST_BLUR)
    grain = 2 ** max(0, int(np.ceil(np.log2(blur / 4))))
    margin = int(np.ceil(4 * blur / grain))
    side = TILE_PIXELS // grain + 2 * margin
    columns, rows = (np.floor(axis / grain).astype(np.int64) + margin for axis in (across, down))
    inside = (columns >= 0) & (columns < side) & (rows >= 0) & (rows < side)
    counts = np.bincount(rows[inside] * side + columns[inside], minlength=side * side).reshape(side, side)
    blurred = gaussian_filter(counts.astype(np.float64), blur / grain, mode="constant")
    around = slice(margin - 1, side - margin + 1)  # the squares of the tile and their neighbours
    smooth = _enlarged(blurred[around, around], grain)[grain : grain + TILE_PIXELS, grain : grain + TILE_PIXELS]
    per_square_kilometre = smooth / (grain * tile.metres_per_pixel / 1000) ** 2
    steps = BUILT_PER_KM2[:SHADES_UNDER_DOTS] if tile.zoom >= DOTS_FROM_ZOOM else BUILT_PER_KM2
    levels = np.searchsorted(steps, per_square_kilometre, side="right")
    canvas[levels > 0] = levels[levels > 0] + LAND


def _enlarged(grid: Floats, factor: float) -> Floats:
    """The grid with every square `factor` pixels wide, its values filled in smoothly."""
    if factor == 1:
        return grid
    from scipy.ndimage import zoom

    return np.asarray(zoom(grid, factor, order=1, grid_mode=float(factor).is_integer(), mode="nearest"))


def _draw_edges(canvas: Picture, tree: "cKDTree", areas: npt.NDArray[np.integer]) -> None:
    """A line where the nearest postcode's authority changes. Only squares with mixed corners are looked into."""
    coarse = TILE_PIXELS // _STEP
    corners = np.arange(coarse + 1) * float(_STEP)
    owner = areas[_nearest(tree, corners, corners)].reshape(coarse + 1, coarse + 1)
    mixed = (owner[:-1, :-1] != owner[1:, 1:]) | (owner[:-1, 1:] != owner[1:, :-1])
    rows, columns = np.nonzero(mixed)
    offsets = np.arange(0.0, _STEP + _FINE, _FINE)
    for row, column in zip(rows, columns, strict=True):
        top, left = row * _STEP, column * _STEP
        cell = areas[_nearest(tree, left + offsets, top + offsets)].reshape(len(offsets), len(offsets))
        border = (cell[:-1, :-1] != cell[1:, :-1]) | (cell[:-1, :-1] != cell[:-1, 1:])
        patch = canvas[top : top + _STEP, left : left + _STEP]
        patch[np.kron(border, np.ones((_FINE, _FINE), dtype=bool)) & (patch != SEA)] = EDGE


def _nearest(
    tree: "cKDTree", across: npt.NDArray[np.floating], down: npt.NDArray[np.floating]
) -> npt.NDArray[np.int64]:
    grid = np.column_stack([np.tile(across, len(down)), np.repeat(down, len(across))])
    return np.asarray(tree.query(grid)[1], dtype=np.int64)


def _draw_dots(canvas: Picture, across: Floats, down: Floats, zoom: int) -> None:
    """Of one pixel where every second goes, and it is one that stays."""
    grain, radius = (2, 0) if zoom <= COARSE_TO_ZOOM else (1, 2 * (zoom - DOTS_FROM_ZOOM) + 1)
    columns, rows = (np.floor(axis / grain + 0.5).astype(np.int64) * grain for axis in (across, down))
    for right in range(-radius, radius + 1):
        for below in range(-radius, radius + 1):
            if right * right + below * below > radius * radius:
                continue
            x, y = columns + right, rows + below
            inside = (x >= 0) & (x < TILE_PIXELS) & (y >= 0) & (y < TILE_PIXELS)
            canvas[y[inside], x[inside]] = DOT
