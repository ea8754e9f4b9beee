"""What this installation holds about a person: found, handed over and taken away by what the models declare.

A model that holds something of a person says so in one of these class attributes:

    belongs_to = ("by", "decided_by")    # foreign keys to Person: the first is whose row it is, others are mentioned
    belongs_to_email = "to"              # the field with the address of whose row it is, which may be sealed
    mentions_email = "reply_to"          # the field with somebody's address, in a row about something else
    belongs_apart = "why"                # it is kept apart from accounts on purpose

A row goes with the person where its foreign key cascades. Where the key is set to null, the row is about something else
and stays: it no longer says who, and what is personal of its owner in it is emptied. A row that belongs to their
address goes; of one that mentions it, the address alone is emptied.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from trellis.accounts.models import Person
from trellis.accounts.sessions import sessions_of
from trellis.safety import erased
from trellis.safety.audit import SYSTEM, VISITOR, Actor, record
from trellis.safety.privacy import PrivacyClass, trellis_models

Model = type[models.Model]
ABOUT_PEOPLE: Final = frozenset({PrivacyClass.PERSONAL, PrivacyClass.SPECIAL})
SECRETS: Final = frozenset({"password", "token_hash"})
"""Not handed over: whoever reads the file could open a door with them."""
OTHERS: Final[dict[Model, tuple[str, ...]]] = {
    EmailAddress: ("email", "verified", "primary"),
    Authenticator: ("type", "created_at", "last_used_at"),
    UserSession: ("created_at", "last_seen_at", "user_agent"),
}
"""Tables of django-allauth, which declare nothing: what of them is handed over. They go with the person."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One row, and why it is here."""

    row: models.Model
    fields: tuple[str, ...]
    """What of it is theirs to read."""
    mentioned_as: str = ""
    """The field that names them, in a row that is somebody else's or about something else."""


def holdings(person: Person) -> Iterator[Holding]:
    """All there is, the account itself first."""
    yield Holding(person, _declared(Person))
    for model in trellis_models():
        yield from _held(model, person)
    for model, fields in OTHERS.items():
        for row in model._default_manager.filter(user=person):
            yield Holding(row, fields)


def export(person: Person) -> str:
    """As JSON: what each kind of row is called, and the rows."""
    held: dict[str, list[dict[str, object]]] = {}
    for holding in holdings(person):
        facts = {name: _plain(holding.row, name) for name in holding.fields}
        if holding.mentioned_as:
            facts["you are here as"] = holding.mentioned_as
        held.setdefault(str(holding.row._meta.verbose_name), []).append(facts)
    return json.dumps(held, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


@transaction.atomic
def erase(person: Person, *, now: datetime, role: str = VISITOR.role) -> None:
    """The account and all that belongs to it, at once. What others rely on stays, and points to nobody."""
    audit_id = person.audit_id
    for model in trellis_models():
        for number, link in enumerate(links_of(model)):
            if _may_be_null(model, link):
                _let_go(model, link, person, is_owner=number == 0)
        for row in list(_by_address(model, person, "belongs_to_email")):
            row.delete()
        if name := getattr(model, "mentions_email", ""):
            keys = [row.pk for row in _by_address(model, person, "mentions_email")]
            model._default_manager.filter(pk__in=keys).update(**{name: ""})
    Session.objects.filter(session_key__in=list(sessions_of(person))).delete()
    person.delete()
    record(action="person.erased", by=Actor(role, audit_id), now=now)
    erased.note("person", audit_id, now=now)


@erased.eraser("person")
def erase_again(numbers: frozenset[uuid.UUID], now: datetime) -> int:
    """Whom a restored backup brought back."""
    back = [person for person in Person.objects.all() if person.audit_id in numbers]
    for person in back:
        erase(person, now=now, role=SYSTEM.role)
    return len(back)


def links_of(model: Model) -> tuple[str, ...]:
    declared = getattr(model, "belongs_to", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)


def personal_fields(model: Model) -> list[str]:
    declared = getattr(model, "privacy", {})
    return [name for name, declaration in declared.items() if declaration.privacy in ABOUT_PEOPLE]


def _held(model: Model, person: Person) -> Iterator[Holding]:
    for number, link in enumerate(links_of(model)):
        for row in model._default_manager.filter(**{link: person}):
            yield Holding(row, _declared(model)) if number == 0 else Holding(row, (model._meta.pk.name,), link)
    for row in _by_address(model, person, "belongs_to_email"):
        yield Holding(row, _declared(model))
    for row in _by_address(model, person, "mentions_email"):
        name = model.mentions_email  # type: ignore[attr-defined]
        yield Holding(row, (model._meta.pk.name, name), name)


def _by_address(model: Model, person: Person, declared_as: str) -> Iterator[models.Model]:
    """A sealed address cannot be looked up, so rows that have one are opened: they are few, and do not live long."""
    if name := getattr(model, declared_as, ""):
        for row in model._default_manager.exclude(**{name: ""}).iterator():
            owner = next(iter(links_of(model)), None)
            if str(getattr(row, name)).lower() == person.email and (
                owner is None or getattr(row, f"{owner}_id") != person.pk
            ):
                yield row


def _let_go(model: Model, link: str, person: Person, *, is_owner: bool) -> None:
    names = personal_fields(model) if is_owner else []
    emptied = {name: _empty(model._meta.get_field(name)) for name in names if name not in links_of(model)}
    model._default_manager.filter(**{link: person}).update(**emptied, **{link: None})


def _empty(field: Any) -> object:
    """What a field holds that holds nothing."""
    if field.null:
        return None
    return field.get_default() if field.has_default() else ""


def _may_be_null(model: Model, link: str) -> bool:
    return bool(model._meta.get_field(link).null)


def _declared(model: Model) -> tuple[str, ...]:
    return tuple(name for name in getattr(model, "privacy", {}) if name not in SECRETS)


def _plain(row: models.Model, name: str) -> object:
    """Of a foreign key its value. Whom else a row names is left out."""
    field = row._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return None if field.related_model is Person else getattr(row, field.attname)
    return getattr(row, name)
