# mypy: allow-untyped-defs, allow-untyped-decorators
"""What waits for its step, and how long it waits: shared by the compiled kernels of `contacts`.

A bucket is a chain of chunks of one array: `ends[step]` is where its next entry goes, a multiple of CHUNK where it
needs another chunk, and `before` names the chunk before each. Chunks of a bucket that has been emptied are used again.
The first chunk belongs to no bucket: what turns out not to be wanted is written there, quicker than to ask first.
"""

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade.people.network import Network
from trellis.cascade.spread.contacts import FIRST, SECOND, Tables, fill_spontaneous

CHUNK, BITS = 32, 5
NOWHERE = 0  # the first chunk
_FIRST, _SECOND = np.uint32(FIRST), np.uint32(SECOND)
_S16, _S13 = np.uint32(16), np.uint32(13)
Queue = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], int, int]


@nb.njit(inline="always")
def mix32(word):
    """See `contacts.mix32`."""
    word = np.uint32((word ^ (word >> _S16)) * _FIRST)
    word = np.uint32((word ^ (word >> _S13)) * _SECOND)
    return np.uint32(word ^ (word >> _S16))


@nb.njit(inline="always")
def wait(falling, guide, shift, draw):
    """The smallest place at which the falling limits are no longer above the draw; the guide says where to look."""
    place = guide[draw >> shift]
    while place < len(falling) and falling[place] > draw:
        place += 1
    return place


def guide_of(falling: NDArray[np.unsignedinteger[Any]], bits: int) -> NDArray[np.int64]:
    """For each value of the leading ten of so many bits, the place that its greatest draw comes to."""
    greatest = (np.arange(1, 1025, dtype=np.uint64) << np.uint64(bits - 10)) - np.uint64(1)
    return len(falling) - np.searchsorted(falling[::-1].astype(np.uint64), greatest, side="right")


@nb.njit(cache=True, nogil=True)
def grow(values):
    larger = np.empty(2 * len(values), dtype=values.dtype)
    larger[: len(values)] = values
    return larger


@nb.njit(inline="always")
def push(ends, before, pool, at, person, wanted, free, used):
    """Into the bucket of a step, if it is wanted; there must be room for one chunk more. What is free and used now."""
    place = ends[at]
    after = place + wanted
    if place & (CHUNK - 1) == 0:
        chunk = NOWHERE
        if wanted:
            if free >= 0:
                chunk, free = free, before[free]
            else:
                chunk, used = used, used + 1
            before[chunk], after = (place >> BITS) - 1, chunk * CHUNK + 1
        place = chunk * CHUNK
    pool[place], ends[at] = person, after
    return free, used


@nb.njit(inline="always")
def release(end, before, free):
    """The chunks of a bucket that ends here may be used again: the first of those that are free now."""
    if end == 0:
        return free
    last = oldest = (end - 1) >> BITS
    while before[oldest] >= 0:
        oldest = before[oldest]
    before[oldest] = free
    return last


def queue_of(network: Network, tables: Tables, seed: int, *, spontaneous: bool) -> Queue:
    """Buckets (ends, the chunk before each, all chunks, chunks to use again, chunks used), with spontaneous onsets."""
    buckets: list[list[NDArray[np.int64]]] = [[] for _ in range(tables.steps + 1)]
    if spontaneous:
        fill_spontaneous(network, tables, seed, buckets)
    people = [np.concatenate(bucket) if bucket else np.empty(0, np.int64) for bucket in buckets]
    needed = [-(-len(part) // CHUNK) for part in people]
    used, room = 1 + sum(needed), 1024
    ends = np.zeros(tables.steps + 2, dtype=np.int64)
    before, pool = np.full(used + room, -1, dtype=np.int32), np.empty((used + room) * CHUNK, dtype=np.int32)
    begin = 1
    for step, part in enumerate(people):
        if len(part):
            last = begin + needed[step] - 1
            pool[begin * CHUNK : begin * CHUNK + len(part)] = part
            before[begin + 1 : last + 1] = np.arange(begin, last)
            ends[step] = begin * CHUNK + len(part)
            begin = last + 1
    return ends, before, pool, -1, used
