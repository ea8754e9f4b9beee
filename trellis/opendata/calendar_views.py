"""Calendar files at `/meetings/<slug>.ics` and `/groups/<slug>.ics`, to import once or to subscribe to.

A calendar lies open on a shared screen, and a telephone shows its entries on the lock screen. So `?title=plain` gives
the same dates under a name that says nothing: "Appointment", without pathway, group or words of ours.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from trellis.finder.cards.whereabouts import whereabouts
from trellis.meetings.describing import describe_rule
from trellis.meetings.models import Group, Meeting
from trellis.meetings.pathways import pathway
from trellis.opendata.calendar import Entry, calendar_file
from trellis.places.listed import Listed
from trellis.safety.access import public

PLAIN_TITLE = "Appointment"
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@public
def meeting_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.with_listing(), slug=slug)
    if meeting.merged_into:
        return _led_on(request, "meeting-calendar", meeting.merged_into)
    return _answer(request, meeting.name, [meeting], slug)


@public
def group_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_object_or_404(Group, slug=slug)
    if group.merged_into:
        return _led_on(request, "group-calendar", group.merged_into)
    return _answer(request, group.name, group.meetings.with_listing(), slug)


def _led_on(request: HttpRequest, name: str, into: Listed) -> HttpResponse:
    """To the calendar of the listing that it was merged into, under the title that was asked for."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse(name, args=[into.last_of_address]) + (f"?{query}" if query else "")
    return redirect(address, permanent=True)


def _answer(request: HttpRequest, title: str, meetings: Iterable[Meeting], slug: str) -> HttpResponse:
    now = timezone.now()
    is_plain = request.GET.get("title") == "plain"
    entries = [entry for meeting in meetings if (entry := entry_of(meeting, now=now, is_plain=is_plain))]
    if not entries:
        raise Http404("It has no dates for a calendar: it is by appointment.")
    content = calendar_file(PLAIN_TITLE if is_plain else title, entries, since=timezone.localdate(now))
    name = "appointment" if is_plain else slug
    headers = {
        "Content-Disposition": f'inline; filename="{name}.ics"',
        "Cache-Control": "public, max-age=3600",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def entry_of(meeting: Meeting, *, now: datetime, is_plain: bool = False) -> Entry | None:
    """None for a meeting by appointment. Reads its group, place and source."""
    schedule = meeting.schedule
    if schedule is None:
        return None
    place = meeting.place if meeting.is_in_person else None
    where = whereabouts(place) if place else None
    known = [meeting.source_changed_at, meeting.confirmed_at, meeting.closed_at]
    known += [datetime.fromisoformat(held["at"]) for held in meeting.kept.values()]
    entry = Entry(
        uid=str(meeting.id),
        title=f"{meeting.name} ({pathway(meeting.group.pathway).short})",
        schedule=schedule,
        page=settings.SITE_ADDRESS + meeting.get_absolute_url(),
        stamp=max((moment for moment in known if moment), default=meeting.source.read_at or _LONG_AGO),
        sequence=meeting.revision,
        description=_description(meeting),
        location=where.line if where else "",
        point=where.point if where and where.is_door else None,
        join_url=meeting.join_url if meeting.is_online else "",
        is_doubtful=meeting.check_dates,
        stopped_on=_stopped_on(meeting, now),
    )
    # Nobody's calendar needs the link to join when the title hides what it is for: the page has it.
    return replace(entry, title=PLAIN_TITLE, description="", page="", join_url="") if is_plain else entry


def _stopped_on(meeting: Meeting, now: datetime) -> date | None:
    """The first date without it, where nobody knows when it will be back."""
    if meeting.is_past:
        return None
    if meeting.state == Meeting.State.CLOSED:
        return (meeting.closed_at or now).astimezone(ZoneInfo(meeting.zone)).date()
    is_open_ended = meeting.suspended_from is not None and meeting.suspended_until is None
    if (
        is_open_ended
        and meeting.suspended_from
        and meeting.suspended_from <= now.astimezone(ZoneInfo(meeting.zone)).date()
    ):
        return meeting.suspended_from
    return None


def _description(meeting: Meeting) -> str:
    """Our own words and the way in. Notes stay on the page: they are the source's, and may hold names."""
    lines = []
    if meeting.schedule:
        lines.append(describe_rule(meeting.schedule))
    if meeting.check_dates:
        lines.append(f"Check the dates with the group. The listing says “{meeting.rule_words}”.")
    place = meeting.place if meeting.is_in_person else None
    if place and not whereabouts(place).is_shown:
        lines.append("Ask the group where exactly.")
    elif place and place.way_in:
        lines.append(f"Way in: {place.way_in}")
    if meeting.is_online:
        ways = [way for way in (meeting.join_url, meeting.join_phone) if way]
        lines.append(f"From home: {', '.join(ways) or 'ask the group how to join'}")
    return "\n".join(lines)
