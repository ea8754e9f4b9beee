"""What was held once leaves the map by itself when its day has passed. Its page stays and says so."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import F

from trellis.keeping import applying
from trellis.meetings.models import Meeting
from trellis.places.listed import State
from trellis.places.models import Source
from trellis.safety.audit import SYSTEM, record
from trellis.safety.duties import duty

BATCH: Final = 100
_AFTER: Final = dt.timedelta(days=1)
"""So that the day has passed in every zone."""


@duty("past", every=dt.timedelta(hours=1))
def close_past(now: dt.datetime) -> int:
    """How many were closed. What a source lists, the source takes out."""
    with transaction.atomic():
        rows = Meeting.objects.listed().filter(source__format=Source.Format.FORM, starts_on=F("ends_on"))
        past = rows.filter(ends_on__lt=now.date() - _AFTER, extra=[], moved=[]).select_related("source")
        found = list(past.select_for_update(of=("self",)).order_by("pk")[:BATCH])
        for meeting in found:
            applying.set_standing(meeting, State.CLOSED, role="system", now=now)
            record(action="listing.past", by=SYSTEM, now=now, subject_kind="meeting", subject_id=meeting.pk)
    return len(found)
