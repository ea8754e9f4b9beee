"""Processes that run pairs: what they give back, and how they end."""

import os
import signal
import time
from concurrent.futures import BrokenExecutor

import pytest

from trellis.cascade import CascadeError
from trellis.cascade.parameters import check_whole
from trellis.cascade.workers import Workers


def test_workers_give_back_answers_and_mistakes_and_run_in_other_processes() -> None:
    with Workers(2) as workers:
        assert list(workers.map(divmod, range(20), [7] * 20)) == [divmod(i, 7) for i in range(20)]
        assert workers.submit(os.getpid).result() != os.getpid()
        with pytest.raises(CascadeError, match="draws is 0; it must be"):
            workers.submit(check_whole, "draws", 0, 1, 9).result()
        assert workers.submit(int, "8").result() == 8


def test_an_interrupt_ends_workers_at_once_however_much_waits() -> None:
    begun, workers = time.monotonic(), Workers(1)
    workers.submit(int).result()
    waiting = [workers.submit(time.sleep, 600), *(workers.submit(len, b"x" * 1_000_000) for _ in range(9))]
    waiting[-1].cancel()
    with pytest.raises(KeyboardInterrupt), workers:
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 60
    assert not any(process.is_alive() for process in workers._processes)
    assert all(future.done() for future in waiting)


def test_a_worker_that_is_ended_from_outside_is_told_of_and_what_a_terminal_sends_to_all_ends_none() -> None:
    with Workers(1) as workers:
        there = workers.submit(os.getpid).result()
        os.kill(there, signal.SIGINT)
        assert workers.submit(os.getpid).result() == there
        os.kill(there, signal.SIGKILL)
        with pytest.raises(BrokenExecutor, match="a worker was ended"):
            workers.submit(int).result()
