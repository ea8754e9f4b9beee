"""What the worker does for safety itself: letters, retention, and a sign that it is there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core import checks
from django.core.checks import CheckMessage
from django.utils import timezone

from trellis.safety import erased, letters, retention
from trellis.safety.duties import duty
from trellis.safety.examinations import examination
from trellis.safety.models import DutyRecord, Letter

SIGN: Final = "sign-of-life"
MISSED: Final = timedelta(hours=1)
_START: Final = "Start one: trellis worker. `trellis serve` runs one beside the pages, unless told --no-worker."


@duty(SIGN, every=timedelta(minutes=1))
def give_a_sign(now: datetime) -> int:
    return 0


def _letters_are_due(now: datetime) -> bool:
    return Letter.objects.due(now).exists()


@duty("letters", every=timedelta(seconds=5), when=_letters_are_due)
def deliver_letters(now: datetime) -> int:
    return letters.deliver_due(now=now, most=10)


@duty("retention", every=timedelta(hours=1))
def sweep(now: datetime) -> int:
    """All rules in one step; it is over when they are."""
    retention.sweep(now=now)
    return 0


@duty("erase-again", every=timedelta(hours=1))
def erase_again(now: datetime) -> int:
    """Whom a restore brought back, where it was killed before it came so far."""
    erased.erase_again(now=now)
    return 0


@examination("worker")
def worker() -> Iterator[CheckMessage]:
    yield from missing_worker(now=timezone.now())


def missing_worker(*, now: datetime) -> Iterator[CheckMessage]:
    """trellis.W161 no worker runs, trellis.W162 one of its duties fails."""
    seen = DutyRecord.objects.filter(name=SIGN).values_list("done_at", flat=True).first()
    if seen is None:
        yield checks.Warning("No worker has run yet: letters wait, and clocks stand still.", _START, id="trellis.W161")
    elif seen <= now - MISSED:
        what = f"No worker has run since {timezone.localtime(seen):%d %B %Y, %H:%M}: letters wait, clocks stand still."
        yield checks.Warning(what, _START, id="trellis.W161")
    for record in DutyRecord.objects.filter(failures__gt=0).order_by("name"):
        times = "once" if record.failures == 1 else f"{record.failures} times"
        what = f"The worker's duty {record.name!r} failed {times} in a row ({record.trouble})."
        hint = "The log of the worker says why. It is tried again by itself."
        yield checks.Warning(what, hint, id="trellis.W162")
