"""Giving and ending roles, each with its entry in the audit trail, and changing a nickname."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Grant, GrantQuerySet, Person
from trellis.accounts.roles import Held
from trellis.safety.audit import Actor, record


@transaction.atomic
def give(*, person: Person, wanted: Held, by: Actor, by_role: str, now: datetime) -> Grant:
    """The grant; the one there is where they hold it already. `by_role` is a Grant.GrantedBy."""
    grant, is_new = Grant.objects.get_or_create(
        **_facts(person, wanted),
        ended_at=None,
        defaults={
            "granted_at": now,
            "granted_by_role": by_role,
            "last_active_on": timezone.localdate(now) if wanted.listing_id else None,
        },
    )
    if is_new:
        _note("role.given", grant, by, now)
    return grant


@transaction.atomic
def end(grant: Grant, *, by: Actor, now: datetime) -> None:
    """Ending what has ended changes nothing."""
    if Grant.objects.live().filter(pk=grant.pk).update(ended_at=now):
        _note("role.ended", grant, by, now)


def show_life(person: Person, held: Held, *, now: datetime) -> None:
    """A keeper did something for what they keep."""
    _live(person, held).update(last_active_on=timezone.localdate(now))


@transaction.atomic
def sign_out_everywhere(person: Person, *, by: Actor, now: datetime) -> None:
    """Every session ends: each holds a hash of the password that nobody has, and that is another one now."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    UserSession.objects.filter(user=person).delete()
    record(action="person.signed-out", by=by, detail={"to": person.audit_id}, now=now)


@transaction.atomic
def rename(person: Person, nickname: str) -> None:
    person.nickname = nickname
    person.save(update_fields=["nickname"])


def _live(person: Person, held: Held) -> GrantQuerySet:
    return Grant.objects.live().filter(**_facts(person, held))


def _facts(person: Person, held: Held) -> dict[str, Any]:
    return {
        "person": person,
        "role": held.role,
        "area_code": held.area_code,
        "listing_kind": held.listing_kind,
        "listing_id": held.listing_id,
    }


def _note(action: str, grant: Grant, by: Actor, now: datetime) -> None:
    detail = {"role": grant.role, "area": grant.area_code, "to": grant.person.audit_id}
    record(action=action, by=by, subject_kind=grant.listing_kind, subject_id=grant.listing_id, detail=detail, now=now)
