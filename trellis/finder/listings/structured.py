"""What search engines and assistants read: schema.org in JSON-LD, built from what the page shows and nothing else.

A meeting is an EventSeries with its Schedule and its next dates as Events; a place is a Place. A browser treats
`<script type="application/ld+json">` as data and never runs it, so a content security policy does not concern it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from trellis.finder.cards.whereabouts import Whereabouts, whereabouts
from trellis.meetings.features import FEATURES, FeatureKind
from trellis.meetings.models import Group, Meeting
from trellis.meetings.occurrences import Occurrence, called_off
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import DAYS, Day, Frequency, Schedule, parse_rule
from trellis.places.models import Place

Thing = dict[str, Any]

_SCHEMA = "https://schema.org"
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ATTENDANCE = {
    Meeting.Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Meeting.Mode.HYBRID: "MixedEventAttendanceMode",
    Meeting.Mode.ONLINE: "OnlineEventAttendanceMode",
    Meeting.Mode.PHONE: "OnlineEventAttendanceMode",
}


def script(thing: Thing) -> SafeString:
    """The element for the page's head. Nothing in a listing can close it: `<`, `>` and `&` are written as escapes."""
    text = json.dumps({"@context": _SCHEMA, **thing}, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def meeting_thing(meeting: Meeting, upcoming: Sequence[Occurrence], *, address: str) -> Thing:
    """`address` is the site's. Reads the meeting's group and place."""
    page = address + meeting.get_absolute_url()
    location = _location(meeting, address)
    schedule = meeting.schedule
    thing: Thing = {
        "@type": "EventSeries",
        "@id": page,
        "url": page,
        "name": meeting.name,
        "about": pathway(meeting.group.pathway).name,
        "eventStatus": _status(meeting),
        "eventAttendanceMode": f"{_SCHEMA}/{_ATTENDANCE[Meeting.Mode(meeting.mode)]}",
        "location": location,
        "organizer": {
            "@type": "Organization",
            "name": meeting.group.name,
            "url": address + meeting.group.get_absolute_url(),
        },
        "inLanguage": [code.removeprefix("lang-") for code in meeting.features if code.startswith("lang-")],
        "eventSchedule": schedule_thing(schedule, upcoming[0].local_date if upcoming else None) if schedule else None,
        "subEvent": [
            _event(one, meeting, schedule, location, page) for one in upcoming if meeting.state == Meeting.State.LISTED
        ],
    }
    return _said(thing)


def place_thing(place: Place, *, address: str) -> Thing:
    """Only what may be shown of it. The address of its page is made from its name, so that may be left out too."""
    is_exact = place.showing == Place.Showing.EXACT
    page = address + place.get_absolute_url() if is_exact else ""
    access = [code for code in place.features if code in FEATURES and FEATURES[code].kind == FeatureKind.ACCESS]
    thing: Thing = {
        "@type": "Place",
        "@id": page,
        "url": page,
        "name": place.name if is_exact else place.town,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address if is_exact else "",
            "addressLocality": place.town,
            "postalCode": place.postcode if is_exact else "",
            "addressCountry": place.country,
        },
        "geo": _geo(whereabouts(place)),
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": FEATURES[code].name, "value": True} for code in access
        ],
        **(_own_words(place, address) if is_exact else {}),
    }
    return _said(thing)


def group_thing(group: Group, *, address: str) -> Thing:
    page = address + group.get_absolute_url()
    thing: Thing = {
        "@type": "Organization",
        "@id": page,
        "url": page,
        "name": group.name,
        "knowsAbout": pathway(group.pathway).name,
        "email": group.email,
        **_own_words(group, address),
    }
    return _said(thing)


def _own_words(listing: Place | Group, address: str) -> Thing:
    """What it says of itself."""
    picture = reverse("picture", args=[listing.picture]) if listing.picture else ""
    return {
        "description": listing.story,
        "image": address + picture if picture else "",
        "telephone": listing.phone,
        "sameAs": listing.website,
    }


def _geo(where: Whereabouts) -> Thing | None:
    """The middle of a town is not where a hall is; a rough point is meant to be rough."""
    if where.point is None or (where.is_shown and not where.is_door):
        return None
    return {"@type": "GeoCoordinates", "latitude": where.point[0], "longitude": where.point[1]}


def schedule_thing(schedule: Schedule, since: date | None = None) -> Thing:
    """`byDay` takes days of the week, or iCalendar's "1TU" where the rule is monthly.

    Holidays without it are told of the year from `since`.
    """
    holidays = called_off(replace(schedule, cancelled=()), since, since + timedelta(days=366)) if since else []
    rule = parse_rule(schedule.rule)
    unit = "W" if rule.frequency is Frequency.WEEKLY else "M"
    return _said(
        {
            "@type": "Schedule",
            "repeatFrequency": f"P{rule.interval}{unit}",
            "byDay": [_day(day) for day in rule.days],
            "byMonthDay": list(rule.month_days),
            "byMonth": list(rule.months),
            "repeatCount": rule.count,
            "startDate": _iso(schedule.starts_on),
            "endDate": _iso(schedule.ends_on or rule.until),
            "startTime": schedule.start.isoformat(),
            "duration": f"PT{schedule.minutes}M",
            "exceptDate": [day.isoformat() for day in sorted({*schedule.cancelled, *holidays})],
            "scheduleTimezone": schedule.zone,
        }
    )


def _day(day: Day) -> str:
    return f"{day.nth}{DAYS[day.weekday]}" if day.nth else f"{_SCHEMA}/{_DAY_NAMES[day.weekday]}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _event(one: Occurrence, meeting: Meeting, schedule: Schedule | None, location: Any, page: str) -> Thing:
    event: Thing = {
        "@type": "Event",
        "name": meeting.name,
        "url": page,
        "startDate": one.starts.isoformat(),
        "endDate": one.ends.isoformat(),
        "eventStatus": f"{_SCHEMA}/EventScheduled",
        "eventAttendanceMode": f"{_SCHEMA}/{_ATTENDANCE[Meeting.Mode(meeting.mode)]}",
        "location": location,
    }
    if one.moved_from and schedule:
        before = datetime.combine(one.moved_from, schedule.start, tzinfo=one.starts.tzinfo)
        event |= {"eventStatus": f"{_SCHEMA}/EventRescheduled", "previousStartDate": before.isoformat()}
    return event


def _status(meeting: Meeting) -> str:
    if meeting.state == Meeting.State.CLOSED:
        return f"{_SCHEMA}/EventCancelled"
    return f"{_SCHEMA}/EventScheduled"


def _location(meeting: Meeting, address: str) -> list[Thing]:
    found: list[Thing] = []
    if meeting.place and meeting.is_in_person:
        found.append(place_thing(meeting.place, address=address))
    if meeting.join_url:
        found.append({"@type": "VirtualLocation", "url": meeting.join_url})
    elif meeting.is_online:
        found.append({"@type": "VirtualLocation", "url": address + meeting.get_absolute_url()})
    return found


def _said(thing: Thing) -> Thing:
    """Without what is not known, all the way down."""
    known = {name: _said(value) if isinstance(value, dict) else value for name, value in thing.items()}
    return {name: value for name, value in known.items() if value not in (None, "", [], {})}
