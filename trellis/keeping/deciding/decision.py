"""One change on one screen: what changes, where it is, what to look at, who says so, what happened since."""

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q

from trellis.accounts.roles import Target, Viewer, may_moderate
from trellis.keeping import fields
from trellis.keeping.carrying import areas_of
from trellis.keeping.deciding.alike import like_new
from trellis.keeping.deciding.changes import title_of
from trellis.keeping.differences import Difference, differences
from trellis.keeping.listings import KINDS, Listing, find, listings, target, with_upper
from trellis.keeping.models import Change
from trellis.keeping.placing import WHERE, settle
from trellis.keeping.risks import details_of, is_free_text
from trellis.lib.geo import distance_m
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place

Point = tuple[float, float]
_NEAR: Final = {"zone": settings.TIME_ZONE}
"""Of a new meeting, until its place is known."""
_ASKED_ABOUT: Final = {
    "meeting": ("name", "mode", "place_id", *sorted(fields.WHEN), "joining", "notes"),
    "group": ("name", "pathway", "notes", "joining"),
    "place": ("name", "address", "town", "postcode", "way_in", "opening"),
}
"""What a report may be about: enough of the page to judge it by."""
_GOOD: Final = [Change.State.APPROVED, Change.State.APPLIED]


@dataclass(frozen=True, slots=True)
class Part:
    """What would become of one listing."""

    heading: str
    rows: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """Points on the map, before and after."""

    before: Point | None
    after: Point | None

    @property
    def point(self) -> Point | None:
        """Where it would be, else where it is."""
        return self.after or self.before

    @property
    def moved(self) -> str:
        """By how much, in words; nothing where it stays."""
        if self.before is None or self.after is None or self.before == self.after:
            return ""
        metres = float(distance_m(*self.before, *self.after))
        return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{max(10, round(metres, -1)):.0f} metres"


@dataclass(frozen=True, slots=True)
class Proposer:
    """How reliable somebody has been: counts, never who."""

    proposed: int
    approved: int


@dataclass(frozen=True, slots=True)
class Decision:
    change: Change
    title: str
    listing: Listing | None
    parts: tuple[Part, ...]
    where: Where | None
    conflicts: tuple[Difference, ...]
    proposer: Proposer | None
    alike: tuple[Listing, ...]
    """What something new may be already."""
    stays: Listing | None
    """Of a merge, the listing that would stay."""

    @property
    def picture_words(self) -> str:
        """What they say that their picture shows."""
        parts = [self.change.after, *(part for part in self.change.after.values() if isinstance(part, dict))]
        return next((str(part["picture_words"]) for part in parts if part.get("picture_words")), "")

    @property
    def may_undo(self) -> bool:
        """Whether something is left of it to put back, and a page to do it from."""
        return bool(self.change.done) and self.listing is not None and not hasattr(self.change, "undone_by")


def target_of(change: Change) -> Target:
    """What the predicates of `accounts.roles` judge by: the area it stands in the queue of."""
    return Target(change.listing_kind, change.listing_id or change.pk, with_upper(change.area_code))


def targets_of(change: Change) -> tuple[Target, ...]:
    """Everything that a decision touches: of a merge, and of undoing one, both listings."""
    first = target_of(change)
    stays = _stays(change) if change.kind == Change.Kind.MERGE and change.is_open else None
    if stays:
        return first, target(stays)
    carried = {code for done in change.done for code in areas_of(done.get("moved"))}
    return first, *(replace(first, areas=with_upper(code)) for code in sorted(carried))


def _stays(change: Change) -> Listing | None:
    return listings(change.listing_kind).filter(pk=change.after.get("into")).first()


def may_decide(viewer: Viewer, change: Change) -> bool:
    """Whether the viewer moderates all that a decision touches."""
    return all(may_moderate(viewer, one.areas) for one in targets_of(change))


def decision(change: Change, now: dt.datetime) -> Decision:
    """At most seven queries."""
    listing = _listing(change)
    today = now.date()
    where = _where(change, listing)
    is_new = change.kind == Change.Kind.NEW and change.is_open
    return Decision(
        change,
        title_of(change, {(change.listing_kind, change.listing_id): str(listing)} if listing else {}),
        listing,
        tuple(_parts(change, listing, today)),
        where,
        tuple(_conflicts(change, listing, today)),
        _proposer(change),
        tuple(like_new(change, where.after if where else None)) if is_new else (),
        _stays(change) if change.kind == Change.Kind.MERGE else None,
    )


