"""Which published address can prove that somebody belongs to a listing. Pure, but for `facts_of`.

An address counts that its source published, or that has stood on the page for a month. One that was changed lately
could have been put there by whoever now claims the listing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.places.models import Source

STOOD_FOR: Final = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the address of a listing."""

    email: str
    from_source: str | None = None
    """What the source says, where somebody here says otherwise."""
    changed_at: dt.datetime | None = None
    """When somebody here last said it; None where nobody did."""


def proving_address(facts: Facts, now: dt.datetime) -> str:
    """The address that a letter may go to; empty where there is none that proves anything."""
    if facts.changed_at is None or now - facts.changed_at >= STOOD_FOR:
        return facts.email
    return facts.from_source or ""


def masked(email: str) -> str:
    """in…@example.org: enough to know it again, too little to copy it."""
    local, _, domain = email.partition("@")
    return f"{local[:2] if len(local) > 3 else local[:1]}…@{domain}"


def proven_by(listing: Listing) -> Listing:
    """Whose address it is: of a meeting, its group's."""
    return listing.group if isinstance(listing, Meeting) else listing


def facts_of(listing: Listing) -> Facts:
    """At most one query."""
    whose = proven_by(listing)
    email: str = getattr(whose, "email", "")
    if held := whose.kept.get("email"):
        return Facts(email, held["source"] or "", dt.datetime.fromisoformat(held["at"]))
    if whose.source.format != Source.Format.FORM:
        return Facts(email)
    return Facts(email, changed_at=_said_here(whose))


def _said_here(listing: Listing) -> dt.datetime | None:
    """When the address of a listing that people put here was last written down. One query."""
    own = Q(listing_kind=kind_of(listing), listing_id=listing.pk)
    if not isinstance(listing, Meeting):  # what is put on the map is known by the meeting that came with it
        own |= Q(kind=Change.Kind.NEW, listing_kind="meeting", listing_id__in=listing.meetings.values("pk"))
    for change in Change.objects.history().filter(own):
        for done in change.done:
            if done["id"] == str(listing.pk) and ("email" in done["after"] or change.kind == Change.Kind.NEW):
                return change.decided_at
    return None
