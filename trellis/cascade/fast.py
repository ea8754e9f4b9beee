# mypy: allow-untyped-defs
"""The inner loops of `loops`, compiled with numba (the `[fast]` extra). The same numbers, bit for bit."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import Contacts, Course, Tables
from trellis.cascade.core import PACKED, SHOWS
from trellis.cascade.deciding import Decided
from trellis.cascade.network import Mask, Network
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


@nb.njit(cache=True, nogil=True)
def _show(moved, stage, carrier, shown, first, other, counts):
    for person in moved:
        now = SHOWS[stage[person]] | np.uint8(carrier[person]) << np.uint8(2)
        before = shown[person]
        if now != before:
            shown[person] = now
            change = PACKED[now] - PACKED[before]
            for entry in range(first[person], first[person + 1]):
                counts[other[entry]] += change


def show(world: World, moved: Who) -> None:
    core = world.plan.core
    _show(moved, world.stage, world.carrier, world.shown, core.first, core.other, world.counts)


@nb.njit(cache=True, nogil=True)
def walk(ring, begin, end, index, targets, steps):
    found = np.full(len(begin), -1, dtype=np.int64)
    for one in range(len(begin)):
        at = index[one]
        for _ in range(steps if begin[one] < end[one] else 0):
            if at >= end[one]:
                at = begin[one]
            if targets[ring[at]]:
                found[one] = ring[at]
                break
            at += 1
    return found


@nb.njit(cache=True, nogil=True)
def _lowest(first, other, who, targets, words, key):
    asked = np.full(len(who), -1, dtype=np.int64)
    for one in range(len(who)):
        least = np.uint64(0)
        for entry in range(first[who[one]], first[who[one] + 1]):
            friend = other[entry]
            if targets[friend]:
                drawn = mix(words[friend] ^ key)
                if asked[one] < 0 or drawn < least:
                    asked[one], least = friend, drawn
    return asked


def lowest(
    first: NDArray[np.int64], other: NDArray[np.int32], who: Who, targets: Mask, words: keys.Words, key: int
) -> Who:
    found: Who = _lowest(first, other, who, targets, words, np.uint64(key))
    return found


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
