"""Whether a listing can be relied on: when somebody last vouched for it, and what kind of source that was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from trellis.finder.cards.phrases import ago_words
from trellis.meetings.models import Group, Meeting, MeetingQuerySet
from trellis.meetings.telling_time import say_day_of_year
from trellis.places.listed import Standing, State, Voucher
from trellis.places.models import Place

STALE_DAYS = 180
_FIELDS = {
    "minutes": "When it ends",
    "mode": "How it is held",
    "pathway": "Its way of recovery",
    "zone": "Its time zone",
    "area_code": "Its area",
    "country": "Its country",
    "postcode": "Its postcode",
    "point": "Its point on the map",
    "showing": "How exactly it is shown",
}


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who vouched for a listing last, and when: None when nobody has."""

    at: datetime | None
    by: str
    is_pale: bool = False
    """So long ago that the listing is shown after others, or no more."""

    def days(self, now: datetime) -> int | None:
        return None if self.at is None else max(0, (now - self.at).days)

    def words(self, now: datetime) -> str:
        if self.is_pale and self.at:
            return f"{since_words(self.at)} Check before you go."
        return trust_words(self.days(now), self.by)


_BY: Final = {
    Voucher.KEEPER.value: "its keeper",
    Voucher.MODERATOR.value: "a moderator",
    Voucher.VISITORS.value: "two visitors",
    "": "somebody who knows it",
}
_BY_SOURCE: Final = "its source"


def vouched(meeting: Meeting) -> Vouched:
    """Reads the meeting's source."""
    last = meeting.last_confirmed
    is_person = last is not None and last == meeting.confirmed_at
    return Vouched(last, _BY[meeting.confirmed_by] if is_person else _BY_SOURCE, is_pale=bool(meeting.standing))


def vouched_with_meetings(listing: Place | Group) -> Vouched:
    """A place or a group is vouched for by people, and with its meetings. One query."""
    own = Vouched(listing.confirmed_at, _BY[listing.confirmed_by], is_pale=bool(listing.standing))
    meetings = listing.meetings.filter(state=State.LISTED).select_related("source")
    times = [(one.at, one.by) for one in (own, *map(vouched, meetings)) if one.at]
    return Vouched(*max(times), is_pale=own.is_pale) if times else own


def still_confirmed(meetings: MeetingQuerySet) -> tuple[list[Meeting], list[Meeting]]:
    """Those that lists show, and those that have left the results because nobody vouched for them. One query."""
    found = list(meetings.filter(state=State.LISTED).with_listing())
    return [one for one in found if one.standing != Standing.LEFT], [
        one for one in found if one.standing == Standing.LEFT
    ]


def since_words(last: datetime) -> str:
    return f"Nobody has confirmed this since {say_day_of_year(timezone.localdate(last))}."


def is_stale(days: int | None) -> bool:
    """Whether somebody should check before they go."""
    return days is None or days >= STALE_DAYS


def trust_words(days: int | None, by: str) -> str:
    """The same on cards and on pages; never with a name."""
    if days is None:
        return "Not confirmed yet. Check before you go."
    words = f"onfirmed {ago_words(days)} by {by}."
    return f"Last c{words} Check before you go." if is_stale(days) else f"C{words}"


ABOUT_DATES = frozenset({"not_on", "cancelled", "suspended_from", "suspended_until"})
"""What stands beside the dates, while it matters."""


def worked_out(meeting: Meeting) -> list[tuple[str, str]]:
    """What no source stated, by what it is about, and how we came by it. Reads the meeting's place."""
    place = meeting.place if meeting.is_in_person else None
    reasons = {**(place.derived if place else {}), **meeting.derived}
    if place and place.showing != place.Showing.EXACT:
        # How a point was found may name what is not shown.
        reasons.pop("point", None)
    told = ((name, words) for name, words in reasons.items() if name not in ABOUT_DATES)
    return [(_FIELDS.get(name, name.replace("_", " ").capitalize()), words) for name, words in told]
