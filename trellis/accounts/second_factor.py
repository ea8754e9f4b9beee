"""How second factors differ here from what django-allauth does by itself: secrets are sealed, and words are ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from trellis.accounts.models import Person
from trellis.safety.sealed import opened, sealed

REFUSALS: Final = {
    "incorrect_code": "That is not the code that your app shows now. Type the newest one.",
    "cannot_generate_recovery_codes": "Set up a passkey or an app first.",
    "unverified_email": "Confirm your address first.",
}


class Adapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Passkeys, codes of an app, and recovery codes."""

    error_messages = {**DefaultMFAAdapter.error_messages, **REFUSALS}

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text, whence="A second factor")

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - named by django-allauth
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


def has_second_factor(person: Person) -> bool:
    return _of(person).exists()


def must_show_again(request: HttpRequest, person: Person) -> bool:
    """Whether somebody has a second factor and has not used it in the last minutes."""
    return has_second_factor(person) and not did_recently_reauthenticate(request)


@contextmanager
def setting_up(request: HttpRequest, person: Person) -> Iterator[None]:
    """Whoever has just set up a second factor has shown that they hold it: they need not show it again at once."""
    before = set(_of(person).values_list("pk", flat=True))
    yield
    for new in _of(person).exclude(pk__in=before):
        record_authentication(request, person, "mfa", id=new.pk, type=new.type, reauthenticated=True)


def _of(person: Person) -> "QuerySet[Any]":
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: QuerySet[Any] = Authenticator.objects.filter(user_id=person.pk, type__in=kinds)
    return found
