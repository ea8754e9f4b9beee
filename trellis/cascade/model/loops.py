"""The inner loops of a month, in plain NumPy. `fast.loops` has the same, compiled; results are identical."""

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.model.asking import agree, asked, draws, eligible, join, meet, offer, pick
from trellis.cascade.model.core import PACKED, shown_by
from trellis.cascade.model.deciding import decide, follow, once
from trellis.cascade.model.world import Who, World
from trellis.cascade.spread.contacts import course
from trellis.cascade.spread.gathering import gather

__all__ = [
    "agree", "asked", "course", "decide", "draws", "eligible", "follow", "gather", "join", "meet", "offer", "pick",
    "show", "spread",
]  # fmt: skip


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
    moved = once(world, moved)
    now, before = shown_by(world.stage.take(moved), world.carrier.take(moved)), world.shown.take(moved)
    changed = np.flatnonzero(now != before)
    moved, now, before = moved.take(changed), now.take(changed), before.take(changed)
    world.shown[moved] = now
    change = PACKED[now] - PACKED[before]
    spread(world.plan.core.first, world.plan.core.other, moved, change, world.counts)
