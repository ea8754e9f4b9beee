"""Many paired runs: each scenario beside "as things are", with the same parameters and the same draws.

A *draw* is one set of parameters (what is not known); an *echo* is one seed within it (chance). Work is cut into
chunks for any `concurrent.futures.Executor`; every number depends on its draw and echo alone, so results are the same
whatever the executor, the number of workers or the order in which they finish.
"""

from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future, as_completed
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np

from trellis.cascade.ensembles.design import Design
from trellis.cascade.ensembles.pairs import Rows, code_of, empty_rows, join, load_rows, save_rows, simulate_rows
from trellis.cascade.ensembles.results import Result
from trellis.cascade.model.backends import loops
from trellis.cascade.model.scenario import Scenario
from trellis.cascade.parameters import CascadeError, check_whole

Progress = Callable[[int, int], None]  # pairs done, pairs in all


class Ensemble(Design):
    """A design that can be run, in this process or by any executor."""

    def run(
        self,
        executor: Executor | None = None,
        *,
        progress: Progress | None = None,
        stop: Callable[[], bool] | None = None,
        folder: Path | str | None = None,
        chunk: int | None = None,
        backend: str | None = None,
    ) -> Result:
        """All pairs, or those done when `stop` says so; with a `folder`, a later run goes on from them.

        `chunk` pairs are run at a time; `backend` is "numpy" or "numba", by default the quicker that is installed.
        """
        loops(backend)
        if chunk is not None:
            check_whole("chunk", chunk, 1, 1_000_000)
        folder = None if folder is None else Path(folder)
        size = chunk or max(1, min(25, self.pairs // 16))
        spans = [range(begin, min(begin + size, self.pairs)) for begin in range(0, self.pairs, size)]
        done: dict[int, Rows] = self._resumed(folder, spans)
        count = sum(len(spans[index]) for index in done)
        if progress is not None:
            progress(count, self.pairs)
        left = [index for index in range(len(spans)) if index not in done]
        with closing(self._results(executor, spans, left, stop, backend)) as results:
            for index, rows in results:
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
    ) -> Generator[tuple[int, Rows], None, None]:
        if executor is None:
            for index in left:
                if stop is not None and stop():
                    return
                yield index, simulate_rows(*self._work(spans[index]), backend)
            return
        futures: dict[Future[Rows], int] = {
            executor.submit(simulate_rows, *self._work(spans[index]), backend): index for index in left
        }
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
                if stop is not None and stop():
                    return
        finally:  # stopped, interrupted or failed: whoever waits for the executor waits for what has begun, no more
            for future in futures:
                future.cancel()

    def _work(self, span: range) -> tuple[tuple[Scenario, ...], list[tuple[dict[str, float], int]]]:
        """What a worker needs for some pairs: the scenarios, and of each pair its parameters and seed."""
        sets = self.sample.sets
        pairs = [(sets[pair // self.echoes].as_dict(), self.seed_of(pair)) for pair in span]
        return self.scenarios, pairs

    def _file(self, folder: Path, span: range) -> Path:
        return folder / f"cascade-{self.fingerprint}-{_code()}-{span.start}-{span.stop}.npz"

    def _resumed(self, folder: Path | None, spans: list[range]) -> dict[int, Rows]:
        if folder is None:
            return {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CascadeError(f"folder is {folder}; it cannot be made ({error.strerror})") from error
        found = {index: load_rows(self._file(folder, span)) for index, span in enumerate(spans)}
        return {index: rows for index, rows in found.items() if rows is not None}


@cache
def _code() -> str:
    """Runs that other code has kept are not gone on from, though their study and version be the same."""
    return code_of(Path(__file__).parent.parent)
