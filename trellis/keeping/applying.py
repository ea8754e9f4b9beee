"""Changes into listings. Everything here happens inside the transaction of its caller."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from trellis.keeping import fields
from trellis.keeping.carrying import carried_back
from trellis.keeping.listings import KINDS, Listing, kind_of, people_source
from trellis.keeping.placing import moves, settle
from trellis.meetings.models import Group, Meeting
from trellis.places.gazetteer import gazetteer
from trellis.places.listed import Standing, State, Voucher
from trellis.places.models import Place, Revision, Source
from trellis.places.readdressing import readdress
from trellis.places.slugs import give_slugs

Done = dict[str, Any]
"""What became of one listing: {"kind", "id", "before": {field: value}, "after": {field: value}}; "kept" is whose word
its fields were before, and "moved" what went along with it (see carrying.py).
"""

_STANDING_FIELDS = ("state", "closed_at", "closed_by", "merged_into_id")
_UNCHECKED = {"slug", "source", "source_key", "id"}


class CannotApplyError(Exception):
    """A change that would make a listing that cannot be; the message says what, where and how to mend it."""


def write(listing: Listing, after: Mapping[str, Any], *, role: str, now: dt.datetime) -> Done:
    """Set these fields, work out what follows from them, and keep them against the source. Raises CannotApplyError.

    `role` is whose word it is: from then on the source's word for these fields is only a proposal. Where it is the
    source's own word, these fields follow the source again.
    """
    kind = kind_of(listing)
    names = set(after)
    watched = names | ({"lat", "lon", "area_code", "zone", "point_from"} if moves(listing, names) else set())
    before = {name: fields.to_json(getattr(listing, name)) for name in watched}
    try:
        for name, value in after.items():
            fields.field(kind, name)
            setattr(listing, name, fields.from_json(kind, name, value))
    except (ValidationError, ValueError) as error:
        raise CannotApplyError(_said(error)) from error
    if isinstance(listing, Place) and moves(listing, names):
        settle(listing, gazetteer(), zone=settings.TIME_ZONE, is_pointed="lat" in after)
    if isinstance(listing, Place) and "showing" in before:
        readdress([listing])
    if isinstance(listing, Meeting) and {"rule", "start"} & names:
        listing.rule_from, listing.check_dates = Meeting.RuleFrom.SOURCE, False
    check(listing)
    kept = _keep(listing, watched if moves(listing, names) else names, before, role=role, now=now)
    save(listing)
    return {"kind": kind, "id": str(listing.pk), "before": before, "after": fields.read(listing, watched), "kept": kept}


def assign(listing: Listing, values: Mapping[str, Any], *, role: str, now: dt.datetime) -> Done:
    """Set attributes that no form asks for, such as the group of a meeting, and keep them against the source."""
    before = {name: fields.to_json(getattr(listing, name)) for name in values}
    for name, value in values.items():
        setattr(listing, name, value)
    kept = _keep(listing, set(values), before, role=role, now=now)
    save(listing)
    return {
        "kind": kind_of(listing),
        "id": str(listing.pk),
        "before": before,
        "after": fields.read(listing, values),
        "kept": kept,
    }


def set_standing(listing: Listing, state: State, *, role: str, now: dt.datetime, into: Listing | None = None) -> Done:
    """Close it, list it again, or lead its page to another. The source's word for that is then only a proposal."""
    before = {name: fields.to_json(getattr(listing, name)) for name in _STANDING_FIELDS}
    listing.state = state
    listing.closed_at = None if state == State.LISTED else now
    listing.closed_by = "" if state == State.LISTED or role == "source" else role
    listing.merged_into_id = into.pk if into else None
    if isinstance(listing, Place):
        readdress([listing])
    kept = _keep(listing, {"state"}, before, role=role, now=now)
    save(listing)
    after = {name: fields.to_json(getattr(listing, name)) for name in _STANDING_FIELDS}
    return {"kind": kind_of(listing), "id": str(listing.pk), "before": before, "after": after, "kept": kept}


