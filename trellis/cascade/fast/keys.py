"""The mixer of `keys`, compiled into whatever loop uses it."""

import numba as nb
import numpy as np

from trellis.cascade import keys

_FIRST, _SECOND = np.uint64(keys.FIRST), np.uint64(keys.SECOND)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)


@nb.njit(inline="always")
def mix(word: np.uint64) -> np.uint64:
    """See `keys.mix`, of one word."""
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)
