"""The meetings near a point as a subscriber is told of them, and what is new or changed since they last were.

A place that is not shown is near where the finder lets it stand, and nowhere else.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from typing import Final
from uuid import UUID

from django.db.models import Q

from trellis.finder.build import rough_point
from trellis.finder.cards.whereabouts import whereabouts
from trellis.keeping.subscribing.wishes import Wish
from trellis.lib.geo import box_around, distance_m
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Meeting
from trellis.places.models import Place

MOST: Final = 200
"""Meetings one subscription can follow. A wish that holds more is too wide for a letter."""
MOST_READ: Final = 2_000
_VEIL_M: Final = 15_000
"""How far from its town's middle a place may be."""
_PARTS: Final = ("time", "place", "name")


@dataclass(frozen=True, slots=True)
class Told:
    """One meeting as a letter tells it."""

    id: UUID
    name: str
    when: str
    where: str
    page: str

    @property
    def mark(self) -> str:
        """Three traces, of its time, place and name, by which a later look knows what has changed."""
        return ".".join(
            blake2s(part.encode(), digest_size=4).hexdigest() for part in (self.when, self.where, self.name)
        )


@dataclass(frozen=True, slots=True)
class News:
    new: tuple[Told, ...] = ()
    changed: tuple[tuple[Told, str], ...] = ()
    """With what is different: "another time and place"."""
    gone: tuple[str, ...] = ()
    """Names of those that are no longer listed."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    @property
    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)


def near(wish: Wish) -> list[Told]:
    """The nearest first, at most one more than can be followed. One query."""
    return [told(meeting) for meeting in meetings_near(wish)]


def meetings_near(wish: Wish) -> list[Meeting]:
    """With group, place and source. One query."""
    far = box_around(wish.lat, wish.lon, wish.within_m + _VEIL_M)
    close = box_around(wish.lat, wish.lon, wish.within_m + 1_500)
    rows = Meeting.objects.listed().with_listing().exclude(mode__in=[Meeting.Mode.ONLINE, Meeting.Mode.PHONE])
    rows = rows.filter(
        Q(place__lat__range=(close.south, close.north), place__lon__range=(close.west, close.east))
        | Q(
            place__showing=Place.Showing.HIDDEN,
            place__lat__range=(far.south, far.north),
            place__lon__range=(far.west, far.east),
        )
    )
    if wish.pathway:
        rows = rows.filter(group__pathway=wish.pathway)
    found = sorted(_within(rows.order_by("pk")[:MOST_READ], wish), key=lambda pair: pair[0])
    return [meeting for _, meeting in found[: MOST + 1]]


def _within(rows: Iterable[Meeting], wish: Wish) -> Iterable[tuple[float, Meeting]]:
    for meeting in rows:
        lat, lon = rough_point(meeting.place) if meeting.place else (None, None)
        if lat is not None and lon is not None:
            metres = float(distance_m(wish.lat, wish.lon, lat, lon))
            if metres <= wish.within_m:
                yield metres, meeting


def told(meeting: Meeting) -> Told:
    """Reads its place."""
    schedule = meeting.schedule
    when = f"{describe_rule(schedule)}, {describe_hours(schedule)}" if schedule else "By appointment"
    where = whereabouts(meeting.place).line if meeting.place else ""
    return Told(meeting.pk, meeting.name, when, where, meeting.get_absolute_url())


def news(found: Iterable[Told], known: Mapping[str, str], gone: Mapping[str, str]) -> News:
    """What of the meetings found is not as it was known. `gone` are names of known ones that are listed no more."""
    found = list(found)[:MOST]
    changed = (
        (one, different) for one in found if one.id.hex in known and (different := _different(one, known[one.id.hex]))
    )
    return News(
        new=tuple(one for one in found if one.id.hex not in known),
        changed=tuple(changed),
        gone=tuple(gone.values()),
    )


def _different(one: Told, mark: str) -> str:
    pairs = zip(_PARTS, one.mark.split("."), mark.split("."), strict=True)
    parts = [part for part, now, before in pairs if now != before]
    return f"another {' and '.join(parts)}" if parts else ""


def left(known: Mapping[str, str], found: Iterable[Told]) -> dict[str, str]:
    """Identifier and name of those that were known and are listed nowhere any more. One query.

    What was merged goes on under another address, and what moved out of reach is still there: neither is told.
    """
    missing = set(known) - {one.id.hex for one in found}
    ended = [Meeting.State.CLOSED, Meeting.State.DELETED]
    rows = Meeting.objects.filter(pk__in=[UUID(hex=one) for one in missing])
    stopped = rows.filter(Q(state__in=ended) | Q(state=Meeting.State.LISTED, standing=Meeting.Standing.LEFT))
    return {pk.hex: name for pk, name in stopped.order_by("name").values_list("pk", "name")}


def marks(found: Iterable[Told]) -> str:
    """What is kept of them, as JSON."""
    return json.dumps({one.id.hex: one.mark for one in list(found)[:MOST]}, separators=(",", ":"))
