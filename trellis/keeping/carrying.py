"""What hangs on a listing goes with it when it is merged, and comes back when that is undone: who keeps it, claims,
comments, confirmations, what is proposed about it.

Subscriptions are to what is near a point, and saved meetings are links: neither hangs on a listing.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Model

from trellis.accounts.models import Grant
from trellis.keeping.listings import Listing, area_of, kind_of
from trellis.keeping.models import Change, Claim, Comment, Confirmation
from trellis.places.models import Place

Moved = dict[str, Any]
"""{"kind", "from", "to", "area_from", "area_to", "rows": {what: [identifiers]}}: fit for JSON."""

_HANGING: Final[Mapping[str, type[Model]]] = {
    "grant": Grant,
    "claim": Claim,
    "comment": Comment,
    "confirmation": Confirmation,
    "change": Change,
}
_IN_QUEUES: Final = ("claim", "comment", "change")
"""They stand in the queue of an area."""


def carry_all(goes: Listing, stays: Listing, *, area_from: str) -> Moved:
    """Everything that hangs on one listing to another, but a role or claim that somebody has there already.

    `area_from` is the area of the one that goes, before it lost its meetings.
    """
    kind, old, new = kind_of(goes), goes.pk, stays.pk
    there = set(Grant.objects.live().filter(listing_kind=kind, listing_id=new).values_list("person_id", flat=True))
    waiting = Claim.objects.filter(listing_kind=kind, listing_id=new, state=Claim.State.WAITING)
    asked = set(waiting.values_list("person_id", flat=True))
    rows: dict[str, list[Any]] = {}
    for what, model in _HANGING.items():
        hanging = model._default_manager.filter(listing_kind=kind, listing_id=old)
        if what == "grant":
            hanging = hanging.exclude(ended_at__isnull=True, person_id__in=there)
        if what == "claim":
            hanging = hanging.exclude(state=Claim.State.WAITING, person_id__in=asked)
        rows[what] = [pk if isinstance(pk, int) else str(pk) for pk in hanging.values_list("pk", flat=True)]
    areas = {"area_from": area_from, "area_to": area_of(stays)}
    return _carried({"kind": kind, "from": str(old), "to": str(new), "rows": rows, **areas})


def _carried(moved: Moved) -> Moved:
    """What waits comes into the queue of the area it now belongs to, so that no other area decides about it."""
    for what, keys in moved["rows"].items():
        area = {"area_code": moved["area_to"]} if what in _IN_QUEUES else {}
        _HANGING[what]._default_manager.filter(pk__in=keys).update(listing_id=moved["to"], **area)
    return moved


def carried_back(moved: Moved) -> Moved:
    turned = {"from": moved["to"], "to": moved["from"], "area_from": moved["area_to"], "area_to": moved["area_from"]}
    return _carried({**moved, **turned})


def areas_of(moved: Moved | None) -> set[str]:
    """The areas that a merge touched."""
    return {moved["area_from"], moved["area_to"]} if moved else set()


def follow(listing: Listing, area_code: str) -> None:
    """What waits about a listing that moved, and the meetings of a place, comes into the queue of its new area."""
    here = {kind_of(listing): [listing.pk]}
    if isinstance(listing, Place):
        here["meeting"] = list(listing.meetings.values_list("pk", flat=True))
    for kind, identities in here.items():
        for what in _IN_QUEUES:
            rows = _HANGING[what]._default_manager.filter(listing_kind=kind, listing_id__in=identities)
            rows.update(area_code=area_code)
