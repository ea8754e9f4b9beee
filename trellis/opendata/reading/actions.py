"""Registering a source, and what its keepers ask of it. Each in one transaction, with its audit entry."""

import datetime as dt
import uuid

from django.db import transaction

from trellis.keeping.acting import Acting
from trellis.lib.text import slug
from trellis.opendata.reading.due import FIND_OUT
from trellis.places.models import Source
from trellis.safety.audit import record


class NameTakenError(Exception):
    """There is a source of this name, or of this address, already."""


def register_source(*, values: dict[str, str], by: Acting, now: dt.datetime) -> Source:
    """`values` as SourceForm gives them. Raises NameTakenError."""
    key = slug(values["name"], 80) or "source"
    address = values["address"]
    with transaction.atomic():
        if Source.objects.filter(slug=key).exists():
            raise NameTakenError("There is a source of this name already. Add what tells them apart.")
        if address and Source.objects.filter(address=address).exists():
            raise NameTakenError("This address is registered already.")
        is_unknown = values["format"] == "auto"
        every = int(values["every_hours"]) if address else 0
        source = Source.objects.create(
            id=Source.id_for(key),
            slug=key,
            name=values["name"],
            address=address,
            format=Source.Format.CSV if is_unknown else values["format"],
            report={FIND_OUT: True} if is_unknown else {},
            pathway=values["pathway"],
            area_code=values["area_code"],
            licence=values["licence"],
            attribution=values["attribution"],
            every_hours=every,
            next_read_at=now if every else None,
        )
        _record(source, "source.registered", by=by, now=now)
    return source


def read_soon(source: Source, *, by: Acting, now: dt.datetime) -> None:
    """The worker reads it within a minute or two."""
    _change(source, "source.asked-again", by=by, now=now, next_read_at=now)


def accept_losses(source: Source, *, by: Acting, now: dt.datetime) -> None:
    """What was held may come in; the worker reads it within a minute or two."""
    _change(source, "source.losses-accepted", by=by, now=now, next_read_at=now, may_lose=True)


def set_pace(source: Source, every_hours: int, *, by: Acting, now: dt.datetime) -> None:
    """How often it is read by itself; 0 pauses it."""
    due = now if every_hours else None
    _change(source, "source.pace-changed", by=by, now=now, every_hours=every_hours, next_read_at=due)


def set_address(source: Source, address: str, *, by: Acting, now: dt.datetime) -> None:
    """It has moved: read it there soon, as if for the first time. Raises NameTakenError."""
    if Source.objects.filter(address=address).exclude(pk=source.pk).exists():
        raise NameTakenError("This address is registered already, for another source.")
    afresh = {"etag": "", "last_modified": "", "failures": 0, "state": Source.State.GOOD, "report": {FIND_OUT: True}}
    _change(source, "source.moved", by=by, now=now, address=address, next_read_at=now, **afresh)


def _change(source: Source, action: str, *, by: Acting, now: dt.datetime, **fields: object) -> None:
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(**fields)
        _record(source, action, by=by, now=now)


def _record(source: Source, action: str, *, by: Acting, now: dt.datetime) -> None:
    identity: uuid.UUID = source.pk
    record(action=action, by=by.actor, now=now, subject_kind="source", subject_id=identity)
