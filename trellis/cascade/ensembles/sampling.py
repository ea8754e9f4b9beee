"""Sets of parameters drawn over their plausible ranges: what is not known, apart from chance.

Latin hypercube: each parameter's range is cut into as many slices as there are draws, and each slice is used once.
Sobol: a scrambled low-discrepancy sequence; draws should then be a power of two. Ranges are taken as even.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.parameters import CascadeError, Parameters, check_name, table

METHODS = ("latin", "sobol", "fixed")


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Sample:
    """`values[draw, column]` of the parameters that vary; `sets[draw]` with everything else as given."""

    names: tuple[str, ...]
    values: NDArray[np.float64]
    sets: tuple[Parameters, ...]

    def __repr__(self) -> str:
        return f"<Sample: {len(self.sets):,} sets of {len(self.names)} parameters>"


def sample(base: Parameters, draws: int, *, seed: int, method: str = "latin", vary: tuple[str, ...] = ()) -> Sample:
    """Draws over the ranges of the table. A parameter the caller has changed stays as set, unless named in `vary`."""
    check_sampling(draws, method, vary)
    rows = [row for row in table() if _varies(row.name, base, vary) and row.high > row.low]
    if method == "fixed" or not rows:
        return Sample((), np.empty((draws, 0)), (base,) * draws)
    unit = _latin(draws, len(rows), seed) if method == "latin" else _sobol(draws, len(rows), seed)
    low, high = (np.array([getattr(row, edge) for row in rows]) for edge in ("low", "high"))
    values = low + unit * (high - low)
    names = tuple(row.name for row in rows)
    sets = tuple(base.but(**dict(zip(names, map(float, line), strict=True))) for line in values)
    return Sample(names, values, sets)


def check_sampling(draws: int, method: str, vary: tuple[str, ...]) -> None:
    if method not in METHODS:
        raise CascadeError(f"method is {method!r}; it must be one of {', '.join(METHODS)}")
    for name in vary:
        check_name(name, "vary")
    if method == "sobol" and draws & (draws - 1):
        raise CascadeError(f"draws is {draws}; with the method sobol it must be a power of two: 64, 128, 256 …")


def _varies(name: str, base: Parameters, vary: tuple[str, ...]) -> bool:
    if vary:
        return name in vary
    return name not in base.changed() and name != "new_need"


def _latin(draws: int, columns: int, seed: int) -> NDArray[np.float64]:
    unit = np.empty((draws, columns))
    names = keys.names(draws)
    for column in range(columns):
        order = np.argsort(keys.draw(names, keys.stream(seed, 101, column)))
        unit[:, column] = (order + keys.uniform(keys.draw(names, keys.stream(seed, 102, column)))) / draws
    return unit


def _sobol(draws: int, columns: int, seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    unit: NDArray[np.float64] = qmc.Sobol(columns, scramble=True, seed=np.random.default_rng(seed)).random(draws)
    return unit
