"""Flags of rows as one bit each, in whole words of 64: many are joined and counted at once."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]

WORD: Final = 64


def pack(flags: NDArray[np.bool_]) -> Bits:
    """Bits beyond the last row are nought."""
    packed = np.packbits(flags, bitorder="little")
    if len(packed) % 8 == 0:
        return packed.view(np.uint64)
    words = np.zeros(-(-len(flags) // WORD) * 8, np.uint8)
    words[: len(packed)] = packed
    return words.view(np.uint64)


def unpack(bits: Bits, count: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view(np.uint8), count=count, bitorder="little").view(bool)


def has_bits(bits: Bits, rows: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """The flags of some rows."""
    return np.asarray((bits.view(np.uint8)[rows >> 3] >> (rows & 7).astype(np.uint8)) & 1).view(bool)
