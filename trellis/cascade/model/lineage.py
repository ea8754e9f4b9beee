"""Who led to whom: companions whom companions introduced, counted as a family tree of numbers, never of people.

With R_c the mean number of later companions that one companion's introductions lead to, a line that starts with one
companion has on average 1 / (1 - R_c) in it while R_c < 1, and its size follows Borel's law if the numbers are Poisson.
"""

from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.freezing import freeze
from trellis.cascade.model.runs import Run

LARGEST = 20  # sizes from here on are counted together


@dataclass(frozen=True, eq=False, slots=True)
class Lineage:
    """Companions of one run, in lines: from one whom no companion introduced down to the last whom theirs led to."""

    companions: int
    next_companions: int  # companions whom a companion introduced
    sizes: NDArray[np.int64]  # how many lines have 1, 2, … companions; the last entry is "or more"

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def reproduction(self) -> float:
        """R_c within the span of the run. A run that ends cuts lines short: with short runs it is too low."""
        return self.next_companions / self.companions if self.companions else 0.0


def lineage_of(run: Run) -> Lineage:
    """The lines of companions in a run."""
    carriers = np.flatnonzero(run.was_carrier)
    parent = run.introduced_by
    later = (parent[carriers] >= 0) & run.was_carrier[np.maximum(parent[carriers], 0)]
    root = _roots(parent, run.was_carrier)
    sizes = np.bincount(root[carriers], minlength=1) if len(carriers) else np.zeros(1, np.int64)
    sizes = sizes[sizes > 0]
    counted = np.bincount(np.minimum(sizes, LARGEST), minlength=LARGEST + 1)[1:]
    return Lineage(len(carriers), int(later.sum()), counted)


def _roots(parent: NDArray[np.int64], carrier: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The first companion of everybody's line, by doubling steps."""
    own = np.arange(len(parent))
    up = np.where(carrier & (parent >= 0) & carrier[np.maximum(parent, 0)], parent, own)
    for _ in range(max(1, int(np.ceil(np.log2(len(parent) + 1))))):
        up = up[up]
    return up


def borel(reproduction: float, most: int = LARGEST) -> NDArray[np.float64]:
    """Borel's law: P(size = n) = exp(-R n) (R n)^(n-1) / n!, for n = 1 … most."""
    if reproduction <= 0:
        return np.asarray(np.arange(most) == 0, dtype=np.float64)
    sizes: NDArray[np.float64] = np.array(
        [exp(-reproduction * n + (n - 1) * log(reproduction * n) - lgamma(n + 1)) for n in range(1, most + 1)]
    )
    return sizes
