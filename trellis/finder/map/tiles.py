"""Tiles of the basemap, drawn when first asked for and kept.

Tiles that show much (to zoom 11: about two thousand for the whole of the United Kingdom) are kept in the data folder,
shared by all processes; those that show little are quick to draw and only the last few hundred are kept in memory.
"""

import contextlib
import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from trellis.finder.map import drawing
from trellis.finder.map.mercator import TILE_PIXELS, Tile
from trellis.finder.map.png import palette_png
from trellis.lib.folders import data_folder
from trellis.places.gazetteer import gazetteer
from trellis.places.postcodes import Postcodes

KEPT_TO_ZOOM = 11
DRAWING = 3
"""To be raised when the drawing changes, so that no browser keeps an old tile."""

SKETCH_ZOOM = 15
SKETCH_WIDTH, SKETCH_HEIGHT = 640, 360


@lru_cache(maxsize=1)
def version() -> str:
    """Changes with the postcodes, the colours and the drawing; it is part of a tile's address."""
    header = gazetteer().postcodes.header
    made_from = (header.package, header.letters, header.northern_ireland, header.rows, drawing.COLOURS, DRAWING)
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:10]


def tile_png(tile: Tile) -> bytes:
    """The tile as PNG: from the folder, from memory, or drawn now."""
    if tile.zoom > KEPT_TO_ZOOM:
        return _drawn_lately(tile)
    file = data_folder() / "tiles" / version() / str(tile.zoom) / str(tile.column) / f"{tile.row}.png"
    with contextlib.suppress(FileNotFoundError):
        return file.read_bytes()
    png = _drawn_lately(tile)
    _keep(file, png)
    return png


@lru_cache(maxsize=400)
def _drawn_lately(tile: Tile) -> bytes:
    return drawing.draw(tile, _points(tile, gazetteer().postcodes))


def _points(tile: Tile, postcodes: Postcodes) -> drawing.Points:
    dots = postcodes.within(tile.box(drawing.padding(tile)))
    return drawing.Points(dots.lats, dots.lons, dots.areas)


def _keep(file: Path, png: bytes) -> None:
    """Written whole or not at all. A folder that cannot be written to only means drawing it again."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(png)
        Path(name).replace(file)


@lru_cache(maxsize=200)
def sketch_png(lat: float, lon: float, width: int = SKETCH_WIDTH, height: int = SKETCH_HEIGHT) -> bytes:
    """A small picture of the streets around one point, with the point in the middle: it needs no script."""
    whole = Tile(SKETCH_ZOOM, 0, 0)
    across, down = (float(axis[0]) for axis in whole.pixels(np.array([lat]), np.array([lon])))
    left, top = int(across) - width // 2, int(down) - height // 2
    first_column, last_column = left // TILE_PIXELS, (left + width - 1) // TILE_PIXELS
    first_row, last_row = top // TILE_PIXELS, (top + height - 1) // TILE_PIXELS
    rows = [
        np.hstack([_picture(Tile(SKETCH_ZOOM, column, row)) for column in range(first_column, last_column + 1)])
        for row in range(first_row, last_row + 1)
    ]
    x, y = left - first_column * TILE_PIXELS, top - first_row * TILE_PIXELS
    picture = np.vstack(rows)[y : y + height, x : x + width].copy()
    drawing.mark(picture, width // 2, height // 2)
    return palette_png(picture, drawing.COLOURS)


def _picture(tile: Tile) -> drawing.Picture:
    return drawing.picture(tile, _points(tile, gazetteer().postcodes))
