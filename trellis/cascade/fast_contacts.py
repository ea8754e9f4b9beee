# mypy: allow-untyped-defs
"""The kernel of `contacts`, compiled: the same draws, so the same course bit for bit.

Buckets are linked lists in two arrays that grow: `head[step]` is the last entry put in, `link` the one before it.
"""

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.contacts import FIRST, ONSET, SECOND, WORD, Contacts, Course, Tables, fill_spontaneous
from trellis.cascade.fast import mix
from trellis.cascade.network import Network

_FIRST, _SECOND, _WORD = np.uint32(FIRST), np.uint32(SECOND), np.uint32(WORD)
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
def _reached(entry, link, who, state, fresh):
    """Who of a bucket is susceptible, each once; they are infected from now on."""
    found = 0
    while entry >= 0:
        person = who[entry]
        if state[person] == 0:
            state[person] = 1
            fresh[found] = person
            found += 1
        entry = link[entry]
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
    (other, begin, end), (head, link, who) = contacts, queue
    for place in range(begin, end):
        contact = other[place]
        draw = _mix32(np.uint32(np.uint32(contact) * _WORD) ^ low)
        if draw < limit or (immune and state[contact] != 0):
            continue
        delay = max(1, _wait(limits, guide, _S22, draw))
        while delay <= most:
            who[used], link[used] = contact, head[step + delay]
            head[step + delay] = used
            used += 1
            if immune:
                break
            draw = _mix32(np.uint32(draw + _WORD))
            delay += max(1, _wait(limits, guide, _S22, draw))
    return used


@nb.njit(cache=True, nogil=True)
def _run(ties, names, onset_keys, first_limits, length_limits, immune, infects, seeds, queue):
    (first, other), (limits, guide), (length_steps, length_guide) = ties, first_limits, length_limits
    head, link, who, used = queue
    count, steps = len(names), len(onset_keys) - 1
    state, after = np.zeros(count, dtype=np.int8), np.int8(2) if immune else np.int8(0)
    infected, ever = np.zeros(steps + 1, np.int64), np.zeros(steps + 1, np.int64)
    end_head, end_link = np.full(steps + 2, -1, np.int32), np.empty(count, np.int32)
    fresh = np.empty(count, np.int32)
    fresh[: len(seeds)] = seeds
    found, now, total = len(seeds), 0, 0
    for step in range(steps + 1):
        if step:
            found = _reached(head[step], link, who, state, fresh)
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
                while used + (end - begin) * (1 if immune else most) > len(who):
                    who, link = _grow(who), _grow(link)
                low = np.uint32(key & np.uint64(0xFFFFFFFF))
                contacts, queue = (other, begin, end), (head, link, who)
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
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], int]:
    """Buckets as linked lists (head, link, who, entries used), holding the spontaneous onsets if there are any."""
    room = max(1024, len(network))
    head = np.full(tables.steps + 2, -1, dtype=np.int32)
    if not law.spontaneous:
        return head, np.empty(room, np.int32), np.empty(room, np.int32), 0
    buckets: list[list[NDArray[np.int64]]] = [[] for _ in range(tables.steps + 1)]
    fill_spontaneous(network, tables, seed, buckets)
    people = [np.concatenate(bucket) if bucket else np.empty(0, np.int64) for bucket in buckets]
    ends = np.cumsum([len(part) for part in people])
    used = int(ends[-1])
    who = np.empty(used + room, dtype=np.int32)
    who[:used] = np.concatenate(people)
    link = np.arange(-1, used + room - 1, dtype=np.int32)
    for step, part in enumerate(people):
        if len(part):
            link[ends[step] - len(part)] = -1
            head[step] = ends[step] - 1
    return head, link, who, used
