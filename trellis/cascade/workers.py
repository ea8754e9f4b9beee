"""Processes that run pairs, which Ctrl-C ends at once and without a word of theirs.

A pool of the standard library may wait for ever, or tell of its own mistakes, when it is let go of while its workers
die. Here every worker is held by one thread over a pipe of its own: whatever ends the worker ends the pipe.
"""

import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any


class Workers(ThreadPoolExecutor):
    """As many processes as `count`. To be used in a `with`; an exception in it ends them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._lines, self._processes = [], []
        context = get_context("spawn")
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # workers begin deaf to what a terminal sends to all
        try:
            for _ in range(count):
                here, there = context.Pipe()
                process = context.Process(target=_serve, args=(there,), daemon=True)
                process.start()
                there.close()
                self._lines.append(here)
                self._processes.append(process)
                self._idle.put(here)
        finally:
            signal.signal(signal.SIGINT, heard)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(self._elsewhere, fn, args, kwargs)

    def _elsewhere(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        line = self._idle.get()
        try:
            line.send((fn, args, kwargs))
            error, answer = line.recv()
        except (EOFError, OSError) as gone:
            raise BrokenExecutor("a worker was ended from outside") from gone
        finally:
            self._idle.put(line)
        if error is not None:
            raise error
        return answer

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for process in self._processes:
                process.terminate()
        self.shutdown(cancel_futures=kind is not None)
        for line, process in zip(self._lines, self._processes, strict=True):
            line.close()
            process.join()


def _serve(line: Connection) -> None:
    """In the worker: one piece of work after the other, until nobody is at the other end."""
    while True:
        try:
            fn, args, kwargs = line.recv()
            told: tuple[Exception | None, Any]
            try:
                told = None, fn(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 (whatever it is, whoever asked is to have it)
                told = error, None
            line.send(told)
        except (EOFError, OSError):
            return
