"""Whether a listing can be relied on: when somebody last vouched for it, and what kind of source that was."""

from datetime import datetime

from trellis.finder.phrases import ago_words
from trellis.meetings.models import Meeting

STALE_DAYS = 180


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
