"""A1–A12: is the arithmetic right? Reference models against theory and against exact chains.

None of these says that the parameters describe recovery; they say that the engine does what it is told. Where a
comparison is by chance its tolerance is four standard errors, from independent seeds.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.evidence.checks import EXACT, LIMIT, Check, near
from trellis.cascade.people.network import Network
from trellis.cascade.spread.contacts import Contacts
from trellis.cascade.spread.gathering import Gatherings
from trellis.cascade.spread.reference import group_contagion, simplicial, sir, sis, threshold
from trellis.cascade.spread.running import run_contacts

Numbers = NDArray[np.float64]


def power_law(people: int, seed: int, least: int = 5) -> tuple[Network, NDArray[np.int64]]:
    """A configuration-model network with p(k) ~ k^-3 from `least` to sqrt(people), and its degrees."""
    sizes = np.arange(least, int(people**0.5) + 1)
    ladder = np.cumsum(sizes**-3.0) / np.sum(sizes**-3.0)
    drawn = keys.uniform(keys.draw(keys.names(people), keys.stream(seed, 61)))
    degrees = sizes[np.searchsorted(ladder, drawn)]
    network = Network.configuration(degrees, seed)
    return network, np.diff(network.ties.first)


def some(people: int, share: float, seed: int) -> NDArray[np.int64]:
    """Exactly this share of people, chosen by a seed."""
    order = np.argsort(keys.draw(keys.names(people), keys.stream(seed, 62)))
    return np.sort(order[: round(share * people)])


def copies(edges: list[tuple[int, int]], size: int, count: int) -> Network:
    """So many separate copies of one small network: as many independent runs in one."""
    ties = np.array(edges) if edges else np.empty((0, 2), dtype=int)
    one, other = (ties[None, :, side] + size * np.arange(count)[:, None] for side in (0, 1))
    return Network.from_ties(size * count, one.ravel(), other.ravel())


def final_size() -> Check:
    """A1: SIR on a configuration model against the generating-function fixed point, over many seeds."""
    people, infect, recover, start, runs = 20_000, 0.025, 0.1, 0.01, 40
    network, degrees = power_law(people, 1)
    lengths = np.arange(1, 2000)
    transmit = 1 - np.sum(recover * (1 - recover) ** (lengths - 1) * (1 - infect) ** lengths)
    expected = _generating_final(degrees, transmit, start)
    finals = [
        sir(network, infect, recover, steps=400, seed=seed, start=some(people, start, seed)).ever[-1] / people
        for seed in range(runs)
    ]
    error = float(np.std(finals, ddof=1) / runs**0.5)
    return near("A1", f"SIR final size, {runs} seeds", expected, float(np.mean(finals)), 4 * error + 1e-3)


def _generating_final(degrees: NDArray[np.int64], transmit: float, start: float) -> float:
    weights = np.bincount(degrees) / len(degrees)
    ks = np.arange(len(weights))
    theta, mean = 0.5, float(np.sum(ks * weights))
    for _ in range(2000):
        theta = (
            1 - transmit + transmit * (1 - start) * float(np.sum(ks[1:] * weights[1:] * theta ** (ks[1:] - 1))) / mean
        )
    return 1 - (1 - start) * float(np.sum(weights * theta**ks))


def course_in_time() -> Check:
    """A2: the whole course of SIR against the edge-based equations (Volz and Miller), in discrete time."""
    people, infect, recover, start, steps, runs = 20_000, 0.025, 0.1, 0.02, 60, 20
    network, degrees = power_law(people, 2)
    weights = np.bincount(degrees) / len(degrees)
    ks = np.arange(len(weights))
    mean = float(np.sum(ks * weights))
    theta, edge, expected = 1.0, start, []
    for _ in range(steps + 1):
        expected.append(1 - (1 - start) * float(np.sum(weights * theta**ks)))
        after = theta - infect * edge
        excess = [float(np.sum(ks[1:] * weights[1:] * at ** (ks[1:] - 1))) / mean for at in (theta, after)]
        edge, theta = (1 - infect) * (1 - recover) * edge + (1 - start) * (excess[0] - excess[1]), after
    found = np.mean(
        [
            sir(network, infect, recover, steps=steps, seed=seed, start=some(people, start, seed)).ever / people
            for seed in range(runs)
        ],
        axis=0,
    )
    gap = float(np.max(np.abs(found - np.array(expected))))
    return near("A2", "SIR in time, greatest gap to the edge-based equations", 0.0, gap, 0.012)


def onset() -> Check:
    """A3: SIS dies out below the inverse greatest eigenvalue and lasts well above the mean-field threshold."""
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import eigsh

    network, degrees = power_law(10_000, 3)
    ties = network.ties
    matrix = csr_array((np.ones(len(ties.other)), ties.other, ties.first))
    top = float(eigsh(matrix, k=1, v0=np.ones(len(network)), return_eigenvectors=False)[0])
    mean_field = float(degrees.mean() / np.mean(degrees.astype(float) ** 2))
    recover, levels = 0.1, []
    for ratio in (0.6 / top, 3.0 * mean_field):
        course = sis(network, ratio * recover, recover, steps=400, seed=1, start=some(10_000, 0.05, 1))
        levels.append(course.infected[-1] / len(network))
    return Check(
        "A3", "SIS onset", f"between 0.6/{top:.1f} (dies out) and 3 × {mean_field:.3f} (lasts)",
        f"{levels[0]:.3f} and {levels[1]:.3f}", "≤ 0.01 and ≥ 0.1", levels[0] <= 0.01 and levels[1] >= 0.1, LIMIT,
    )  # fmt: skip


def triangles(people: int, ties: float, threes: float, seed: int) -> tuple[Network, Gatherings]:
    """A random simplicial complex with so many ties and triangles each, on average (Iacopini 2019)."""
    drawn = keys.uniform(keys.draw(keys.names(people * 40), keys.stream(seed, 63)))
    picked = (drawn * people).astype(np.int64)
    count = int(people * threes / 3)
    three = picked[: 3 * count].reshape(-1, 3)
    three = three[(three[:, 0] != three[:, 1]) & (three[:, 1] != three[:, 2]) & (three[:, 0] != three[:, 2])]
    more = int(people * (ties - 2 * threes) / 2)
    rest = picked[3 * count : 3 * count + 2 * more].reshape(-1, 2)
    one = np.concatenate([rest[:, 0], three[:, 0], three[:, 0], three[:, 1]])
    other = np.concatenate([rest[:, 1], three[:, 1], three[:, 2], three[:, 2]])
    return Network.from_ties(people, one, other), Gatherings.of(people, three)


def bistable() -> Check:
    """A4: simplicial contagion between its two folds keeps what it has: few die out, many stay."""
    network, threes = triangles(4000, 20, 6, 3)
    recover = 0.05
    ends = [
        simplicial(
            network, threes, 0.75 * recover / 20, 2.5 * recover / 6, recover,
            steps=400, seed=2, start=some(4000, start, 5),
        ).infected[-1] / 4000
        for start in (0.02, 0.4)
    ]  # fmt: skip
    passed = ends[0] < 0.05 and 0.35 < ends[1] < 0.5
    return Check(
        "A4", "simplicial contagion at λ = 0.75, λΔ = 2.5, from 2% and from 40%", "0 and 0.43 (mean field 0.5)",
        f"{ends[0]:.3f} and {ends[1]:.3f}", "< 0.05 and 0.35–0.5", passed, LIMIT,
    )  # fmt: skip


def reed_frost() -> Check:
    """A6: the exact Reed–Frost law of final sizes, in households of three with one case."""
    count, infect = 60_000, 0.3
    network = copies([(0, 1), (0, 2), (1, 2)], 3, count)
    course = sir(network, infect, 1.0, steps=4, seed=6, start=np.arange(count) * 3)
    ever = (course.state.reshape(count, 3) != 0).sum(axis=1)
    escape = 1 - infect
    one = escape**2
    two = 2 * infect * escape * escape
    expected = np.array([one, two, 1 - one - two])
    return chi_square("A6", "Reed–Frost in households of three", np.bincount(ever, minlength=4)[1:], expected)


def complete() -> Check:
    """A6: where everybody meets everybody, SIR ends at the root of 1 - r = (1 - start) exp(-R r)."""
    people, spread, start = 1500, 2.0, 0.05
    one, other = np.triu_indices(people, 1)
    network = Network.from_ties(people, one, other)
    finals = [
        sir(network, spread / people, 1.0, steps=60, seed=seed, start=some(people, start, seed)).ever[-1] / people
        for seed in range(12)
    ]
    expected = 0.8
    for _ in range(200):
        expected = 1 - (1 - start) * float(np.exp(-spread * expected))
    error = float(np.std(finals, ddof=1) / len(finals) ** 0.5)
    return near("A6b", "well-mixed SIR final size", expected, float(np.mean(finals)), 4 * error + 2e-3)


def pairs_in_regular() -> Check:
    """A7: SIS on a random regular graph against the pair approximation, k[(k-1)λ-1] / (k(k-1)λ-1)."""
    degree, ratio, recover = 4, 0.6, 0.02
    network = Network.regular(6000, degree, 7)
    course = sis(network, ratio * recover, recover, steps=900, seed=7, start=some(6000, 0.5, 7))
    expected = degree * ((degree - 1) * ratio - 1) / (degree * (degree - 1) * ratio - 1)
    ours = float(course.infected[-400:].mean() / len(network))
    return near("A7", "SIS level on a 4-regular graph (pair approximation)", expected, ours, 0.03)


def households() -> Check:
    """A8: households of three in a random network: final size by clusters within and ties between (Ball 1997)."""
    houses, ties, infect, start = 8000, 1.6, 0.35, 0.01
    people = 3 * houses
    drawn = (keys.uniform(keys.draw(keys.names(int(people * ties)), keys.stream(8, 64))) * people).astype(np.int64)
    base = np.arange(houses) * 3
    one = np.concatenate([base, base, base + 1, drawn[::2]])
    other = np.concatenate([base + 1, base + 2, base + 2, drawn[1::2]])
    network = Network.from_ties(people, one, other)
    clusters = np.array([(1 - infect) ** 2, 2 * infect * (1 - infect) ** 2, infect**2 * (3 - 2 * infect)])
    sizes, missed = np.arange(1, 4), 0.5
    for _ in range(2000):
        missed = float(np.sum(clusters * (1 - start) ** sizes * np.exp(-ties * infect * sizes * (1 - missed))))
    finals = [
        sir(network, infect, 1.0, steps=200, seed=seed, start=some(people, start, seed)).ever[-1] / people
        for seed in range(12)
    ]
    error = float(np.std(finals, ddof=1) / len(finals) ** 0.5)
    return near("A8", "final size among households", 1 - missed, float(np.mean(finals)), 4 * error + 5e-3)


def threshold_cascade() -> Check:
    """A9: threshold contagion on a Poisson network against Gleeson and Cahalane (2007)."""
    from scipy.stats import binom, poisson

    people, mean, share, start = 20_000, 1.3, 0.25, 0.05
    drawn = (keys.uniform(keys.draw(keys.names(int(people * mean)), keys.stream(9, 65))) * people).astype(np.int64)
    network = Network.from_ties(people, drawn[::2], drawn[1::2])
    ks = np.arange(40)
    weights = poisson.pmf(ks, mean)
    needed = np.maximum(1, np.ceil(share * ks - 1e-9))
    reached, q = 0.0, start
    for _ in range(500):
        q = start + (1 - start) * float(np.sum(ks[1:] * weights[1:] / mean * binom.sf(needed[1:] - 1, ks[1:] - 1, q)))
    reached = start + (1 - start) * float(np.sum(weights[1:] * binom.sf(needed[1:] - 1, ks[1:], q)))
    ours = np.mean([threshold(network, share, start=some(people, start, seed)).ever[-1] for seed in range(6)]) / people
    return near("A9", "threshold cascade on a Poisson network", reached, float(ours), 0.015)


def nonlinear_group() -> Check:
    """A10: a group whose pull grows as the square of those infected, against its exact chain."""
    size, count, recover, steps = 5, 6000, 0.2, 6
    chance = 0.04
    start = np.concatenate([np.arange(count) * size, np.arange(count) * size + 1])
    groups = np.arange(size * count).reshape(count, size)
    course = group_contagion(
        Network.from_ties(size * count, np.empty(0, int), np.empty(0, int)), Gatherings.of(size * count, groups), 0.0,
        lambda infected, _size: min(0.9, chance * infected**2), recover, steps=steps, seed=10, start=start,
    )  # fmt: skip
    from scipy.stats import binom

    law = np.eye(size + 1)[2]
    for _ in range(steps):
        after = np.zeros(size + 1)
        for infected in range(size + 1):
            gains = binom.pmf(np.arange(size - infected + 1), size - infected, min(0.9, chance * infected**2))
            stays = binom.pmf(np.arange(infected + 1), infected, 1 - recover)
            after[: size + 1] += law[infected] * np.convolve(gains, stays)[: size + 1]
        law = after
    return chi_square("A10", "nonlinear group, exact chain", _tally(course.state, size), law)


def _tally(state: NDArray[np.int8], size: int) -> NDArray[np.int64]:
    return np.bincount((state.reshape(-1, size) == 1).sum(axis=1), minlength=size + 1)


def exact_chain() -> Check:
    """A11: the law of every set of infected people in a network of five, against its exact Markov chain."""
    edges, size, count, steps, infect, recover = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)], 5, 12_000, 5, 0.25, 0.3
    course = sis(copies(edges, size, count), infect, recover, steps=steps, seed=11, start=np.arange(count) * size)
    weights = 1 << np.arange(size)
    found = np.bincount((course.state.reshape(count, size) == 1) @ weights, minlength=1 << size)
    law = np.zeros(1 << size)
    law[1] = 1.0
    for _ in range(steps):
        law = law @ _chain(edges, size, infect, recover)
    return chi_square("A11", "SIS in a network of five, all 32 states", found, law)


def _chain(edges: list[tuple[int, int]], size: int, infect: float, recover: float) -> Numbers:
    matrix = np.zeros((1 << size, 1 << size))
    for state in product((0, 1), repeat=size):
        met = np.zeros(size, dtype=int)
        for one, other in edges:
            met[one] += state[other]
            met[other] += state[one]
        chance = np.where(np.array(state) == 1, 1 - recover, 1 - (1 - infect) ** met)
        row = np.ones(1)
        for person in range(size):
            row = np.concatenate([row * (1 - chance[person]), row * chance[person]])
        matrix[int(np.dot(state, 1 << np.arange(size)))] = row
    return matrix


def chi_square(code: str, what: str, found: NDArray[np.int64], law: Numbers) -> Check:
    """Counts against a law; rare outcomes are pooled."""
    from scipy.stats import chi2

    expected = law * found.sum()
    rare = expected < 5
    seen = np.append(found[~rare], found[rare].sum())
    wanted = np.append(expected[~rare], max(expected[rare].sum(), 1e-9))
    if wanted[-1] < 5:
        seen, wanted = seen[:-1], wanted[:-1]
    value = float(np.sum((seen - wanted) ** 2 / wanted))
    chance = float(chi2.sf(value, len(seen) - 1))
    return Check(code, what, "exact law", f"χ² p = {chance:.3f}", "p > 0.0005", chance > 5e-4, EXACT)


def invariants() -> Check:
    """A12: one more tie never lowers a cascade without recovery, seed by seed; backends agree."""
    network, _ = power_law(2000, 12)
    more = network.with_ties(np.arange(0, 200), np.arange(1000, 1200))
    law = Contacts(infect=0.03, recover=0.0, immune=True)
    worse = 0
    for seed in range(10):
        start = some(2000, 0.005, seed)
        fewer, greater = (run_contacts(net, law, steps=12, seed=seed, start=start) for net in (network, more))
        worse += int(np.any((fewer.state > 0) & (greater.state == 0)))
    return Check("A12", "runs in which a tie added lost anybody", "0", str(worse), "exactly", worse == 0, EXACT)


ALL = (
    final_size, course_in_time, onset, bistable, reed_frost, complete, pairs_in_regular, households,
    threshold_cascade, nonlinear_group, exact_chain, invariants,
)  # fmt: skip


def checks() -> Iterator[Check]:
    """Every check, as it is done. A5, agreement with other tools, is a test, as it needs them installed."""
    for check in ALL:
        yield check()
