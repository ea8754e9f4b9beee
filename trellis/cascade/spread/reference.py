"""Reference models with known answers, in the same engine: what the arithmetic is checked against.

SIR, SIS and SISa (Hill 2010) go by contacts, exactly (`contacts`). The rest decide every person's step from how things
stood before it: threshold (Watts 2002), group contagion with any reinforcement, of which simplicial contagion
(Iacopini 2019) is the case of threes, and Sánchez's model of drinking (2007). Chances are per step; those of
contagion are refused (`CascadeError`) outside 0 to 1. `start` lists who is infected at step 0, by number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.model.backends import loops
from trellis.cascade.parameters import check_number
from trellis.cascade.people.network import Network, spans
from trellis.cascade.spread.contacts import Contacts, Course
from trellis.cascade.spread.gathering import Gatherings, law_of
from trellis.cascade.spread.running import run_contacts

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
    """Complex contagion: somebody joins, for good, once at least this share of their contacts have, and at least one.
    No chance in it. It ends when nobody joins, so the course has as many steps as that took, at most `steps`."""
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
    backend: str | None = None,
) -> Course:
    """SIS by ties and by groups: `chance(infected, size)` a step, below 1, is what a group with so many infected adds
    for each other member, with any reinforcement. Ties and groups act apart: one escapes if one escapes each."""
    law = law_of(network, gatherings, infect, chance, recover)
    root = keys.stream(seed, STEP)
    step_keys = [keys.fold(root, step) for step in range(steps + 1)]
    course: Course = loops(backend).gather(network, gatherings, law, step_keys, np.unique(start).astype(np.int64))
    return course


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
    backend: str | None = None,
) -> Course:
    """Contagion along ties, chance `infect`, and in groups of three, chance `reinforce`, once the other two are
    infected."""
    return group_contagion(
        network, triangles, infect, lambda infected, _size: reinforce if infected == 2 else 0.0, recover,
        steps=steps, seed=seed, start=start, backend=backend,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drinking:
    """Sánchez 2007, as rates a step: `drink` and `fall_back` times the share who drink, and `recover`. `renew`, the
    chance to leave and be replaced by somebody who does not drink (births and deaths), comes before the others."""

    drink: float
    recover: float
    fall_back: float
    renew: float


def drinking(law: Drinking, people: int, *, steps: int, seed: int, start: float) -> NDArray[np.int64]:
    """Numbers of [step, occasional drinkers / problem drinkers / recovered] where everybody mixes with everybody; step
    0, the start, has problem drinkers at the share `start`."""
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
