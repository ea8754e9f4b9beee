"""Write a picture of palette colours as PNG (W3C Portable Network Graphics, third edition)."""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def palette_png(pixels: npt.NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """PNG of rows × columns of palette numbers; `colours` are "#RRGGBB". ValueError where a number has no colour."""
    if pixels.size and int(pixels.max()) >= len(colours):
        raise ValueError(f"A pixel has colour {int(pixels.max())}, but the palette has only {len(colours)}.")
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)  # each row begins with its filter: 0, none
    rows[:, 1:] = pixels
    palette = b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in colours)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", palette)
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
