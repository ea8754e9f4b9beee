"""SIGKILL at random moments: what was acknowledged is there, and nothing is half-written.

KILL_ROUNDS=75 script/test tests/reliability      many more rounds than each run of the tests has
"""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reliability import deeds
from tests.reliability.deeds import called
from trellis.opendata.reading.tests.serving import serving
from trellis.safety.tests.forking import Forker

ROUNDS = int(os.environ.get("KILL_ROUNDS", "6"))
LONGEST_S = 0.3
LETTERS = 40


def does(forker: Forker, home: Path, name: str, *words: object) -> None:
    ended = forker.run(home, "code", called(name, *words))
    assert ended.code == 0, ended.said


def killed(forker: Forker, home: Path, rng: random.Random, name: str, *words: object, done: Callable[[], int]) -> None:
    """At a random moment after it has done something: `done` counts."""
    before = done()
    moment = rng.uniform(0, LONGEST_S)
    ended = forker.run(home, "code", called(name, *words), kill_after=moment, under_way=lambda: done() > before)
    assert ended.code == -9, ended.said


@pytest.mark.parametrize(
    ("begin", "deed", "look"),
    [
        ("", "importing", "look_at_import"),
        ("", "taking_sheets", "look_at_sheets"),
        ("make_meetings", "approving", "look_at_approvals"),
        ("make_pairs", "merging", "look_at_merges"),
    ],
)
def test_whatever_is_killed_loses_nothing_and_leaves_nothing_half_written(
    forker: Forker, home: Path, tmp_path: Path, begin: str, deed: str, look: str
):
    rng, acknowledged = random.Random(deed), tmp_path / "acknowledged"
    if begin:
        does(forker, home, begin)
    for _ in range(ROUNDS):
        killed(forker, home, rng, deed, acknowledged, done=lambda: len(deeds.noted(acknowledged)))
        does(forker, home, look, acknowledged)
    print(f"{deed}: {ROUNDS} kills, no loss")


def test_a_worker_that_is_killed_resumes(forker: Forker, home: Path, tmp_path: Path):
    rng = random.Random("working")
    sent = tmp_path / "sent"
    sent.mkdir()
    with serving() as feed:
        feed.content = deeds.as_json(deeds.version(0))
        does(forker, home, "registered_source", feed.address)
        does(forker, home, "write_letters", LETTERS)
        for _ in range(ROUNDS):
            killed(forker, home, rng, "working", sent, done=lambda: len(feed.asked) + len(list(deeds.all_sent(sent))))
            does(forker, home, "time_passes")
        does(forker, home, "finish", sent)
    does(forker, home, "look_at_work", sent, LETTERS, ROUNDS)
    print(f"working: {ROUNDS} kills, no loss")


def test_two_workers_never_do_the_same_job_twice(tmp_path: Path, forker: Forker, home: Path):
    """Both at once, over the same letters and the same source."""
    sent = tmp_path / "sent"
    sent.mkdir()
    with serving() as feed:
        feed.content = deeds.as_json(deeds.version(0))
        does(forker, home, "registered_source", feed.address)
        does(forker, home, "write_letters", LETTERS)
        ended = forker.run_together(home, "code", called("work_once", sent), times=2)
        assert [one.code for one in ended] == [0, 0], ended
        assert feed.asked.count("/feed") == 1
        does(forker, home, "finish", sent)
    does(forker, home, "look_at_work", sent, LETTERS, 0)
