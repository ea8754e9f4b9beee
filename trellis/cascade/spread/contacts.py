"""Contagion by contacts, exactly, touching each tie once an episode: SIR, SIS and SISa in discrete time.

An *episode* is one stretch of somebody being infected. It has a key, a hash of (seed, person, step of onset); its
length comes from the key, and for each contact one draw, a hash of (key, contact), says when the first transmission
along that tie comes, and whether that is before the episode ends. Transmissions wait in one bucket a step. This is
the law of "every step, every infected person infects each contact with chance b, then recovers with chance g",
without a draw for each tie and step. As every draw belongs to one episode and one contact, worlds that differ in one
tie share all others.

A transmission's draw has 32 bits: chances are exact to 2e-10.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.freezing import freeze
from trellis.cascade.parameters import check_number
from trellis.cascade.people.network import Network, spans

SUSCEPTIBLE, INFECTED, IMMUNE = 0, 1, 2
WORD = 0x9E3779B9
FIRST, SECOND = 0x85EBCA6B, 0xC2B2AE35  # the finaliser of MurmurHash3
ONSET, SPONTANEOUS = 41, 42  # purposes of draws
Draws = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Chances a step, each from 0 to 1 (else `CascadeError`): `infect` along each tie from somebody infected,
    `recover`, and `spontaneous` onset. `immune`: whoever has recovered stays so (SIR), else they may be infected
    again."""

    infect: float
    recover: float
    spontaneous: float = 0.0
    immune: bool = False

    def __post_init__(self) -> None:
        for name in ("infect", "recover", "spontaneous"):
            check_number(name, getattr(self, name), 0, 1)


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """`infected[step]` and `ever[step]`: how many are, and how many episodes have begun (in groups, under thresholds
    and in SIR: how many people ever were); step 0 is the start. `state` of each person at the end: SUSCEPTIBLE,
    INFECTED or IMMUNE."""

    infected: NDArray[np.int64]
    ever: NDArray[np.int64]
    state: NDArray[np.int8]

    def __post_init__(self) -> None:
        freeze(self)

    def __repr__(self) -> str:
        return f"<Course of {len(self.infected) - 1} steps: {self.infected[-1]:,} infected, {self.ever[-1]:,} ever>"


@dataclass(frozen=True, eq=False, slots=True)
class Tables:
    """Thresholds of waits, for so many steps. `first[k]`, of 32 bits: a draw at or above it has its transmission by
    step k of the episode. The other two are out of 2**53 and fall from one step to the next."""

    first: Draws
    length: keys.Words  # an episode lasts one step more than the number of these its draw falls below
    idle: keys.Words  # the same, for spontaneous onset
    steps: int


def tables_of(law: Contacts, steps: int) -> Tables:
    """The chances of a law as thresholds of whole numbers."""
    left = np.cumprod(np.full(steps + 1, 1.0 - law.infect))
    first = np.floor(np.r_[1.0, left] * 2.0**32).clip(max=2**32 - 1).astype(np.uint32)
    return Tables(
        first=first,
        length=keys.geometric_limits(law.recover, steps + 1),
        idle=keys.geometric_limits(law.spontaneous, steps + 1),
        steps=steps,
    )


def mix32(words: Draws) -> Draws:
    """The finaliser of MurmurHash3, in place."""
    words ^= words >> 16
    words *= FIRST
    words ^= words >> 13
    words *= SECOND
    words ^= words >> 16
    return words


def waits(limits: keys.Words, draws: keys.Words) -> NDArray[np.int64]:
    """How many of the falling limits each draw is below."""
    return len(limits) - np.searchsorted(limits[::-1], draws >> 11, side="right")


