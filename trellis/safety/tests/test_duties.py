"""The worker's duties: done on time, by one worker at a time, and taken up again when a worker dies."""

import datetime as dt
import logging

import pytest
from django.db import OperationalError

from trellis.safety import duties
from trellis.safety.duties import LEASE, claim, do, due, enrol, let_go, wait_after
from trellis.safety.models import DutyRecord
from trellis.safety.routine import SIGN, missing_worker

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watering(monkeypatch):
    """One duty alone: each call takes a number from a list, or raises it."""
    answers: list[int | Exception] = []
    asked: list[dt.datetime] = []

    def step(now: dt.datetime) -> int:
        asked.append(now)
        answer = answers.pop(0) if answers else 0
        if isinstance(answer, Exception):
            raise answer
        return answer

    one = duties.Duty("watering", step, every=dt.timedelta(hours=1))
    monkeypatch.setattr(duties, "ALL", {"watering": one})
    enrol(now=NOW)
    return one, answers, asked


def done(one, clock, holder="a"):
    return claim(one, holder=holder, now=clock()) and do(one, holder=holder, clock=clock)


def test_a_duty_is_due_at_first_and_then_whenever_its_time_has_passed(watering, clock):
    one, _, asked = watering
    assert due(now=clock()) == [one]
    done(one, clock)
    clock.now += 59 * MINUTE
    assert due(now=clock()) == []
    clock.now += MINUTE
    assert due(now=clock()) == [one]
    assert asked == [NOW]


def test_a_duty_that_did_something_is_asked_again_at_once(watering, clock):
    one, answers, _ = watering
    answers += [5]
    assert done(one, clock) == 5
    assert due(now=clock()) == [one]
    done(one, clock)
    assert due(now=clock()) == []


def test_of_two_workers_one_gets_it(watering, clock):
    one, _, _ = watering
    assert claim(one, holder="a", now=clock())
    assert not claim(one, holder="b", now=clock())
    assert due(now=clock()) == []


def test_what_a_dead_worker_had_in_hand_is_taken_up_when_its_lease_is_over(watering, clock):
    one, _, asked = watering
    claim(one, holder="dead", now=clock())
    clock.now += LEASE - dt.timedelta(seconds=1)
    assert not done(one, clock, holder="b")
    clock.now += dt.timedelta(seconds=1)
    assert due(now=clock()) == [one]
    done(one, clock, holder="b")
    assert len(asked) == 1


def test_a_worker_that_lost_its_lease_does_not_note_over_the_other(watering, clock):
    one, _, _ = watering
    claim(one, holder="slow", now=clock())
    clock.now += LEASE
    claim(one, holder="b", now=clock())
    do(one, holder="slow", clock=clock)
    record = DutyRecord.objects.get()
    assert (record.holder, record.done_at) == ("b", None)


def test_a_failure_is_noted_waited_after_and_forgotten_when_it_goes_well(watering, clock, caplog):
    one, answers, _ = watering
    answers += [OperationalError("database is locked"), ValueError("odd"), 0]
    with caplog.at_level(logging.ERROR):
        done(one, clock)
    assert "The duty 'watering' could not go on: database is locked. It goes on in 0:01:00." in caplog.text
    assert due(now=clock()) == []
    clock.now += MINUTE
    done(one, clock)
    record = DutyRecord.objects.get()
    assert (record.failures, record.trouble, record.due_at) == (2, "ValueError", clock.now + 2 * MINUTE)
    clock.now += 2 * MINUTE
    done(one, clock)
    record.refresh_from_db()
    assert (record.failures, record.trouble, record.done_at) == (0, "", clock.now)


def test_the_waits_grow_to_an_hour():
    assert [wait_after(number) // MINUTE for number in (1, 2, 3, 7, 40)] == [1, 2, 4, 60, 60]


def test_a_duty_with_nothing_to_do_is_not_even_claimed(watering, clock, monkeypatch):
    one, _, _ = watering
    idle = duties.Duty("watering", one.step, one.every, when=lambda now: now > NOW)
    monkeypatch.setattr(duties, "ALL", {"watering": idle})
    assert due(now=clock()) == []
    clock.now += MINUTE
    assert due(now=clock()) == [idle]


def test_a_worker_that_stops_gives_back_what_it_holds(watering, clock):
    one, _, _ = watering
    claim(one, holder="a", now=clock())
    let_go(holder="b")
    assert not claim(one, holder="c", now=clock())
    let_go(holder="a")
    assert claim(one, holder="c", now=clock())


def test_enrolling_again_changes_nothing(watering, clock):
    one, _, _ = watering
    done(one, clock)
    enrol(now=clock() + MINUTE)
    assert due(now=clock() + MINUTE) == []


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="There is a duty 'letters' already"):
        duties.duty("letters", every=MINUTE)(lambda now: 0)


def test_a_worker_that_is_not_there_is_told_with_the_cure():
    assert [problem.msg for problem in missing_worker(now=NOW)] == [
        "No worker has run yet: letters wait, and clocks stand still."
    ]
    DutyRecord.objects.create(name=SIGN, due_at=NOW, done_at=NOW)
    assert not list(missing_worker(now=NOW + 59 * MINUTE))
    late = list(missing_worker(now=NOW + 60 * MINUTE))
    assert [problem.id for problem in late] == ["trellis.W161"]
    assert "trellis worker" in late[0].hint


def test_a_duty_that_fails_is_told():
    DutyRecord.objects.create(name=SIGN, due_at=NOW, done_at=NOW)
    DutyRecord.objects.create(name="clocks", due_at=NOW, failures=3, trouble="OperationalError")
    problems = [problem.msg for problem in missing_worker(now=NOW)]
    assert problems == ["The worker's duty 'clocks' failed 3 times in a row (OperationalError)."]