def _listing(change: Change) -> Listing | None:
    if change.listing_id is None:
        return None
    try:
        return find(change.listing_kind, change.listing_id)
    except KINDS[change.listing_kind].model.DoesNotExist:
        return None


def _parts(change: Change, listing: Listing | None, today: dt.date) -> list[Part]:
    if change.kind == Change.Kind.NEW:
        return [
            Part(f"The {KINDS[kind].word}", _told(differences(kind, {}, values, rest=_NEAR, today=today)))
            for kind in ("meeting", "group", "place")
            if (values := _values(change.after.get(kind)))
        ]
    if change.kind == Change.Kind.PROBLEM and listing is not None and change.is_open:
        values = fields.read(listing, _ASKED_ABOUT[change.listing_kind])
        return [Part("What its page says", _told(differences(change.listing_kind, {}, values, rest={}, today=today)))]
    if not change.after or change.kind != Change.Kind.EDIT:
        return []
    rest = _when_now(change.listing_kind, listing)
    rows = differences(change.listing_kind, change.before, change.after, rest=rest, today=today)
    return [Part("What changes", _told(rows))] if rows else []


def _told(rows: list[Difference]) -> tuple[Difference, ...]:
    """Without the name of a picture's file: the picture itself is shown."""
    return tuple(row for row in rows if row.name != "picture")


def _values(proposed: object) -> dict[str, Any]:
    """Of something new; nothing where it is there already."""
    return {} if not isinstance(proposed, dict) or "id" in proposed else proposed


def _when_now(kind: str, listing: Listing | None) -> Mapping[str, Any]:
    return fields.read(listing, fields.WHEN) if kind == "meeting" and listing is not None else {}


def _conflicts(change: Change, listing: Listing | None, today: dt.date) -> list[Difference]:
    """What has changed under a proposal: between what they saw and what is there now."""
    if listing is None or change.kind != Change.Kind.EDIT or not change.is_open:
        return []
    now_there = fields.read(listing, change.before)
    moved = {name: value for name, value in now_there.items() if value != change.before[name]}
    before = {name: change.before[name] for name in moved}
    return differences(change.listing_kind, before, moved, rest=_when_now(change.listing_kind, listing), today=today)


def _where(change: Change, listing: Listing | None) -> Where | None:
    """Of a place, or of the place of a meeting; None where no point is known."""
    if change.kind == Change.Kind.NEW:
        before, after = None, _new_point(change)
    else:
        place = listing if isinstance(listing, Place) else getattr(listing, "place", None)
        before = after = _point(place)
        if isinstance(listing, Place) and WHERE & set(change.after):
            after = _point(_placed(listing, change.after))
    return Where(before, after) if before or after else None


def _new_point(change: Change) -> Point | None:
    values = change.after.get("place")
    if not isinstance(values, dict):
        return None
    if known := values.get("id"):
        return _point(Place.objects.filter(pk=known).first())
    return _point(_placed(Place(), values))


def _placed(place: Place, values: Mapping[str, Any]) -> Place:
    """As it would stand on the map."""
    moved = copy.copy(place)
    for name in WHERE & set(values):
        setattr(moved, name, fields.from_json("place", name, values[name]))
    settle(moved, gazetteer(), zone=settings.TIME_ZONE, is_pointed=values.get("lat") is not None)
    return moved


def _point(place: Place | None) -> Point | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return round(place.lat, 5), round(place.lon, 5)


def _proposer(change: Change) -> Proposer | None:
    """None for somebody without an account."""
    if change.by_id is None:
        return None
    theirs = Change.objects.filter(by=change.by_id).exclude(pk=change.pk)
    counted = theirs.aggregate(proposed=Count("pk"), approved=Count("pk", filter=Q(state__in=_GOOD)))
    return Proposer(counted["proposed"], counted["approved"])


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a text; `kind` says what they seem to be, where they are a contact, a name or a link."""

    words: str
    kind: str = ""


def marked(name: str, text: str) -> list[Stretch]:
    """The text with its contacts, names and links apart, so that a page can mark them."""
    if not is_free_text(name):
        return [Stretch(text)]
    stretches, at = [], 0
    for detail in details_of(text):
        stretches += [Stretch(text[at : detail.start]), Stretch(text[detail.start : detail.end], detail.kind)]
        at = detail.end
    return [one for one in (*stretches, Stretch(text[at:])) if one.words]
