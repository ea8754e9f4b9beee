# mypy: allow-untyped-defs
"""The inner loops of `loops`, compiled with numba (the `[fast]` extra). The same numbers, bit for bit."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import Contacts, Course, Tables
from trellis.cascade.network import Network

_FIRST, _SECOND = np.uint64(keys.FIRST), np.uint64(keys.SECOND)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)


@nb.njit(inline="always")
def mix(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)


@nb.njit(cache=True, nogil=True)
def _screen(words, key, codes, bounds, found):
    total = np.zeros(4, dtype=np.int64)
    for person in range(len(words)):
        code = codes[person]
        drawn = mix(words[person] ^ key)
        for channel in range(4):
            if np.uint16(drawn >> np.uint64(16 * channel)) <= bounds[channel, code]:
                found[channel, total[channel]] = person
                total[channel] += 1
    return total


def screen(
    words: keys.Words, key: int, codes: NDArray[np.uint8], bounds: NDArray[np.uint16]
) -> list[NDArray[np.int64]]:
    found = np.empty((4, len(words)), dtype=np.int64)
    total = _screen(words, np.uint64(key), codes, bounds, found)
    return [found[channel, : total[channel]] for channel in range(4)]


@nb.njit(cache=True, nogil=True)
def spread(first, other, changed, change, counts):
    for index in range(len(changed)):
        person = changed[index]
        for entry in range(first[person], first[person + 1]):
            counts[other[entry]] += change[index]


def course(network: Network, law: Contacts, tables: Tables, seed: int, start: NDArray[np.int64]) -> Course:
    """See `contacts.course`."""
    from trellis.cascade.fast_contacts import course as compiled

    return compiled(network, law, tables, seed, start)
