"""Who looks after a listing: its own keepers and, of a meeting, those of its group."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from trellis.accounts.models import Grant, GrantQuerySet, Person
from trellis.keeping.listings import Listing, area_of, kind_of, with_upper
from trellis.meetings.models import Meeting
from trellis.safety.letters import send_later


def grants_for(listing: Listing) -> GrantQuerySet:
    """Those that are live, with the person. One query."""
    found = Q(listing_kind=kind_of(listing), listing_id=listing.pk)
    if isinstance(listing, Meeting):
        found |= Q(listing_kind="group", listing_id=listing.group_id)
    return Grant.objects.live().filter(found, role=Grant.Role.KEEPER, person__is_active=True).select_related("person")


def keepers_of(listing: Listing) -> list[Person]:
    """Each once. One query."""
    return list({grant.person_id: grant.person for grant in grants_for(listing)}.values())


def own_grant(listing: Listing, person: Person) -> Grant | None:
    """By which somebody keeps this listing itself."""
    return Grant.objects.live().filter(person=person, listing_kind=kind_of(listing), listing_id=listing.pk).first()


def write_to(people: Iterable[Person], *, subject: str, body: str, about: str, now: dt.datetime) -> int:
    """A letter to each, in the caller's transaction. How many."""
    letters = [send_later(to=one.email, subject=subject, body=body, about=about, now=now) for one in people]
    return len(letters)


def moderators_of(listing: Listing) -> list[Person]:
    """Those of its area and the areas above it; where it has none, those of everywhere, else the stewards. Two queries.

    They are written to about what they cannot see in time by looking at their queue.
    """
    powerful = Grant.objects.live().filter(person__is_active=True).select_related("person")
    areas = ["", *with_upper(area_of(listing))]
    grants = list(powerful.filter(role=Grant.Role.MODERATOR, area_code__in=areas))
    grants = grants or list(powerful.filter(role=Grant.Role.STEWARD))
    return list({grant.person_id: grant.person for grant in grants}.values())
