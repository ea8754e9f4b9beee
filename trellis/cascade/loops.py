"""The inner loops of a month, in plain NumPy. `fast` has the same, compiled; results are identical."""

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.contacts import course
from trellis.cascade.deciding import decide, follow

__all__ = ["course", "decide", "follow", "spread"]


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
