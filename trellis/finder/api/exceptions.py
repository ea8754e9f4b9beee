"""Which meetings are not as usual: dates off, moved or besides, times away, and those that have ended lately.

One answer for everybody, so that whoever saved meetings on their own device can look there what has become of them,
and nobody is told which ones they are.
"""

import datetime as dt
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from trellis.meetings.describing import describe_exceptions
from trellis.meetings.models import Meeting
from trellis.places.models import Revision

ENDED_SINCE: Final = dt.timedelta(days=90)
HAS_ENDED: Final = "it has ended"
MOST_WORDS: Final = 3

_kept: tuple[int, dt.date, bytes] = (-1, dt.date.min, b"")


def unusual_json(now: dt.datetime) -> msgspec.Raw:
    """Worked out once a day, and whenever listings change. One query where nothing has."""
    global _kept  # noqa: PLW0603 - replaced as a whole, so that every thread sees one or the other
    revision, today = Revision.now(), timezone.localdate(now)
    if _kept[:2] != (revision, today):
        _kept = (revision, today, msgspec.json.encode(_unusual(now, today)))
    return msgspec.Raw(_kept[2])


def _unusual(now: dt.datetime, today: dt.date) -> list[dict[str, Any]]:
    differs = ~Q(cancelled=[]) | ~Q(moved=[]) | ~Q(extra=[]) | ~Q(not_on=[]) | Q(suspended_from__isnull=False)
    listed = Q(state=Meeting.State.LISTED) & (differs | Q(suspended_until__isnull=False) | Q(starts_on__gt=today))
    ended = Q(state=Meeting.State.CLOSED, closed_at__gt=now - ENDED_SINCE)
    found = []
    for meeting in Meeting.objects.filter(listed | ended).order_by("slug").iterator(chunk_size=500):
        if words := _words(meeting, today):
            url = settings.SITE_ADDRESS + meeting.get_absolute_url()
            found.append({"id": str(meeting.pk), "url": url, "exceptions": words})
    return found


def _words(meeting: Meeting, today: dt.date) -> list[str]:
    if meeting.state == Meeting.State.CLOSED:
        return [HAS_ENDED]
    schedule = meeting.schedule
    return describe_exceptions(schedule, today)[:MOST_WORDS] if schedule else []
