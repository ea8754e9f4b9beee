"""How second factors differ here from what django-allauth does by itself: secrets are sealed, and words are ours."""

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from trellis.accounts.models import Person
from trellis.safety.sealed import opened, sealed

REFUSALS: Final = {
    "incorrect_code": "That is not the code that your app shows now. Type the newest one.",
    "cannot_delete_authenticator": "Your role needs a second step. Add another one first, then take this one away.",
    "cannot_generate_recovery_codes": "Set up a passkey or an app first.",
    "unverified_email": "Confirm your address first.",
}


class Adapter(DefaultMFAAdapter):
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
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists()


def note_first_use(request: HttpRequest, user: Person, authenticator: Authenticator, **_: object) -> None:
    """Whoever has just set up a second factor has shown that they hold it: they need not show it again."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
