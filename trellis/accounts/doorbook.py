"""A line in the log for each time that somebody signs in, or tries to and fails.

Whoever runs the site sees from it that one account is being tried again and again, and with what. It never says whose
that is: a mark of eight letters stands for the account, another each day, and there is no network address. So lines of
one day can be put together, and nothing tells when somebody comes and goes.
"""

import hmac
import logging
from datetime import datetime
from typing import Any, Final

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from trellis.accounts.models import Person

log = logging.getLogger(__name__)

CALLED: Final = {
    "code": "a code by e-mail",
    "webauthn": "a passkey",
    "totp": "an app",
    "recovery_codes": "a spare code",
}


def mark(person: Person, *, now: datetime) -> str:
    """What stands for an account on one day."""
    key = hmac.digest(settings.SECRET_KEY.encode(), f"doorbook of {now:%Y-%m-%d}".encode(), "sha256")
    return hmac.new(key, person.audit_id.bytes, "sha256").hexdigest()[:8]


def open_doorbook() -> None:
    """Signals, since django-allauth offers no other way to what happens inside it."""
    for signal, listener in (
        (account.user_logged_in, signed_in),
        (account.login_code_rejected, code_refused),
        (account.email_verification_code_rejected, code_refused),
        (mfa.authentication_failed, second_step_refused),
    ):
        signal.connect(listener)


def signed_in(*, request: HttpRequest, user: Person, **_: Any) -> None:
    records = get_authentication_records(request, user)
    used = [CALLED.get(record.get("type") or record["method"], record["method"]) for record in records]
    how = " and ".join(dict.fromkeys(used)) or "a confirmed address"
    log.info("Account %s signed in with %s.", mark(user, now=timezone.now()), how)


def code_refused(*, user: Person, last_attempt: bool, **_: Any) -> None:
    more = " It was the last try." if last_attempt else ""
    log.warning("A wrong code was typed for account %s.%s", mark(user, now=timezone.now()), more)


def second_step_refused(*, user: Person, authenticator: Any, **_: Any) -> None:
    how = CALLED.get(authenticator.type, authenticator.type)
    log.warning("A wrong second step (%s) was taken for account %s.", how, mark(user, now=timezone.now()))


def passkey_refused() -> None:
    """Of nobody: a passkey that is not known says no more."""
    log.warning("A passkey was shown that opens nothing.")


def address_unknown() -> None:
    log.warning("A code was asked for by an address that has no account.")
