"""What happened to a listing, for everybody to read: when, in which role, why, and what was different. Never who.

What a reporter wrote is not in it. Nor is what would say where a place is that does not show it, what stood in its
contacts, or what a moderator has hushed: the history says then that it changed, and no more.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from trellis.keeping import fields
from trellis.keeping.acting import Acting
from trellis.keeping.addresses import called
from trellis.keeping.differences import Difference, differences
from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.models import Change
from trellis.keeping.suggesting.listing_fields import SAYS_WHERE
from trellis.places.models import Place

MOST: Final = 50
ROLES: Final = {
    "visitor": "somebody who uses this site",
    "keeper": "a keeper",
    "moderator": "a moderator",
    "steward": "a steward",
    "source": "its source",
    "system": "this site",
}
_KIND: Final = Change.Kind
_TITLES: Final = {
    _KIND.NEW: "Put on the map",
    _KIND.EDIT: "Changed",
    _KIND.PROBLEM: "Closed",
    _KIND.CLOSE: "Closed",
    _KIND.REOPEN: "Listed again",
    _KIND.DELETE: "Taken off the map",
    _KIND.MERGE: "Joined with another page of the same",
    _KIND.UNDO: "Undone",
}
_CONTACTS: Final = frozenset({"email", "phone", "join_phone", "join_url", "join_notes"})
_UNSPOKEN: Final = frozenset({"picture", "lat", "lon"})
"""Their values say nothing to people."""
UNDOABLE: Final = frozenset({_KIND.EDIT, _KIND.CLOSE, _KIND.REOPEN, _KIND.PROBLEM, _KIND.MERGE, _KIND.UNDO})


@dataclass(frozen=True, slots=True)
class Entry:
    change: Change
    title: str
    who: str
    rows: tuple[Difference, ...]
    silent: tuple[str, ...]
    """What changed and is not spelled out."""
    is_undone: bool
    says_why: bool = True

    @property
    def at(self) -> dt.datetime | None:
        return self.change.decided_at

    @property
    def why(self) -> str:
        return self.change.reason if self.says_why and not self.change.is_hushed else ""


def history(listing: Listing, today: dt.date, *, most: int = MOST) -> list[Entry]:
    """Newest first. Two queries, and one for each place that a meeting moved between."""
    changes = Change.objects.of(kind_of(listing), listing.pk).history().select_related("undoes", "undone_by")
    found = [change for change in changes[:most] if change.done or change.kind == _KIND.NEW]
    return list(_entries(listing, found, today))


def may_undo(change: Change, by: Acting) -> bool:
    """Moderators undo what anybody did; a keeper what they did themselves, and at once."""
    if change.kind not in UNDOABLE or not change.done or hasattr(change, "undone_by"):
        return False
    if by.may_decide:
        return True
    is_own = by.person is not None and change.by_id == by.person.pk
    return by.is_keeper and is_own and change.state == Change.State.APPLIED


def _entries(listing: Listing, changes: list[Change], today: dt.date) -> Iterator[Entry]:
    """Walks back from the present, so that each difference is told among the values of its time."""
    kind, is_private = kind_of(listing), isinstance(listing, Place) and not listing.is_shown_exactly
    then = fields.read(listing, fields.FIELDS[kind])
    for change in changes:
        before, after = _done(change, listing)
        was = {**then, **before}
        hidden = _hidden(listing, then | after, was) | ({*after, ""} if change.is_hushed else set())
        rows = differences(kind, before, after, rest=then, today=today)
        yield Entry(
            change,
            _TITLES[_KIND(change.kind)],
            _who(change),
            tuple(_safe(row, before, after) for row in rows if row.name not in hidden),
            tuple(row.label for row in rows if row.name in hidden),
            hasattr(change, "undone_by"),
            says_why=not (is_private and SAYS_WHERE & set(before)),
        )
        then = was


def _done(change: Change, listing: Listing) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after, of this listing."""
    for done in change.done:
        if done["id"] == str(listing.pk):
            known = fields.FIELDS[done["kind"]]
            before = {name: value for name, value in done["before"].items() if name in known}
            return before, {name: value for name, value in done["after"].items() if name in known}
    return {}, {}


def _hidden(listing: Listing, now: Mapping[str, Any], was: Mapping[str, Any]) -> set[str]:
    """Fields that are not spelled out. Where a place was not shown, then or since, nothing says where it was."""
    found = set(_CONTACTS | _UNSPOKEN)
    if isinstance(listing, Place):
        showing = {listing.showing, now["showing"], was["showing"]}
        if showing != {Place.Showing.EXACT}:
            found |= SAYS_WHERE - {"showing"}
    return found


def _safe(row: Difference, before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """A place is called what its own page calls it."""
    if row.name != "place_id":
        return row
    return Difference(row.label, _place(before["place_id"]), _place(after["place_id"]), row.name)


def _place(identity: str | None) -> str:
    place = Place.objects.filter(pk=identity).first() if identity else None
    return called(place) if place else "a place that is no longer here" if identity else ""


def _who(change: Change) -> str:
    proposed = ROLES.get(change.by_role, change.by_role)
    if change.state == Change.State.APPLIED or change.by_role == change.decided_role:
        return f"By {proposed}"
    return f"By {proposed}, let in by {ROLES.get(change.decided_role, change.decided_role)}"
