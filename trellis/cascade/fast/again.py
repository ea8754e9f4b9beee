# mypy: allow-untyped-defs, allow-untyped-decorators
"""The kernel of `contacts` where people may be infected again and again (SIS, SISa), compiled: the same course, bit for
bit.

Every step goes in passes over those whose episode begins, each a plain loop in which the processor can look ahead: how
long each episode lasts; which contacts have a transmission in it; and in which bucket each of these lands.
`until[person]` is the step in which somebody's last episode ends, 0 before the first.
"""

import numba as nb
import numpy as np

from trellis.cascade import keys
from trellis.cascade.fast.buckets import BITS, CHUNK, grow, mix32, push, release, wait
from trellis.cascade.fast.keys import mix
from trellis.cascade.spread.contacts import WORD

_WORD, _GOLDEN = np.uint32(WORD), np.uint64(keys.GOLDEN)
REACHED = np.uint16(65_535)  # an episode that begins now, and whose end is not yet known
MEETINGS = 4096  # worked on at a time, so that they stay in the cache
AHEAD = 256  # people whose rows are fetched together
_S22, _S43, _S11 = np.uint32(22), np.uint64(43), np.uint64(11)


@nb.njit(cache=True, nogil=True)
def _reached(end, before, pool, step, until, fresh):
    """Who of the bucket that ends here is susceptible, each once."""
    found, chunk = 0, (end - 1) >> BITS
    filled = end - chunk * CHUNK
    while chunk >= 0:
        for place in range(chunk * CHUNK, chunk * CHUNK + filled):
            person = pool[place]
            well = until[person] < step
            fresh[found] = person
            found += well
            until[person] = REACHED if well else until[person]
        chunk, filled = before[chunk], CHUNK
    return found


@nb.njit(cache=True, nogil=True)
def _begin(fresh, found, step, key, lengths, limits, until, ending, episodes):
    """How long the episode of each lasts. Their names are worked out anew, which is quicker than to look them up."""
    (falling, guide), (lows, least, most), left = lengths, episodes, len(ending) - 2 - step
    for index in range(found):
        person = fresh[index]
        drawn = mix(mix(np.uint64(person + 1) * _GOLDEN) ^ key)
        length = min(1 + wait(falling, guide, _S43, drawn >> _S11), left + 1)
        until[person] = step + length
        ending[step + length] += 1
        lows[index], least[index], most[index] = np.uint32(drawn), limits[length], min(left, length)


@nb.njit(cache=True, nogil=True)
def _meet(ties, fresh, index, found, episodes, meetings):
    """Contacts with a transmission in the episodes from `index` on, as many as there is room for; the next index."""
    (first, other), (lows, least, most), (last, met, draws) = ties, episodes, meetings
    stop, held, near = min(index + AHEAD, found), np.uint64(0), np.int32(0)
    for ahead in range(index, stop):
        person = fresh[ahead]
        near ^= other[first[person]] ^ other[first[person + 1] - 1]
    last[0] = near  # only so that the look ahead is not left out
    while index < stop:
        person, low, limit, steps = fresh[index], lows[index], least[index], most[index]
        begin, end = first[person], first[person + 1]
        if held + (end - begin) > len(met):
            break
        for place in range(begin, end):
            contact = other[place]
            draw = mix32(np.uint32(np.uint32(contact) * _WORD) ^ low)
            last[held], met[held], draws[held] = steps, contact, draw
            held += np.uint64(draw >= limit)
        index += 1
    return index, held


@nb.njit(cache=True, nogil=True)
def _land(index, held, meetings, step, until, transmissions, ends, before, pool, free, used):
    """Transmissions into the buckets of their steps, unless they will find somebody who is still infected. As many
    meetings as there is room for; the next one, and what is free and used now."""
    (last, met, draws), (limits, guide) = meetings, transmissions
    while index < held and used + last[index] <= len(before):
        contact, draw, steps = met[index], draws[index], last[index]
        over, delay = np.int64(until[contact]), max(1, wait(limits, guide, _S22, draw))
        while delay <= steps:
            at = step + delay
            free, used = push(ends, before, pool, at, contact, at > over, free, used)
            draw = mix32(np.uint32(draw + _WORD))
            delay += max(1, wait(limits, guide, _S22, draw))
        index += 1
    return index, free, used


@nb.njit(cache=True, nogil=True)
def run(ties, onset_keys, transmissions, lengths, infects, seeds, queue, room):
    """Infected and ever infected by step, and everybody's state at the end."""
    (ends, before, pool, free, used), count, steps = queue, len(ties[0]) - 1, len(onset_keys) - 1
    until, ending = np.zeros(count, dtype=np.uint16), np.zeros(steps + 2, np.int64)
    infected, ever = np.zeros(steps + 1, np.int64), np.zeros(steps + 1, np.int64)
    fresh = np.empty(count + 1, np.int32)
    episodes = np.empty(count, np.uint32), np.empty(count, np.uint32), np.empty(count, np.int32)
    meetings = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.uint32)
    fresh[: len(seeds)] = seeds
    found, now, total = len(seeds), 0, 0
    for step in range(steps + 1):
        if step:
            found = _reached(ends[step], before, pool, step, until, fresh)
            free = release(ends[step], before, free)
        now += found - ending[step]
        total += found
        infected[step], ever[step] = now, total
        _begin(fresh, found, step, onset_keys[step], lengths, transmissions[0], until, ending, episodes)
        index = 0 if infects else found
        while index < found:
            index, held = _meet(ties, fresh, index, found, episodes, meetings)
            landed = 0
            while landed < held:
                landed, free, used = _land(
                    landed, held, meetings, step, until, transmissions, ends, before, pool, free, used
                )
                if landed < held:
                    before, pool = grow(before), grow(pool)
    return infected, ever, (until > steps).astype(np.int8)
