"""Tells the room of accounts what listings there are, so that pages there can name what somebody looks after."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from trellis.accounts import listings as known
from trellis.keeping.addresses import address
from trellis.keeping.listings import KINDS, Listing, listings, target
from trellis.places.gazetteer import installed_areas


def register() -> None:
    known.register(known.Source(find=find, by_slug=by_slug, area_name=area_name))


def find(keys: Iterable[known.Key]) -> dict[known.Key, known.Listing]:
    """One query for each kind that is asked for, and one more for each group."""
    wanted: dict[str, set[UUID]] = {}
    for kind, identity in keys:
        wanted.setdefault(kind, set()).add(identity)
    return {
        (kind, listing.pk): _known(listing)
        for kind, identities in wanted.items()
        if kind in KINDS
        for listing in _of(kind).filter(pk__in=identities)
    }


def by_slug(kind: str, slug: str) -> known.Listing | None:
    for one in [kind] if kind else KINDS:
        listing = _of(one).filter(slug=slug).first() if one in KINDS else None
        if listing:
            return _known(listing)
    return None


def area_name(code: str) -> str:
    area = installed_areas().get(code)
    return area.name if area else ""


def _of(kind: str) -> "QuerySet[Listing]":
    return listings(kind)


def _known(listing: Listing) -> known.Listing:
    manage = address("look-after", listing)
    return known.Listing(target(listing), str(listing), listing.get_absolute_url(), manage)
