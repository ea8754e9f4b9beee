"""Where next: candidates for the next step, ranked in the full model by paired runs, with who gains and who loses.

Successive halving: all candidates are run on a few sets of parameters, the lower half is dropped, the rest are run on
twice as many, and so on. Finalists are then scored afresh on seeds that played no part in choosing them, as the best of
many noisy scores is too good to be true. What is reported is an interval and a chance of being best, never one winner.

`by` says what counts: "gain" (extra people in lasting recovery), "value" (the same per 1,000 of cost) or "worst-off"
(the gain in the place that has least recovery for its need). With an equity `floor`, candidates that bring the
worst-off place less than that many people come after all others.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.ensembles.estimates import Estimate, estimate
from trellis.cascade.ensembles.results import KINDS, Result
from trellis.cascade.model.interventions import FREE, Intervention
from trellis.cascade.model.scenario import Scenario
from trellis.cascade.parameters import CascadeError, check_number, check_whole
from trellis.cascade.people.network import Network, Stage

Numbers = NDArray[np.float64]
ORDERS = ("gain", "value", "worst-off")
Tell = Callable[[str, int, int], None]  # what is being done, done, in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How candidates are ranked: what counts, and on how many runs."""

    by: str = "gain"
    floor: float | None = None  # least gain in the worst-off place; those below come last
    first: int = 8  # sets of parameters that all candidates are run on; twice as many in each round after
    keep: int = 6  # finalists
    draws: int = 100  # sets of parameters that finalists are run on
    seed: int = 1

    def __post_init__(self) -> None:
        if self.by not in ORDERS:
            raise CascadeError(f"by is {self.by!r}; it must be one of {', '.join(ORDERS)}")
        for name in ("first", "keep", "draws"):
            check_whole(name, getattr(self, name), 1, 1_000_000)
        check_whole("seed", self.seed, 0, 2**63 - 1)
        if self.floor is not None:
            check_number("floor", self.floor, -1e9, 1e9)


