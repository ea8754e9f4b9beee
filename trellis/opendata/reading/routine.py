"""What the worker and the moderators' queue know of sources."""

import datetime as dt
from typing import Final

from django.urls import reverse

from trellis.keeping.deciding.scope import Scope
from trellis.keeping.deciding.sections import MOST_ROWS, Row, Section, add_section
from trellis.opendata.models import Sheet
from trellis.opendata.reading import sheets
from trellis.opendata.reading.due import read_due
from trellis.opendata.reading.health import health
from trellis.places.models import Source
from trellis.safety.duties import duty
from trellis.safety.retention import rule

_TROUBLED: Final = (Source.State.HELD, Source.State.FAILING, Source.State.GONE)


@duty("read-sources", every=dt.timedelta(minutes=1))
def read_a_due_source(now: dt.datetime) -> int:
    return read_due(now, most=1)


def _a_sheet_waits(now: dt.datetime) -> bool:
    return Sheet.objects.free(now).exists()


@duty("sheets", every=dt.timedelta(seconds=2), when=_a_sheet_waits)
def work_at_a_sheet(now: dt.datetime) -> int:
    """One sheet that somebody sent: looks at it, or takes it in."""
    sheet = sheets.claim(now)
    if sheet:
        sheets.work_at(sheet)
    return int(sheet is not None)


@rule("sheets")
def old_sheets(now: dt.datetime) -> int:
    return sheets.sweep(now)


def troubled(scope: Scope, now: dt.datetime) -> Section | None:
    """Sources that are held, cannot be read, or are gone."""
    found = scope.only(Source.objects.filter(state__in=_TROUBLED)).order_by("state", "name")
    rows = [
        Row(one.name, reverse("source-keeping", args=[one.slug]), health(one, now).words, one.read_at, one.area_code)
        for one in found[:MOST_ROWS]
    ]
    hint = "Their listings stay as they were last read, and pale when nobody vouches for them any more."
    return Section("Sources that need somebody", hint, rows, found.count())


add_section("sources", troubled, order=60)
