"""V10: the engine at the limits that can be solved with a pencil."""

from collections.abc import Iterator

import numpy as np

from trellis.cascade import keys
from trellis.cascade.evidence.arithmetic import some
from trellis.cascade.evidence.checks import LIMIT, Check, near
from trellis.cascade.people.network import Network
from trellis.cascade.spread.reference import Drinking, drinking, sir, sisa


def limit_checks() -> Iterator[Check]:
    """SISa's steady state, Sánchez's two outcomes, the simplicial fold, and subcritical sizes."""
    yield _steady()
    yield _two_outcomes()
    yield _fold()
    yield _subcritical()


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
    """dρ/dt = -ρ + λρ(1-ρ) + λΔρ²(1-ρ) keeps ρ = 0.5 just above λ = 2√λΔ - λΔ and loses it just below."""
    strong = 2.5
    fold, ends = 2 * strong**0.5 - strong, []
    for shift in (0.02, -0.02):
        share = 0.6
        for _ in range(40_000):
            share += 0.02 * (-share + (fold + shift) * share * (1 - share) + strong * share * share * (1 - share))
        ends.append(share)
    passed = ends[0] > 0.2 and ends[1] < 0.01
    ours = f"{ends[0]:.3f} and {ends[1]:.3f}"
    return Check("V10c", "simplicial fold at λ = 2√λΔ - λΔ, just above and below", "kept and lost", ours,
                 "> 0.2 and < 0.01", passed, LIMIT)  # fmt: skip


def _subcritical() -> Check:
    people, mean, infect = 60_000, 4.0, 0.125
    drawn = (keys.uniform(keys.draw(keys.names(int(people * mean)), keys.stream(9, 66))) * people).astype(np.int64)
    network = Network.from_ties(people, drawn[::2], drawn[1::2])
    sizes = [
        sir(network, infect, 1.0, steps=80, seed=seed, start=some(people, 0.002, seed)).ever[-1] / (0.002 * people)
        for seed in range(30)
    ]
    error = float(np.std(sizes, ddof=1) / len(sizes) ** 0.5)
    return near(
        "V10d", "mean size of a subcritical line, 1/(1-R), at R = 0.5", 2.0, float(np.mean(sizes)), 4 * error + 0.03
    )
