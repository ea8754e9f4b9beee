"""V10: the engine at the limits that can be solved with a pencil."""

from collections.abc import Iterator

import numpy as np

from trellis.cascade import keys
from trellis.cascade.evidence.arithmetic import chi_square, some, triangles
from trellis.cascade.evidence.checks import LIMIT, Check, near
from trellis.cascade.model.lineage import borel
from trellis.cascade.people.network import Network
from trellis.cascade.spread.reference import Drinking, drinking, simplicial, sir, sisa


def limit_checks() -> Iterator[Check]:
    """SISa's steady state, Sánchez's two outcomes, the simplicial fold, and sizes of subcritical lines."""
    yield _steady()
    yield _two_outcomes()
    yield _fold()
    yield _subcritical()
    yield _sizes()


def _steady() -> Check:
    degree, infect, recover, begin = 30, 0.0015, 0.03, 0.004
    network = Network.regular(5000, degree, 3)
    course = sisa(network, infect, recover, begin, steps=700, seed=3, start=some(5000, 0.3, 1))
    pull = degree * infect
    a, b = pull, pull - begin - recover
    expected = (b + float(np.sqrt(b * b + 4 * a * begin))) / (2 * a)
    ours = float(course.infected[-300:].mean() / 5000)
    return near("V10a", "SISa steady state (well-mixed formula, 30 contacts)", expected, ours, 0.02)


def _two_outcomes() -> Check:
    renew, recover, people = 0.004, 0.04, 6000
    critical = (renew + recover) ** 2 / recover
    ends = []
    for factor in (2.0, 0.5):
        law = Drinking(drink=0.7 * (renew + recover), recover=recover, fall_back=factor * critical, renew=renew)
        ends += [drinking(law, people, steps=1500, seed=4, start=start)[-1, 1] / people for start in (0.01, 0.5)]
    ours = ", ".join(f"{end:.3f}" for end in ends)
    passed = ends[0] < 0.03 and abs(ends[1] - 0.367) < 0.06 and max(ends[2:]) < 0.03
    return Check("V10b", "Sánchez at R = 0.7, fall-back twice and half of (μ+φ)²/φ, from 1% and 50%",
                 "0, 0.367, 0, 0", ours, "± 0.06", passed, LIMIT)  # fmt: skip


def _fold() -> Check:
    """dρ/dt = -ρ + λρ(1-ρ) + λΔρ²(1-ρ): above λ = 2√λΔ - λΔ many stay and few die out, below it nobody stays."""
    people, ties, threes, recover, strong = 3000, 60, 20, 0.02, 2.5
    network, triples = triangles(people, ties, threes, 3)
    fold, ends = 2 * strong**0.5 - strong, []
    for shift, start in ((0.1, 0.6), (0.1, 0.02), (-0.2, 0.6)):
        rates = (fold + shift) * recover / ties, strong * recover / threes, recover
        course = simplicial(network, triples, *rates, steps=900, seed=2, start=some(people, start, 5))
        ends.append(float(course.infected[-300:].mean() / people))
    apart = strong - fold - 0.1
    kept = (apart + (apart**2 - 4 * strong * (1 - fold - 0.1)) ** 0.5) / (2 * strong)
    passed = abs(ends[0] - kept) < 0.05 and max(ends[1:]) < 0.02
    what = "simplicial fold at λ = 2√λΔ - λΔ: 0.1 above it from 60% and 2%, 0.2 below it from 60%"
    ours = ", ".join(f"{end:.3f}" for end in ends)
    return Check("V10c", what, f"{kept:.3f}, 0, 0", ours, "± 0.05, < 0.02", passed, LIMIT)


def _sizes() -> Check:
    """Lines that each begin with one, each of whom leads to 0.5 more in the mean, so many as a Poisson draw says."""
    people, lines, most = 5000, 1500, 8
    network = _poisson(people, 4.0, 67)
    sizes = [
        sir(network, 0.125, 1.0, steps=60, seed=seed, start=np.array([3 * seed % people])).ever[-1]
        for seed in range(lines)
    ]
    law = borel(0.5, most)
    counted = np.bincount(np.minimum(sizes, most + 1), minlength=most + 2)[1:]
    return chi_square(
        "V10e", "sizes of subcritical lines, Borel's law at R = 0.5", counted, np.append(law, 1 - law.sum())
    )


def _poisson(people: int, mean: float, tag: int) -> Network:
    """A random network in which so many contacts are the mean."""
    drawn = (keys.uniform(keys.draw(keys.names(int(people * mean)), keys.stream(9, tag))) * people).astype(np.int64)
    return Network.from_ties(people, drawn[::2], drawn[1::2])


def _subcritical() -> Check:
    people = 60_000
    network = _poisson(people, 4.0, 66)
    sizes = [
        sir(network, 0.125, 1.0, steps=80, seed=seed, start=some(people, 0.002, seed)).ever[-1] / (0.002 * people)
        for seed in range(30)
    ]
    error = float(np.std(sizes, ddof=1) / len(sizes) ** 0.5)
    return near(
        "V10d", "mean size of a subcritical line, 1/(1-R), at R = 0.5", 2.0, float(np.mean(sizes)), 4 * error + 0.03
    )
