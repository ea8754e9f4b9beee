"""Who vouches for a listing, as the database is asked it: a person, or a feed that still lists it.

A meeting is vouched for by people and by its source. A place is vouched for by people, and by every meeting that is
held there: whoever says that the meeting is on says that the door is there. A group has no clock of its own: it is
confirmed with its meetings. What is made up to try things out never ages.
"""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.keeping.confirming.clocks import Clock
from trellis.keeping.listings import KINDS, Listing
from trellis.meetings.models import Meeting
from trellis.places.listed import Standing, State
from trellis.places.models import Source

BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TIMED: Final = ("meeting", "place")
"""The kinds that have a clock."""


def since(kind: str, moment: dt.datetime) -> Q:
    """Listings of a kind that somebody vouched for at that moment or later."""
    return _meetings_since(moment) if kind == "meeting" else _places_since(moment)


def standing_is(kind: str, standing: Standing, clock: Clock, now: dt.datetime) -> Q:
    """Listings whose standing must be this now. A listing that nobody ever vouched for has no clock: it is not sunk."""
    pale = since(kind, clock.confirmed_before(kind, clock.pale_after, now))
    left = since(kind, clock.confirmed_before(kind, clock.leave_after, now))
    dated = since(kind, BEGINNING)
    return {Standing.FRESH: pale | ~dated, Standing.PALE: left & ~pale, Standing.LEFT: dated & ~left}[standing]


def listed(kind: str) -> "QuerySet[Listing]":
    return KINDS[kind].model._default_manager.filter(state=State.LISTED)


def late(kind: str, days: int, clock: Clock, now: dt.datetime) -> "QuerySet[Listing]":
    """Listed ones, not made up, that are at least so many days late."""
    is_late = since(kind, BEGINNING) & ~since(kind, clock.confirmed_before(kind, days, now))
    return listed(kind).filter(is_late, source__is_imaginary=False)


def last_confirmed(listing: Listing) -> dt.datetime | None:
    """The last time anybody vouched for it. Reads the source; of a place or group also its meetings, in one query."""
    if isinstance(listing, Meeting):
        return listing.last_confirmed
    meetings = listing.meetings.filter(state=State.LISTED).select_related("source")
    times = [listing.confirmed_at, *(meeting.last_confirmed for meeting in meetings)]
    return max((time for time in times if time), default=None)


def _meetings_since(moment: dt.datetime) -> Q:
    feeds = Source.objects.filter(Q(is_imaginary=True) | Q(read_at__gte=moment)).exclude(format=Source.Format.FORM)
    # One that people listed again after its feed had let it go is vouched for by people alone.
    still = Q(kept__state__source__isnull=True) | ~Q(kept__state__source=State.CLOSED.value)
    return Q(confirmed_at__gte=moment) | (Q(source__in=feeds.values("pk")) & still)


def _places_since(moment: dt.datetime) -> Q:
    held = Meeting.objects.filter(_meetings_since(moment), state=State.LISTED, place=OuterRef("pk"))
    return Q(confirmed_at__gte=moment) | Q(Exists(held)) | Q(source__is_imaginary=True)
