"""How a source is doing, in a sentence or two: what happened, what still holds, what somebody can do. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from trellis.finder.cards.phrases import ago_words
from trellis.places.models import Source

OVERDUE: Final = dt.timedelta(hours=6)
"""So long after its time a source should have been read."""


@dataclass(frozen=True, slots=True)
class Health:
    """`tone` is "good", "honey" or "alert", as notes are coloured; never the only sign."""

    tone: str
    words: str
    cure: str = ""

    @property
    def is_good(self) -> bool:
        return self.tone == "good"


def health(source: Source, now: dt.datetime, *, last_words: str = "") -> Health:
    """`last_words` are what the last reading left behind: why it failed, or was held."""
    read = (
        f"It was last read well {ago_words((now - source.read_at).days)}."
        if source.read_at
        else "It has never been read well."
    )
    if source.state == Source.State.GONE:
        return Health(
            "alert",
            f"Its address says that it is gone for good. {read} Its listings stay until nobody vouches for them.",
            "Ask its people where their list is now, and give the new address.",
        )
    if source.state == Source.State.HELD:
        return Health(
            "honey",
            f"Its last reading is held, and changed nothing. {last_words}",
            "Look at the differences below. If they are right, take them.",
        )
    if source.state == Source.State.FAILING:
        times = "once" if source.failures == 1 else f"{source.failures} times in a row"
        return Health("alert", f"It could not be read, {times}. {last_words} {read}", _next(source, now))
    if not source.every_hours:
        why = "it is paused" if source.is_on_the_web else "somebody sends the sheet"
        return Health("good", f"It is not read by itself: {why}. {read} {_next(source, now)}".strip())
    if source.next_read_at and now - source.next_read_at > OVERDUE:
        due = ago_words((now - source.next_read_at).days)
        return Health(
            "alert", f"It should have been read {due}. {read}", "Ask whoever runs this site to start the worker."
        )
    return Health("good", f"{read} {_next(source, now)}".strip())


def _next(source: Source, now: dt.datetime) -> str:
    if not source.next_read_at:
        return ""
    wait = source.next_read_at - now
    if wait <= dt.timedelta(minutes=1):
        return "It is read again within a minute or two."
    hours = round(wait / dt.timedelta(hours=1))
    if hours < 1:
        return f"It is read again in {round(wait / dt.timedelta(minutes=1))} minutes."
    if hours >= 48:
        return f"It is read again in {hours // 24} days."
    return f"It is read again in {hours} hour{'s' if hours > 1 else ''}."
