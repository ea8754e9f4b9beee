# mypy: allow-untyped-defs
"""The inner loops of `loops`, compiled with numba (the `[fast]` extra). The same numbers, bit for bit."""

import numba as nb
import numpy as np

from trellis.cascade.fast.asking import agree, asked, draws, join, meet, offer, pick
from trellis.cascade.fast.contacts import course
from trellis.cascade.fast.deciding import decide, follow
from trellis.cascade.fast.gathering import gather
from trellis.cascade.model.asking import eligible
from trellis.cascade.model.core import PACKED, SHOWS
from trellis.cascade.model.world import Who, World

__all__ = [
    "agree", "asked", "course", "decide", "draws", "eligible", "follow", "gather", "join", "meet", "offer", "pick",
    "show", "spread",
]  # fmt: skip


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
