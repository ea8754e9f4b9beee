"""What is listed already around a point: for choosing the place from a list, and for likely duplicates.

Each is one query over a small box, found by index. Places that are shown roughly or not at all are left out: nobody is
to find out where they are by trying.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from trellis.keeping import duplicates
from trellis.keeping.adding import answers as said
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.when import schedule_of
from trellis.keeping.duplicates import Known
from trellis.lib.geo import box_around, distance_m
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Meeting
from trellis.places.models import Place

AROUND_M: Final = 200.0
MOST_PLACES: Final = 6
_MOST_READ: Final = 200


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


def alike(answers: Answers, point: Point | None, *, place_id: str = "") -> list[Alike]:
    """Listings that are likely the same. One query."""
    name = said.name_of(answers)
    if not name:
        return []
    if said.is_place(answers):
        return _places_alike(name, point) if point else []
    return _meetings_alike(answers, name, point, place_id)


def _places_alike(name: str, point: Point) -> list[Alike]:
    rows = {str(one.pk): one for one in Place.objects.filter(_around(point), state=Place.State.LISTED)[:_MOST_READ]}
    known = [(key, Known(one.name, one.lat, one.lon, one.postcode)) for key, one in rows.items()]
    new = Known(name, point.lat, point.lon, point.postcode)
    return [_place(rows[key]) for key, _ in duplicates.likely(new, known)]


def _place(place: Place) -> Alike:
    return Alike("place", place.slug, str(place), _line(place), "", place.get_absolute_url())


def _line(place: Place | None) -> str:
    return ", ".join(part for part in (place.name, place.address, place.postcode) if part) if place else "Online"


def _meetings_alike(answers: Answers, name: str, point: Point | None, place_id: str) -> list[Alike]:
    if place_id:
        near = Q(place_id=uuid.UUID(place_id))
    elif point:
        near = _around(point, "place__")
    elif link := value(answers, "online", "link"):
        near = Q(join_url=link)
    else:
        return []
    found = Meeting.objects.listed().filter(near).select_related("place", "group")[:_MOST_READ]
    rows = {str(one.pk): one for one in found}
    schedule = schedule_of(answers)
    start = schedule.start.hour * 60 + schedule.start.minute if schedule else None
    times = duplicates.times_of(schedule.rule, start) if schedule else frozenset()
    lat, lon, postcode = (point.lat, point.lon, point.postcode) if point else (None, None, "")
    new = Known(name, lat, lon, postcode, times, link=value(answers, "online", "link"))
    matches = duplicates.likely(new, [(key, _known(one)) for key, one in rows.items()])
    return [_meeting(rows[key]) for key, _ in matches]


def _known(meeting: Meeting) -> Known:
    place, start = meeting.place, meeting.start
    times = duplicates.times_of(meeting.rule, start.hour * 60 + start.minute if start else None)
    also = (meeting.group.name,)
    if place is None:
        return Known(meeting.name, times=times, link=meeting.join_url, also=also)
    return Known(meeting.name, place.lat, place.lon, place.postcode, times, also=also)


def _meeting(meeting: Meeting) -> Alike:
    schedule = meeting.schedule
    when = f"{describe_rule(schedule)}, {describe_hours(schedule)}" if schedule else ""
    return Alike("meeting", meeting.slug, meeting.name, _line(meeting.place), when, meeting.get_absolute_url())
