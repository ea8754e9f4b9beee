"""How signing in differs here from what django-allauth does by itself: our words, and what happens when mail fails."""

import logging
from smtplib import SMTPException
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from trellis.accounts.doorbook import address_unknown
from trellis.accounts.models import Person

log = logging.getLogger(__name__)

NEWCOMER: Final = "_newcomer"
UNKNOWN: Final = "account/email/unknown_account"
"""The letter to an address that asks for a code and has no account."""
SAID: Final = {
    "account/messages/email_confirmed.txt": "Your address is confirmed.",
    "account/messages/email_confirmation_failed.txt": "That address cannot be used.",
    "mfa/messages/totp_activated.txt": "Your app is set up.",
    "mfa/messages/totp_deactivated.txt": "The app is taken off your account.",
    "mfa/messages/webauthn_added.txt": "Your passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is taken off your account.",
}
"""What we say aloud of what django-allauth tells of. The rest is clear from the page that follows."""
REFUSALS: Final = {
    "email_taken": "That address cannot be used.",
    "enter_current_password": "That is not right.",
    "incorrect_code": "That is not the code. Look at the newest letter from us, and type the code again.",
    "invalid_login": "Write an e-mail address such as name@example.org.",
    "rate_limited": "That was often. Wait a minute, then try again.",
    "too_many_login_attempts": "That was tried too often. Wait five minutes, then ask for a new code.",
}


class AddressTakenError(Exception):
    """An account with this address came into being since the form was looked at."""


class LetterNotSentError(Exception):
    """The mail server did not take a letter that somebody is waiting for."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """E-mailed codes and passkeys."""

    error_messages = {**DefaultAccountAdapter.error_messages, **REFUSALS}

    def save_user(self, request: HttpRequest, user: Any, form: Any, **options: Any) -> Any:
        """Raises AddressTakenError where somebody else with that address was quicker by a moment."""
        user.set_unusable_password()
        try:
            with transaction.atomic():
                person = super().save_user(request, user, form, **options)
        except IntegrityError as error:
            raise AddressTakenError from error
        setattr(request, NEWCOMER, person)
        return person

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises LetterNotSentError: whoever asked for a code must hear at once that it will not come."""
        if template_prefix == UNKNOWN:
            address_unknown()
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("A letter about signing in was not sent: %s.", type(error).__name__)  # noqa: TRY400
            raise LetterNotSentError from error

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """About what was done to an account. What was done stays done where the letter cannot be sent."""
        to = email or EmailAddress.objects.get_primary_email(user)
        if not to:
            return
        try:
            self.send_mail(template_prefix, to, {"timestamp": timezone.now(), **(context or {})})
        except LetterNotSentError:
            return

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if words := message or SAID.get(message_template or ""):
            messages.add_message(request, level, words, extra_tags=extra_tags)


def forget_newcomer(request: HttpRequest) -> None:
    """Takes away an account that was begun in this request, so that joining again begins anew."""
    newcomer = getattr(request, NEWCOMER, None)
    if isinstance(newcomer, Person) and not EmailAddress.objects.filter(user=newcomer, verified=True).exists():
        newcomer.delete()