def course(network: Network, law: Contacts, tables: Tables, seed: int, start: NDArray[np.int64]) -> Course:
    """The plain NumPy kernel. `start`: who is infected at step 0, in order and each once."""
    state = np.zeros(len(network), dtype=np.int8)
    ending: list[list[NDArray[np.int64]]] = [[] for _ in range(tables.steps + 1)]
    buckets: list[list[NDArray[Any]]] = [[] for _ in range(tables.steps + 1)]
    if law.spontaneous:
        fill_spontaneous(network, tables, seed, buckets)
    infected, ever = np.zeros(tables.steps + 1, np.int64), np.zeros(tables.steps + 1, np.int64)
    after, onset, now, total = (IMMUNE if law.immune else SUSCEPTIBLE), start, 0, 0
    for step in range(tables.steps + 1):
        if step:
            onset = _onsets(buckets[step], state)
            for people in ending[step]:
                state[people] = after
                now -= len(people)
            buckets[step].clear()
        state[onset] = INFECTED
        now, total = now + len(onset), total + len(onset)
        infected[step], ever[step] = now, total
        if len(onset):
            _begin(network, law, tables, seed, step, onset, ending, buckets)
    return Course(infected, ever, state)


def _onsets(bucket: list[NDArray[Any]], state: NDArray[np.int8]) -> NDArray[np.int64]:
    """Who is reached this step while susceptible, each once."""
    if not bucket:
        return np.empty(0, dtype=np.int64)
    reached = np.concatenate(bucket)
    reached = reached[state[reached] == SUSCEPTIBLE]
    state[reached] = INFECTED
    return _distinct(reached)


def _distinct(people: NDArray[Any]) -> NDArray[np.int64]:
    people = np.sort(people)
    return people[np.r_[True, people[1:] != people[:-1]]].astype(np.int64) if len(people) else people.astype(np.int64)


def _begin(
    network: Network,
    law: Contacts,
    tables: Tables,
    seed: int,
    step: int,
    onset: NDArray[np.int64],
    ending: list[list[NDArray[np.int64]]],
    buckets: list[list[NDArray[Any]]],
) -> None:
    """Begin these people's episodes: when each ends, and every transmission in it."""
    key = keys.draw(network.names[onset], keys.stream(seed, ONSET, step))
    length = np.minimum(1 + waits(tables.length, key), tables.steps - step + 1)
    _split(length, onset, step, ending)
    if not law.infect:
        return
    entries, degree = spans(network.ties.first, onset)
    other = network.ties.other[entries]
    low = np.repeat((key & np.uint64(0xFFFFFFFF)).astype(np.uint32), degree)
    draws = other.astype(np.uint32)
    draws *= np.uint32(WORD)
    draws ^= low
    mix32(draws)
    landed = np.flatnonzero(draws >= np.repeat(tables.first[length], degree))
    draws, other = draws[landed], other[landed]
    end = np.repeat(length, degree)[landed]
    falling = tables.first[::-1]
    delay = np.maximum(1, len(falling) - np.searchsorted(falling, draws, side="right"))
    while True:
        _split(delay, other, step, buckets)
        if law.immune:
            return
        draws = mix32(draws + np.uint32(WORD))
        wait = np.maximum(1, len(falling) - np.searchsorted(falling, draws, side="right"))
        kept = np.flatnonzero(delay + wait <= end)
        if not len(kept):
            return
        draws, other, end, delay = draws[kept], other[kept], end[kept], (delay + wait)[kept]


def _split(delay: NDArray[Any], values: NDArray[Any], step: int, buckets: list[list[NDArray[Any]]]) -> None:
    """Put values into the bucket of their step; those beyond the last step are of no consequence."""
    short = delay.astype(np.uint16)
    order = np.argsort(short, kind="stable")
    short, values = short[order], values[order]
    ends = np.searchsorted(short, np.arange(1, len(buckets) - step, dtype=np.uint16), side="right").tolist()
    begin = 0
    for index, end in enumerate(ends):
        if end > begin:
            buckets[step + 1 + index].append(values[begin:end])
            begin = end


def fill_spontaneous(network: Network, tables: Tables, seed: int, buckets: list[list[NDArray[Any]]]) -> None:
    """Every step at which each person, if susceptible then, begins of their own accord."""
    who, when, turn = np.arange(len(network)), np.zeros(len(network), dtype=np.int64), 0
    while len(who):
        drawn = keys.draw(network.names[who], keys.stream(seed, SPONTANEOUS, turn))
        when = when + 1 + waits(tables.idle, drawn)
        kept = when <= tables.steps
        who, when, turn = who[kept], when[kept], turn + 1
        _split(when, who, 0, buckets)
