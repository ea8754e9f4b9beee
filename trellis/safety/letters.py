"""The outbox: letters are written in the transaction of what they tell of, and sent afterwards.

So nobody is told of what did not happen, and no page waits for a mail server. A letter is claimed by one conditional
UPDATE before it is sent, so two workers never send the same one. If a worker dies between sending and noting it, the
letter goes once more when its lease is over: twice is better than never, and SMTP has no way to ask whether it went. It
has the same Message-ID then, so that mail servers and programs which know doubles by it show one.

Subjects are seen on locked screens and by whoever shares a mailbox, so they say nothing of recovery.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from trellis.lib.text import clip
from trellis.safety.models import GIVE_UP, LONGEST_SUBJECT, Letter
from trellis.safety.sealed import SealedError

log = logging.getLogger(__name__)

LEASE: Final = timedelta(hours=1)
"""Longer than the sending of a whole round takes, with a server that answers slowly."""
KEPT: Final = timedelta(days=30)
_BY_ITSELF: Final = {"Auto-Submitted": "auto-generated"}
"""So that nobody's absence notes come back (RFC 3834)."""
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=6)


def send_later(
    *, to: str, subject: str, body: str, about: str, now: datetime, not_before: datetime | None = None, stop: str = ""
) -> Letter:
    """Puts a letter in the outbox, in the caller's transaction. `to` is one address.

    `stop` is where a POST ends such letters (RFC 8058): mail programs show it as a button.
    """
    due = not_before or now
    subject = clip(" ".join(subject.split()), LONGEST_SUBJECT)
    return Letter.objects.create(
        to=to, subject=subject, body=body, about=about, created_at=now, not_before=due, next_try_at=due, stop=stop
    )


def deliver_due(*, now: datetime, most: int = 50) -> int:
    """Sends what is due, oldest first. How many were sent. Call it outside any transaction."""
    due = Letter.objects.due(now).order_by("next_try_at", "pk").values_list("pk", flat=True)[:most]
    sent = 0
    connection = get_connection()
    try:
        for key in list(due):
            letter = _claimed(key, now)
            if letter and _sent(letter, connection, now):
                sent += 1
    finally:
        connection.close()
    return sent


def wait_after(attempts: int) -> timedelta:
    """Until the next try: a minute, doubled each time, to six hours."""
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 20)), _LONGEST_WAIT)


def forget(now: datetime) -> int:
    """Takes away what is left of letters a month after they were to go, sent or not."""
    return Letter.objects.filter(not_before__lte=now - KEPT).delete()[0]


def _claimed(key: int, now: datetime) -> Letter | None:
    """The letter, for this worker alone; None where another has it."""
    with transaction.atomic(durable=True):
        mine = Letter.objects.due(now).filter(pk=key)
        if not mine.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
            return None
    try:
        return Letter.objects.get(pk=key)
    except SealedError:
        log.exception("A letter waits for the keys of the installation.")
        return None


def _sent(letter: Letter, connection: BaseEmailBackend, now: datetime) -> bool:
    mine = Letter.objects.filter(pk=letter.pk, sent_at=None)
    try:
        EmailMessage(
            letter.subject, letter.body, to=[letter.to], connection=connection, headers=_headers(letter)
        ).send()
    except Exception as error:  # noqa: BLE001 - whatever a mail server or an address does, the next letter goes
        wait = wait_after(letter.attempts)
        log.warning("A letter (%s) was not sent: %s. Next try in %s.", letter.about, type(error).__name__, wait)
        mine.update(lease_until=None, next_try_at=now + wait)
        return False
    mine.update(to="", body="", stop="", sent_at=now, lease_until=None)
    return True


def message_id(letter: Letter) -> str:
    """The same whenever it is sent. It tells nothing of the letter, and nobody can make it up."""
    mark = salted_hmac("trellis.safety.letters", f"{letter.pk} {letter.created_at.isoformat()}", algorithm="sha256")
    return f"<{mark.hexdigest()[:40]}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


def _headers(letter: Letter) -> dict[str, str]:
    always = {**_BY_ITSELF, "Message-ID": message_id(letter)}
    if not letter.stop:
        return always
    return {
        **always,
        "List-Unsubscribe": f"<{letter.stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


__all__ = ["GIVE_UP", "KEPT", "LEASE", "deliver_due", "forget", "send_later", "wait_after"]
