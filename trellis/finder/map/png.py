"""Write a picture of palette colours as PNG (W3C Portable Network Graphics, third edition)."""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

UP = 2
"""The filter of a row that is written as its difference from the row above."""


def palette_png(pixels: npt.NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """PNG of rows × columns of palette numbers; `colours` are "#RRGGBB". ValueError where a number has no colour.

    Only the colours that are used are written, each pixel in as few bits as they need, and of a few ways to pack the
    rows the smallest is kept.
    """
    if pixels.size and int(pixels.max()) >= len(colours):
        raise ValueError(f"A pixel has colour {int(pixels.max())}, but the palette has only {len(colours)}.")
    height, width = pixels.shape
    used = np.unique(pixels)
    numbers = np.searchsorted(used, pixels).astype(np.uint8)
    palette = b"".join(bytes.fromhex(colours[one].removeprefix("#")) for one in used)
    few = next(bits for bits in (1, 2, 4, 8) if len(used) <= 1 << bits)
    ways = [(bits, _packed(numbers, bits, row_filter)) for bits in {few, 8} for row_filter in (0, UP)]
    depth, rows = min(ways, key=lambda way: len(way[1]))
    header = struct.pack(">IIBBBBB", width, height, depth, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", palette)
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


def _packed(numbers: npt.NDArray[np.uint8], bits: int, row_filter: int) -> bytes:
    """Rows as they stand in the file: each with its filter before it, several pixels in a byte where they fit."""
    places = np.arange(8 // bits)[::-1] * bits
    padded = np.pad(numbers, ((0, 0), (0, -numbers.shape[1] % len(places))))
    packed = (padded.reshape(len(numbers), -1, len(places)) << places).sum(axis=2, dtype=np.uint8)
    rows = np.full((len(numbers), packed.shape[1] + 1), row_filter, dtype=np.uint8)
    rows[:, 1:] = packed
    if row_filter == UP:
        rows[1:, 1:] -= packed[:-1]
    return zlib.compress(rows.tobytes(), 9)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
