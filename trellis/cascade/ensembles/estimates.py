"""A number with its uncertainty: median, middle half, middle nine tenths, and the chance that there is no benefit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True, repr=False)
class Estimate:
    """Quantiles of paired differences over draws of the parameters and of chance."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    mean: float
    error: float  # standard error of the mean
    no_benefit: float  # share of the draws at or below nought
    count: int

    def __str__(self) -> str:
        return (
            f"90% {self.low90:.3g} to {self.high90:.3g}, half within {self.low50:.3g} to {self.high50:.3g}, "
            f"median {self.median:.3g}; no benefit in {self.no_benefit:.0%}"
        )

    def __repr__(self) -> str:
        return f"<Estimate {self}>"


def estimate(values: ArrayLike) -> Estimate:
    """Of a series of paired differences; of an empty one, not-a-number throughout."""
    series = np.asarray(values, dtype=np.float64)
    series = series[np.isfinite(series)]
    if not len(series):
        nothing = float("nan")
        return Estimate(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, 0)
    low90, low50, median, high50, high90 = np.quantile(series, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()
    error = float(series.std(ddof=1) / len(series) ** 0.5) if len(series) > 1 else float("nan")
    none = float(np.mean(series <= 0))
    return Estimate(median, low50, high50, low90, high90, float(series.mean()), error, none, len(series))
