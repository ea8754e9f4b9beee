"""What is likely to be the same: for a change on its way in, and for a listing that stands twice.

As `adding/near.py`, but for moderators: what is shown to nobody else is compared too.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q

from trellis.keeping import fields
from trellis.keeping.duplicates import Known, likely, times_of
from trellis.keeping.listings import KINDS, Listing
from trellis.keeping.models import Change
from trellis.lib.geo import box_around
from trellis.meetings.models import Group, Meeting
from trellis.places.listed import State
from trellis.places.models import Place

AROUND_M: Final = 300.0
_MOST_READ: Final = 200

Point = tuple[float, float]


def like_new(change: Change, point: Point | None) -> list[Listing]:
    """What a new listing may be already. One query."""
    values = change.after.get(change.listing_kind)
    if not isinstance(values, dict) or "id" in values:
        return []
    place = change.after.get("place")
    known_place = place.get("id") if isinstance(place, dict) else None
    postcode = place.get("postcode", "") if isinstance(place, dict) else ""
    group = change.after.get("group")
    also = (group["name"],) if isinstance(group, dict) and group.get("name") else ()
    new = _known_of(change.listing_kind, values, point, postcode, also)
    return _likely(change.listing_kind, new, place_id=known_place, pathway=values.get("pathway", ""))


def like(listing: Listing) -> list[Listing]:
    """What a listing may stand for twice. Two queries."""
    if isinstance(listing, Group):
        return _likely("group", Known(listing.name), pathway=listing.pathway, but=listing.pk)
    if isinstance(listing, Place):
        return _likely("place", _place(listing), but=listing.pk)
    return _likely("meeting", _meeting(listing), but=listing.pk)


def _known_of(kind: str, values: Mapping[str, Any], point: Point | None, postcode: str, also: tuple[str, ...]) -> Known:
    start = fields.from_json("meeting", "start", values.get("start")) if kind == "meeting" else None
    times = _times(values.get("rule") or "", start)
    lat, lon = point or (None, None)
    return Known(str(values.get("name") or ""), lat, lon, postcode, times, values.get("join_url") or "", also)


def _likely(
    kind: str, new: Known, *, place_id: str | None = None, pathway: str = "", but: uuid.UUID | None = None
) -> list[Listing]:
    near = _near(kind, new, place_id, pathway)
    if near is None or not new.name:
        return []
    rows: Any = KINDS[kind].model._default_manager.filter(near, state=State.LISTED)
    rows = rows.exclude(pk=but) if but else rows
    rows = rows.select_related("place", "group") if kind == "meeting" else rows
    found: dict[str, Listing] = {str(row.pk): row for row in rows.distinct()[:_MOST_READ]}
    matches = likely(new, [(key, _known(row)) for key, row in found.items()])
    return [found[key] for key, _ in matches]


def _near(kind: str, new: Known, place_id: str | None, pathway: str) -> Q | None:
    """Where to look; None where nothing says where."""
    if kind == "group":
        return Q(pathway=pathway) & Q(name__istartswith=new.name[:2])
    if place_id and kind == "meeting":
        return Q(place_id=place_id)
    prefix = "place__" if kind == "meeting" else ""
    near = Q(**{f"{prefix}postcode": new.postcode}) if new.postcode else None
    if new.lat is not None and new.lon is not None:
        box = box_around(new.lat, new.lon, AROUND_M)
        inside = Q(**{f"{prefix}lat__range": (box.south, box.north), f"{prefix}lon__range": (box.west, box.east)})
        near = inside if near is None else near | inside
    if new.link and kind == "meeting":
        near = Q(join_url=new.link) if near is None else near | Q(join_url=new.link)
    return near


def _times(rule: str, start: dt.time | None) -> frozenset[int]:
    if not rule or start is None:
        return frozenset()
    try:
        return times_of(rule, start.hour * 60 + start.minute)
    except ValueError:  # a rule that cannot be: the form says so
        return frozenset()


def _known(listing: Listing) -> Known:
    if isinstance(listing, Group):
        return Known(listing.name)
    return _place(listing) if isinstance(listing, Place) else _meeting(listing)


def _place(place: Place) -> Known:
    return Known(place.name or place.address, place.lat, place.lon, place.postcode)


def _meeting(meeting: Meeting) -> Known:
    place, times = meeting.place, _times(meeting.rule, meeting.start)
    lat, lon, postcode = (place.lat, place.lon, place.postcode) if place else (None, None, "")
    return Known(meeting.name, lat, lon, postcode, times, meeting.join_url, (meeting.group.name,))
