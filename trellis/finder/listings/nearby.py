"""Others near a meeting or a place: what somebody looks at who cannot make this one."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.safestring import SafeString

from trellis.finder.build import rough_point
from trellis.finder.cards.shelf import cards
from trellis.finder.entries import Hit
from trellis.finder.query import MOST_LIMIT, Query
from trellis.finder.questions.parts import Near
from trellis.finder.questions.parts_of_day import PARTS
from trellis.finder.questions.when import When
from trellis.finder.search import search
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import Occurrence
from trellis.meetings.recurrence import parse_rule
from trellis.places.models import Place

SHOWN: Final = 3
ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class Neighbours:
    heading: str
    cards: list[SafeString]
    link: str
    """The address ("?…") of a search that shows all of them."""


def beside(meeting: Meeting, next_one: Occurrence | None, *, now: datetime, zone: str) -> Neighbours | None:
    """Nearest first, at the same part of the day where there are enough, else that day, else in these weeks.

    `next_one` is in the zone that the page tells, and `zone` is the visitor's, in which those online are told.
    """
    base = _base(meeting, zone)
    if base is None:
        return None
    here = "near here" if base.near else "online"
    best: tuple[str, Query, list[Hit]] | None = None
    for times, query in _wider(base, meeting, next_one, now):
        hits = _hits(query, {meeting.id}, now)
        if hits and (best is None or len(best[2]) < ENOUGH <= len(hits)):
            best = f"Others {here} {times}", query, hits
        if len(hits) >= ENOUGH:
            break
    return _neighbours(*best, now) if best else None


def around(place: Place, leave_out: Collection[UUID], *, now: datetime) -> Neighbours | None:
    """What else is on near a place, whenever it is."""
    near = near_place(place)
    query = Query(near=near, sort="distance", zone=place.zone)
    hits = _hits(query, leave_out, now) if near else []
    return _neighbours("Nearby", query, hits, now) if hits else None


def near_place(place: Place) -> Near | None:
    """Where it is, as exactly as may be known: a postcode in the address of a search says no more than its page."""
    lat, lon = rough_point(place)
    if lat is None or lon is None:
        return None
    is_shown = place.showing == Place.Showing.EXACT
    words = place.postcode if is_shown and place.postcode else f"{round(lat, 4)},{round(lon, 4)}"
    return Near(words, place.town or place.postcode or "here", lat, lon)


def part_of_day(hour: int) -> str:
    """The first part that the hour is in; none in the small hours."""
    return next((part.name for part in PARTS.values() if part.opens <= hour * 60 < part.closes), "")


def _base(meeting: Meeting, zone: str) -> Query | None:
    """None for a room whose place nobody knows."""
    if not meeting.is_in_person:
        return Query(modes=frozenset({"online"}), zone=zone)
    near = near_place(meeting.place) if meeting.place else None
    return Query(near=near, sort="distance", zone=meeting.zone) if near else None


def _wider(base: Query, meeting: Meeting, next_one: Occurrence | None, now: datetime) -> Iterator[tuple[str, Query]]:
    if next_one and next_one.is_on(now):
        yield "now or soon", replace(base, when=When(hours=0))
        yield "today", replace(base, when=When(day="today"))
    elif next_one:
        day = next_one.starts.date().isoformat()
        if part := part_of_day(next_one.starts.hour):
            yield "at a similar time", replace(base, when=When(day=day, part=part))
        yield "on the same day", replace(base, when=When(day=day))
    elif meeting.rule and meeting.start:
        weekdays = frozenset(day.weekday for day in parse_rule(meeting.rule).days)
        part = part_of_day(meeting.start.hour)
        yield "at a similar time", replace(base, days=weekdays, when=When(part=part) if part else None)
    yield "in these weeks", base


def _hits(query: Query, leave_out: Collection[UUID], now: datetime) -> list[Hit]:
    asked = replace(query, limit=min(SHOWN + len(leave_out), MOST_LIMIT))
    return [hit for hit in search(asked, now=now).hits if hit.meeting_id not in leave_out][:SHOWN]


def _neighbours(heading: str, query: Query, hits: Sequence[Hit], now: datetime) -> Neighbours | None:
    """At most two queries."""
    made = [card for card in cards(hits, now=now) if card is not None]
    return Neighbours(heading, made, query.link()) if made else None
