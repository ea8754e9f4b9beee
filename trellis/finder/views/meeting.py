"""The page of one meeting: when next, where, how to get in, what to expect, and where else somebody could go."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from trellis.finder.first_time import first_time
from trellis.finder.message import message
from trellis.finder.nearby import like, other_cards
from trellis.finder.structured import meeting_thing, script
from trellis.finder.timetable import Timetable, timetable
from trellis.finder.whereabouts import whereabouts
from trellis.meetings.describing import describe_rule
from trellis.meetings.features import FEATURES, in_order
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.safety.access import public


@public
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """A meeting that has closed keeps its page, says so and shows others: people arrive by old links and bookmarks."""
    now = timezone.now()
    found = get_object_or_404(Meeting.objects.with_listing(), slug=slug)
    dates = _dates(found, now)
    every = describe_rule(found.schedule) if found.schedule else "By appointment"
    way = pathway(found.group.pathway)
    others = like(found, dates.next)
    place = found.place if found.is_in_person else None
    context = {
        "meeting": found,
        "place": place,
        "where": whereabouts(place) if place else None,
        "pathway": way,
        "dates": dates,
        "every": every,
        "features": [FEATURES[code] for code in in_order([*found.features, *(place.features if place else ())])],
        "first_time": first_time(way, found.mode, found.features),
        "message": message(found, dates, every, page=settings.SITE_ADDRESS + found.get_absolute_url()),
        "others": other_cards(others, found, now=now) if others else [],
        "others_link": others.link(limit=None) if others else "",
        "structured": script(meeting_thing(found, dates.upcoming, address=settings.SITE_ADDRESS)),
    }
    return render(request, "finder/meeting.html", context)


def _dates(found: Meeting, now: datetime) -> Timetable:
    """In its own zone where people come to it, else in the zone of this site."""
    schedule = found.schedule
    if schedule is None or found.state == Meeting.State.CLOSED:
        return Timetable()
    return timetable(schedule, now, ZoneInfo(found.zone if found.is_in_person else settings.TIME_ZONE))
