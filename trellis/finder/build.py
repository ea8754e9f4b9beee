"""Entries of the index from the database: listed meetings, with their groups and places."""

from collections.abc import Iterator

from trellis.finder.entries import Entry
from trellis.meetings.models import Meeting, MeetingQuerySet
from trellis.places.models import Place

ROUGH_DEGREES = 2
"""Decimals kept of an approximate point: about a kilometre."""
HIDDEN_DEGREES = 1
"""Decimals kept of a hidden point: about ten kilometres."""


def entries(meetings: MeetingQuerySet | None = None) -> Iterator[Entry]:
    """One query."""
    for meeting in (meetings or Meeting.objects.all()).listed().select_related("group", "place").iterator(2000):
        yield _entry(meeting)


def _entry(meeting: Meeting) -> Entry:
    place = meeting.place
    lat, lon = rough_point(place) if place else (None, None)
    words = [meeting.name, meeting.group.name]
    if place:
        is_hidden = place.is_hidden
        words += (
            [place.town, place.postcode.split(" ")[0]]
            if is_hidden
            else [place.name, place.address, place.town, place.postcode]
        )
    return Entry(
        id=meeting.id,
        schedule=meeting.schedule,
        pathway=meeting.group.pathway,
        mode=meeting.mode,
        features=tuple(dict.fromkeys([*meeting.features, *(place.features if place else ())])),
        lat=lat,
        lon=lon,
        area=place.area_code if place else "",
        words=" ".join(words),
        is_rough=place is not None and place.showing != Place.Showing.EXACT,
    )


def rough_point(place: Place) -> tuple[float | None, float | None]:
    """The point that may be known."""
    if place.lat is None or place.lon is None or place.showing == Place.Showing.EXACT:
        return place.lat, place.lon
    decimals = HIDDEN_DEGREES if place.is_hidden else ROUGH_DEGREES
    return round(place.lat, decimals), round(place.lon, decimals)
