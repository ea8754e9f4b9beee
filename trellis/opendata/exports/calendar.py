"""Every meeting with dates in one calendar file."""

import datetime as dt
from collections.abc import Iterable, Iterator

from trellis.meetings.models import Meeting
from trellis.opendata.calendar import calendar_file
from trellis.opendata.calendar_views import entry_of

TITLE = "Recovery meetings"


def ics_lines(meetings: Iterable[Meeting], *, now: dt.datetime) -> Iterator[bytes]:
    """From today on. It is made whole before the first line, since zones stand before what uses them."""
    entries = (entry for meeting in meetings if (entry := entry_of(meeting, now=now)))
    yield calendar_file(TITLE, entries, since=now.date())
