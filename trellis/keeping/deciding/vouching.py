"""A moderator has rung, or been there: the listing is right as it is."""

import datetime as dt

from django.db import transaction

from trellis.keeping import applying
from trellis.keeping.acting import Acting
from trellis.keeping.actions import vouched_for
from trellis.keeping.listings import KINDS, Listing, kind_of
from trellis.places.listed import Voucher
from trellis.safety.audit import record


def checked(listing: Listing, *, by: Acting, now: dt.datetime) -> None:
    """Confirmed from now on, as if it had never paled."""
    kind = kind_of(listing)
    with transaction.atomic():
        rows = KINDS[kind].model._default_manager.select_related("source").select_for_update(of=("self",))
        held = rows.get(pk=listing.pk)
        vouched_for(held, Voucher.MODERATOR, by=by, now=now)
        applying.save(held)
        record(action="listing.confirmed", by=by.actor, now=now, subject_kind=kind, subject_id=listing.pk)
