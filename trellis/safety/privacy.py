"""Every model field says how private it is and how long it lives.

A model declares its fields once, in a class attribute:

    privacy = declare(
        public("id slug name", lives=WHILE_LISTED),
        personal("email", lives=UNTIL_ERASED),
    )

The system check below fails on a field that no line names, and on a name that is no field. Retention, erasure, export
and scrubbing read the same declaration, so that the policy people are shown is the one the program keeps.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models


class PrivacyClass(StrEnum):
    """How private a field is."""

    PUBLIC = "public"
    """Anybody may read it; it is in pages and feeds."""
    MEMBER = "member"
    """People who look after listings may read it."""
    PERSONAL = "personal"
    """It is about a person: that person and whoever they choose may read it."""
    SPECIAL = "special"
    """It says or implies something about health or belief: stored encrypted, read by named purpose only."""


class Lifetime(StrEnum):
    """How long a field lives."""

    WHILE_LISTED = "as long as the listing"
    WHILE_RUNNING = "as long as this installation"
    REPLACED = "until the next reading replaces it"
    UNTIL_ERASED = "until you erase your account"
    WHILE_WAITING = "until it is decided, and 30 days after"
    UNTIL_STOPPED = "until you stop it"
    SENT = "until it is sent"
    DAY = "one day"
    MONTH = "30 days"
    FOR_EVER_WITHOUT_NAMES = "for as long as the installation, without names"


@dataclass(frozen=True, slots=True)
class Declaration:
    """Some fields of one model, with their class and lifetime."""

    fields: tuple[str, ...]
    privacy: PrivacyClass
    lives: Lifetime


def public(fields: str, *, lives: Lifetime = Lifetime.WHILE_LISTED) -> Declaration:
    return Declaration(tuple(fields.split()), PrivacyClass.PUBLIC, lives)


def member(fields: str, *, lives: Lifetime = Lifetime.WHILE_LISTED) -> Declaration:
    return Declaration(tuple(fields.split()), PrivacyClass.MEMBER, lives)


def personal(fields: str, *, lives: Lifetime = Lifetime.UNTIL_ERASED) -> Declaration:
    return Declaration(tuple(fields.split()), PrivacyClass.PERSONAL, lives)


def special(fields: str, *, lives: Lifetime = Lifetime.UNTIL_ERASED) -> Declaration:
    """Such a field is a SealedTextField, or says nothing alone."""
    return Declaration(tuple(fields.split()), PrivacyClass.SPECIAL, lives)


def declare(*declarations: Declaration) -> dict[str, Declaration]:
    """Field name → its declaration. A name declared twice raises ValueError."""
    found: dict[str, Declaration] = {}
    for declaration in declarations:
        for name in declaration.fields:
            if name in found:
                raise ValueError(f"The field {name!r} is declared twice.")
            found[name] = declaration
    return found


def trellis_models() -> Iterator[type[models.Model]]:
    """Our own models, in a stable order."""
    yield from (model for model in apps.get_models() if model.__module__.startswith("trellis."))


def undeclared_fields(model: type[models.Model]) -> tuple[set[str], set[str]]:
    """The fields that no declaration names, and the declared names that are no field."""
    declared = set(getattr(model, "privacy", {}))
    actual = {field.name for field in model._meta.get_fields() if field.concrete}
    return actual - declared, declared - actual


def unsealed_fields(model: type[models.Model]) -> list[str]:
    """Words declared special that would stand in the database as they are."""
    from trellis.safety.sealed import SealedTextField

    declared = getattr(model, "privacy", {})
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and field.name in declared
        and declared[field.name].privacy is PrivacyClass.SPECIAL
        and not isinstance(field, SealedTextField)
    ]


def check_declarations(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """System checks trellis.E001 to E003."""
    problems: list[CheckMessage] = []
    for model in trellis_models():
        missing, unknown = undeclared_fields(model)
        label = model._meta.label
        if missing:
            hint = f"Add them to {label}.privacy as public, member, personal or special."
            problems.append(
                Error(f"{label} does not declare how private {sorted(missing)} are.", hint, model, "trellis.E001")
            )
        if unknown:
            hint = f"Remove them from {label}.privacy."
            problems.append(
                Error(f"{label} declares {sorted(unknown)}, which are no fields.", hint, model, "trellis.E002")
            )
        if unsealed := unsealed_fields(model):
            hint = "Make each a SealedTextField."
            problems.append(
                Error(f"{label} keeps {unsealed} as they are, though declared special.", hint, model, "trellis.E003")
            )
    return problems
