"""Asks whoever looks after a listing whether it is still right: on the day it is due, and twice more.

A group is asked once about all its meetings that are late. What was asked is noted in the same transaction as the
letters, so that nobody is asked twice, whenever the worker is cut short.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.accounts.models import Grant
from trellis.keeping.confirming.clocks import Clock
from trellis.keeping.confirming.letter import send
from trellis.keeping.confirming.links import LASTS, Link, mark_of
from trellis.keeping.confirming.quiet import is_quiet
from trellis.keeping.confirming.vouched import TIMED, last_confirmed, late
from trellis.keeping.listings import Listing
from trellis.keeping.models import Asking
from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place

BATCH: Final = 50
"""Groups or places asked in one step."""


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str
    link: Link

    @property
    def is_keeper(self) -> bool:
        return bool(self.link.grant)


def ask_due(clock: Clock, now: dt.datetime, *, most: int = BATCH) -> int:
    """How many groups and places were asked about, or had nobody to ask; 0 once none is due."""
    done = 0
    for group in _owners("meeting", "group", clock, now, most):
        done += _ask_about("meeting", Group, group, clock, now)
    for place in _owners("place", "pk", clock, now, most):
        done += _ask_about("place", Place, place, clock, now)
    return done


def forget_answered(clock: Clock, now: dt.datetime) -> None:
    """Somebody has vouched for them since: the next time they are late, all begins anew."""
    for kind in TIMED:
        still = late(kind, 0, clock, now).filter(pk=OuterRef("listing_id"))
        Asking.objects.filter(~Exists(still), listing_kind=kind).delete()


def recipients(owner: Group | Place, about: Sequence[Listing], now: dt.datetime) -> list[Recipient]:
    """Its keepers; without any, the address that is published for it, unless it wants no letters. Each once."""
    until = now.date() + LASTS
    kind = "group" if isinstance(owner, Group) else "place"
    keeping = Q(listing_kind=kind, listing_id=owner.pk)
    if kind == "group":
        keeping |= Q(listing_kind="meeting", listing_id__in=[listing.pk for listing in about])
    grants = Grant.objects.live().filter(keeping, role=Grant.Role.KEEPER, person__is_active=True)
    found: dict[str, Recipient] = {}
    # Who keeps the whole group is asked about the whole group.
    for grant in grants.select_related("person").order_by("-listing_kind" if kind == "place" else "listing_kind", "pk"):
        link = Link(grant.listing_kind, grant.listing_id or owner.pk, until, grant.pk)
        found.setdefault(grant.person.email, Recipient(grant.person.email, link))
    if not found and owner.email and not is_quiet(mark := mark_of(owner.email)):
        return [Recipient(owner.email, Link(kind, owner.pk, until, mark=mark))]
    return list(found.values())


def _due(kind: str, clock: Clock, now: dt.datetime) -> "QuerySet[Listing]":
    """Late, not yet gone from the results, with a reminder to send."""
    asked = Asking.objects.filter(Q(next_at=None) | Q(next_at__gt=now), listing_kind=kind, listing_id=OuterRef("pk"))
    gone = late(kind, clock.leave_after, clock, now)
    return late(kind, clock.remind_after[0], clock, now).exclude(pk__in=gone.values("pk")).filter(~Exists(asked))


def _owners(kind: str, field: str, clock: Clock, now: dt.datetime, most: int) -> list[UUID]:
    found = _due(kind, clock, now).order_by(field).values_list(field, flat=True).distinct()
    return list(found[:most])


def _ask_about(kind: str, owners: type[Group] | type[Place], key: UUID, clock: Clock, now: dt.datetime) -> int:
    """One owner, in one transaction. Its row is locked, so that whoever comes second finds nothing left to ask."""
    with transaction.atomic():
        owner = owners._default_manager.select_for_update().get(pk=key)
        of_owner = {"group": key} if owners is Group else {"pk": key}
        listings = list(_due(kind, clock, now).filter(**of_owner).select_related(*_NEEDED[kind]))
        if not listings:
            return 0
        for listing in listings:
            _note(kind, listing, clock, now)
        about = [listing for listing in listings if isinstance(listing, Meeting | Place)]
        for recipient in recipients(owner, about, now):
            chosen = [one for one in about if recipient.link.kind != "meeting" or one.pk == recipient.link.id]
            send(recipient.address, recipient.link, chosen, clock=clock, now=now)
    return 1


_NEEDED: Final = {"meeting": ("source", "group", "place"), "place": ("source",)}


def _note(kind: str, listing: Listing, clock: Clock, now: dt.datetime) -> None:
    last = last_confirmed(listing)
    assert last is not None  # else it would not be late
    Asking.objects.update_or_create(
        listing_kind=kind,
        listing_id=listing.pk,
        defaults={
            "reminders": clock.reminders(last, kind, now),
            "asked_at": now,
            "next_at": clock.next_reminder(last, kind, now),
        },
    )
