"""What a feed says of one meeting, whatever its format: the one shape every format is read into.

Nothing here is looked up or worked out from elsewhere: that happens to a `Listing` later (`reading.py`). What a format
had to work out from the row itself stands in `derived`, by field, in words.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Final

from trellis.meetings.models import Meeting
from trellis.places.models import Place

USUAL_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a feed before anything is read into it."""

    number: int  # counted from 1; in a table, the line a spreadsheet program shows
    key: str  # what the source calls the meeting, the same at every reading
    words: bytes  # the row as JSON
    sameness: int  # equal for two rows that say the same thing under different names


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot become a meeting, and how to mend it."""

    row: int
    field: str
    reason: str
    cure: str

    def as_dict(self) -> dict[str, int | str]:
        return {"row": self.row, "field": self.field, "reason": self.reason, "cure": self.cure}


class FeedError(Exception):
    """A feed that cannot be used at all, and changed nothing; the message says what is wrong and how to mend it."""


class RowError(ValueError):
    """Something in a row that makes it useless. Becomes a `Rejection` where the row's number is known."""

    def __init__(self, field: str, reason: str, cure: str) -> None:
        super().__init__(f"{field}: {reason} {cure}")
        self.field, self.reason, self.cure = field, reason, cure

    def at(self, row: int) -> Rejection:
        return Rejection(row, self.field, self.reason, self.cure)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Its dates, as far as the row's own fields tell. `days` count Monday as 0; none and no rule: by appointment."""

    start: dt.time | None = None
    minutes: int = USUAL_MINUTES
    days: tuple[int, ...] = ()
    rule: str = ""  # only where the row states one; otherwise it is every week on `days`
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    cancelled: tuple[dt.date, ...] = ()
    moved: tuple[Mapping[str, Any], ...] = ()  # as `Meeting.moved`
    extra: tuple[str, ...] = ()  # as `Meeting.extra`
    not_on: tuple[str, ...] = ()  # as `Meeting.not_on`; "public" alone where the place has to tell the calendar
    is_suspended: bool = False
    suspended_from: dt.date | None = None
    suspended_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Its place as the row tells it; `lat` and `lon` may be impossible."""

    name: str = ""
    address: str = ""
    town: str = ""
    regions: tuple[str, ...] = ()  # from the general to the particular
    postcode: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    kind: Place.Kind | None = None
    showing: Place.Showing = Place.Showing.EXACT
    way_in: str = ""
    website: str = ""

    @property
    def is_told(self) -> bool:
        return bool(self.name or self.address or self.postcode or self.lat is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Its group as the row tells it. Without a name of its own the group is called as the meeting is."""

    key: str = ""  # what the source calls the group, where it does
    name: str = ""
    notes: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One meeting as a row tells it."""

    row: int
    key: str
    name: str
    pathway: str
    when: When
    where: Where
    who: Who = dataclass_field(default_factory=Who)
    mode: Meeting.Mode = Meeting.Mode.IN_PERSON
    zone: str = ""
    features: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    notes: str = ""
    join_url: str = ""
    join_notes: str = ""
    join_phone: str = ""
    website: str = ""
    changed_at: dt.datetime | None = None
    derived: Mapping[str, str] = dataclass_field(default_factory=dict)
    flags: tuple[Mapping[str, str], ...] = ()


def flag(field: str, what: str, cure: str = "", *, kind: str = "") -> dict[str, str]:
    """Something for a person to look at, as it is kept with a listing; reports count the kinds."""
    return {"kind": kind or field, "field": field, "what": what, "cure": cure}