def put_back(done: Done, *, role: str, now: dt.datetime) -> Done:
    """Undo what became of one listing: the values from before, whatever was done since to other fields.

    Whose word they were is put back too, so that a source may speak again where nobody had spoken before.
    """
    listing = KINDS[done["kind"]].model._default_manager.select_related("source").select_for_update().get(pk=done["id"])
    before = {name: fields.to_json(getattr(listing, name)) for name in done["before"]}
    for name, value in done["before"].items():
        setattr(listing, name, _as_held(listing, name, value))
    if isinstance(listing, Place):
        readdress([listing])
    words = dict(done.get("kept") or {})
    kept = {name: listing.kept.get(name) for name in words}
    listing.kept = {name: held for name, held in {**listing.kept, **words}.items() if held is not None}
    check(listing)
    save(listing)
    undone = {"kind": done["kind"], "id": done["id"], "before": before, "after": dict(done["before"]), "kept": kept}
    return undone | ({"moved": carried_back(done["moved"])} if "moved" in done else {})


def create(kind: str, values: Mapping[str, Any], *, by_hand: Mapping[str, Any], role: str, now: dt.datetime) -> Listing:
    """A new listing of what people put on the map. `by_hand` are attributes that no form asks for, such as its group.

    It counts as confirmed by whoever put it there or let it in.
    """
    source = people_source()
    listing = KINDS[kind].model(id=uuid.uuid4(), source=source, **by_hand)
    listing.source_key = f"{kind}-{listing.pk}"
    try:
        for name, value in values.items():
            fields.field(kind, name)
            setattr(listing, name, fields.from_json(kind, name, value))
    except (ValidationError, ValueError) as error:
        raise CannotApplyError(_said(error)) from error
    if isinstance(listing, Place):
        settle(listing, gazetteer(), zone=settings.TIME_ZONE, is_pointed=values.get("lat") is not None)
    if isinstance(listing, Meeting) and not listing.zone:
        listing.zone = listing.place.zone if listing.place else settings.TIME_ZONE
    listing.confirmed_at = now
    listing.confirmed_by = Voucher.KEEPER if role == "keeper" else Voucher.MODERATOR
    listing.slug = give_slugs(KINDS[kind].model, [(listing.pk, _slug_words(listing))])[listing.pk]
    check(listing)
    listing.revision = Revision.advance()
    listing.save(force_insert=True)
    return listing


def save(listing: Listing) -> None:
    """With a new revision, so that every index sees it."""
    listing.revision = Revision.advance()
    listing.save()


def check(listing: Listing) -> None:
    """Raises CannotApplyError for what no listing may be."""
    try:
        listing.clean_fields(exclude=_UNCHECKED)
        if isinstance(listing, Meeting):
            listing.schedule  # noqa: B018 (worked out when asked for)
    except (ValidationError, ValueError) as error:
        raise CannotApplyError(_said(error)) from error
    if isinstance(listing, Meeting) and listing.rule and listing.start is None:
        raise CannotApplyError("A meeting on certain days needs a time. Say when it starts.")


def vouch(listing: Listing, voucher: Voucher, now: dt.datetime) -> None:
    """Somebody says that it is true. The caller saves."""
    listing.confirmed_at, listing.confirmed_by, listing.standing = now, voucher, Standing.FRESH


def _keep(listing: Listing, names: set[str], before: Mapping[str, Any], *, role: str, now: dt.datetime) -> Done:
    """Whose word these fields were before; what people put on the map has no other word than theirs.

    Where it is the source's own word, nobody's stands against it any more.
    """
    if listing.source.format == Source.Format.FORM:
        return {}
    was = {name: listing.kept.get(name) for name in names}
    if role == "source":
        listing.kept = {name: held for name, held in listing.kept.items() if name not in names}
        return was
    mine = {name: {"at": now.isoformat(), "by": role, "source": _source_says(listing, name, before)} for name in names}
    listing.kept = {**listing.kept, **mine}
    return was


def _source_says(listing: Listing, name: str, before: Mapping[str, Any]) -> Any:
    held = listing.kept.get(name)
    return held["source"] if held else before.get(name)


def _as_held(listing: Listing, name: str, value: Any) -> Any:
    own = fields.model_field(kind_of(listing), name)
    if value is None or own.get_internal_type() == "JSONField":
        return value
    return uuid.UUID(value) if own.is_relation else own.to_python(value)


def _slug_words(listing: Listing) -> tuple[str, ...]:
    if isinstance(listing, Place):
        return listing.slug_words
    if isinstance(listing, Group):
        return (listing.name, listing.pathway)
    town = listing.place.town if listing.place else "online"
    return (listing.name, town)


def _said(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    if hasattr(error, "error_dict"):
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
    return " ".join(error.messages)
