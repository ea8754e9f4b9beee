"""Listings whose only keeper has not been heard of for a year: somebody should ask whether they are still there."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from trellis.accounts.models import Grant
from trellis.keeping.listings import Listing, listings

LONGEST: Final = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Silent:
    listing: Listing
    since: dt.date


def silent_keepers(now: dt.datetime) -> list[Silent]:
    """Longest silent first; only what is listed. Two queries for the grants, and one for each kind of listing."""
    before = now - LONGEST
    keepers = Grant.objects.live().filter(role=Grant.Role.KEEPER)
    unheard = Q(last_active_on=None) | Q(last_active_on__lt=before.date())
    quiet = list(keepers.filter(unheard, granted_at__lt=before))
    together = keepers.filter(listing_id__in=[grant.listing_id for grant in quiet]).values_list("listing_id")
    many = Counter(identity for (identity,) in together)
    since = {
        (grant.listing_kind, grant.listing_id): grant.last_active_on or grant.granted_at.date()
        for grant in quiet
        if many[grant.listing_id] == 1
    }
    found = {
        (kind, listing.pk): listing
        for kind in {kind for kind, _ in since}
        for listing in listings(kind).filter(pk__in=[key for one, key in since if one == kind], state="listed")
    }
    return sorted((Silent(found[key], when) for key, when in since.items() if key in found), key=lambda one: one.since)
