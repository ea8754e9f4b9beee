"""What the worker does for clocks, what moderators see of them, and what `trellis check` looks at."""

import datetime as dt
from collections.abc import Iterator

from django.core import checks
from django.core.checks import CheckMessage
from django.utils import timezone

from trellis.keeping.confirming import visitors
from trellis.keeping.confirming.asking import ask_due, forget_answered
from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.confirming.overdue import overdue
from trellis.keeping.confirming.turning import behind, turn_standings
from trellis.keeping.deciding.sections import add_section
from trellis.safety.duties import duty
from trellis.safety.examinations import examination
from trellis.safety.retention import rule


@duty("clocks", every=dt.timedelta(hours=1))
def turn_clocks(now: dt.datetime) -> int:
    """A batch of listings whose standing has changed, else a batch of letters that are due."""
    clock = the_clock()
    if turned := turn_standings(clock, now):
        return turned
    forget_answered(clock, now)
    return ask_due(clock, now)


@rule("voices")
def old_voices(now: dt.datetime) -> int:
    return visitors.forget(now)


@examination("clocks")
def clocks() -> Iterator[CheckMessage]:
    yield from standing_still(now=timezone.now())


def standing_still(*, now: dt.datetime) -> Iterator[CheckMessage]:
    """trellis.W163 clocks that have passed for longer than a day."""
    if count := behind(the_clock(), now, now - dt.timedelta(days=1)):
        what = (
            f"The clocks of {count:,} listing{'s' * (count != 1)} passed more than a day ago, and they stand as before."
        )
        yield checks.Warning(what, "The worker is not running. Start it: trellis worker", id="trellis.W163")


add_section("overdue", overdue, order=50)
