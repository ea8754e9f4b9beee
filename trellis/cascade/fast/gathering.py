# mypy: allow-untyped-defs, allow-untyped-decorators
"""The loop of `gathering`, compiled; the same course, bit for bit.

Exponentials differ by the last bit between libraries. Where a draw is so near its limit that this could matter (about
twice in a million million draws) nothing is decided here, and the plain loop does the run.
"""

from math import exp

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.fast.keys import mix
from trellis.cascade.people.network import Network
from trellis.cascade.spread import gathering
from trellis.cascade.spread.contacts import Course
from trellis.cascade.spread.gathering import UNIT, Gatherings, GroupLaw

_S11 = np.uint64(11)
_SHARE = 1.0 / keys.ONE
_NEAR = 1e-12


@nb.njit(inline="always")
def _spread(row, change, first, other, counts):
    for entry in range(first[row], first[row + 1]):
        counts[other[entry]] += change


@nb.njit(cache=True, nogil=True)
def _flips(names, key, state, contacts, pressure, miss, recover, flip):
    """Who changes in a step; -1 if that is too near to call for somebody."""
    count = 0
    for person in range(len(names)):
        draw = mix(names[person] ^ key) >> _S11
        if state[person] == 1:
            flip[count] = person
            count += draw < recover
            continue
        missed, weight, share = miss[contacts[person]], pressure[person] * UNIT, draw * _SHARE
        if share > 1.0 - missed + weight + _NEAR:  # the chance is never above this: no need for the exponential
            continue
        chance = 1.0 - missed * exp(-weight)
        if abs(share - chance) < _NEAR and chance > 0.0:
            return -1
        flip[count] = person
        count += share < chance
    return count


@nb.njit(cache=True, nogil=True)
def _run(names, ties, groups, law, step_keys, start):
    (first, other), (person_first, person_groups, group_first, members) = ties, groups
    (miss, log_miss, recover), people = law, len(names)
    state, ever = np.zeros(people, dtype=np.int8), np.zeros(people, dtype=np.bool_)
    contacts, met = np.zeros(people, dtype=np.int64), np.zeros(len(group_first) - 1, dtype=np.int64)
    pressure, flip = np.zeros(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    infected, total = np.zeros(len(step_keys), dtype=np.int64), np.zeros(len(step_keys), dtype=np.int64)
    flip[: len(start)] = start
    count, now, reached = len(start), 0, 0
    for step in range(len(step_keys)):
        if step:
            count = _flips(names, step_keys[step], state, contacts, pressure, miss, recover, flip)
            if count < 0:
                return infected[:0], total, state
        for person in flip[:count]:
            change = 1 - 2 * state[person]
            state[person] += change
            now += change
            if change > 0 and not ever[person]:
                ever[person] = True
                reached += 1
            _spread(person, change, first, other, contacts)
            for entry in range(person_first[person], person_first[person + 1]):
                group = person_groups[entry]
                size = group_first[group + 1] - group_first[group]
                shift = log_miss[size, met[group] + change] - log_miss[size, met[group]]
                met[group] += change
                if shift:
                    _spread(group, shift, group_first, members, pressure)
        infected[step], total[step] = now, reached
    return infected, total, state


def gather(
    network: Network, gatherings: Gatherings, law: GroupLaw, step_keys: list[int], start: NDArray[np.int64]
) -> Course:
    """See `gathering.gather`."""
    groups = gatherings.person_first, gatherings.person_groups, gatherings.first, gatherings.members
    infected, total, state = _run(
        network.names,
        (network.ties.first, network.ties.other),
        groups,
        (law.miss, law.log_miss, np.uint64(law.recover)),
        np.array(step_keys, dtype=np.uint64),
        start,
    )
    if len(infected) < len(step_keys):
        return gathering.gather(network, gatherings, law, step_keys, start)
    return Course(infected, total, state)
