"""Vouching for listings: by whoever looks after them, by a moderator, or by two visitors."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction

from trellis.keeping import applying
from trellis.keeping.acting import Acting
from trellis.keeping.actions import vouched_for
from trellis.keeping.listings import KINDS, Listing, kind_of
from trellis.places.listed import Voucher
from trellis.safety.audit import record

WORTH: Final = {Voucher.KEEPER: "keeper", Voucher.MODERATOR: "moderator", Voucher.VISITORS: "visitors"}


def confirm(listings: Iterable[Listing], voucher: Voucher, *, by: Acting, now: dt.datetime) -> int:
    """A keeper or a moderator says that these are right. How many of them are still listed, and so were confirmed."""
    with transaction.atomic():
        confirmed = [held for listing in listings if (held := locked(listing)).is_listed]
        for held in confirmed:
            vouched_for(held, voucher, by=by, now=now)
            applying.save(held)
        for held in confirmed:
            noted(held, voucher, by=by, now=now)
    return len(confirmed)


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
