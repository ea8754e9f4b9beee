"""Listings as other programs read them: one plain row a meeting, in Meeting Guide's words, in ours, or as GeoJSON.

What a place does not show is not in any of them: a hidden place has no address and no point, an approximate one a
point rounded to about a kilometre. What Meeting Guide has no words for (a rule that is not weekly, dates that differ,
features without a code) goes along under further names, which Trellis reads back and other programs pass over.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from trellis.meetings.models import Meeting, MeetingQuerySet
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import DAYS, Rule, parse_rule
from trellis.meetings.vocabularies import meanings, to_codes
from trellis.places.models import Place, Source

CHUNK: Final = 2000
ROUGH_DECIMALS: Final = 2
_ATTENDANCE: Final = {"in-person": "in_person", "online": "online", "hybrid": "hybrid", "phone": "online"}
_DAY_NAMES: Final = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)


def published(*, with_imaginary: bool = False) -> MeetingQuerySet:
    """What may be given out. Imaginary meetings would be taken for true ones elsewhere."""
    meetings = Meeting.objects.listed().with_listing().order_by("slug")
    return meetings if with_imaginary else meetings.filter(source__is_imaginary=False)


def each(meetings: MeetingQuerySet) -> Iterator[Meeting]:
    """One after the other, however many there are."""
    return meetings.iterator(chunk_size=CHUNK)


# -- Meeting Guide -----------------------------------------------------------------------------------------------------


def guide_row(meeting: Meeting, *, site: str = "") -> dict[str, Any]:
    """A row of a Meeting Guide feed. `site` is where our own pages are. Reads group, place and source."""
    facts = pathway(meeting.group.pathway)
    row: dict[str, Any] = {
        "name": meeting.name,
        "slug": meeting.slug,
        **_guide_when(meeting),
        "timezone": meeting.zone,
        "types": list(_guide_types(meeting)),
        "features": meeting.features,
        "attendance_option": _attendance(meeting),
        **_guide_join(meeting),
        **_guide_place(meeting.place),
        "group": meeting.group.name,
        "group_notes": meeting.group.notes,
        "website": meeting.group.website,
        "email": meeting.group.email,
        "phone": meeting.group.phone,
        "notes": meeting.notes,
        "entity": facts.name,
        "entity_url": facts.site,
        "url": f"{site}{meeting.get_absolute_url()}" if site else meeting.website,
        "updated": f"{meeting.source_changed_at:%Y-%m-%d %H:%M:%S}" if meeting.source_changed_at else "",
        "data_source_name": meeting.source.name,
    }
    return {key: value for key, value in row.items() if value not in ("", None, [])}


def _guide_when(meeting: Meeting) -> dict[str, Any]:
    if meeting.start is None or not meeting.rule:
        return {}
    rule = parse_rule(meeting.rule)
    days = sorted({(day.weekday + 1) % 7 for day in rule.days})
    return {
        "day": days[0] if len(days) == 1 else days,
        "time": f"{meeting.start:%H:%M}",
        "end_time": _end(meeting.start, meeting.minutes),
        "recurrence": "" if rule.is_plain_weekly else meeting.rule,
        **further_dates(meeting),
    }


def further_dates(meeting: Meeting) -> dict[str, Any]:
    """Dates that other formats have no words for, under the names that `formats.flat_dates` reads back."""
    return {
        "first_date": _iso(meeting.starts_on),
        "last_date": _iso(meeting.ends_on),
        "cancelled": meeting.cancelled,
        "moved": meeting.moved,
        "extra": meeting.extra,
        "suspended_from": _iso(meeting.suspended_from),
        "suspended_until": _iso(meeting.suspended_until),
        "not_on": meeting.not_on,
    }


def _attendance(meeting: Meeting) -> str:
    is_suspended = meeting.suspended_from is not None or meeting.suspended_until is not None
    return "inactive" if is_suspended and meeting.mode == Meeting.Mode.IN_PERSON else _ATTENDANCE[meeting.mode]


def _guide_types(meeting: Meeting) -> Iterable[str]:
    """The source's own codes where it speaks Meeting Guide's language, and what else the features need."""
    way, codes = meeting.group.pathway, meeting.source_codes
    if meeting.source.format != Source.Format.MEETING_GUIDE:
        codes = [code for code in codes if code in meanings(way)]
    return to_codes(way, meeting.features, codes)


def _guide_join(meeting: Meeting) -> dict[str, str]:
    notes = "conference_phone_notes" if meeting.join_phone and not meeting.join_url else "conference_url_notes"
    return {"conference_url": meeting.join_url, "conference_phone": meeting.join_phone, notes: meeting.join_notes}


def _guide_place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    point = shown_point(place)
    parts = (shown_address(place), place.town, place.postcode, place.country)
    return {
        "location": "" if place.is_hidden else place.name,
        "address": shown_address(place),
        "city": place.town,
        "postal_code": "" if place.is_hidden else place.postcode,
        "country": place.country,
        "formatted_address": ", ".join(dict.fromkeys(part for part in parts if part)) if not place.is_hidden else "",
        "region": place.town,
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "approximate": "no" if place.showing == Place.Showing.EXACT else "yes",
        "location_notes": "" if place.is_hidden else place.way_in,
    }


# -- our own columns ---------------------------------------------------------------------------------------------------

FLAT_COLUMNS: Final = (
    *("id", "name", "pathway", "group", "day", "start", "minutes", "repeats", "first date", "last date", "cancelled"),
    *(
        "moved",
        "extra",
        "suspended from",
        "suspended until",
        "not on",
        "time zone",
        "how",
        "link",
        "link notes",
        "join phone",
    ),
    *("place", "kind of place", "address", "town", "postcode", "country", "latitude", "longitude", "showing", "way in"),
    *("features", "notes", "group notes", "website", "email", "phone", "updated", "source"),
)


def flat_row(meeting: Meeting) -> dict[str, Any]:
    """A row of the flat layout, as `docs/formats.md` describes it. Reads group, place and source."""
    rule = parse_rule(meeting.rule) if meeting.rule else None
    dates = further_dates(meeting)
    return {
        "id": meeting.slug,
        "name": meeting.name,
        "pathway": meeting.group.pathway,
        "group": meeting.group.name,
        "day": ", ".join(_day_names(rule)) if rule else "",
        "start": f"{meeting.start:%H:%M}" if meeting.start else "",
        "minutes": meeting.minutes if meeting.start else "",
        "repeats": meeting.rule if rule and not rule.is_plain_weekly else "",
        "first date": dates["first_date"],
        "last date": dates["last_date"],
        "cancelled": "; ".join(meeting.cancelled),
        "moved": "; ".join(_move(move) for move in meeting.moved),
        "extra": "; ".join(moment.replace("T", " ") for moment in meeting.extra),
        "suspended from": dates["suspended_from"],
        "suspended until": dates["suspended_until"],
        "not on": "; ".join(meeting.not_on),
        "time zone": meeting.zone,
        "how": meeting.get_mode_display().lower() if meeting.mode != Meeting.Mode.HYBRID else "hybrid",
        "link": meeting.join_url,
        "link notes": meeting.join_notes,
        "join phone": meeting.join_phone,
        **_flat_place(meeting.place),
        "features": ", ".join(meeting.features),
        "notes": meeting.notes,
        "group notes": meeting.group.notes,
        "website": meeting.group.website,
        "email": meeting.group.email,
        "phone": meeting.group.phone,
        "updated": f"{meeting.source_changed_at:%Y-%m-%d %H:%M:%S}" if meeting.source_changed_at else "",
        "source": meeting.source.name,
    }


def _flat_place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    point = shown_point(place)
    return {
        "place": "" if place.is_hidden else place.name,
        "kind of place": place.kind,
        "address": shown_address(place),
        "town": place.town,
        "postcode": "" if place.is_hidden else place.postcode,
        "country": place.country,
        "latitude": point[0] if point else "",
        "longitude": point[1] if point else "",
        "showing": place.showing,
        "way in": "" if place.is_hidden else place.way_in,
    }


def _day_names(rule: Rule) -> list[str]:
    return [_DAY_NAMES[DAYS[weekday]] for weekday in sorted({day.weekday for day in rule.days})]


def _move(move: Mapping[str, Any]) -> str:
    length = f" ({move['minutes']} minutes)" if move.get("minutes") else ""
    return f"{move['from']} > {move['to'].replace('T', ' ')}{length}"


# -- GeoJSON -----------------------------------------------------------------------------------------------------------


def geojson_feature(meeting: Meeting, *, site: str = "") -> dict[str, Any] | None:
    """A point with the meeting's properties; None for one that has no point to show."""
    point = shown_point(meeting.place) if meeting.place else None
    if meeting.place is None or point is None:
        return None
    properties = {
        "name": meeting.name,
        "group": meeting.group.name,
        "pathway": meeting.group.pathway,
        "rule": meeting.rule,
        "not_on": meeting.not_on,
        "start": f"{meeting.start:%H:%M}" if meeting.start else "",
        "minutes": meeting.minutes,
        "zone": meeting.zone,
        "mode": meeting.mode,
        "features": meeting.features,
        "place": meeting.place.name,
        "address": shown_address(meeting.place),
        "town": meeting.place.town,
        "postcode": meeting.place.postcode,
        "area": meeting.place.area_code,
        "url": f"{site}{meeting.get_absolute_url()}",
        "source": meeting.source.name,
    }
    geometry = {"type": "Point", "coordinates": [point[1], point[0]]}
    return {"type": "Feature", "id": str(meeting.pk), "geometry": geometry, "properties": properties}


# -- what a place shows ------------------------------------------------------------------------------------------------


def shown_point(place: Place) -> tuple[float, float] | None:
    """Latitude and longitude as far as the place shows them."""
    if place.is_hidden or place.lat is None or place.lon is None:
        return None
    if place.showing == Place.Showing.APPROXIMATE:
        return round(place.lat, ROUGH_DECIMALS), round(place.lon, ROUGH_DECIMALS)
    return place.lat, place.lon


def shown_address(place: Place) -> str:
    return place.address if place.showing == Place.Showing.EXACT else ""


def _end(start: dt.time, minutes: int) -> str:
    total = (start.hour * 60 + start.minute + minutes) % (24 * 60)
    return f"{total // 60:02}:{total % 60:02}" if minutes < 24 * 60 else ""


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
