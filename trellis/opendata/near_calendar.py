"""The calendar of what is new or changed near a point, at `/follow/near.ics`. Nothing is kept of who subscribes.

A calendar is no list of news: what it holds stands on the day it matters. So it has the next date of each meeting that
was put here or changed within a month, what comes up once, and usual dates that are called off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from trellis.finder.listings.gatherings import gatherings
from trellis.finder.search import asked
from trellis.keeping.models import Change
from trellis.keeping.subscribing.nearby import meetings_near
from trellis.keeping.subscribing.wishes import wish_of
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import called_off, next_occurrence
from trellis.meetings.recurrence import Schedule
from trellis.opendata.calendar import Entry, calendar_file
from trellis.opendata.calendar_views import PLAIN_TITLE, entry_of
from trellis.safety.access import public

RECENT: Final = timedelta(days=30)
_DONE: Final = (Change.State.APPROVED, Change.State.APPLIED)


@public
def near_calendar(request: HttpRequest) -> HttpResponse:
    """Two queries."""
    now = timezone.now()
    wish = wish_of(asked(dict(request.GET.lists()), now=now))
    if wish is None:
        raise Http404("Say where: /follow/near.ics?near=BB11+1JG&within=5mi")
    is_plain = request.GET.get("title") == "plain"
    meetings = meetings_near(wish)
    entries = _entries(meetings, changed_lately(meetings, now), now, is_plain=is_plain)
    title = PLAIN_TITLE if is_plain else f"New near {wish.label}"
    content = calendar_file(title, list(entries), since=timezone.localdate(now))
    headers = {"Content-Disposition": 'inline; filename="near.ics"', "Cache-Control": "public, max-age=3600"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def changed_lately(meetings: Sequence[Meeting], now: datetime) -> set[Meeting]:
    """Those that a person or their source has changed within a month. One query."""
    since = now - RECENT
    done = Change.objects.filter(listing_kind="meeting", state__in=_DONE, decided_at__gte=since)
    touched = set(done.filter(listing_id__in=[one.pk for one in meetings]).values_list("listing_id", flat=True))
    return {one for one in meetings if one.pk in touched or (one.source_changed_at and one.source_changed_at >= since)}


def _entries(meetings: Sequence[Meeting], fresh: set[Meeting], now: datetime, *, is_plain: bool) -> Iterator[Entry]:
    for meeting in meetings:
        schedule, entry = meeting.schedule, entry_of(meeting, now=now, is_plain=is_plain)
        if schedule is None or entry is None or entry.stopped_on:
            continue
        if meeting in fresh and (coming := next_occurrence(schedule, now)) and coming.starts <= now + 2 * RECENT:
            yield _on(coming.starts, schedule, entry, "" if is_plain else "New or changed: ")
        for day in () if is_plain else _called_off(schedule, now):
            yield _on(datetime.combine(day, schedule.start), schedule, entry, "Not held: ")
    for one in gatherings([meeting for meeting in meetings if meeting not in fresh], now):
        entry = entry_of(one.meeting, now=now, is_plain=is_plain)
        if entry:
            yield _on(one.starts, entry.schedule, entry, "")


def _called_off(schedule: Schedule, now: datetime) -> Iterator[date]:
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    yield from called_off(schedule, today, today + RECENT)


def _on(starts: datetime, schedule: Schedule, entry: Entry, before: str) -> Entry:
    """The same on one date alone."""
    once = Schedule(
        start=starts.time(),
        minutes=schedule.minutes,
        zone=schedule.zone,
        rule="FREQ=WEEKLY;COUNT=1",
        starts_on=starts.date(),
    )
    stamp = entry.stamp.astimezone(UTC)
    uid = f"{entry.uid}-{starts:%Y%m%d}-near"
    return replace(entry, uid=uid, title=f"{before}{entry.title}", schedule=once, stamp=stamp)
