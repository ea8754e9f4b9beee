"""A letter to moderators, once a day and only when something waits: what it is, the oldest and riskiest first.

Stewards also get the end of the audit trail in it, and on Mondays in any case, so that it is kept where nobody who can
write to the database can reach. It can be switched off by a link in each letter, or from the queue.
"""

import base64
import datetime as dt
import uuid
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from trellis.accounts.models import Grant, Person
from trellis.accounts.viewing import viewer_for
from trellis.keeping.deciding.scope import area_name, scope_of
from trellis.keeping.deciding.sections import Section, sections
from trellis.keeping.models import DailyLetter
from trellis.lib.text import clip
from trellis.safety.duties import duty
from trellis.safety.letters import send_later
from trellis.safety.models import AuditHead

HOUR: Final = 7
"""On the clock of this site; before it nothing is sent."""
MONDAY: Final = 0
"""On which stewards get the end of the audit trail where nothing waits, too: quiet weeks are to be shown as well."""
ROWS: Final = 3
"""Of each section that are named."""
SUBJECT: Final = "What waits for you"
_SALT: Final = "trellis.keeping.deciding.daily"


def _somebody_is_to_be_told(now: dt.datetime) -> bool:
    return timezone.localtime(now).hour >= HOUR and _due(now).exists()


@duty("daily-letters", every=dt.timedelta(minutes=5), when=_somebody_is_to_be_told)
def tell_moderators(now: dt.datetime, *, most: int = 10) -> int:
    """How many were looked after; 0 once everybody was, today."""
    people = list(_due(now)[:most])
    for person in people:
        _tell(person, now)
    return len(people)


def letter_of(person: Person) -> DailyLetter:
    return DailyLetter.objects.get_or_create(person=person)[0]


def token_of(letter: DailyLetter) -> str:
    """256 bits that nobody can guess, after the number of the row."""
    digest = salted_hmac(_SALT, letter.pk.hex, algorithm="sha256").digest()
    return f"{letter.pk.hex}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def found(token: str) -> DailyLetter | None:
    number, _, _ = token.partition(".")
    try:
        letter = DailyLetter.objects.filter(pk=uuid.UUID(number)).first()
    except ValueError:
        return None
    return letter if letter and constant_time_compare(token, token_of(letter)) else None


def _due(now: dt.datetime) -> "QuerySet[Person]":
    """Moderators and stewards who want it, and were not looked after today."""
    roles = Grant.objects.live().filter(role__in=[Grant.Role.MODERATOR, Grant.Role.STEWARD])
    done = DailyLetter.objects.filter(Q(is_wanted=False) | Q(last_on__gte=timezone.localdate(now)))
    people = Person.objects.filter(is_active=True, pk__in=roles.values("person"))
    return people.exclude(pk__in=done.values("person")).order_by("pk")


def _tell(person: Person, now: dt.datetime) -> None:
    """One transaction: that it was looked today, and the letter. Whoever comes second finds it done."""
    today = timezone.localdate(now)
    with transaction.atomic():
        letter = letter_of(person)
        mine = DailyLetter.objects.filter(Q(last_on=None) | Q(last_on__lt=today), pk=letter.pk)
        if not mine.update(last_on=today):
            return
        viewer = viewer_for(person, is_strong=True)
        waiting = [one for one in sections(scope_of(viewer), now).values() if not one.is_quiet]
        is_steward = any(grant.role == Grant.Role.STEWARD for grant in viewer.grants)
        if waiting or (is_steward and today.weekday() == MONDAY and AuditHead.now().number):
            stop = settings.SITE_ADDRESS + reverse("daily-letter", args=[token_of(letter)])
            words = _words(waiting, stop, with_head=is_steward)
            send_later(to=person.email, subject=SUBJECT, body=words, about="daily", now=now, stop=stop)


def _words(waiting: list[Section], stop: str, *, with_head: bool) -> str:
    context: dict[str, Any] = {
        "site": settings.SITE_NAME,
        "count": sum(section.count for section in waiting),
        "sections": [(section, [_row(row) for row in section.rows[:ROWS]]) for section in waiting],
        "queue": settings.SITE_ADDRESS + reverse("queue"),
        "stop": stop,
        "head": AuditHead.now() if with_head else None,
    }
    return render_to_string("keeping/letters/daily.txt", context)


def _row(row: Any) -> str:
    since = f"since {timezone.localtime(row.at):%-d %B}" if row.at else ""
    where = area_name(row.area_code) if row.area_code else ""
    return ", ".join(part for part in (clip(row.title, 80), where, since, *row.tags) if part)
