"""Runs that are stopped, lost or gone on with, and what is said meanwhile."""

import io
import json
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trellis.cascade.cli import main
from trellis.cascade.progress import step_teller, teller
from trellis.cascade.reports.studies import study_from

DOCUMENT = {
    "title": "A hamlet",
    "months": 6,
    "ensemble": {"draws": 3, "echoes": 2},
    "town": {"people": 200, "groups": 2, "places": 2},
    "scenario": [{"name": "Five more", "steps": [{"do": "introductions", "per_month": 5}]}],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hamlet.json"
    path.write_text(json.dumps({"title": "A hamlet", "study": DOCUMENT}))
    return path


def test_a_damaged_file_of_finished_runs_is_run_again(tmp_path: Path) -> None:
    whole = study_from(DOCUMENT).ensemble.run(folder=tmp_path / "kept")
    for number, kept in enumerate(sorted((tmp_path / "kept").iterdir())):
        kept.write_bytes([b"", b"bad", kept.read_bytes()[:200]][number % 3])
    again = study_from(DOCUMENT).ensemble.run(folder=tmp_path / "kept")
    assert np.array_equal(again.rows.change, whole.rows.change)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_run(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["--html", str(tmp_path)], ["--html", str(tmp_path / "no" / "r.html")], ["--resume", str(file)]):
        assert main(["run", str(file), *words]) == 1
        said = capsys.readouterr().err
        assert said.startswith("This cannot be done: ")
        assert words[1] in said
        assert "pairs" not in said


class Interrupted(Executor):
    """Runs nothing, and is interrupted at once."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, *_: Any, **__: Any) -> "Future[Any]":
        self.futures.append(Future())
        return self.futures[-1]


def test_a_run_that_is_interrupted_lets_go_of_all_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = Interrupted()
    monkeypatch.setattr(
        "trellis.cascade.ensembles.ensembles.as_completed", lambda futures: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        study_from(DOCUMENT).ensemble.run(executor)
    assert len(executor.futures) == 6
    assert all(future.cancelled() for future in executor.futures)


def test_an_interrupt_and_a_lost_worker_say_how_to_go_on(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for error, status, words in ((KeyboardInterrupt, 130, "Stopped."), (BrokenExecutor, 1, "A worker was ended")):
        monkeypatch.setattr("trellis.cascade.ensembles.ensembles.simulate_rows", raising(error))
        assert main(["run", str(file)]) == status
        assert f"{words}" in (said := capsys.readouterr().err)
        assert "With --resume FOLDER" in said
        assert main(["run", str(file), "--resume", str(file.parent / "kept")]) == status
        assert "kept: the same command goes on from there" in capsys.readouterr().err


def raising(error: type[BaseException]) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_a_bar_tells_what_is_left_from_what_this_run_has_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.0, 10.0, 20.0, 300.0])
    monkeypatch.setattr("trellis.cascade.progress.monotonic", lambda: next(clock))
    tell = teller()
    for done in (500, 600, 605, 1000):
        tell(done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert [line[33:] for line in lines] == [
        "500 of 1,000 pairs",
        "600 of 1,000 pairs, 40 s left",
        "1,000 of 1,000 pairs",
    ]


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_a_bar_is_never_wider_than_the_terminal_and_is_written_over(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("trellis.cascade.progress._columns", lambda: columns)
    clock = iter(range(0, 99, 9))
    monkeypatch.setattr("trellis.cascade.progress.monotonic", lambda: float(next(clock)))
    tell = teller()
    for done in (0, 300, 600, 1000):
        tell(done, 1000)
    first, *lines = screen.getvalue().split("\r")
    assert first == ""
    assert len(lines) == 4
    assert {len(line.rstrip("\n")) for line in lines} == {min(72, columns - 1)}
    assert lines[-1].endswith("\n")
    assert ("[" in lines[0]) == (columns >= 40)


def test_a_log_gets_a_line_a_tenth_and_few_where_all_is_quick(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for seconds, lines in ((0.01, 2), (100.0, 11)):
        clock = iter(seconds * i for i in range(1000))
        monkeypatch.setattr("trellis.cascade.progress.monotonic", lambda clock=clock: next(clock))
        tell = teller()
        for done in range(101):
            tell(done, 100)
        told = capsys.readouterr().err
        assert told.count("\n") == lines
        assert "\r" not in told
        assert not any(line.endswith(" ") for line in told.splitlines())


def test_steps_of_one_name_are_told_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    tell = step_teller()
    for done in (0, 5, 0, 5):
        tell("a pause", done, 5)
    assert capsys.readouterr().err.count("a pause") == 2
