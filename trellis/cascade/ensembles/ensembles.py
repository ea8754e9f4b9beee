"""Many paired runs: each scenario beside "as things are", with the same parameters and the same draws.

A *draw* is one set of parameters (what is not known); an *echo* is one seed within it (chance). Work is cut into
chunks for any `concurrent.futures.Executor`; every number depends on its draw and echo alone, so results are the same
whatever the executor, the number of workers or the order in which they finish.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from trellis import __version__
from trellis.cascade import keys
from trellis.cascade.ensembles.pairs import Rows, empty_rows, join, load_rows, save_rows, simulate_rows
from trellis.cascade.ensembles.results import Result
from trellis.cascade.ensembles.sampling import Sample, sample
from trellis.cascade.model.backends import loops
from trellis.cascade.model.scenario import Scenario
from trellis.cascade.parameters import CascadeError, check_whole

Progress = Callable[[int, int], None]  # pairs done, pairs in all


@dataclass(frozen=True)
class Ensemble:
    """`draws` sets of parameters, `echoes` seeds of each. `method` is "latin", "sobol", or "fixed" for chance alone."""

    scenarios: tuple[Scenario, ...]
    draws: int = 200
    echoes: int = 1
    seed: int = 1
    method: str = "latin"
    vary: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        check_whole("draws", self.draws, 1, 1_000_000)
        check_whole("echoes", self.echoes, 1, 1_000_000)
        check_whole("seed", self.seed, 0, 2**63 - 1)
        if not self.scenarios:
            raise CascadeError("scenarios is empty; there is nothing to compare with things as they are")
        first = self.scenarios[0]
        for scenario in self.scenarios:
            if scenario.model != first.model or scenario.months != first.months:
                raise CascadeError(f"scenario {scenario.title!r} has another model or span than {first.title!r}")

    @cached_property
    def sample(self) -> Sample:
        parameters = self.scenarios[0].model.parameters
        return sample(parameters, self.draws, seed=self.seed, method=self.method, vary=self.vary)

    @property
    def pairs(self) -> int:
        return self.draws * self.echoes

    def seed_of(self, pair: int) -> int:
        """The seed of a pair of runs; no two pairs share one, so that intervals hold chance as well."""
        return keys.stream(self.seed, 103, pair) >> 1

    @cached_property
    def fingerprint(self) -> str:
        """Names everything the numbers depend on; results of another fingerprint are never mixed in."""
        first = self.scenarios[0]
        return keys.digest(
            __version__, first.model.network.digest, repr(first.model.parameters.as_dict()), repr(first.model.routine),
            first.months, repr([scenario.interventions for scenario in self.scenarios]),
            self.draws, self.echoes, self.seed, self.method, self.vary,
        )  # fmt: skip

    def run(
        self,
        executor: Executor | None = None,
        *,
        progress: Progress | None = None,
        stop: Callable[[], bool] | None = None,
        folder: Path | None = None,
        chunk: int | None = None,
        backend: str | None = None,
    ) -> Result:
        """All pairs, or those done when `stop` says so; with a `folder`, a later run goes on from them."""
        loops(backend)
        size = chunk or max(1, min(25, self.pairs // 16))
        spans = [range(begin, min(begin + size, self.pairs)) for begin in range(0, self.pairs, size)]
        done: dict[int, Rows] = self._resumed(folder, spans)
        count = sum(len(spans[index]) for index in done)
        if progress is not None:
            progress(count, self.pairs)
        left = [index for index in range(len(spans)) if index not in done]
        for index, rows in self._results(executor, spans, left, stop, backend):
            done[index] = rows
            count += len(spans[index])
            if folder is not None:
                save_rows(self._file(folder, spans[index]), rows)
            if progress is not None:
                progress(count, self.pairs)
        finished = sorted(done)
        which = np.array([pair for index in finished for pair in spans[index]], dtype=np.int64)
        return Result(
            self, which, join([done[index] for index in finished]) if finished else empty_rows(self.scenarios)
        )

    def _results(
        self,
        executor: Executor | None,
        spans: list[range],
        left: list[int],
        stop: Callable[[], bool] | None,
        backend: str | None,
    ) -> Iterator[tuple[int, Rows]]:
        if executor is None:
            for index in left:
                if stop is not None and stop():
                    return
                yield index, simulate_rows(*self._work(spans[index]), backend)
            return
        futures: dict[Future[Rows], int] = {
            executor.submit(simulate_rows, *self._work(spans[index]), backend): index for index in left
        }
        for future in as_completed(futures):
            yield futures[future], future.result()
            if stop is not None and stop():
                for other in futures:
                    other.cancel()
                return

    def _work(self, span: range) -> tuple[tuple[Scenario, ...], list[tuple[dict[str, float], int]]]:
        """What a worker needs for some pairs: the scenarios, and of each pair its parameters and seed."""
        sets = self.sample.sets
        pairs = [(sets[pair // self.echoes].as_dict(), self.seed_of(pair)) for pair in span]
        return self.scenarios, pairs

    def _file(self, folder: Path, span: range) -> Path:
        return folder / f"cascade-{self.fingerprint}-{span.start}-{span.stop}.npz"

    def _resumed(self, folder: Path | None, spans: list[range]) -> dict[int, Rows]:
        if folder is None:
            return {}
        folder.mkdir(parents=True, exist_ok=True)
        files = {index: self._file(folder, span) for index, span in enumerate(spans)}
        return {index: load_rows(file) for index, file in files.items() if file.exists()}
