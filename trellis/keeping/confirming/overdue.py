"""What moderators see of clocks: listings that nobody vouches for, though their keepers were asked."""

import datetime as dt
from typing import Final

from django.db.models import Case, When
from django.urls import reverse

from trellis.keeping.addresses import called
from trellis.keeping.confirming.clocks import Stage, the_clock
from trellis.keeping.confirming.vouched import last_confirmed, late
from trellis.keeping.deciding.scope import Scope
from trellis.keeping.deciding.sections import MOST_ROWS, Row, Section
from trellis.meetings.models import Meeting
from trellis.meetings.telling_time import say_day_of_year
from trellis.places.listed import Standing
from trellis.places.models import Place

_AREA: Final = {"meeting": "place__area_code", "place": "area_code"}
_GONE_LAST: Final = Case(When(standing=Standing.LEFT, then=1), default=0)
_TAGS: Final = {Stage.PALE: ("pale",), Stage.LEFT: ("has left the results",)}


def overdue(scope: Scope, now: dt.datetime) -> Section | None:
    """Those whose reminders brought no answer, whatever they look like by now."""
    clock = the_clock()
    rows: list[Row] = []
    count = 0
    for kind, needed in (("meeting", ("source", "place")), ("place", ("source",))):
        found = scope.only(late(kind, clock.tell_after, clock, now), _AREA[kind])
        count += found.count()
        # Those that are seen most, because they have not left yet, come first.
        ordered = found.select_related(*needed).order_by(_GONE_LAST, "confirmed_at", "pk")
        chosen = ordered[: MOST_ROWS - len(rows)]
        rows += [_row(listing, now) for listing in chosen if isinstance(listing, Meeting | Place)]
    hint = "Nobody answered three reminders. Ring or write, then say here what you heard."
    return Section("Is this still right?", hint, rows, count)


def _row(listing: Meeting | Place, now: dt.datetime) -> Row:
    last = last_confirmed(listing)
    assert last is not None  # else it would not be late
    clock, kind = the_clock(), "place" if isinstance(listing, Place) else "meeting"
    place = listing if isinstance(listing, Place) else listing.place
    words = f"Nobody has confirmed this since {say_day_of_year(last.astimezone(clock.zone).date())}."
    return Row(
        title=called(listing),
        address=reverse("moderator-call", args=[kind, listing.slug]),
        words=words,
        at=last,
        area_code=place.area_code if place else "",
        tags=_TAGS.get(clock.stage(last, kind, now), ()),
    )
