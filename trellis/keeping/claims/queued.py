"""What moderators read in their queue: who would like to look after something, and whose only keeper is silent."""

import datetime as dt
from typing import Final

from django.db.models import Q

from trellis.keeping.addresses import address
from trellis.keeping.claims.silence import silent_keepers
from trellis.keeping.deciding.scope import Scope
from trellis.keeping.deciding.sections import MOST_ROWS, Row, Section, add_section
from trellis.keeping.listings import Listing, area_of, listings
from trellis.keeping.models import Claim
from trellis.meetings.telling_time import say_day_of_year

WAITED: Final = dt.timedelta(days=7)
"""After that a moderator hears of a claim that others were asked about."""


def register() -> None:
    add_section("claims", claims, order=20)
    add_section("silent-keepers", silent, order=60)


def claims(scope: Scope, now: dt.datetime) -> Section:
    for_moderators = Q(proof=Claim.Proof.MODERATOR) | Q(made_at__lt=now - WAITED)
    rows = scope.only(Claim.objects.filter(for_moderators, state=Claim.State.WAITING).select_related("person"))
    found = list(rows.order_by("made_at")[:MOST_ROWS])
    named = _listings(found)
    return Section(
        "Would like to look after something",
        "Do they belong to it? If you do not know, ask the group.",
        [_row(claim, named[claim.listing_id]) for claim in found if claim.listing_id in named],
        rows.count(),
    )


def silent(scope: Scope, now: dt.datetime) -> Section:
    found = [one for one in silent_keepers(now) if scope.holds(area_of(one.listing))]
    rows = [
        Row(str(one.listing), address("look-after", one.listing), f"Not heard of since {say_day_of_year(one.since)}.")
        for one in found[:MOST_ROWS]
    ]
    hint = "Their one keeper did nothing for a year. Ask whether they are still there, or find somebody to help."
    return Section("Keepers who are silent", hint, rows, len(found), is_quiet=True)


def _row(claim: Claim, listing: Listing) -> Row:
    words = f"{claim.person}: {claim.words}" if claim.words else str(claim.person)
    return Row(str(listing), address("look-after", listing), words, claim.made_at, claim.area_code)


def _listings(found: list[Claim]) -> dict[object, Listing]:
    """One query for each kind of listing among them."""
    return {
        listing.pk: listing
        for kind in {claim.listing_kind for claim in found}
        for listing in listings(kind).filter(pk__in=[one.listing_id for one in found if one.listing_kind == kind])
    }
