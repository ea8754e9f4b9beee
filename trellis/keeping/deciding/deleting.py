"""A place is taken off the map for good: somebody's home was listed, say. Two moderators have to agree.

Nothing is left that tells where it was: not in its row, not in what was ever proposed about it, not in what its source
said of the meetings there, not in its address. What is left is a row with its identifier and state, so that its old
address answers "taken off the map" and that its source cannot bring it back. Meetings there are closed and have no
place. It cannot be undone. Backups hold it until they expire.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from trellis.keeping import applying
from trellis.keeping.acting import Acting
from trellis.keeping.applying import CannotApplyError, Done
from trellis.keeping.models import Change, Claim, Comment
from trellis.keeping.pictures import throw_away
from trellis.meetings.models import Group, Meeting, Provenance
from trellis.places.listed import State
from trellis.places.models import Place, Source
from trellis.places.slugs import gone_slug

Forgetting = Callable[[Sequence[Place], Sequence[Meeting]], None]
_ALSO: Final[list[Forgetting]] = []
"""What other rooms do to forget a place and the meetings there, in the same transaction."""


def also_forget(forgetting: Forgetting) -> Forgetting:
    """Adds to what is done when a place is taken off the map."""
    _ALSO.append(forgetting)
    return forgetting


_LEFT: Final = frozenset({
    *("id", "source", "kind", "country", "area_code", "zone", "state", "closed_at", "closed_by", "revision", "showing"),
    *("slug", "source_key", "kept", "merged_into"),
})  # fmt: skip
"""Fields that say nothing of where it was, or are set below."""


def delete(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    """Nothing is returned to undo it with."""
    assert change.listing_id is not None
    place = Place.objects.select_for_update(of=("self",)).select_related("source").get(pk=change.listing_id)
    if place.state == State.DELETED:
        raise CannotApplyError("It was taken off the map already.")
    merged = Place.objects.select_for_update(of=("self",)).select_related("source").filter(merged_into=place)
    places = [place, *merged]
    meetings = list(_meetings_at(places))
    for meeting in meetings:
        applying.assign(meeting, {"place_id": None}, role=by.role, now=now)
        if meeting.state == State.LISTED:
            applying.set_standing(meeting, State.CLOSED, role=by.role, now=now)
    Provenance.objects.filter(meeting__in=meetings).delete()
    for group in {meeting.group_id for meeting in meetings}:  # one without a name of its own is known by its place
        Group.objects.filter(pk=group).update(source_key=_gone_key(group))
    for forgetting in _ALSO:
        forgetting(places, meetings)
    for one in places:
        names = _pictures_of(one)
        _emptied(one, by, now)
        _forgotten(one)
        transaction.on_commit(partial(_thrown_away, names))
    change.words, change.signs = "", []
    return []


def _meetings_at(places: list[Place]) -> Any:
    rows = Meeting.objects.filter(place__in=places).select_related("source")
    return rows.select_for_update(of=("self",)).order_by("pk")


def _emptied(place: Place, by: Acting, now: dt.datetime) -> None:
    for field in place._meta.concrete_fields:
        if field.name not in _LEFT:
            setattr(place, field.attname, field.get_default())
    place.lat = place.lon = None
    place.showing = Place.Showing.HIDDEN
    place.state, place.closed_at, place.closed_by, place.merged_into = State.DELETED, now, by.role, None
    place.slug = gone_slug(place.slug)
    place.source_key = _gone_key(place.pk)
    place.kept = {} if place.source.format == Source.Format.FORM else {"state": _kept(by, now)}
    applying.save(place)


def _pictures_of(place: Place) -> set[str]:
    proposed = Change.objects.filter(Q(listing_kind="place", listing_id=place.pk) | _made(place))
    return {place.picture, *proposed.values_list("picture", flat=True)} - {""}


def _thrown_away(names: Iterable[str]) -> None:
    for name in names:
        throw_away(name)


def _made(place: Place) -> Q:
    """The change with which people put it on the map."""
    return Q(kind=Change.Kind.NEW, done__icontains=str(place.pk))


def _gone_key(identity: UUID) -> str:
    """Sources find their listings by identifier, so the key may go."""
    return f"gone-{identity}"


def _kept(by: Acting, now: dt.datetime) -> dict[str, str]:
    return {"at": now.isoformat(), "by": by.role, "source": str(State.LISTED)}


def _forgotten(place: Place) -> None:
    """What was ever proposed or said about it. That something was, and when, stays in the history."""
    Change.objects.of("place", place.pk).update(before={}, after={}, done=[], words="", signs=[], reason="", picture="")
    for made in Change.objects.filter(_made(place)):
        made.after = {kind: values for kind, values in made.after.items() if kind != "place"}
        made.words, made.signs, made.picture = "", [], ""
        made.save(update_fields=["after", "words", "signs", "picture"])
    Comment.objects.filter(listing_kind="place", listing_id=place.pk).delete()
    Claim.objects.filter(listing_kind="place", listing_id=place.pk).delete()
