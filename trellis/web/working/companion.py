"""The worker that `trellis serve` runs beside its pages: one process, started again when it ends, stopped with them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 120.0
STEADY: Final = 600.0
"""A worker that lived so long did not end at its beginning."""
PATIENCE: Final = 15.0
"""For a step in hand when the pages stop. What is cut short then is done over the next time."""


def command() -> list[str]:
    return [sys.executable, "-m", "trellis", "worker", "--beside", str(os.getpid())]


class Companion:
    def __init__(self, words: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._words, self._clock = words, clock
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._wait = 0.0

    def look_after(self) -> None:
        """Starts it, or starts it again; quickly the first time, and more and more slowly where it always ends."""
        if self._process is not None and self._process.poll() is None:
            return
        lived = self._clock() - self._began
        if self._process is not None:
            if lived >= STEADY:
                self._wait = 0.0
            if lived < self._wait:
                return
            self._wait = min(max(FIRST_WAIT, 2 * self._wait), LONGEST_WAIT)
        self._began = self._clock()
        self._process = subprocess.Popen(self._words, stdin=subprocess.DEVNULL)  # noqa: S603 (our own words)

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        self.ask_to_stop()
        if self._process is None:
            return
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
