"""What the index knows of one meeting, and what it answers. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from trellis.meetings.recurrence import Schedule

FACETS = ("pathway", "feature", "mode", "day", "when")
"""What results are counted by: the names of the parameters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed meeting. The point is the one that may be known: never the exact one of a place that is hidden.

    `words` is all the text it can be found by. A meeting by appointment has no schedule.
    """

    id: UUID
    schedule: Schedule | None
    pathway: str
    mode: str
    features: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    area: str = ""
    words: str = ""
    is_rough: bool = False
    is_pale: bool = False
    """Nobody has confirmed it for a long time: it comes after those that somebody has."""

    @property
    def modes(self) -> tuple[str, ...]:
        """The ways to take part that a search can ask for; a telephone meeting is one from home."""
        return {"in-person": ("in-person",), "hybrid": ("in-person", "online")}.get(self.mode, ("online",))


@dataclass(slots=True)  # frozen it would take four times as long to make
class Hit:
    """One meeting found, with the first occurrence that answers the question; times are aware, in the asker's zone.

    A meeting by appointment, or one whose next date is not known, has no times. `is_rough` says that the distance is to
    somewhere about there, because the place itself is not shown.
    """

    meeting_id: UUID
    starts: datetime | None = None
    ends: datetime | None = None
    distance_m: float | None = None
    is_rough: bool = False
    is_pale: bool = False
    state: str = "later"
    """"on now", "starts soon" (within the hour), "later", or "unknown" with no times."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the index found: how many, those of the page asked for, and counts by facet and code.

    `corrections` are words of the text that no meeting has, with what they were taken for.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrections: tuple[tuple[str, str], ...] = ()
