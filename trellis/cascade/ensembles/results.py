"""What an ensemble found: outcomes with intervals, where the uncertainty comes from, and what to measure next.

Every outcome is a paired difference from "as things are". Nothing here reports a bare number: an `Estimate` carries
its intervals and the share of draws without benefit.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.ensembles.design import Design
from trellis.cascade.ensembles.estimates import Estimate, estimate
from trellis.cascade.ensembles.pairs import Rows
from trellis.cascade.ensembles.sensitivity import Influence, Worth, influences, worth_of_measuring
from trellis.cascade.freezing import freeze
from trellis.cascade.model.runs import column as column_of

Numbers = NDArray[np.float64]

KINDS = ("men", "women", "on OST", "not on OST")


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """One scenario against things as they are, at the end of its span unless a month is given."""

    title: str
    extra: Estimate  # people in recovery for six months or more
    direct: Estimate  # of them, people an intervention reached
    indirect: Estimate  # and people it did not
    per_person: Estimate  # extra for each person reached (R_link where they were introduced)
    per_person_direct: Estimate
    per_person_indirect: Estimate
    deaths_averted: Estimate
    person_months: Estimate  # of lasting recovery gained, over the whole span
    per_thousand: Estimate | None  # extra for each 1,000 of cost; None where it costs nothing
    cost: Estimate
    reached: Estimate
    reproduction: Estimate  # R_c: later companions each companion's introductions lead to, within the span
    line_sizes: tuple[float, ...]  # shares of lines of companions of size 1, 2, … 20 or more
    by_month: tuple[Estimate, ...]  # extra, month by month
    by_place: tuple[tuple[str, Estimate], ...]
    by_kind: tuple[tuple[str, Estimate], ...]
    chance: float  # share of the variance that chance makes; the rest is not knowing the parameters

    @property
    def loses(self) -> tuple[str, ...]:
        """Places and kinds of people that are more likely than not to end worse off."""
        return tuple(name for name, found in (*self.by_place, *self.by_kind) if found.median < 0)

    def __repr__(self) -> str:
        return f"<Outcome {self.title!r}: extra in lasting recovery {self.extra}>"


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """The pairs an ensemble has done. `which` numbers them; fewer than all if it was stopped."""

    ensemble: Design
    which: NDArray[np.int64]
    rows: Rows

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def complete(self) -> bool:
        return len(self.which) == self.ensemble.pairs

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(self._outcome(index) for index in range(len(self.ensemble.scenarios)))

    def change(self, scenario: int, column: str) -> NDArray[np.int64]:
        """Paired differences by [pair, month]."""
        found: NDArray[np.int64] = self.rows.change[:, scenario, :, column_of(column)]
        return found

    def gain(self, scenario: int) -> NDArray[np.int64]:
        """Extra people in lasting recovery at the end, by pair."""
        return self.change(scenario, "lasting")[:, -1]

    def baseline(self, column: str) -> tuple[Estimate, ...]:
        """A column of "as things are", month by month."""
        series = self.rows.baseline[:, :, column_of(column)]
        return tuple(estimate(series[:, month]) for month in range(series.shape[1]))

    def influences(self, scenario: int = 0) -> tuple[Influence, ...]:
        """Which parameters move the outcome, strongest first."""
        drawn = self.which // self.ensemble.echoes
        return influences(self.ensemble.sample, drawn, self.gain(scenario).astype(float))

    def next_to_measure(self) -> tuple[Worth, ...]:
        """Which number to measure next to choose better among the scenarios (and doing nothing), best first."""
        drawn = self.which // self.ensemble.echoes
        values = np.stack([self.gain(index) for index in range(len(self.ensemble.scenarios))], axis=1)
        return worth_of_measuring(self.ensemble.sample, drawn, values.astype(float))

    def best(self) -> tuple[float, ...]:
        """Of each scenario, the share of pairs in which it gains most; ties are shared."""
        values = np.stack([self.gain(index) for index in range(len(self.ensemble.scenarios))], axis=1)
        top = values == values.max(axis=1, keepdims=True)
        return tuple((top / top.sum(axis=1, keepdims=True)).mean(axis=0).tolist()) if len(values) else ()

    def _outcome(self, index: int) -> Outcome:
        rows, scenario = self.rows, self.ensemble.scenarios[index]
        extra, made, cost = self.gain(index), rows.made[:, index], rows.cost[:, index]
        direct, indirect = rows.direct[:, index], rows.indirect[:, index]
        lasting, network = self.change(index, "lasting"), scenario.model.network
        sizes = rows.sizes[:, index + 1].sum(axis=0)
        return Outcome(
            title=scenario.title,
            extra=estimate(extra),
            direct=estimate(direct),
            indirect=estimate(indirect),
            per_person=estimate(_ratio(extra, made)),
            per_person_direct=estimate(_ratio(direct, made)),
            per_person_indirect=estimate(_ratio(indirect, made)),
            deaths_averted=estimate(-self.change(index, "died")[:, -1]),
            person_months=estimate(lasting.sum(axis=1)),
            per_thousand=estimate(1000 * _ratio(extra, cost)) if cost.any() else None,
            cost=estimate(cost),
            reached=estimate(made),
            reproduction=estimate(rows.reproduction[:, index + 1]),
            line_sizes=tuple((sizes / max(1, sizes.sum())).tolist()),
            by_month=tuple(estimate(lasting[:, month]) for month in range(lasting.shape[1])),
            by_place=_named(network.places.name, rows.places[:, index]),
            by_kind=_named(KINDS, rows.kinds[:, index]),
            chance=self._chance(extra.astype(float)),
        )

    def _chance(self, values: Numbers) -> float:
        """The mean variance within a set of parameters over the whole variance; not-a-number with single echoes."""
        drawn = self.which // self.ensemble.echoes
        sets, counts = np.unique(drawn, return_counts=True)
        several = sets[counts > 1]
        if self.ensemble.method == "fixed":
            return 1.0
        if not len(several) or not values.var():
            return float("nan")
        within = np.mean([values[drawn == one].var(ddof=1) for one in several])
        return float(min(1.0, within / values.var(ddof=1)))

    def __repr__(self) -> str:
        lines = [f"<Result of {len(self.which):,} of {self.ensemble.pairs:,} pairs, seed {self.ensemble.seed}"]
        return "\n  ".join([*lines, *(f"{found.title}: {found.extra}" for found in self.outcomes)]) + ">"


def _ratio(values: NDArray[np.int64], over: NDArray[np.generic]) -> Numbers:
    """Each value over its divisor; where that is nought, not-a-number."""
    below = over.astype(np.float64)
    ratio: Numbers = np.divide(values, below, out=np.full(len(values), np.nan), where=below != 0)
    return ratio


def _named(names: tuple[str, ...], values: NDArray[np.int64]) -> tuple[tuple[str, Estimate], ...]:
    return tuple((name, estimate(values[:, index])) for index, name in enumerate(names))
