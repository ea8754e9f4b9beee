"""Which unknown number matters: rank correlation with the outcome, and what knowing it would be worth.

The worth of measuring a parameter is the expected value of partial perfect information: how much better, on average,
one would choose among the scenarios if it were known, in extra people in lasting recovery. The conditional means come
from a cubic regression on the parameter (Strong, Oakley and Brennan 2014 use the same idea with splines).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.ensembles.sampling import Sample

Numbers = NDArray[np.float64]
FEWEST = 8  # draws below which nothing is said
_DEGREE = 3


@dataclass(frozen=True, slots=True, repr=False)
class Influence:
    """Spearman's rank correlation of a parameter with the outcome, and the value beyond which chance rarely goes."""

    name: str
    correlation: float
    noise: float  # 95% of correlations of unrelated numbers lie within ± this

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
    noise: float  # 95% of unrelated numbers would seem to be worth less than this

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
    noise = 1.96 / np.sqrt(len(np.unique(drawn)) - 1)
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
    noise = _unrelated(drawn, choices, now)
    found = [
        Worth(name, min(whole, _gain(sample.values[drawn, column], choices, now)), whole, noise)
        for column, name in enumerate(sample.names)
    ]
    return tuple(sorted(found, key=lambda one: -one.gain))


def _gain(parameter: Numbers, choices: Numbers, now: float) -> float:
    return max(0.0, float(_smooth(parameter, choices).max(axis=1).mean() - now))


def _unrelated(drawn: NDArray[np.int64], choices: Numbers, now: float, times: int = 200) -> float:
    """What knowing a number that has nothing to do with the outcome seems to be worth: a regression fits chance too."""
    sets, place = np.unique(drawn, return_inverse=True)
    rng = np.random.default_rng(20_190_501)
    gains = [_gain(rng.permutation(len(sets))[place].astype(np.float64), choices, now) for _ in range(times)]
    return float(np.quantile(gains, 0.95))


def _smooth(parameter: Numbers, choices: Numbers) -> Numbers:
    """The expected value of each choice at each value of the parameter."""
    basis = np.polynomial.legendre.legvander(_scaled(parameter), _DEGREE)
    weights, *_ = np.linalg.lstsq(basis, choices, rcond=None)
    smooth: Numbers = basis @ weights
    return smooth


def _scaled(values: Numbers) -> Numbers:
    low, high = values.min(), values.max()
    return (values - low) / (high - low) * 2 - 1 if high > low else np.zeros(len(values))


def _ranks(values: Numbers) -> Numbers:
    from scipy.stats import rankdata

    ranks: Numbers = rankdata(values)
    return ranks


def _correlation(one: Numbers, other: Numbers) -> float:
    if not one.std() or not other.std():
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
