"""HSDS 3.0 (Open Referral): a page of full services, as directories of councils and social prescribers read them.

A meeting is a service, its group the organization that provides it, its place the location, and when it is held a
schedule: at the service's location, or of the service where nobody goes anywhere. Pathway and features are attributes,
terms of taxonomies of our own. Dates that HSDS has no words for (called off, moved, extra) stand beside the schedule
under names of ours, which Trellis reads back and other programs pass over.

Identifiers are the meeting's, group's and place's own, and UUIDs made from them: the same at every writing.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from trellis.meetings.describing import describe_rule
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import Rule, parse_rule
from trellis.opendata.publishing import further_dates, shown_address, shown_point
from trellis.places.models import Place

PATHWAYS, FEATURE_TERMS, SHOWING = "Trellis pathways", "Trellis features", "Trellis places"
"""Taxonomies: what a group follows, what a meeting is like, how much of where a place is may be shown."""

_TERMS: Final = UUID("0b1d6e6c-0f66-5a55-8f0b-5b8c6a5f7f10")
_ATTENDING: Final = {"in-person": "in person", "online": "online", "hybrid": "in person or online", "phone": "by phone"}

_encode: Final = msgspec.json.Encoder().encode


def hsds_lines(meetings: Iterable[Meeting], *, site: str, now: dt.datetime) -> Iterator[bytes]:
    """One page that holds all. `site` is where our own pages are. Reads group, place and source."""
    total, start = 0, b'{"contents":[\n'
    for meeting in meetings:
        yield start + _encode(service(meeting, site=site, now=now))
        total, start = total + 1, b",\n"
    page = {"total_items": total, "total_pages": 1, "page_number": 1, "size": total}
    page |= {"first_page": True, "last_page": True, "empty": not total}
    yield (b"" if total else start) + b"\n]," + _encode(page).removeprefix(b"{")


def service(meeting: Meeting, *, site: str, now: dt.datetime) -> dict[str, Any]:
    is_away = meeting.suspended_from is not None or meeting.suspended_until is not None
    schedules = [_schedule(meeting, now)] if meeting.start else []
    at_place = [_at_location(meeting, meeting.place, schedules)] if meeting.place else []
    facts = {
        "id": str(meeting.pk),
        "name": meeting.name,
        "description": meeting.notes,
        "url": f"{site}{meeting.get_absolute_url()}" if site else meeting.website,
        "email": meeting.group.email,
        "status": "temporarily closed" if is_away else "active",
        "application_process": meeting.join_notes,
        "assured_date": f"{meeting.confirmed_at:%Y-%m-%d}" if meeting.confirmed_at else "",
        "last_modified": _moment(meeting.source_changed_at),
        "phones": list(_phones(meeting)),
        "schedules": [] if at_place else schedules,
        "service_at_locations": at_place,
        "organization": _organization(meeting),
        "attributes": [
            _attribute(meeting.pk, PATHWAYS, meeting.group.pathway, pathway(meeting.group.pathway).name),
            *(_attribute(meeting.pk, FEATURE_TERMS, code, FEATURES[code].name) for code in meeting.features),
        ],
    }
    return _said(facts)


def _organization(meeting: Meeting) -> dict[str, Any]:
    group, facts = meeting.group, pathway(meeting.group.pathway)
    return {
        "id": str(group.pk),
        "name": group.name,
        "description": group.notes or facts.name,
        **_said({"website": group.website, "email": group.email}),
    }


def _phones(meeting: Meeting) -> Iterator[dict[str, Any]]:
    """The number to join by is for texts of its own: whoever rings the other one talks to somebody of the group."""
    numbers = ((meeting.group.phone, "To ask about the group"), (meeting.join_phone, "To join by phone"))
    for number, what in numbers:
        if number:
            yield {"id": _made(meeting.pk, what), "number": number, "type": "voice", "description": what}


def _attribute(about: UUID, taxonomy: str, code: str, name: str) -> dict[str, Any]:
    term = {"id": _made(_TERMS, f"{taxonomy}|{code}"), "code": code, "name": name, "description": name}
    return {"id": _made(about, f"{taxonomy}|{code}"), "taxonomy_term": {**term, "taxonomy": taxonomy}}


# -- where -------------------------------------------------------------------------------------------------------------


def _at_location(meeting: Meeting, place: Place, schedules: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": _made(meeting.pk, "here"), "location": _location(place), "schedules": schedules}


def _location(place: Place) -> dict[str, Any]:
    point = shown_point(place)
    facts = {
        "id": str(place.pk),
        "location_type": "physical",
        "name": "" if place.is_hidden else place.name,
        "description": "" if place.is_hidden else place.way_in,
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "addresses": [_address(place)],
        "attributes": [_attribute(place.pk, SHOWING, place.showing, place.get_showing_display())],
    }
    return _said(facts)


def _address(place: Place) -> dict[str, Any]:
    """Every part is required, and may be empty."""
    return {
        "id": _made(place.pk, "address"),
        "address_1": shown_address(place),
        "city": place.town,
        "state_province": "",
        "postal_code": "" if place.is_hidden else place.postcode,
        "country": place.country,
        "address_type": "physical",
    }


# -- when --------------------------------------------------------------------------------------------------------------


def _schedule(meeting: Meeting, now: dt.datetime) -> dict[str, Any]:
    rule, dates = parse_rule(meeting.rule), further_dates(meeting)
    until = min(filter(None, (meeting.ends_on, rule.until)), default=None)
    facts = {
        "id": _made(meeting.pk, "schedule"),
        "valid_from": dates.pop("first_date"),
        "valid_to": dates.pop("last_date"),
        "dtstart": meeting.starts_on.isoformat() if meeting.starts_on else "",
        "until": until.isoformat() if until else "",
        "timezone": _offset(meeting, now),
        **_repeats(rule),
        "opens_at": f"{meeting.start:%H:%M}" if meeting.start else "",
        "closes_at": _end(meeting),
        "description": describe_rule(meeting.schedule) if meeting.schedule else "",
        "attending_type": _ATTENDING[meeting.mode],
        "schedule_link": meeting.join_url,
        "recurrence": "" if rule.is_plain_weekly else meeting.rule,
        "time_zone": meeting.zone,
        "minutes": meeting.minutes,
        **dates,
    }
    return _said(facts)


def _repeats(rule: Rule) -> dict[str, Any]:
    return {
        "freq": rule.frequency.value,
        "interval": rule.interval,
        "byday": ",".join(map(str, rule.days)),
        "bymonthday": ",".join(map(str, rule.month_days)),
        "count": rule.count,
    }


def _offset(meeting: Meeting, now: dt.datetime) -> float:
    """Hours from UTC at `now`: HSDS knows no zones, so the zone's name goes along."""
    away = now.astimezone(ZoneInfo(meeting.zone)).utcoffset() or dt.timedelta()
    return away / dt.timedelta(hours=1)


def _end(meeting: Meeting) -> str:
    if meeting.start is None:
        return ""
    total = (meeting.start.hour * 60 + meeting.start.minute + meeting.minutes) % (24 * 60)
    return f"{total // 60:02}:{total % 60:02}"


# -- parts -------------------------------------------------------------------------------------------------------------


def _made(about: UUID, what: str) -> str:
    return str(uuid5(about, what))


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else ""


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: an empty text is no web address and no date."""
    return {name: value for name, value in facts.items() if value not in ("", None, [])}
