"""What the worker does again and again, and who has it in hand.

    @duty("read-sources", every=timedelta(minutes=1))
    def read_a_due_source(now: datetime) -> int: …   # one small step; how much it did

A room registers its duties when Django starts. A step commits what it does itself, in transactions that each leave
things whole, and may be done over: a worker can be killed at any moment. One that says it did something is asked again
at once (after the others that are due), one that says 0 rests for `every`. `when` is a look that costs little, for
duties that come every few seconds: the step is left out while it says False.

A worker claims a duty by one conditional UPDATE, and holds it by a lease that it renews while the step lasts. When a
worker dies its lease runs out within LEASE and another goes on. Leases are told by each machine's own clock, so the
clocks of several machines must agree to within half a minute, as they do wherever they are set by the network.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from types import MappingProxyType
from typing import Final

from django.db import DatabaseError, connection
from django.db.models import F, Q, QuerySet

from trellis.safety.models import DutyRecord

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=90)
BEAT: Final = timedelta(seconds=20)
LONGEST_STEP: Final = timedelta(hours=1)
"""A step that takes longer hangs; its lease is renewed no more."""
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)

Clock = Callable[[], datetime]
Step = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    step: Step
    every: timedelta
    when: Callable[[datetime], bool] | None = None


_registered: dict[str, Duty] = {}
ALL: Mapping[str, Duty] = MappingProxyType(_registered)


def duty(name: str, *, every: timedelta, when: Callable[[datetime], bool] | None = None) -> Callable[[Step], Step]:
    """Registers a step. The name stays for ever: it is in the database."""

    def register(step: Step) -> Step:
        if _registered.setdefault(name, Duty(name, step, every, when)).step is not step:
            raise ValueError(f"There is a duty {name!r} already.")
        return step

    return register


def enrol(*, now: datetime) -> None:
    """Duties that no worker has done yet are due now. One query."""
    DutyRecord.objects.bulk_create([DutyRecord(name=name, due_at=now) for name in ALL], ignore_conflicts=True)


def due(*, now: datetime) -> list[Duty]:
    """Those to do now that nobody has in hand, the longest due first. One query, and their looks."""
    names = _free(now).order_by("due_at", "name").values_list("name", flat=True)
    found = [ALL[name] for name in names if name in ALL]
    return [one for one in found if one.when is None or one.when(now)]


def claim(one: Duty, *, holder: str, now: datetime) -> bool:
    """Whether it is this worker's now. Of several that try, one gets it."""
    return bool(_free(now).filter(name=one.name).update(holder=holder, lease_until=now + LEASE))


def do(one: Duty, *, holder: str, clock: Clock) -> int:
    """One step of what this worker has claimed. How much it did; 0 where it failed, which is noted and logged."""
    mine = DutyRecord.objects.filter(name=one.name, holder=holder)
    try:
        with _renewed(mine, clock):
            done = one.step(clock())
    except Exception as error:  # noqa: BLE001 - whatever one duty meets, the others are done
        _note_failure(one, mine, error, clock())
        return 0
    now = clock()
    mine.update(
        due_at=now if done else now + one.every, holder="", lease_until=None, done_at=now, failures=0, trouble=""
    )
    return done


def let_go(*, holder: str) -> None:
    """Gives back what a worker that stops still holds."""
    DutyRecord.objects.filter(holder=holder).exclude(holder="").update(holder="", lease_until=None)


def wait_after(failures: int) -> timedelta:
    """Until the next try: a minute, doubled each time, to an hour."""
    return min(_FIRST_WAIT * (1 << min(failures - 1, 20)), _LONGEST_WAIT)


def _free(now: datetime) -> "QuerySet[DutyRecord]":
    return DutyRecord.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), due_at__lte=now)


def _note_failure(one: Duty, mine: "QuerySet[DutyRecord]", error: Exception, now: datetime) -> None:
    before = mine.values_list("failures", flat=True).first() or 0
    wait = wait_after(before + 1)
    if isinstance(error, DatabaseError | OSError):
        log.error("The duty %r could not go on: %s. It goes on in %s.", one.name, str(error).strip(), wait)
    else:
        log.error("The duty %r failed. It is tried again in %s.", one.name, wait, exc_info=error)
    trouble = type(error).__name__[:80]
    mine.update(due_at=now + wait, holder="", lease_until=None, failures=F("failures") + 1, trouble=trouble)


@contextmanager
def _renewed(mine: "QuerySet[DutyRecord]", clock: Clock) -> Iterator[None]:
    """While the block lasts, a thread renews the lease."""
    over = Event()
    until = clock() + LONGEST_STEP
    thread = Thread(target=_renew, args=(mine, clock, until, over), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(mine: "QuerySet[DutyRecord]", clock: Clock, until: datetime, over: Event) -> None:
    has_asked = False
    while not over.wait(BEAT.total_seconds()):
        now = clock()
        if now >= until:
            break
        has_asked = True
        try:
            mine.all().update(lease_until=now + LEASE)
        except DatabaseError as error:
            # While another transaction holds the whole database, nobody can take the lease over either.
            log.warning("The lease of a duty could not be renewed yet: %s", str(error).strip())
    if has_asked:
        connection.close()
