"""The three kinds of listing as one: fetched by kind and identifier, with who may look after them."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from trellis.accounts.roles import Target
from trellis.meetings.models import Group, Meeting
from trellis.places.gazetteer import installed_areas
from trellis.places.models import Place, Source

Listing = Place | Group | Meeting
PEOPLE: Final = "people"
"""The slug of the source of what people put on the map here."""


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    model: type[Place] | type[Group] | type[Meeting]
    word: str


KINDS: Final = {
    "place": Kind("place", Place, "place"),
    "group": Kind("group", Group, "group"),
    "meeting": Kind("meeting", Meeting, "meeting"),
}


def kind_of(listing: Listing) -> str:
    return "place" if isinstance(listing, Place) else "group" if isinstance(listing, Group) else "meeting"


def listings(kind: str) -> "QuerySet[Listing]":
    """All listings of a kind, with what their pages need. Raises KeyError for an unknown kind."""
    if kind == "meeting":
        return Meeting.objects.with_listing()
    return KINDS[kind].model._default_manager.select_related("source")


def find(kind: str, identity: uuid.UUID | str) -> Listing:
    """One query. Raises KeyError for an unknown kind, DoesNotExist for none of that identifier."""
    return listings(kind).get(pk=identity)


def area_of(listing: Listing) -> str:
    """The code of the area it is in; of a group, that of its first meeting in a place; "" online. At most one query."""
    if isinstance(listing, Place):
        return listing.area_code
    if isinstance(listing, Meeting):
        return listing.place.area_code if listing.place else ""
    codes = listing.meetings.filter(place__isnull=False).exclude(place__area_code="").order_by("state", "pk")
    return codes.values_list("place__area_code", flat=True).first() or ""


def with_upper(code: str) -> tuple[str, ...]:
    """An area and those above it, whose moderators look after it too."""
    area = installed_areas().get(code) if code else None
    return (code,) if area is None else tuple(dict.fromkeys((area.code, area.upper_tier)))


def target(listing: Listing) -> Target:
    """What the predicates of `accounts.roles` judge by. At most one query."""
    under = (("group", listing.group_id),) if isinstance(listing, Meeting) else ()
    return Target(kind_of(listing), listing.pk, with_upper(area_of(listing)), under)


def people_source() -> Source:
    """The source of what people put on the map here; made when first needed. One query, two the first time."""
    found, _ = Source.objects.get_or_create(
        pk=Source.id_for(PEOPLE),
        defaults={"slug": PEOPLE, "name": "people here", "format": Source.Format.FORM},
    )
    return found
