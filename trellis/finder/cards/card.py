"""Cards: one listing in a list, and how a page of them is made quickly.

A card answers, in this order: when, what, what kind, where, how far and how to get in, can I trust it. Almost all of it
is the same for everybody until the listings change, so that part (a sheet) is rendered once from `_card.html` and kept:
see `shelf.py`. When it is, how far, and how long since it was confirmed are filled in for each request, through holes.
A hole is a comment: whatever a source wrote is escaped, so it can never hold one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from trellis.finder.cards.facts import facts
from trellis.finder.cards.phrases import clock, distance_words, left_words, start_words, wait_words
from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.entries import Hit
from trellis.finder.listings.trust import Vouched, is_stale, trust_words, vouched
from trellis.meetings.describing import describe_rule
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import Schedule, parse_rule
from trellis.meetings.telling_time import say_zone

FEATURES_SHOWN: Final = 3
ONE_DAY: Final = timedelta(days=1, hours=1)  # the day that the clocks go back
HOLES: Final = ("<!--when-->", "<!--far-->", "<!--trust-->")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of a card that is the same for everybody: the pieces between the holes, and what fills them."""

    pieces: tuple[str, ...]
    zone: ZoneInfo
    is_from_home: bool
    vouched: Vouched

    def card(self, hit: Hit, now: datetime, *, in_miles: bool) -> SafeString:
        """The whole card. The fillings are made of numbers and of words of our own: there is nothing to escape."""
        head, middle, foot, end = self.pieces
        far = _far(hit.distance_m, is_rough=hit.is_rough, in_miles=in_miles)
        trust = self._trust(now)
        return mark_safe(f"{head}{self._when(hit, now)}{middle}{far}{foot}{trust}{end}")  # noqa: S308

    def _trust(self, now: datetime) -> str:
        vouched = self.vouched
        return vouched.words(now) if vouched.is_pale else _trust(vouched.days(now), vouched.by)

    def _when(self, hit: Hit, now: datetime) -> str:
        """A meeting from home is told in the visitor's zone, any other in its own; the other zone stands beside it."""
        if hit.starts is None or hit.ends is None:
            return "<b>Ask the group when</b>"
        starts, beside = hit.starts, ""
        if starts.tzinfo is not self.zone:
            local = starts.astimezone(self.zone)
            if starts.utcoffset() != local.utcoffset():
                starts, other = (starts, local) if self.is_from_home else (local, starts)
                beside = _beside(other, starts)
        if hit.state == "on now":
            words = f"On now until {clock(hit.ends.astimezone(starts.tzinfo))}"
            return f'{_time(starts, words)} <span class="wait">{left_words(hit.ends - now)}</span>{beside}'
        soon = ' <span class="tag honey no-print">Starts soon</span>' if hit.state == "starts soon" else ""
        # All of one day's say how long it is until then, or none of them does.
        is_counted = hit.state == "starts soon" or starts.date() == now.astimezone(starts.tzinfo).date()
        wait = wait_words(hit.starts - now, longest=ONE_DAY) if is_counted else ""
        waiting = f' <span class="wait">{wait}</span>' if wait else ""
        return f"{_time(starts, start_words(starts, now.astimezone(starts.tzinfo)))}{waiting}{soon}{beside}"


def sheet_of(meeting: Meeting) -> Sheet:
    """Needs its group, place and source loaded."""
    rest: str = render_to_string("finder/_card.html", _facts(meeting))
    pieces = []
    for hole in HOLES:
        piece, found, rest = rest.partition(hole)
        assert found, f"finder/_card.html has lost {hole}"
        pieces.append(piece)
    return Sheet(
        pieces=(*pieces, rest),
        zone=ZoneInfo(meeting.zone),
        is_from_home=not meeting.is_in_person,
        vouched=vouched(meeting),
    )


def _facts(meeting: Meeting) -> dict[str, object]:
    place = meeting.place if meeting.is_in_person else None
    where = whereabouts(place) if place else None
    codes = [*meeting.features, *(place.features if place else ())]
    return {
        "meeting": meeting,
        "pathway": pathway(meeting.group.pathway),
        "features": [fact.name for fact in facts(codes)[:FEATURES_SHOWN]],
        "every": _unless_weekly(meeting.schedule),
        "place": place,
        "where": where,
        "join": meeting.join_url if meeting.is_online else "",
    }


def _unless_weekly(schedule: Schedule | None) -> str:
    """First Tuesday of the month; nothing for the meeting of every week that everybody expects."""
    if schedule is None or parse_rule(schedule.rule).is_plain_weekly:
        return ""
    return describe_rule(schedule)


def _time(moment: datetime, words: str) -> str:
    """No line begins with am or pm."""
    words = words.replace(" am", "\u00a0am").replace(" pm", "\u00a0pm")
    return f'<time datetime="{moment.isoformat()}">{words}</time>'


def _beside(other: datetime, moment: datetime) -> str:
    day = "" if other.date() == moment.date() else f"{other:%A} "
    zone = other.tzinfo
    where = f" in {say_zone(zone)}" if isinstance(zone, ZoneInfo) else ""
    return format_html(' <span class="zone">{}{}{}</span>', day, clock(other), where)


def _far(metres: float | None, *, is_rough: bool, in_miles: bool) -> str:
    if metres is None:
        return ""
    about = "about " if is_rough else ""
    return f'<span class="far">{about}{distance_words(metres, in_miles=in_miles)}</span>'


@lru_cache(maxsize=1024)
def _trust(days: int | None, by: str) -> str:
    return ("" if is_stale(days) else _tick()) + trust_words(days, by)


def _tick() -> str:
    return render_to_string("finder/_tick.html").strip()
