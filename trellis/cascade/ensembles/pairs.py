"""What is kept of each pair of runs: a few dozen numbers, so that thousands of pairs fit in memory."""

from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.freezing import freeze
from trellis.cascade.model.lineage import LARGEST, lineage_of
from trellis.cascade.model.runs import COLUMNS, Run
from trellis.cascade.model.scenario import Scenario
from trellis.cascade.parameters import CascadeError, Parameters

Numbers = NDArray[np.float64]
_MAKES_NUMBERS = ("keys.py", "parameters.py", "people/*.py", "model/*.py", "fast/*.py", "ensembles/*.py")


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Rows:
    """First axis: pairs. Second, where there is one: scenarios."""

    baseline: NDArray[np.int64]  # [pair, month, column] of "as things are"
    change: NDArray[np.int64]  # [pair, scenario, month, column]: with, minus without
    direct: NDArray[np.int64]  # lasting recovery gained among people an intervention reached
    indirect: NDArray[np.int64]  # and among everybody else
    made: NDArray[np.int64]  # people reached
    cost: Numbers
    places: NDArray[np.int64]  # [pair, scenario, place]: lasting recovery gained
    kinds: NDArray[np.int64]  # [pair, scenario, kind]: men, women, on OST, not on OST
    reproduction: Numbers  # [pair, scenario + 1], "as things are" first
    sizes: NDArray[np.int64]  # [pair, scenario + 1, size]

    def __post_init__(self) -> None:
        freeze(self)

    def __repr__(self) -> str:
        pairs, scenarios, months, _ = self.change.shape
        return f"<Rows of {pairs:,} pairs, {scenarios} scenarios, {months - 1} months>"


def simulate_rows(
    scenarios: tuple[Scenario, ...], pairs: list[tuple[dict[str, float], int]], backend: str | None = None
) -> Rows:
    """Run some pairs. Every number depends on its own parameters and seed alone."""
    return join([_pair(scenarios, Parameters(**numbers), seed, backend) for numbers, seed in pairs])


def _pair(scenarios: tuple[Scenario, ...], numbers: Parameters, seed: int, backend: str | None) -> Rows:
    usual = scenarios[0].without_interventions().with_parameters(numbers).run(seed, backend=backend)
    varied = [scenario.with_parameters(numbers) for scenario in scenarios]
    runs = [scenario.run(seed, backend=backend) for scenario in varied]
    lines = [lineage_of(run) for run in (usual, *runs)]
    gains = [run.lasting.astype(np.int64) - usual.lasting for run in runs]
    network = scenarios[0].model.network
    people = network.people
    woman, ost = people.woman[usual.ids], people.ost[usual.ids]
    return Rows(
        baseline=usual.monthly[None],
        change=np.stack([run.monthly - usual.monthly for run in runs])[None],
        direct=np.array([[gain[run.touched].sum() for gain, run in zip(gains, runs, strict=True)]]),
        indirect=np.array([[gain[~run.touched].sum() for gain, run in zip(gains, runs, strict=True)]]),
        made=np.array([[run.introductions for run in runs]]),
        cost=np.array([[_cost(scenario, run) for scenario, run in zip(varied, runs, strict=True)]]),
        places=np.array([[_by(people.place[usual.ids], gain, len(network.places)) for gain in gains]]),
        kinds=np.array([[[gain[mask].sum() for mask in (~woman, woman, ost, ~ost)] for gain in gains]]),
        reproduction=np.array([[line.reproduction for line in lines]]),
        sizes=np.stack([line.sizes for line in lines])[None],
    )


def _cost(scenario: Scenario, run: Run) -> float:
    return scenario.fixed_cost() + run.cost


def _by(index: NDArray[np.int32], gain: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.bincount(index, gain, minlength=count).astype(np.int64)


def join(parts: list[Rows]) -> Rows:
    """The pairs of several parts, in their order."""
    return Rows(*(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Rows)))


def empty_rows(scenarios: tuple[Scenario, ...]) -> Rows:
    """No pairs at all, of the right shape."""
    count, months, places = len(scenarios), scenarios[0].months + 1, len(scenarios[0].model.network.places)
    none = np.zeros((0, count), dtype=np.int64)
    return Rows(
        np.zeros((0, months, len(COLUMNS)), np.int64), np.zeros((0, count, months, len(COLUMNS)), np.int64),
        none, none, none, none.astype(float), np.zeros((0, count, places), np.int64), np.zeros((0, count, 4), np.int64),
        np.zeros((0, count + 1)), np.zeros((0, count + 1, LARGEST), np.int64),
    )  # fmt: skip


def code_of(folder: Path) -> str:
    """A fingerprint of the code that makes numbers, of this package or of a copy of it."""
    return keys.digest(*(file.read_bytes() for sort in _MAKES_NUMBERS for file in sorted(folder.glob(sort))))


def save_rows(file: Path, rows: Rows) -> None:
    """Whole or not at all: a run that is cut off leaves no half file."""
    partial = file.with_suffix(".part.npz")
    try:
        np.savez(partial, **{item.name: getattr(rows, item.name) for item in fields(Rows)})
        partial.replace(file)
    except OSError as error:
        raise CascadeError(f"{file.parent}: finished runs cannot be kept there ({error.strerror})") from error


def load_rows(file: Path) -> Rows | None:
    """None where there is no such file, or a damaged one: its pairs are then run again."""
    try:
        with file.open("rb") as raw, np.load(raw) as stored:
            return Rows(**{item.name: stored[item.name] for item in fields(Rows)})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
