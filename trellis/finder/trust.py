"""Whether a listing can be relied on: when somebody last vouched for it, and what kind of source that was."""

from datetime import datetime

from trellis.finder.phrases import ago_words
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


def trust_words(meeting: Meeting, now: datetime) -> str:
    """One sentence, never with a name. Reads the meeting's source."""
    last = meeting.last_confirmed
    if last is None:
        return "Nobody has confirmed it yet. Check before you go."
    days = max((now - last).days, 0)
    if last == meeting.confirmed_at:
        words = f"Confirmed {ago_words(days)} by somebody who knows it."
    else:
        words = f"Confirmed {ago_words(days)}: its source still listed it then."
    return f"{words} That is a while: check before you go." if days >= STALE_DAYS else words


def worked_out(meeting: Meeting) -> list[tuple[str, str]]:
    """What no source stated, by what it is about, and how we came by it. Reads the meeting's place."""
    place = meeting.place if meeting.is_in_person else None
    reasons = {**(place.derived if place else {}), **meeting.derived}
    if place and place.showing != place.Showing.EXACT:
        # How a point was found may name what is not shown.
        reasons.pop("point", None)
    return [(_FIELDS.get(name, name.replace("_", " ").capitalize()), words) for name, words in reasons.items()]
