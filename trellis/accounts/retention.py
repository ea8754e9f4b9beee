"""What goes by itself: sessions that are over, accounts whose address was never confirmed, counts of attempts."""

from datetime import UTC, datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.safety.retention import rule

UNCONFIRMED: Final = timedelta(days=1)
"""How long an account may wait for its code. Whoever comes later joins again."""


@rule("sessions")
def old_sessions(now: datetime) -> int:
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone


@rule("accounts that were never confirmed")
def unconfirmed_people(now: datetime) -> int:
    confirmed = EmailAddress.objects.filter(user_id=OuterRef("pk"), verified=True)
    before = timezone.localdate(now - UNCONFIRMED)
    waiting = Person.objects.filter(joined_on__lt=before, last_seen_on__isnull=True, grants__isnull=True)
    return waiting.exclude(Exists(confirmed)).delete()[0]


@rule("counts of attempts")
def old_attempts(now: datetime) -> int:
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(now.astimezone(UTC))
        cursor.execute("DELETE FROM accounts_attempts WHERE expires < %s", [moment])
        return int(cursor.rowcount)
