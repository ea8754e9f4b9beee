# mypy: allow-untyped-defs
"""The kernel of `contacts`, compiled: the same draws, so the same course bit for bit.

A bucket is a chain of chunks in an array that grows, so that what is put in one after the other is taken out so:
`head[step]` is its last chunk, of which `fill[step]` places are taken, and `before` names the chunk before each.
"""

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import FIRST, ONSET, SECOND, WORD, Contacts, Course, Tables, fill_spontaneous
from trellis.cascade.fast_keys import mix
from trellis.cascade.network import Network

_FIRST, _SECOND, _WORD = np.uint32(FIRST), np.uint32(SECOND), np.uint32(WORD)
CHUNK = 32
_S22, _S16, _S13 = np.uint32(22), np.uint32(16), np.uint32(13)
_S43, _S11 = np.uint64(43), np.uint64(11)


@nb.njit(inline="always")
def _mix32(word):
    word = np.uint32((word ^ (word >> _S16)) * _FIRST)
    word = np.uint32((word ^ (word >> _S13)) * _SECOND)
    return np.uint32(word ^ (word >> _S16))


@nb.njit(inline="always")
def _wait(falling, guide, shift, draw):
    """The smallest place at which the falling limits are no longer above the draw; the guide says where to look."""
    place = guide[draw >> shift]
    while place < len(falling) and falling[place] > draw:
        place += 1
    return place


def _guide(falling: NDArray[np.unsignedinteger[Any]], bits: int) -> NDArray[np.int64]:
    """For each value of the leading ten of so many bits, the place that its greatest draw comes to."""
    greatest = (np.arange(1, 1025, dtype=np.uint64) << np.uint64(bits - 10)) - np.uint64(1)
    return len(falling) - np.searchsorted(falling[::-1].astype(np.uint64), greatest, side="right")


@nb.njit(cache=True, nogil=True)
def _grow(values):
    larger = np.empty(2 * len(values), dtype=values.dtype)
    larger[: len(values)] = values
    return larger


@nb.njit(cache=True, nogil=True)
def _reached(chunk, filled, before, pool, state, fresh):
    """Who of a bucket is susceptible, each once; they are infected from now on."""
    found = 0
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
def _recover(person, link, state, after):
    ended = 0
    while person >= 0:
        state[person] = after
        ended += 1
        person = link[person]
    return ended


@nb.njit(inline="always")
def _transmit(contacts, low, limit, most, step, immune, state, limits, guide, queue, used):
    """Every transmission of one episode, into its bucket; in SIR, those to people not susceptible need none."""
    (other, begin, end), (head, fill, before, pool) = contacts, queue
    for place in range(begin, end):
        contact = other[place]
        draw = _mix32(np.uint32(np.uint32(contact) * _WORD) ^ low)
        if draw < limit or (immune and state[contact] != 0):
            continue
        delay = max(1, _wait(limits, guide, _S22, draw))
        while delay <= most:
            at = step + delay
            if fill[at] == CHUNK:
                before[used], head[at], fill[at] = head[at], used, 0
                used += 1
            pool[head[at] * CHUNK + fill[at]] = contact
            fill[at] += 1
            if immune:
                break
            draw = _mix32(np.uint32(draw + _WORD))
            delay += max(1, _wait(limits, guide, _S22, draw))
    return used


@nb.njit(cache=True, nogil=True)
def _run(ties, names, onset_keys, first_limits, length_limits, immune, infects, seeds, queue):
    (first, other), (limits, guide), (length_steps, length_guide) = ties, first_limits, length_limits
    head, fill, before, pool, used = queue
    count, steps = len(names), len(onset_keys) - 1
    state, after = np.zeros(count, dtype=np.int8), np.int8(2) if immune else np.int8(0)
    infected, ever = np.zeros(steps + 1, np.int64), np.zeros(steps + 1, np.int64)
    end_head, end_link = np.full(steps + 2, -1, np.int32), np.empty(count, np.int32)
    fresh = np.empty(count, np.int32)
    fresh[: len(seeds)] = seeds
    found, now, total = len(seeds), 0, 0
    for step in range(steps + 1):
        if step:
            found = _reached(head[step], fill[step], before, pool, state, fresh)
            now -= _recover(end_head[step], end_link, state, after)
        now += found
        total += found
        infected[step], ever[step] = now, total
        for index in range(found):
            person = fresh[index]
            state[person] = 1
            key = mix(names[person] ^ onset_keys[step])
            left = steps - step
            length = min(1 + _wait(length_steps, length_guide, _S43, key >> _S11), left + 1)
            if length <= left:
                end_link[person] = end_head[step + length]
                end_head[step + length] = person
            if infects:
                begin, end, most = first[person], first[person + 1], min(left, length)
                while used + (end - begin) * (1 if immune else most) // CHUNK + most > len(before):
                    before, pool = _grow(before), _grow(pool)
                low = np.uint32(key & np.uint64(0xFFFFFFFF))
                contacts, queue = (other, begin, end), (head, fill, before, pool)
                used = _transmit(contacts, low, limits[length], most, step, immune, state, limits, guide, queue, used)
    return infected, ever, state


def course(network: Network, law: Contacts, tables: Tables, seed: int, start: NDArray[np.int64]) -> Course:
    """The compiled kernel."""
    onset_keys = np.array([keys.stream(seed, ONSET, step) for step in range(tables.steps + 1)], dtype=np.uint64)
    found = _run(
        (network.ties.first, network.ties.other),
        network.names,
        onset_keys,
        (tables.first, _guide(tables.first, 32)),
        (tables.length, _guide(tables.length, 53)),
        law.immune,
        law.infect > 0,
        start,
        _queue(network, law, tables, seed),
    )
    return Course(*found)


def _queue(
    network: Network, law: Contacts, tables: Tables, seed: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], int]:
    """Buckets (last chunk, how full it is, the chunk before each, all chunks, chunks used), with spontaneous onsets."""
    buckets: list[list[NDArray[np.int64]]] = [[] for _ in range(tables.steps + 1)]
    if law.spontaneous:
        fill_spontaneous(network, tables, seed, buckets)
    people = [np.concatenate(bucket) if bucket else np.empty(0, np.int64) for bucket in buckets]
    needed = [-(-len(part) // CHUNK) for part in people]
    used, room = sum(needed), 1024 + len(network) // 32
    head, fill = np.full(tables.steps + 2, -1, dtype=np.int32), np.full(tables.steps + 2, CHUNK, dtype=np.int32)
    before, pool = np.full(used + room, -1, dtype=np.int32), np.empty((used + room) * CHUNK, dtype=np.int32)
    begin = 0
    for step, part in enumerate(people):
        if len(part):
            last = begin + needed[step] - 1
            pool[begin * CHUNK : begin * CHUNK + len(part)] = part
            before[begin + 1 : last + 1] = np.arange(begin, last)
            head[step], fill[step] = last, len(part) - (needed[step] - 1) * CHUNK
            begin = last + 1
    return head, fill, before, pool, used