@dataclass(frozen=True)
class Candidate:
    """A next step: one intervention or several together."""

    label: str
    interventions: tuple[Intervention, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """A finalist. What is not known is in `best`; `first` and `ranks` tell only whether there were pairs enough."""

    candidate: Candidate
    gain: Estimate
    per_thousand: Estimate | None
    worst_off: Estimate  # gain in the worst-off place
    best: float  # share of pairs (worlds) in which it scores most; ties are shared
    first: float  # how often its mean comes first where the pairs are drawn again
    ranks: tuple[int, int]  # between which its rank lies in 90% of such draws
    loses: tuple[str, ...]  # places and kinds of people likelier than not to end worse off
    under_floor: bool

    def __repr__(self) -> str:
        return f"<{self.candidate.label}: {self.gain}; best in {self.best:.0%}, ranks {self.ranks[0]}–{self.ranks[1]}>"


@dataclass(frozen=True, eq=False, slots=True)
class Ranking:
    order: Order
    worst_off: str  # name of the worst-off place
    places: tuple[Place, ...]  # finalists, first to last
    dropped: tuple[tuple[Candidate, Estimate], ...]  # with the score they were dropped on
    pairs: int  # of runs, for finalists

    @property
    def by(self) -> str:
        return self.order.by

    def __repr__(self) -> str:
        lines = [f"<Ranking by {self.by} on {self.pairs:,} pairs; worst-off place {self.worst_off}"]
        return "\n  ".join([*lines, *map(repr, self.places), f"{len(self.dropped)} dropped earlier>"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runs:
    """How pairs are run, which is the same in every round."""

    method: str
    vary: tuple[str, ...] = ()
    executor: Executor | None = None
    tell: Tell | None = None
    folder: Path | str | None = None

    def __call__(self, base: Scenario, left: list[Candidate], draws: int, seeds: tuple[int, int]) -> Result:
        """Paired runs of the base with and without each candidate, on seeds of this round alone."""
        scenarios = tuple(replace(base.and_(*one.interventions), name=one.label) for one in left)
        ensemble = Ensemble(
            (replace(base, name="base"), *scenarios),
            draws=draws,
            seed=keys.stream(*seeds) >> 1,
            method=self.method,
            vary=self.vary,
        )
        progress = partial(self.tell, f"{len(left)} candidates, {draws} pairs") if self.tell else None
        return ensemble.run(self.executor, progress=progress, folder=self.folder)


def rank(
    base: Scenario,
    candidates: tuple[Candidate, ...],
    *,
    by: str = "gain",
    floor: float | None = None,
    first: int = 8,
    keep: int = 6,
    draws: int = 100,
    seed: int = 1,
    method: str = "latin",
    vary: tuple[str, ...] = (),
    executor: Executor | None = None,
    tell: Tell | None = None,
    folder: Path | str | None = None,
) -> Ranking:
    """Rank candidates, each added to `base` (which may hold interventions already decided).

    `method` and `vary` are those of an ensemble. With a `folder`, finished runs are kept, and gone on from.
    """
    order = Order(by=by, floor=floor, first=first, keep=keep, draws=draws, seed=seed)
    if not candidates:
        raise CascadeError("candidates is empty; there is nothing to rank")
    if by == "value":
        _all_cost([one.label for one in candidates if all(step.cost == FREE for step in one.interventions)])
    run = _Runs(method=method, vary=vary, executor=executor, tell=tell, folder=folder)
    left, dropped, turn = list(candidates), [], 0
    worst = worst_off(base.model.network)
    while len(left) > keep:
        result = run(base, left, first << turn, (seed, turn))
        scores = _scores(result, by, worst)
        best_first = np.argsort(-np.nanmean(scores, axis=0), kind="stable").tolist()
        kept = max(keep, len(left) // 2)
        dropped += [(left[index], estimate(scores[:, index])) for index in best_first[kept:]]
        left = [left[index] for index in sorted(best_first[:kept])]
        turn += 1
    return _ranking(left, run(base, left, draws, (seed, 1000)), order, worst, dropped)


def _scores(result: Result, by: str, worst: int) -> Numbers:
    """[pair, candidate], against the base."""
    count = len(result.ensemble.scenarios)
    gains = np.stack([result.gain(index) for index in range(count)], axis=1).astype(float)
    if by == "worst-off":
        gains = result.rows.places[:, :, worst].astype(float)
    added = gains[:, 1:] - gains[:, :1]
    if by == "value":
        cost = _added_cost(result)
        _all_cost([one.title for one, paid in zip(result.ensemble.scenarios[1:], _ever(cost), strict=True) if not paid])
        # Where a step that is paid by the person reached nobody, it cost nothing and changed nothing.
        added = 1000 * np.divide(added, cost, out=np.zeros_like(added), where=cost > 0)
    return np.asarray(added, dtype=np.float64)


def _added_cost(result: Result) -> Numbers:
    """[pair, candidate], against the base."""
    return np.asarray(result.rows.cost[:, 1:] - result.rows.cost[:, :1], dtype=np.float64)


def _ever(cost: Numbers) -> NDArray[np.bool_]:
    """Which candidates cost something in some pair."""
    return np.asarray((cost > 0).any(axis=0))


def _all_cost(free: list[str]) -> None:
    if free:
        raise CascadeError(f"cost of {', '.join(free)} is 0; to rank by value every candidate needs a cost above 0")


def _ranking(
    left: list[Candidate],
    result: Result,
    order: Order,
    worst: int,
    dropped: list[tuple[Candidate, Estimate]],
) -> Ranking:
    scores, gains = _scores(result, order.by, worst), _scores(result, "gain", worst)
    to_worst = _scores(result, "worst-off", worst)
    best, (first, ranks) = _shares(scores), _resampled(scores)
    value = _scores(result, "value", worst) if _ever(_added_cost(result)).all() else None
    places = [
        Place(
            candidate=candidate,
            gain=estimate(gains[:, index]),
            per_thousand=estimate(value[:, index]) if value is not None else None,
            worst_off=estimate(to_worst[:, index]),
            best=float(best[index]),
            first=float(first[index]),
            ranks=(int(ranks[index][0]), int(ranks[index][1])),
            loses=_losers(result, index + 1),
            under_floor=order.floor is not None and float(to_worst[:, index].mean()) < order.floor,
        )
        for index, candidate in enumerate(left)
    ]
    sequence = sorted(range(len(left)), key=lambda index: (places[index].under_floor, -float(scores[:, index].mean())))
    name = result.ensemble.scenarios[0].model.network.places.name[worst]
    return Ranking(order, name, tuple(places[index] for index in sequence), tuple(dropped), len(result.which))


def _resampled(scores: Numbers, times: int = 1000) -> tuple[Numbers, list[Numbers]]:
    """By resampling pairs: how often each candidate's mean is first, and between which ranks it lies."""
    rng = np.random.default_rng(20_190_501)
    picks = rng.multinomial(len(scores), np.full(len(scores), 1 / len(scores)), size=times) / len(scores)
    means = picks @ scores
    ranks = 1 + (means[:, None, :] > means[:, :, None]).sum(axis=2)
    low, high = np.quantile(ranks, (0.05, 0.95), axis=0, method="nearest")
    return _shares(means), list(np.stack([low, high], axis=1))


def _shares(scores: Numbers) -> Numbers:
    """Of each column, the share of rows in which it is greatest; ties are shared."""
    top = scores >= scores.max(axis=1, keepdims=True)
    shares: Numbers = (top / top.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def _losers(result: Result, index: int) -> tuple[str, ...]:
    """Places and kinds of people whose mean gain over the base is below nought by more than two standard errors."""
    rows, names = result.rows, result.ensemble.scenarios[0].model.network.places.name
    change = np.concatenate(
        [rows.places[:, index] - rows.places[:, 0], rows.kinds[:, index] - rows.kinds[:, 0]], axis=1
    )
    error = change.std(axis=0) / len(change) ** 0.5
    worse = (change.mean(axis=0) < -2 * error) & (change.mean(axis=0) < 0)
    return tuple(name for name, lost in zip((*names, *KINDS), worse, strict=True) if lost)


def worst_off(network: Network) -> int:
    """The place with the fewest people in lasting recovery for its people in need."""
    people, count = network.people, len(network.places)
    need = (people.stage == Stage.NEED) | (people.stage == Stage.NOT_SEEKING)
    lasting = (people.stage == Stage.RECOVERING) & (people.months >= 6)
    needed, had = (np.bincount(people.place[mask], minlength=count) for mask in (need, lasting))
    share = np.where(needed > 0, had / np.maximum(needed, 1), np.inf)
    return int(np.argmin(share))


def choose(
    base: Scenario,
    candidates: tuple[Candidate, ...],
    count: int,
    *,
    draws: int = 50,
    seed: int = 1,
    method: str = "latin",
    executor: Executor | None = None,
) -> tuple[tuple[Candidate, Estimate], ...]:
    """Several steps together, one after the other, each with what it adds to those before (lazy greedy).

    A candidate is looked at again only while what it added to a smaller set could still make it the best. That is
    exact where steps never help each other more than alone, and a good rule elsewhere.
    """
    check_whole("count", count, 1, len(candidates))
    chosen: list[tuple[Candidate, Estimate]] = []
    bound, run = [float("inf")] * len(candidates), _Runs(method=method, executor=executor)
    fresh: dict[int, Estimate] = {}
    while len(chosen) < count:
        index = int(np.argmax(bound))
        if index in fresh:
            chosen.append((candidates[index], fresh[index]))
            base, bound[index], fresh = base.and_(*candidates[index].interventions), float("-inf"), {}
            continue
        stale = [index] if np.isfinite(bound[index]) else [i for i, value in enumerate(bound) if value == float("inf")]
        result = run(base, [candidates[i] for i in stale], draws, (seed, 0))
        for position, i in enumerate(stale):
            fresh[i] = estimate(_scores(result, "gain", 0)[:, position])
            bound[i] = fresh[i].mean
    return tuple(chosen)
