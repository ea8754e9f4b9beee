"""The two inner loops of a month, in plain NumPy. `fast` has the same two, compiled; results are identical."""

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import course

__all__ = ["course", "screen", "spread"]

CHANNELS = 4
_LEFT = 64 // CHANNELS


def screen(
    words: keys.Words, key: int, codes: NDArray[np.uint8], bounds: NDArray[np.uint16]
) -> list[NDArray[np.int64]]:
    """For each channel, the people whose draw might come true: its leading 16 bits are within their bound."""
    drawn = keys.draw(words, key).astype("<u8", copy=False).view("<u2").reshape(-1, CHANNELS)
    return [np.flatnonzero(drawn[:, channel] <= bounds[channel].take(codes)) for channel in range(CHANNELS)]


def spread(
    first: NDArray[np.int64],
    other: NDArray[np.int32],
    changed: NDArray[np.int64],
    change: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    """Add what changed about some people to the counts of each of their contacts, in place."""
    begin = first[changed]
    lengths = first[changed + 1] - begin
    ends = np.cumsum(lengths)
    if not len(ends) or not ends[-1]:
        return
    entries = np.arange(ends[-1]) + np.repeat(begin - (ends - lengths), lengths)
    np.add.at(counts, other[entries], np.repeat(change, lengths))
