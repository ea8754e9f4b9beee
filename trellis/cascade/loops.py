"""The inner loops of a month, in plain NumPy. `fast` has the same, compiled; results are identical."""

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import course
from trellis.cascade.core import PACKED, shown_by
from trellis.cascade.deciding import decide, distinct, follow
from trellis.cascade.network import Mask, spans
from trellis.cascade.world import Who, World

__all__ = ["course", "decide", "follow", "lowest", "show", "spread", "walk"]


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


def show(world: World, moved: Who) -> None:
    """Let contacts see what changed about these people."""
    moved = distinct(moved)
    now, before = shown_by(world.stage[moved], world.carrier[moved]), world.shown[moved]
    changed = now != before
    change = PACKED[now[changed]] - PACKED[before[changed]]
    spread(world.plan.core.first, world.plan.core.other, moved[changed], change, world.counts)
    world.shown[moved] = now


def walk(ring: Who, begin: Who, end: Who, index: Who, targets: Mask, steps: int) -> Who:
    """Along each stretch of the ring, from its index and round again: the first target within so many steps, or -1."""
    found, left = np.full(len(begin), -1, dtype=np.int64), np.flatnonzero(begin < end)
    for _ in range(steps):
        if not len(left):
            break
        index = np.where(index >= end, begin, index)
        person = ring[index[left]]
        hit = targets[person]
        found[left[hit]] = person[hit]
        left, index = left[~hit], index + 1
    return found


def lowest(
    first: NDArray[np.int64], other: NDArray[np.int32], who: Who, targets: Mask, words: keys.Words, key: int
) -> Who:
    """Of each person's contacts among the targets, the one with the lowest draw; -1 for those who have none."""
    entries, lengths = spans(first, who)
    owner, friend = np.repeat(np.arange(len(who)), lengths), other[entries].astype(np.int64)
    kept = targets[friend]
    owner, friend = owner[kept], friend[kept]
    order = np.lexsort((keys.draw(words[friend], key), owner))[::-1]
    asked = np.full(len(who), -1, dtype=np.int64)
    asked[owner[order]] = friend[order]  # of several the last written stays: the lowest
    return asked
