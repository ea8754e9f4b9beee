# mypy: allow-untyped-defs
"""The inner loops of `loops`, compiled with numba (the `[fast]` extra). The same numbers, bit for bit."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import Contacts, Course, Tables
from trellis.cascade.deciding import Decided
from trellis.cascade.network import Network
from trellis.cascade.world import Who, World

_FIRST, _SECOND = np.uint64(keys.FIRST), np.uint64(keys.SECOND)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)


@nb.njit(inline="always")
def mix(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)


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


def decide(world: World, key: int) -> Decided:
    """See `deciding.decide`."""
    from trellis.cascade.fast_deciding import decide as compiled

    return compiled(world, key)


def follow(world: World, who: Who) -> None:
    """See `deciding.follow`."""
    from trellis.cascade.fast_deciding import follow as compiled

    compiled(world, who)
