"""A meeting as its page would show it, before anything of it is written."""

import copy
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.conf import settings

from trellis.keeping import fields
from trellis.keeping.listings import PEOPLE, Listing, find
from trellis.keeping.models import Change
from trellis.keeping.placing import settle
from trellis.meetings.models import Group, Meeting
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place, Source

L = TypeVar("L", Place, Group, Meeting)
_NOT_YET: Final = "not-yet"
"""Stands where its page will have its address."""


def previewed(change: Change) -> Meeting | None:
    """None where the change is about no meeting. Raises ValueError and ValidationError for what no meeting can be."""
    if change.listing_kind != "meeting":
        return None
    if change.kind == Change.Kind.NEW:
        return _new(change)
    if change.kind == Change.Kind.EDIT and change.listing_id is not None:
        listing = find("meeting", change.listing_id)
        assert isinstance(listing, Meeting)
        return _filled(copy.copy(listing), "meeting", change.after)
    return None


def _new(change: Change) -> Meeting:
    source = Source(id=Source.id_for(PEOPLE), slug=PEOPLE, name="people here", format=Source.Format.FORM)
    place = _there(change, "place") or _placed(change, source)
    group = _there(change, "group") or _filled(Group(slug=_NOT_YET, source=source), "group", change.after.get("group"))
    assert isinstance(group, Group)
    assert place is None or isinstance(place, Place)
    zone = place.zone if place and place.zone else settings.TIME_ZONE
    meeting = Meeting(slug=_NOT_YET, source=source, group=group, place=place, zone=zone)
    return _filled(meeting, "meeting", change.after.get("meeting"))


def _there(change: Change, kind: str) -> Listing | None:
    """A listing that is on the map already."""
    values = change.after.get(kind)
    return find(kind, values["id"]) if isinstance(values, dict) and values.get("id") else None


def _placed(change: Change, source: Source) -> Place | None:
    values = change.after.get("place")
    if not isinstance(values, dict) or not values:
        return None
    place = _filled(Place(slug=_NOT_YET, source=source), "place", values)
    settle(place, gazetteer(), zone=settings.TIME_ZONE, is_pointed=values.get("lat") is not None)
    return place


def _filled(listing: L, kind: str, values: Mapping[str, Any] | None) -> L:
    for name, value in (values or {}).items():
        if name in fields.FIELDS[kind]:
            setattr(listing, name, fields.from_json(kind, name, value))
    return listing
