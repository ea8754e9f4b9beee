"""Which unknown number matters: rank correlation with the outcome, and what knowing it would be worth.

The worth of measuring a parameter is the expected value of partial perfect information: how much better, on average,
one would choose among the scenarios if it were known, in extra people in lasting recovery. The conditional means come
from a cubic regression on the parameter (Strong, Oakley and Brennan 2014 use the same idea with splines).
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.ensembles.sampling import Sample

Numbers = NDArray[np.float64]
FEWEST = 8  # draws below which nothing is said
FALSE = 0.05  # of studies in which nothing matters, in how many something may seem to
_DEGREE, _AT_ONCE = 3, 100


@dataclass(frozen=True, slots=True, repr=False)
class Influence:
    """Spearman's rank correlation of a parameter with the outcome, and the value beyond which chance rarely goes.

    `noise`: where nothing matters, none of as many numbers as vary goes beyond ± this in 95% of studies (Bonferroni).
    """

    name: str
    correlation: float
    noise: float

    @property
    def clear(self) -> bool:
        return abs(self.correlation) > self.noise

    def __repr__(self) -> str:
        return f"<{self.name}: correlation {self.correlation:+.2f}, chance within ±{self.noise:.2f}>"


@dataclass(frozen=True, slots=True, repr=False)
class Worth:
    """`gain`: extra people in lasting recovery from choosing with this number known; `all_known` if every one were."""

    name: str
    gain: float
    all_known: float
    noise: float  # where nothing matters, none of as many numbers seems to be worth more in 95% of studies

    @property
    def clear(self) -> bool:
        return self.gain > self.noise

    def __repr__(self) -> str:
        return f"<{self.name}: worth {self.gain:.2g} people, chance up to {self.noise:.2g}>"


def influences(sample: Sample, drawn: NDArray[np.int64], outcome: Numbers) -> tuple[Influence, ...]:
    """Every varied parameter, strongest first; none if there are too few draws to tell."""
    if len(outcome) < FEWEST or not sample.names:
        return ()
    ranked = _ranks(outcome)
    noise = NormalDist().inv_cdf(1 - FALSE / 2 / len(sample.names)) / np.sqrt(len(np.unique(drawn)) - 1)
    found = [
        Influence(name, _correlation(_ranks(sample.values[drawn, column]), ranked), float(noise))
        for column, name in enumerate(sample.names)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.correlation)))


def worth_of_measuring(sample: Sample, drawn: NDArray[np.int64], values: Numbers) -> tuple[Worth, ...]:
    """`values[pair, scenario]`; doing nothing, worth nought, is always one of the choices."""
    if len(values) < FEWEST or not sample.names:
        return ()
    choices = np.column_stack([np.zeros(len(values)), values])
    now = choices.mean(axis=0).max()
    whole = float(choices.max(axis=1).mean() - now)
    noise = _unrelated(drawn, choices, now, among=len(sample.names))
    found = [
        Worth(name, min(whole, _gain(sample.values[drawn, column], choices, now)), whole, noise)
        for column, name in enumerate(sample.names)
    ]
    return tuple(sorted(found, key=lambda one: -one.gain))


def _gain(parameter: Numbers, choices: Numbers, now: float) -> float:
    return max(0.0, float(_smooth(parameter, choices).max(axis=1).mean() - now))


def _unrelated(drawn: NDArray[np.int64], choices: Numbers, now: float, *, among: int, times: int = 2000) -> float:
    """What the best of so many numbers seems to be worth that have nothing to do with the outcome: a regression fits
    chance too."""
    sets, place, counts = np.unique(drawn, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(place, column) for column in choices.T], axis=1)
    basis, rng = _basis(np.arange(len(sets), dtype=np.float64)), np.random.default_rng(20_190_501)
    gains = []
    for _ in range(0, times, _AT_ONCE):  # the same regression as `_smooth`, by sets rather than by pairs
        rows = basis[rng.permuted(np.tile(np.arange(len(sets)), (_AT_ONCE, 1)), axis=1)]
        across = (rows * counts[:, None]).swapaxes(1, 2)
        smooth = rows @ (np.linalg.pinv(across @ rows, hermitian=True) @ (rows.swapaxes(1, 2) @ sums))
        gains.append(np.maximum(0.0, np.average(smooth.max(axis=2), axis=1, weights=counts) - now))
    return float(np.quantile(gains, 1 - FALSE / among))


def _smooth(parameter: Numbers, choices: Numbers) -> Numbers:
    """The expected value of each choice at each value of the parameter."""
    basis = _basis(parameter)
    weights, *_ = np.linalg.lstsq(basis, choices, rcond=None)
    smooth: Numbers = basis @ weights
    return smooth


def _basis(values: Numbers) -> Numbers:
    """Legendre polynomials of the values, scaled to between -1 and 1."""
    low, high = values.min(), values.max()
    scaled = (values - low) / (high - low) * 2 - 1 if high > low else np.zeros(len(values))
    basis: Numbers = np.polynomial.legendre.legvander(scaled, _DEGREE)
    return basis


def _ranks(values: Numbers) -> Numbers:
    from scipy.stats import rankdata

    ranks: Numbers = rankdata(values)
    return ranks


def _correlation(one: Numbers, other: Numbers) -> float:
    if not one.std() or not other.std():
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
