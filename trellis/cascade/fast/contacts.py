# mypy: allow-untyped-defs, allow-untyped-decorators
"""The kernels of `contacts`, compiled: the same draws, so the same course bit for bit. Here the one of SIR, in which
nobody has more than one episode; for the others see `again`."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.fast import again
from trellis.cascade.fast.buckets import BITS, CHUNK, grow, guide_of, mix32, push, queue_of, release, wait
from trellis.cascade.fast.keys import mix
from trellis.cascade.people.network import Network
from trellis.cascade.spread.contacts import ONSET, WORD, Contacts, Course, Tables

_WORD = np.uint32(WORD)
_S22, _S43, _S11 = np.uint32(22), np.uint64(43), np.uint64(11)


@nb.njit(cache=True, nogil=True)
def _reached(end, before, pool, state, fresh):
    """Who of the bucket that ends here is susceptible, each once; they are infected from now on."""
    found, chunk = 0, (end - 1) >> BITS
    filled = end - chunk * CHUNK
    while chunk >= 0:
        for place in range(chunk * CHUNK, chunk * CHUNK + filled):
            person = pool[place]
            if state[person] == 0:
                state[person] = 1
                fresh[found] = person
                found += 1
        chunk, filled = before[chunk], CHUNK
    return found


@nb.njit(cache=True, nogil=True)
def _recover(person, link, state):
    ended = 0
    while person >= 0:
        state[person] = 2
        ended += 1
        person = link[person]
    return ended


@nb.njit(inline="always")
def _transmit(contacts, low, limit, step, state, limits, guide, ends, before, pool, free, used):
    """The first transmission to each contact who is susceptible, into its bucket; later ones would change nothing."""
    other, begin, end = contacts
    for place in range(begin, end):
        contact = other[place]
        draw = mix32(np.uint32(np.uint32(contact) * _WORD) ^ low)
        if draw >= limit and state[contact] == 0:
            at = step + max(1, wait(limits, guide, _S22, draw))
            if at < len(ends) - 1:
                free, used = push(ends, before, pool, at, contact, True, free, used)
    return free, used


@nb.njit(cache=True, nogil=True)
def _run(ties, names, onset_keys, transmissions, lengths, infects, seeds, queue):
    (first, other), (limits, guide), (falling, long_guide) = ties, transmissions, lengths
    (ends, before, pool, free, used), count, steps = queue, len(names), len(onset_keys) - 1
    state = np.zeros(count, dtype=np.int8)
    infected, ever = np.zeros(steps + 1, np.int64), np.zeros(steps + 1, np.int64)
    end_head, end_link = np.full(steps + 2, -1, np.int32), np.empty(count, np.int32)
    fresh = np.empty(count, np.int32)
    fresh[: len(seeds)] = seeds
    found, now, total = len(seeds), 0, 0
    for step in range(steps + 1):
        if step:
            found = _reached(ends[step], before, pool, state, fresh)
            free = release(ends[step], before, free)
            now -= _recover(end_head[step], end_link, state)
        now += found
        total += found
        infected[step], ever[step] = now, total
        for index in range(found):
            person = fresh[index]
            state[person] = 1
            key = mix(names[person] ^ onset_keys[step])
            length = min(1 + wait(falling, long_guide, _S43, key >> _S11), steps - step + 1)
            if step + length <= steps:
                end_link[person] = end_head[step + length]
                end_head[step + length] = person
            if infects:
                contacts, low = (other, first[person], first[person + 1]), np.uint32(key & np.uint64(0xFFFFFFFF))
                while used + first[person + 1] - first[person] > len(before):
                    before, pool = grow(before), grow(pool)
                free, used = _transmit(
                    contacts, low, limits[length], step, state, limits, guide, ends, before, pool, free, used
                )
    return infected, ever, state


def course(network: Network, law: Contacts, tables: Tables, seed: int, start: NDArray[np.int64]) -> Course:
    """The compiled kernel."""
    onset_keys = np.array([keys.stream(seed, ONSET, step) for step in range(tables.steps + 1)], dtype=np.uint64)
    transmissions, lengths = (tables.first, guide_of(tables.first, 32)), (tables.length, guide_of(tables.length, 53))
    queue, ties = queue_of(network, tables, seed, spontaneous=law.spontaneous > 0), network.ties
    infects = law.infect > 0
    if law.immune:
        rows = ties.first, ties.other
        return Course(*_run(rows, network.names, onset_keys, transmissions, lengths, infects, start, queue))
    small = ties.first.astype(np.uint32) if len(ties.other) < 1 << 32 else ties.first  # half of it stays in the cache
    room = max(again.MEETINGS, int(np.diff(ties.first).max(initial=0)))
    return Course(*again.run((small, ties.other), onset_keys, transmissions, lengths, infects, start, queue, room))
