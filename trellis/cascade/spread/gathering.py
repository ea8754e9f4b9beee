"""Contagion in groups of any size, with any reinforcement, step by step: the loop in plain NumPy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.freezing import freeze
from trellis.cascade.parameters import CascadeError, check_number
from trellis.cascade.people.network import Network
from trellis.cascade.spread.contacts import Course

UNIT = 2.0**-40  # of -log of the chance to escape one's groups: whole numbers add up the same in any order


@dataclass(frozen=True, eq=False)
class Gatherings:
    """Hyperedges by person and by group, in rows: `members[first[g]:first[g + 1]]` are those of group g, and
    `person_groups[person_first[p]:person_first[p + 1]]` the groups of person p."""

    first: NDArray[np.int64]
    members: NDArray[np.int32]
    person_first: NDArray[np.int64]
    person_groups: NDArray[np.int32]

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, people: int, groups: list[NDArray[Any]] | NDArray[Any]) -> "Gatherings":
        """From the members of each group, as numbers below `people`; `CascadeError` for any other number."""
        lengths = np.array([len(group) for group in groups], dtype=np.int64)
        members = np.concatenate(list(groups)).astype(np.int32) if len(lengths) else np.empty(0, np.int32)
        if len(members) and (members.min() < 0 or members.max() >= people):
            wrong = members.min() if members.min() < 0 else members.max()
            raise CascadeError(f"a group names person {wrong}; people are numbered from 0 to {people - 1}")
        owner = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        order = np.argsort(members, kind="stable")
        person_first = np.r_[0, np.cumsum(np.bincount(members, minlength=people))]
        return cls(np.r_[0, np.cumsum(lengths)], members, person_first, owner[order])


@dataclass(frozen=True, eq=False, slots=True)
class GroupLaw:
    """Chances a step, as tables."""

    miss: NDArray[np.float64]  # by infected contacts: that none of them passes it on
    log_miss: NDArray[np.int64]  # [size, infected] of a group: -log of that, in units
    recover: int  # threshold out of 2**53


def law_of(
    network: Network, gatherings: Gatherings, infect: float, chance: Callable[[int, int], float], recover: float
) -> GroupLaw:
    """The chances a step, tabled for every number of contacts and every size of group there is. `CascadeError` for a
    chance outside 0 to 1, or one of a group that is 1: nobody could escape it, and its -log has no end."""
    check_number("infect", infect, 0, 1)
    check_number("recover", recover, 0, 1)
    degree = int(np.diff(network.ties.first).max(initial=0))
    most = int(np.diff(gatherings.first).max(initial=0))
    miss = np.power(1.0 - infect, np.arange(degree + 1), dtype=np.float64)
    return GroupLaw(miss, _log_misses(chance, most), keys.threshold_of(recover))


def _log_misses(chance: Callable[[int, int], float], most: int) -> NDArray[np.int64]:
    """-log of the chance that a group of each size passes nothing on, by how many in it are infected."""
    table = np.zeros((most + 1, most + 1), dtype=np.int64)
    for size in range(1, most + 1):
        for infected in range(1, size + 1):
            given = chance(infected, size)
            check_number(f"chance({infected}, {size})", given, 0, 1 - 1e-9)
            table[size, infected] = round(-np.log1p(-given) / UNIT)
    return table


def gather(
    network: Network, gatherings: Gatherings, law: GroupLaw, step_keys: list[int], start: NDArray[np.int64]
) -> Course:
    """Everybody's step is decided from how things stood before it. `step_keys`: one for each step, of which the first,
    for the start, is not used; `start`: who is infected then, each once."""
    count = len(network)
    ties = _Rows(network.ties.first, network.ties.other)
    groups_of = _Rows(gatherings.person_first, gatherings.person_groups)
    members = _Rows(gatherings.first, gatherings.members)
    ill, ever = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    contacts, met = np.zeros(count, dtype=np.int64), np.zeros(len(gatherings.first) - 1, dtype=np.int64)
    pressure, flip = np.zeros(count, dtype=np.int64), start  # -log of the chance to escape one's groups, in units
    infected, total = np.zeros(len(step_keys), dtype=np.int64), np.zeros(len(step_keys), dtype=np.int64)
    for step, key in enumerate(step_keys):
        if step:
            draws = keys.draw(network.names, key) >> 11
            limits = keys.whole(1.0 - law.miss.take(contacts) * np.exp(pressure * -UNIT))
            limits[ill] = law.recover
            flip = (draws < limits).nonzero()[0]
        change = 1 - 2 * ill.take(flip).astype(np.int64)
        ill[flip] ^= True
        ever |= ill
        ties.spread(flip, change, contacts)
        before = met.copy()
        groups_of.spread(flip, change, met)
        touched = (before != met).nonzero()[0]
        sizes = members.lengths.take(touched)
        shift = law.log_miss[sizes, met.take(touched)] - law.log_miss[sizes, before.take(touched)]
        members.spread(touched, shift, pressure)
        infected[step], total[step] = np.count_nonzero(ill), np.count_nonzero(ever)
    return Course(infected, total, ill.astype(np.int8))


class _Rows:
    """Rows of entries, with what every step would otherwise work out anew."""

    def __init__(self, first: NDArray[np.int64], other: NDArray[np.int32]) -> None:
        self.first, self.lengths = first, np.diff(first)
        self.other, self.places = other.astype(np.intp), np.arange(len(other))

    def spread(self, changed: NDArray[np.int64], change: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
        """Add what changed about some rows to the counts of each of their entries, in place."""
        lengths = self.lengths.take(changed)
        ends = lengths.cumsum()
        entries = (self.first.take(changed) - ends + lengths).repeat(lengths)
        entries += self.places[: len(entries)]
        np.add.at(counts, self.other.take(entries), change.repeat(lengths))
