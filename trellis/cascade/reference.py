"""Reference models with known answers, in the same engine: what the arithmetic is checked against.

SIR, SIS and SISa (Hill 2010) go by contacts, exactly (`contacts`). The rest decide every person's step from how things
stood before it: threshold (Watts 2002), group contagion with any reinforcement, of which simplicial contagion
(Iacopini 2019) is the case of threes, and Sánchez's model of drinking (2007). Chances are per step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.backends import loops
from trellis.cascade.contacts import Contacts, Course, run_contacts
from trellis.cascade.network import Network, spans
from trellis.cascade.parameters import CascadeError, check_number

Numbers = NDArray[np.float64]
STEP = 51  # purpose of draws
DRINK_NONE, DRINKING, RECOVERED = 0, 1, 2


def sir(network: Network, infect: float, recover: float, *, steps: int, seed: int, start: NDArray[Any]) -> Course:
    """Infected until recovered, then immune."""
    law = Contacts(infect=infect, recover=recover, immune=True)
    return run_contacts(network, law, steps=steps, seed=seed, start=start)


def sis(network: Network, infect: float, recover: float, *, steps: int, seed: int, start: NDArray[Any]) -> Course:
    """Infected until recovered, then susceptible again."""
    return run_contacts(network, Contacts(infect=infect, recover=recover), steps=steps, seed=seed, start=start)


def sisa(
    network: Network, infect: float, recover: float, spontaneous: float, *, steps: int, seed: int, start: NDArray[Any]
) -> Course:
    """SIS in which anybody may also begin of their own accord."""
    law = Contacts(infect=infect, recover=recover, spontaneous=spontaneous)
    return run_contacts(network, law, steps=steps, seed=seed, start=start)


def threshold(network: Network, share: float, *, start: NDArray[Any], steps: int = 10_000) -> Course:
    """Complex contagion: somebody joins, for good, once at least this share of their contacts have. No chance in it."""
    check_number("share", share, 0, 1)
    degree = np.diff(network.ties.first)
    needed = np.maximum(1, np.ceil(share * degree - 1e-9)).astype(np.int64)
    state, counts = np.zeros(len(network), dtype=np.int8), np.zeros(len(network), dtype=np.int64)
    joining, sizes = np.unique(start).astype(np.int64), []
    for _ in range(steps + 1):
        state[joining] = 1
        sizes.append(int(np.count_nonzero(state)))
        if not len(joining):
            break
        entries, _lengths = spans(network.ties.first, joining)
        reached = network.ties.other[entries]
        np.add.at(counts, reached, 1)
        candidates = np.unique(reached[state[reached] == 0])
        joining = candidates[counts[candidates] >= needed[candidates]].astype(np.int64)
    joined = np.array(sizes)
    return Course(joined, joined, state)


@dataclass(frozen=True, eq=False)
class Gatherings:
    """Hyperedges by person and by group, in rows: `members[first[g]:first[g + 1]]` are those of group g."""

    first: NDArray[np.int64]
    members: NDArray[np.int32]
    person_first: NDArray[np.int64]
    person_groups: NDArray[np.int32]

    @classmethod
    def of(cls, people: int, groups: list[NDArray[Any]] | NDArray[Any]) -> "Gatherings":
        lengths = np.array([len(group) for group in groups], dtype=np.int64)
        members = np.concatenate(list(groups)).astype(np.int32) if len(lengths) else np.empty(0, np.int32)
        if len(members) and (members.min() < 0 or members.max() >= people):
            raise CascadeError(f"a group names person {members.max()}; people are numbered from 0 to {people - 1}")
        owner = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        order = np.argsort(members, kind="stable")
        person_first = np.r_[0, np.cumsum(np.bincount(members, minlength=people))]
        return cls(np.r_[0, np.cumsum(lengths)], members, person_first, owner[order])


def group_contagion(
    network: Network,
    gatherings: Gatherings,
    infect: float,
    chance: Callable[[int, int], float],
    recover: float,
    *,
    steps: int,
    seed: int,
    start: NDArray[Any],
) -> Course:
    """SIS by ties and by groups: `chance(infected, size)` a step is what a group adds, with any reinforcement."""
    world = _GroupWorld(network, gatherings, infect, chance, recover)
    state = np.zeros(len(network), dtype=np.int8)
    flip, ever = np.unique(start).astype(np.int64), np.zeros(len(network), dtype=bool)
    infected, total = [], []
    limit = int(keys.threshold(recover))
    for step in range(steps + 1):
        if step:
            draws = keys.draw(network.names, keys.stream(seed, STEP, step)) >> np.uint64(11)
            flip = np.flatnonzero(np.where(state == 1, draws < limit, draws < world.thresholds()))
        world.flip(state, flip)
        ever[flip[state[flip] == 1]] = True
        infected.append(int(state.sum()))
        total.append(int(ever.sum()))
    return Course(np.array(infected), np.array(total), state)


class _GroupWorld:
    """Counts of infected contacts and groups, kept up as people change."""

    def __init__(
        self,
        network: Network,
        gatherings: Gatherings,
        infect: float,
        chance: Callable[[int, int], float],
        recover: float,
    ) -> None:
        check_number("infect", infect, 0, 1)
        check_number("recover", recover, 0, 1)
        self.ties, self.gatherings, self.spread = network.ties, gatherings, loops().spread
        self.sizes = np.diff(gatherings.first)
        most = int(self.sizes.max(initial=0))
        self.log_miss = _log_misses(chance, most)
        degree = int(np.diff(network.ties.first).max(initial=0))
        self.miss = (1.0 - infect) ** np.arange(degree + 1)
        self.contacts = np.zeros(len(network), dtype=np.int64)
        self.met = np.zeros(len(self.sizes), dtype=np.int64)
        self.pressure = np.zeros(len(network), dtype=np.int64)  # -log of escaping one's groups, in units of 2**-40

    def thresholds(self) -> keys.Words:
        escape = self.miss[self.contacts] * np.exp(self.pressure * -(2.0**-40))
        return keys.threshold(1.0 - escape)

    def flip(self, state: NDArray[np.int8], people: NDArray[np.int64]) -> None:
        """Change these people, and with them what every contact and fellow member meets."""
        change = 1 - 2 * state[people].astype(np.int64)
        state[people] += change.astype(np.int8)
        self.spread(self.ties.first, self.ties.other, people, change, self.contacts)
        before = self.met.copy()
        self.spread(self.gatherings.person_first, self.gatherings.person_groups, people, change, self.met)
        touched = np.flatnonzero(before != self.met)
        sizes = self.sizes[touched]
        shift = self.log_miss[sizes, self.met[touched]] - self.log_miss[sizes, before[touched]]
        self.spread(self.gatherings.first, self.gatherings.members, touched, shift, self.pressure)


def _log_misses(chance: Callable[[int, int], float], most: int) -> NDArray[np.int64]:
    """-log of the chance that a group of each size passes nothing on, by how many in it are infected."""
    table = np.zeros((most + 1, most + 1), dtype=np.int64)
    for size in range(1, most + 1):
        for infected in range(1, size + 1):
            given = chance(infected, size)
            check_number(f"chance({infected}, {size})", given, 0, 1 - 1e-9)
            table[size, infected] = round(-np.log1p(-given) * 2.0**40)
    return table


def simplicial(
    network: Network,
    triangles: Gatherings,
    infect: float,
    reinforce: float,
    recover: float,
    *,
    steps: int,
    seed: int,
    start: NDArray[Any],
) -> Course:
    """Contagion along ties, and in threes once the other two are infected."""
    return group_contagion(
        network, triangles, infect, lambda infected, _size: reinforce if infected == 2 else 0.0, recover,
        steps=steps, seed=seed, start=start,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drinking:
    """Sánchez 2007: `drink` and `fall_back` by meeting drinkers, `recover`, `renew` (births and deaths)."""

    drink: float
    recover: float
    fall_back: float
    renew: float


def drinking(law: Drinking, people: int, *, steps: int, seed: int, start: float) -> NDArray[np.int64]:
    """Numbers of [step, occasional drinkers / problem drinkers / recovered] where everybody mixes with everybody."""
    names = keys.names(people)
    state = np.where(keys.uniform(keys.draw(names, keys.stream(seed, STEP))) < start, DRINKING, DRINK_NONE)
    counts = [np.bincount(state, minlength=3)]
    for step in range(1, steps + 1):
        draws = keys.uniform(keys.draw(names, keys.stream(seed, STEP, step)))
        share = counts[-1][DRINKING] / people
        renewed = draws >= 1.0 - law.renew
        moves = np.array([law.drink * share, law.recover, law.fall_back * share])
        moved = draws < 1.0 - np.exp(-moves)[state]
        state = np.where(moved, np.array([DRINKING, RECOVERED, DRINKING])[state], state)
        state[renewed] = DRINK_NONE
        counts.append(np.bincount(state, minlength=3))
    return np.array(counts)
