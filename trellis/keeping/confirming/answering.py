"""What somebody may answer who came by the link of a reminder: about which listings, and as whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trellis.accounts.models import Grant
from trellis.accounts.roles import KEEPER
from trellis.keeping.acting import Acting
from trellis.keeping.actions import propose
from trellis.keeping.confirming.actions import confirm
from trellis.keeping.confirming.clocks import Clock
from trellis.keeping.confirming.letter import send
from trellis.keeping.confirming.links import LASTS, Link, mark_of
from trellis.keeping.listings import KINDS, Listing, listings
from trellis.keeping.models import Change
from trellis.meetings.models import Group, Meeting
from trellis.places.listed import State, Voucher
from trellis.places.models import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """`about` are the meetings of a group, or one meeting or place; those merged into another are left out."""

    owner: Listing
    about: Sequence[Meeting | Place]
    by: Acting
    address: str

    @property
    def listed(self) -> list[Meeting | Place]:
        return [one for one in self.about if one.is_listed]


def asked_by(link: Link) -> Asked | None:
    """None once the keeper keeps it no more, or another address is published. At most three queries."""
    owner = KINDS[link.kind].model._default_manager.select_related("source").filter(pk=link.id).first()
    if owner is None:
        return None
    if link.grant:
        grant = Grant.objects.live().filter(pk=link.grant, listing_id=link.id, person__is_active=True)
        found = grant.select_related("person").first()
        if found is None:
            return None
        by, address = Acting(KEEPER, found.person), found.person.email
    else:
        address = getattr(owner, "email", "")
        if not address or mark_of(address) != link.mark:
            return None
        by = Acting(KEEPER)
    return Asked(owner, _about(owner), by, address)


def all_is_right(asked: Asked, *, now: dt.datetime) -> int:
    """How many listings that confirmed."""
    return confirm([asked.owner], Voucher.KEEPER, by=asked.by, now=now) if asked.listed else 0


def close(asked: Asked, slug: str, *, now: dt.datetime) -> bool:
    """One of those asked about has closed. It can be listed again by the same link."""
    return _change(Change.Kind.CLOSE, [one for one in asked.about if one.is_listed], slug, asked, now)


def reopen(asked: Asked, slug: str, *, now: dt.datetime) -> bool:
    return _change(Change.Kind.REOPEN, [one for one in asked.about if was_closed_by_keeper(one)], slug, asked, now)


def was_closed_by_keeper(listing: Listing) -> bool:
    return listing.state == State.CLOSED and listing.closed_by == KEEPER


def send_anew(link: Link, asked: Asked, *, clock: Clock, now: dt.datetime) -> None:
    """The same link with a new last day, to the address that the old one went to and to no other."""
    fresh = Link(link.kind, link.id, now.date() + LASTS, link.grant, link.mark)
    send(asked.address, fresh, asked.listed, clock=clock, now=now)


def _about(owner: Listing) -> list[Meeting | Place]:
    if isinstance(owner, Place):
        return [owner]
    of = {"group": owner} if isinstance(owner, Group) else {"pk": owner.pk}
    found = listings("meeting").filter(**of).exclude(state=State.MERGED).order_by("start", "name", "pk")
    return [one for one in found if isinstance(one, Meeting) and (one.is_listed or was_closed_by_keeper(one))]


def _change(kind: Change.Kind, among: Sequence[Listing], slug: str, asked: Asked, now: dt.datetime) -> bool:
    for listing in among:
        if listing.slug == slug:
            propose(kind=kind, listing=listing, by=asked.by, now=now)
            return True
    return False
