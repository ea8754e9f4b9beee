"""Whether a listing can be relied on: when somebody last vouched for it, and what kind of source that was."""

from dataclasses import dataclass
from datetime import datetime

from trellis.finder.cards.phrases import ago_words
from trellis.meetings.models import Meeting

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
    by_person: bool

    def days(self, now: datetime) -> int | None:
        return None if self.at is None else max(0, (now - self.at).days)

    def words(self, now: datetime) -> str:
        return trust_words(self.days(now), by_person=self.by_person)


def vouched(meeting: Meeting) -> Vouched:
    """Reads the meeting's source."""
    last = meeting.last_confirmed
    return Vouched(last, by_person=last is not None and last == meeting.confirmed_at)


def is_stale(days: int | None) -> bool:
    """Whether somebody should check before they go."""
    return days is None or days >= STALE_DAYS


def trust_words(days: int | None, *, by_person: bool) -> str:
    """The same on cards and on pages; never with a name."""
    if days is None:
        return "Not confirmed yet. Check before you go."
    words = f"onfirmed {ago_words(days)} by {'somebody who knows it' if by_person else 'its source'}."
    return f"Last c{words} Check before you go." if is_stale(days) else f"C{words}"


def worked_out(meeting: Meeting) -> list[tuple[str, str]]:
    """What no source stated, by what it is about, and how we came by it. Reads the meeting's place."""
    place = meeting.place if meeting.is_in_person else None
    reasons = {**(place.derived if place else {}), **meeting.derived}
    if place and place.showing != place.Showing.EXACT:
        # How a point was found may name what is not shown.
        reasons.pop("point", None)
    return [(_FIELDS.get(name, name.replace("_", " ").capitalize()), words) for name, words in reasons.items()]
