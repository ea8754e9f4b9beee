"""Vouching for listings: by whoever looks after them, by a moderator, or by two visitors."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction

from trellis.keeping import applying
from trellis.keeping.acting import Acting
from trellis.keeping.actions import vouched_for
from trellis.keeping.listings import KINDS, Listing, kind_of
from trellis.meetings.models import Group
from trellis.places.listed import State, Voucher
from trellis.safety.audit import record

WORTH: Final = {Voucher.KEEPER: "keeper", Voucher.MODERATOR: "moderator", Voucher.VISITORS: "visitors"}


def confirm(listings: Iterable[Listing], voucher: Voucher, *, by: Acting, now: dt.datetime) -> int:
    """A keeper or a moderator says that these are right; of a group, all its meetings, also those that have left.

    How many are still listed, and so were confirmed.
    """
    with transaction.atomic():
        confirmed = [held for listing in _with_meetings(listings) if (held := locked(listing)).is_listed]
        for held in confirmed:
            vouched_for(held, voucher, by=by, now=now)
            applying.save(held)
        for held in confirmed:
            noted(held, voucher, by=by, now=now)
    return len(confirmed)


def _with_meetings(listings: Iterable[Listing]) -> list[Listing]:
    """Each once, always in the same order, so that two who confirm at once wait for each other and no more."""
    found = {listing.pk: listing for listing in listings}
    for group in [listing for listing in found.values() if isinstance(listing, Group)]:
        found.update({meeting.pk: meeting for meeting in group.meetings.filter(state=State.LISTED)})
    return [found[key] for key in sorted(found)]


def locked(listing: Listing) -> Listing:
    """As it is now, held until the transaction ends."""
    rows = KINDS[kind_of(listing)].model._default_manager.select_related("source")
    return rows.select_for_update(of=("self",)).get(pk=listing.pk)


def noted(listing: Listing, voucher: Voucher, *, by: Acting, now: dt.datetime) -> None:
    record(
        action="listing.confirmed",
        by=by.actor,
        now=now,
        subject_kind=kind_of(listing),
        subject_id=listing.pk,
        detail={"voucher": WORTH[voucher]},
    )
