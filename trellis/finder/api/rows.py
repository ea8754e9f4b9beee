"""Meetings as the API tells them. What is the same for everybody is written once and kept until the listings change."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils import timezone

from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.entries import Hit
from trellis.meetings.describing import describe_exceptions, describe_rule
from trellis.meetings.features import in_order
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import occurrences
from trellis.meetings.pathways import pathway
from trellis.places.models import Place, Source

MOST_KEPT: Final = 5_000
"""About 1 KB each."""
MOST_NEXT: Final = 10
_NEXT_WITHIN: Final = timedelta(days=366)

_kept: tuple[int, dict[UUID, bytes]] = (-1, {})


def results_json(hits: Sequence[Hit], revision: int) -> list[msgspec.Raw]:
    """The hits as JSON, in order; a meeting that has just gone is left out. One query, or none where all are kept."""
    rows = _rows([hit.meeting_id for hit in hits], revision)
    return [msgspec.Raw(rows[hit.meeting_id] + _moment(hit)) for hit in hits if hit.meeting_id in rows]


def _rows(ids: Sequence[UUID], revision: int) -> Mapping[UUID, bytes]:
    """The beginnings of the JSON objects, open at the end."""
    global _kept  # noqa: PLW0603 - replaced as a whole, so that every thread sees one revision or the other
    if _kept[0] != revision or len(_kept[1]) > MOST_KEPT:
        _kept = (revision, {})
    rows = _kept[1]
    missing = [one for one in ids if one not in rows]
    if missing:
        found = Meeting.objects.listed().with_listing().in_bulk(missing)
        rows.update({key: msgspec.json.encode(meeting_facts(meeting))[:-1] for key, meeting in found.items()})
    return rows


def _moment(hit: Hit) -> bytes:
    """The rest of the object: what depends on when and from where it is asked."""
    distance = "null" if hit.distance_m is None else str(int(round(hit.distance_m, -3 if hit.is_rough else 0)))
    starts, ends = _written(hit.starts), _written(hit.ends)
    return f',"starts":{starts},"ends":{ends},"state":"{hit.state}","distance_m":{distance}}}'.encode()


def _written(moment: datetime | None) -> str:
    # Of one zone, two times an hour apart are equal on the night the clocks go back; `fold` tells them apart.
    return "null" if moment is None else _iso(moment, moment.fold, moment.tzinfo)


@lru_cache(maxsize=8192)
def _iso(moment: datetime, _fold: int, _zone: tzinfo | None) -> str:
    """Most questions find the meetings of the coming days, and most begin together with another."""
    return f'"{moment.isoformat()}"'


def meeting_facts(meeting: Meeting) -> dict[str, Any]:
    """Needs its group, place and source loaded."""
    schedule = meeting.schedule
    place = meeting.place if meeting.is_in_person else None
    way = pathway(meeting.group.pathway)
    return {
        "id": str(meeting.id),
        "name": meeting.name,
        "url": settings.SITE_ADDRESS + meeting.get_absolute_url(),
        "group": meeting.group.name,
        "pathway": {"code": meeting.group.pathway, "name": way.name},
        "mode": meeting.mode,
        "features": in_order([*meeting.features, *(place.features if place else ())]),
        "rule": meeting.rule,
        "rule_words": describe_rule(schedule) if schedule else "",
        "not_on": meeting.not_on,
        "start": f"{meeting.start:%H:%M}" if meeting.start else None,
        "minutes": meeting.minutes,
        "zone": meeting.zone,
        "check_dates": meeting.check_dates,
        "place": _place_facts(place) if place else None,
        "join_url": meeting.join_url,
        "join_phone": meeting.join_phone,
        "last_confirmed": meeting.last_confirmed,
        "standing": meeting.standing,
        "source": _source_facts(meeting.source),
    }


def meeting_in_full(meeting: Meeting) -> dict[str, Any]:
    now = timezone.now()
    schedule = meeting.schedule
    coming = occurrences(schedule, now, now + _NEXT_WITHIN) if schedule else iter(())
    return meeting_facts(meeting) | {
        "notes": meeting.notes,
        "join_notes": meeting.join_notes,
        "website": meeting.website or meeting.group.website,
        "exceptions": describe_exceptions(schedule, timezone.localdate(now)) if schedule else [],
        "next": [{"starts": one.starts, "ends": one.ends} for one, _ in zip(coming, range(MOST_NEXT), strict=False)],
    }


def _place_facts(place: Place) -> dict[str, Any]:
    """No more than its page may show."""
    shown = whereabouts(place)
    is_exact = place.showing == Place.Showing.EXACT
    is_hidden = place.showing == Place.Showing.HIDDEN
    return {
        "name": place.name if is_exact else "",
        "address": place.address if is_exact else "",
        "town": place.town,
        "postcode": place.postcode if is_exact else "" if is_hidden else place.postcode.partition(" ")[0],
        "lat": shown.point[0] if shown.point else None,
        "lon": shown.point[1] if shown.point else None,
        "showing": place.showing,
        "area": place.area_code,
        "way_in": place.way_in if is_exact else "",
        "url": settings.SITE_ADDRESS + place.get_absolute_url(),
    }


def _source_facts(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "licence": source.licence,
        "attribution": source.attribution,
        "read_at": source.read_at,
        "is_imaginary": source.is_imaginary,
    }
