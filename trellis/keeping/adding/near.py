"""What is listed already around a point: for choosing the place from a list, and for likely duplicates.

Each is one query over a small box, found by index. Places that are shown roughly or not at all are left out: nobody is
to find out where they are by trying.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q

from trellis.finder.query import Query
from trellis.finder.search import search
from trellis.keeping import duplicates
from trellis.keeping.adding import answers as said
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.when import schedule_of
from trellis.keeping.duplicates import Known
from trellis.lib.geo import box_around, distance_m
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import Schedule
from trellis.places.models import Place

AROUND_M: Final = 200.0
MOST_PLACES: Final = 6
_MOST_READ: Final = 200
_MOST_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lon: float
    postcode: str = ""


def _around(point: Point, prefix: str = "") -> Q:
    box = box_around(point.lat, point.lon, AROUND_M)
    inside = Q(**{f"{prefix}lat__range": (box.south, box.north), f"{prefix}lon__range": (box.west, box.east)})
    near = inside | Q(**{f"{prefix}postcode": point.postcode}) if point.postcode else inside
    return near & Q(**{f"{prefix}showing": Place.Showing.EXACT})


def places_near(point: Point) -> list[Place]:
    """Those that are listed, nearest first."""
    found = list(Place.objects.filter(_around(point), state=Place.State.LISTED)[:_MOST_READ])
    return sorted(found, key=lambda place: (_metres(place, point), place.name))[:MOST_PLACES]


def _metres(place: Place, point: Point) -> float:
    if place.lat is None or place.lon is None:
        return AROUND_M
    return float(distance_m(place.lat, place.lon, point.lat, point.lon))


@dataclass(frozen=True, slots=True)
class Alike:
    """A listing that may be what is being added."""

    kind: str
    slug: str
    name: str
    where: str
    when: str
    address: str


def alike(answers: Answers, point: Point | None, *, now: datetime) -> list[Alike]:
    """Listings that are likely the same. One query."""
    name = said.name_of(answers)
    if not name:
        return []
    if said.is_place(answers):
        return _places_alike(name, point) if point else []
    return _meetings_alike(answers, name, point, now)


def _places_alike(name: str, point: Point) -> list[Alike]:
    rows = {str(one.pk): one for one in Place.objects.filter(_around(point), state=Place.State.LISTED)[:_MOST_READ]}
    known = [(key, Known(one.name, one.lat, one.lon, one.postcode)) for key, one in rows.items()]
    new = Known(name, point.lat, point.lon, point.postcode)
    return [_place(rows[key]) for key, _ in duplicates.likely(new, known)]


def _place(place: Place) -> Alike:
    return Alike("place", place.slug, str(place), _line(place), "", place.get_absolute_url())


def _line(place: Place | None) -> str:
    return ", ".join(part for part in (place.name, place.address, place.postcode) if part) if place else "Online"


def _meetings_alike(answers: Answers, name: str, point: Point | None, now: datetime) -> list[Alike]:
    place_id = said.known_place(answers)
    if place_id:
        near = Q(place_id=uuid.UUID(place_id))
    elif point:
        near = _around(point, "place__")
    else:
        near = _online(name, value(answers, "online", "link"), now)
    found = Meeting.objects.listed().filter(near).select_related("place", "group")[:_MOST_READ]
    rows = {str(one.pk): one for one in found}
    if place_id and rows:
        there = next(iter(rows.values())).place
        point = Point(there.lat, there.lon, there.postcode) if there and there.lat and there.lon else None
    lat, lon, postcode = (point.lat, point.lon, point.postcode) if point else (None, None, "")
    new = Known(name, lat, lon, postcode, _times(schedule_of(answers)), link=value(answers, "online", "link"))
    matches = duplicates.likely(new, [(key, _known(one)) for key, one in rows.items()])
    return [_meeting(rows[key]) for key, _ in matches]


def _online(name: str, link: str, now: datetime) -> Q:
    """Those of the same link, and those that the read index finds by the words of the name."""
    query = Query(text=name, modes=frozenset({"online"}), limit=_MOST_FOUND, zone=settings.TIME_ZONE)
    named = Q(pk__in=[hit.meeting_id for hit in search(query, now=now).hits])
    return named | Q(join_url=link) if link else named


def _times(schedule: Schedule | None) -> frozenset[int]:
    if schedule is None:
        return frozenset()
    return duplicates.times_of(schedule.rule, schedule.start.hour * 60 + schedule.start.minute)


def _known(meeting: Meeting) -> Known:
    place, times, also = meeting.place, _times(meeting.schedule), (meeting.group.name,)
    if place is None:
        return Known(meeting.name, times=times, link=meeting.join_url, also=also)
    return Known(meeting.name, place.lat, place.lon, place.postcode, times, also=also)


def _meeting(meeting: Meeting) -> Alike:
    schedule = meeting.schedule
    when = f"{describe_rule(schedule)}, {describe_hours(schedule)}" if schedule else ""
    return Alike("meeting", meeting.slug, meeting.name, _line(meeting.place), when, meeting.get_absolute_url())
