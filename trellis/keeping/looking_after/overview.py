"""What the page of somebody who looks after a listing says."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from trellis.keeping import fields
from trellis.keeping.acting import Acting
from trellis.keeping.differences import Difference, differences
from trellis.keeping.keepers import grants_for, own_grant
from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.models import Change, Claim


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: for the keeper, or for a moderator."""

    change: Change
    rows: tuple[Difference, ...]


def overview(listing: Listing, by: Acting, now: dt.datetime) -> dict[str, Any]:
    """Five queries."""
    kind = kind_of(listing)
    states = [Change.State.FOR_KEEPER, Change.State.WAITING]
    waiting = Change.objects.of(kind, listing.pk).filter(state__in=states).select_related("source").order_by("made_at")
    grants = list(grants_for(listing))
    mine = [change for change in waiting if change.by_id and by.person and change.by_id == by.person.pk]
    return {
        "by": by,
        "offers": _told(listing, [one for one in waiting if one.state == Change.State.FOR_KEEPER], now),
        "mine": _told(listing, [one for one in mine if one.state == Change.State.WAITING], now),
        "claims": Claim.objects.filter(
            listing_kind=kind, listing_id=listing.pk, state=Claim.State.WAITING
        ).select_related("person"),
        "keepers": len({grant.person_id for grant in grants}),
        "is_own": by.person is not None and own_grant(listing, by.person) is not None,
        "has_dates": kind != "meeting" or bool(getattr(listing, "rule", "")),
    }


def _told(listing: Listing, changes: list[Change], now: dt.datetime) -> list[Waiting]:
    kind = kind_of(listing)
    rest = fields.read(listing, fields.WHEN) if kind == "meeting" else {}
    return [
        Waiting(change, tuple(differences(kind, _there(listing, change), change.after, rest=rest, today=now.date())))
        for change in changes
    ]


def _there(listing: Listing, change: Change) -> dict[str, Any]:
    """What is on the page now, which may have changed since."""
    return fields.read(listing, change.after)
