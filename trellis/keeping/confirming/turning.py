"""Turns the clocks: what nobody has vouched for pales and leaves, and what somebody has comes back.

In batches, each in a transaction of its own, so that it can be cut short anywhere and done over.
"""

import datetime as dt
from functools import reduce
from operator import or_
from typing import Final

from django.db import transaction
from django.db.models import Q

from trellis.keeping.confirming.clocks import Clock
from trellis.keeping.confirming.vouched import TIMED, listed, standing_is
from trellis.places.listed import Standing
from trellis.places.models import Revision
from trellis.safety.audit import SYSTEM, record

BATCH: Final = 500
_CODES: Final = {Standing.FRESH: "fresh", Standing.PALE: "pale", Standing.LEFT: "left"}


def turn_standings(clock: Clock, now: dt.datetime, *, most: int = BATCH) -> int:
    """How many listings stand otherwise than before; 0 once every one is where the clock says."""
    return sum(_turn(kind, standing, clock, now, most) for kind in TIMED for standing in Standing)


def behind(clock: Clock, *moments: dt.datetime) -> int:
    """How many listings stand where the clock does not say at any of these moments."""
    count = 0
    for kind in TIMED:
        wrong = listed(kind)
        for moment in moments:
            wrong = wrong.filter(_is_wrong(kind, clock, moment))
        count += wrong.count()
    return count


def _is_wrong(kind: str, clock: Clock, now: dt.datetime) -> Q:
    return reduce(or_, (standing_is(kind, one, clock, now) & ~Q(standing=one) for one in Standing))


def _turn(kind: str, standing: Standing, clock: Clock, now: dt.datetime, most: int) -> int:
    wrong = listed(kind).filter(standing_is(kind, standing, clock, now)).exclude(standing=standing)
    chosen = list(wrong.order_by("pk").values_list("pk", flat=True)[:most])
    if not chosen:
        return 0
    with transaction.atomic():
        revision = Revision.advance()
        # Asked again: somebody may have vouched for one of them meanwhile.
        turned = wrong.filter(pk__in=chosen).update(standing=standing, revision=revision)
        detail = {"kind": kind, "standing": _CODES[standing], "count": turned}
        record(action="clock.turned", by=SYSTEM, now=now, subject_kind=kind, detail=detail)
    return turned
