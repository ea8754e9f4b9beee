"""What the page of a meeting says, apart from its neighbours. No queries: group, place and source must be loaded."""

import re
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from trellis.finder.cards.facts import facts
from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.listings.first_time import first_time
from trellis.finder.listings.message import message
from trellis.finder.listings.structured import meeting_thing, script
from trellis.finder.listings.timetable import Timetable, timetable
from trellis.finder.listings.trust import since_words, vouched, worked_out
from trellis.meetings.describing import describe_rule
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.telling_time import say_date, say_time

LEAST_DIGITS = 7


def dates_of(meeting: Meeting, now: datetime, zone: str) -> Timetable:
    """In its own zone where people come to it, else in `zone`. One that has closed has no dates."""
    schedule = meeting.schedule
    if schedule is None or meeting.state == Meeting.State.CLOSED:
        return Timetable()
    return timetable(schedule, now, ZoneInfo(meeting.zone if meeting.is_in_person else zone))


def meeting_page(meeting: Meeting, dates: Timetable, now: datetime) -> dict[str, object]:
    """What the template reads."""
    own = own_time(meeting, dates)
    every = every_words(meeting, is_elsewhere=bool(own))
    suspended = suspended_words(meeting, now.astimezone(ZoneInfo(meeting.zone)).date())
    way = pathway(meeting.group.pathway)
    place = meeting.place if meeting.is_in_person else None
    address = settings.SITE_ADDRESS
    return {
        "meeting": meeting,
        "place": place,
        "where": whereabouts(place) if place else None,
        "pathway": way,
        "dates": dates,
        "every": every,
        "own_time": own,
        "suspended": suspended,
        "dates_from_words": dates_from_words(meeting, now.astimezone(ZoneInfo(meeting.zone)).date()),
        "features": facts([*meeting.features, *(place.features if place else ())]),
        "first_time": first_time(way, meeting.mode, meeting.features),
        "trust": vouched(meeting).words(now),
        "since": since_words(meeting.last_confirmed) if meeting.standing and meeting.last_confirmed else "",
        "worked_out": worked_out(meeting),
        "message": message(meeting, dates, every, suspended, page=address + meeting.get_absolute_url()),
        "call": call_link(meeting.join_phone),
        "call_group": call_link(meeting.group.phone),
        "subscribe": subscription(reverse("meeting-calendar", args=[meeting.slug])),
        "structured": script(meeting_thing(meeting, dates.upcoming, address=address)),
    }


def subscription(path: str) -> str:
    """The address with which calendar apps subscribe, whatever the scheme of the site."""
    return "webcal:" + settings.SITE_ADDRESS.partition(":")[2] + path


def call_link(phone: str) -> str:
    """The address that dials it, with the pauses and the number of the room; nothing for what is not a number."""
    # "+44 (0)20": the nought is for callers at home.
    keys = re.sub(r"[^\d+*#,]", "", phone.replace("(0)", "") if "+" in phone else phone)
    return f"tel:{quote(keys, safe='+*,')}" if sum(key.isdecimal() for key in keys) >= LEAST_DIGITS else ""


def every_words(meeting: Meeting, *, is_elsewhere: bool) -> str:
    """Every Saturday; Every Saturday, in New York, where the page tells the time of another place."""
    if meeting.schedule is None:
        return "By appointment"
    words = describe_rule(meeting.schedule)
    return f"{words}, in {_city(meeting.zone)}" if is_elsewhere else words


def dates_from_words(meeting: Meeting, today: date) -> list[str]:
    """How we came to know of days without it that still lie ahead, where its own words told; not what people set."""
    schedule = meeting.schedule
    ahead = {
        "not_on": bool(meeting.not_on),
        "cancelled": schedule is not None and any(day >= today for day in schedule.cancelled),
        "suspended_from": meeting.suspended_from is not None,
        "suspended_until": meeting.suspended_until is not None and meeting.suspended_until > today,
    }
    told = (meeting.derived.get(name) for name, is_ahead in ahead.items() if is_ahead and name not in meeting.kept)
    return list(dict.fromkeys(filter(None, told)))


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def own_time(meeting: Meeting, dates: Timetable) -> str:
    """The group's own time, where the page tells another; nothing where both clocks agree."""
    if dates.next is None:
        return ""
    theirs = dates.next.starts.astimezone(ZoneInfo(meeting.zone))
    if theirs.utcoffset() == dates.next.starts.utcoffset():
        return ""
    day = "" if theirs.date() == dates.next.starts.date() else f"{theirs:%A} "
    return f"{day}{say_time(theirs.time())} in {_city(meeting.zone)}, the group’s own time"


def suspended_words(meeting: Meeting, today: date) -> str:
    """From when until when it is away, while that lies ahead; nothing once it is back."""
    first, back = meeting.suspended_from, meeting.suspended_until
    if (first is None and back is None) or (back and back <= today):
        return ""
    away = "It is not held at present" if first is None or first <= today else f"Not held from {say_date(first, today)}"
    return f"{away}. Back on {say_date(back, today)}." if back else f"{away}. We do not know until when: ask the group."
