"""The worker's loop, and the process that runs beside the pages."""

import datetime as dt
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from trellis.safety import duties, tables
from trellis.safety.models import DutyRecord
from trellis.web.working import loop
from trellis.web.working.companion import FIRST_WAIT, Companion
from trellis.web.working.loop import Worker

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def done(monkeypatch):
    """Two duties alone, and the order in which their steps are done: watering has three steps to do, weeding none."""
    order: list[str] = []

    def water(now: dt.datetime) -> int:
        order.append("watering")
        return int(order.count("watering") < 3)

    def weed(now: dt.datetime) -> int:
        order.append("weeding")
        return 0

    two = {"watering": duties.Duty("watering", water, DAY), "weeding": duties.Duty("weeding", weed, DAY)}
    monkeypatch.setattr(duties, "ALL", two)
    return order


@pytest.mark.django_db
def test_once_does_all_that_is_due_in_turns_and_tells_what_was_done(done):
    said: list[str] = []
    Worker(say=said.append, clock=lambda: NOW).run_once()
    assert sorted(done) == ["watering", "watering", "watering", "weeding"]
    assert set(done[:2]) == {"watering", "weeding"}
    assert said == ["12:00:00  watering: 1"] * 2
    assert set(DutyRecord.objects.values_list("due_at", "holder")) == {(NOW + DAY, "")}


@pytest.mark.django_db
def test_a_worker_that_is_stopped_ends_after_the_step_in_hand(done, monkeypatch):
    worker = Worker(say=lambda words: worker.stop(), clock=lambda: NOW)
    monkeypatch.setattr(loop, "LOOK_SECONDS", 0)
    worker.run()
    assert done.count("watering") == 1


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_waited_for(done, monkeypatch, caplog):
    worker = Worker(say=lambda words: None, clock=lambda: NOW)
    refusals = [OperationalError("database is locked"), OperationalError("database or disk is full")]
    due = duties.due

    def refusing(*, now: dt.datetime) -> list[duties.Duty]:
        if refusals:
            raise refusals.pop(0)
        if not (found := due(now=now)):
            worker.stop()
        return found

    monkeypatch.setattr(duties, "due", refusing)
    monkeypatch.setattr(worker._stop, "wait", lambda seconds: None)
    with caplog.at_level(logging.WARNING):
        worker.run()
    assert done.count("watering") == 3
    assert [record.message for record in caplog.records] == [
        "The database does not let the worker work: database is locked. It tries again.",
        "The database does not let the worker work: database or disk is full. It tries again.",
    ]


@pytest.mark.django_db
def test_a_worker_ends_with_the_process_that_it_is_beside(done):
    Worker(say=lambda words: None, clock=lambda: NOW, beside=-1).run()
    assert done == []


@pytest.mark.django_db
def test_a_worker_refuses_tables_that_are_not_its_own(monkeypatch):
    class Behind:
        msg, hint = "2 changes to the tables are due.", "Make a backup, then: trellis migrate"

    monkeypatch.setattr(tables, "tables_behind", lambda: [Behind])
    with pytest.raises(CommandError, match="2 changes to the tables are due. Make a backup, then: trellis migrate"):
        call_command("worker", once=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "cure"),
    [("disk I/O error", "is full. Make room"), ("database is locked", "by another process"), ("Oh", "DATABASE_URL")],
)
def test_a_worker_that_cannot_read_the_database_says_how_to_mend_it(said, cure, monkeypatch):
    def fail():
        raise OperationalError(said)

    monkeypatch.setattr(tables, "tables_behind", fail)
    with pytest.raises(CommandError, match=f"{said}.*{cure}"):
        call_command("worker", once=True)


def test_a_companion_that_ends_is_started_again_more_and_more_slowly():
    now = [0.0]
    companion = Companion([sys.executable, "-c", ""], clock=lambda: now[0])
    companion.look_after()
    first = companion._process
    first.wait()
    companion.look_after()
    second = companion._process
    assert second is not first
    second.wait()
    companion.look_after()
    assert companion._process is second
    now[0] += FIRST_WAIT
    companion.look_after()
    assert companion._process is not second
    companion.stop()


def test_a_companion_stops_with_the_pages():
    companion = Companion([sys.executable, "-c", "import time; time.sleep(60)"])
    companion.look_after()
    companion.stop()
    assert companion._process.returncode == -signal.SIGTERM


def _command(folder: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TRELLIS_DATA": str(folder), "TRELLIS_TEST_DATA": "", "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "trellis.config.settings"
    return subprocess.Popen(
        [sys.executable, "-m", "trellis", *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip


def test_a_worker_knows_every_duty_and_when_it_is_asked_to_stop_says_so(home):
    """In a process of its own, which loads no page: a duty that only a page registers would never be done."""
    running = _command(home, "worker")
    told = re.match(r"The worker is there for: (.*?)   ", running.stdout.readline())
    page = (Path(settings.REPOSITORY) / "docs" / "worker.md").read_text(encoding="utf-8")
    assert set(told[1].split(", ")) == set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE))
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=30)
    assert (said, running.returncode) == ("The worker has stopped.\n", 0)
