"""Addresses of what can be done with a listing: `/meetings/<slug>/report`, `/places/<slug>/report`, and so on.

path("<listing:kind>/<slug:slug>/report", report, name="report")      # reverse("report", args=["meeting", slug])
"""

from typing import Final

from django.http import Http404
from django.urls import register_converter, reverse

from trellis.finder.views.place import heading
from trellis.keeping.listings import Listing, kind_of, listings
from trellis.places.models import Place

_WORDS: Final = {"meeting": "meetings", "place": "places", "group": "groups"}
_KINDS: Final = {word: kind for kind, word in _WORDS.items()}


class ListingConverter:
    """The first part of an address, and the kind of listing that it stands for."""

    regex = "meetings|places|groups"

    def to_python(self, value: str) -> str:
        return _KINDS[value]

    def to_url(self, value: str) -> str:
        return _WORDS[value]


register_converter(ListingConverter, "listing")


def listing_at(kind: str, slug: str) -> Listing:
    """The listing; of one that was merged, the one it leads to. Raises Http404. One query, two for a merged one."""
    found = listings(kind).filter(slug=slug).first()
    if found is not None and found.merged_into_id:
        found = listings(kind).filter(pk=found.merged_into_id).first()
    if found is None:
        raise Http404("There is no such listing.")
    return found


def address_now(name: str, listing: Listing) -> str:
    """After something was done, which may have given it another address. One query."""
    listing.refresh_from_db(fields=["slug"])
    return address(name, listing)


def address(name: str, listing: Listing) -> str:
    return reverse(name, args=[kind_of(listing), listing.slug])


def called(listing: Listing) -> str:
    """What a page for everybody may call it."""
    return heading(listing) if isinstance(listing, Place) else listing.name
