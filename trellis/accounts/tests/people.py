"""People to test with, and how they sign in."""

import datetime as dt
import re
import time
import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from trellis.accounts.models import Grant, Person
from trellis.accounts.sessions import SEEN, STARTED

WHEN = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def person_with(email: str = "jo@example.org", nickname: str = "Jo") -> Person:
    """With a confirmed address."""
    person = Person.objects.create_person(email=email, nickname=nickname)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def steward(person: Person) -> Grant:
    return _grant(person, role="steward")


def moderator(person: Person, area_code: str = "") -> Grant:
    return _grant(person, role="moderator", area_code=area_code)


def keeper(person: Person, kind: str, identity: uuid.UUID) -> Grant:
    return _grant(person, role="keeper", listing_kind=kind, listing_id=identity)


def _grant(person: Person, **what: Any) -> Grant:
    return Grant.objects.create(person=person, granted_at=WHEN, granted_by_role="console", **what)


def sign_in(client: Client, person: Person, *, is_strong: bool = False) -> None:
    """As if by a code just now; with `is_strong` by a second factor too."""
    client.force_login(person)
    session = client.session
    session[STARTED] = session[SEEN] = timezone.now().timestamp()
    methods = [{"method": "code", "at": time.time()}]
    if is_strong:
        methods.append({"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True})
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def letter_code() -> str:
    """The code in the newest letter."""
    found = re.search(r"^    (\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]
