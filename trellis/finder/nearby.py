"""Others near a meeting or place, at about the same time: what somebody looks at who cannot make this one."""

from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString

from trellis.finder.build import rough_point
from trellis.finder.query import Query
from trellis.finder.query_parts import Near
from trellis.finder.search import search
from trellis.finder.shelf import cards
from trellis.finder.when import PARTS, When
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import Occurrence
from trellis.meetings.recurrence import parse_rule
from trellis.places.models import Place

SHOWN: Final = 3


def near_place(place: Place) -> Near | None:
    """Where it is, as exactly as may be known: a postcode in the address of a search says no more than its page."""
    lat, lon = rough_point(place)
    if lat is None or lon is None:
        return None
    is_shown = place.showing == Place.Showing.EXACT
    words = place.postcode if is_shown and place.postcode else f"{round(lat, 4)},{round(lon, 4)}"
    return Near(words, place.town or place.postcode or "here", lat, lon)


def like(meeting: Meeting, next_one: Occurrence | None) -> Query | None:
    """The same day and part of the day, nearest first; None for a room whose place nobody knows."""
    when, days = _when(meeting, next_one)
    if not meeting.is_in_person:
        return Query(when=when, days=days, modes=frozenset({"online"}), limit=SHOWN + 1, zone=meeting.zone)
    near = near_place(meeting.place) if meeting.place else None
    if near is None:
        return None
    return Query(near=near, when=when, days=days, sort="distance", limit=SHOWN + 1, zone=meeting.zone)


def _when(meeting: Meeting, next_one: Occurrence | None) -> tuple[When | None, frozenset[int]]:
    if next_one:
        return When(day=next_one.local_date.isoformat(), part=part_of_day(next_one.starts.hour)), frozenset()
    if not meeting.rule or meeting.start is None:
        return None, frozenset()
    weekdays = frozenset(day.weekday for day in parse_rule(meeting.rule).days)
    return When(part=part_of_day(meeting.start.hour)), weekdays


def part_of_day(hour: int) -> str:
    """The first part that the hour is in; none in the small hours."""
    return next((part.name for part in PARTS.values() if part.opens <= hour * 60 < part.closes), "")


def other_cards(query: Query, leave_out: Meeting | None, *, now: datetime, shown: int = SHOWN) -> list[SafeString]:
    """Two queries, or three."""
    hits = [hit for hit in search(query, now=now).hits if leave_out is None or hit.meeting_id != leave_out.id]
    return [card for card in cards(hits[:shown], now=now) if card is not None]
