"""The letterbox of forms that anybody may send: what they carry against spam, and how often they are taken.

class ReportForm(Unsigned): …              # with a stamp, and a field that people do not see
form = ReportForm(stamped=stamp(listing.pk, now))
verdict = judged(request, form, listing.pk, words=…, own_sites=…, now=now)
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from trellis.keeping.forms import MailAddress, PlainForm
from trellis.keeping.suggesting.spam import Sent, Verdict, judge
from trellis.safety.limits import Limit, allows

AN_HOUR: Final = Limit("sent without an account", most=12, within=timedelta(hours=1))
"""What is beyond waits apart."""
ONE_LISTING: Final = Limit("sent of one listing", most=4, within=timedelta(hours=1))
FLOOD: Final = Limit("flood of what is sent", most=60, within=timedelta(hours=1))
"""What is beyond is not taken at all."""
_SALT: Final = "trellis.keeping.suggesting"


def stamp(about: UUID | str, now: datetime) -> str:
    """Says when a page was made and for which listing, and cannot be made by others."""
    return signing.dumps([str(about), int(now.timestamp())], salt=_SALT)


def shown_at(stamped: str, about: UUID | str) -> datetime | None:
    """When the page was made; None for a stamp that is not ours or was for something else."""
    try:
        subject, seconds = signing.loads(stamped, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(seconds, tz=UTC) if subject == str(about) else None


class Unsigned(PlainForm):
    """A form that needs no account. `subject` is the field that only machines fill in."""

    subject = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamped = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stamped: str = "", **options: Any) -> None:
        options["initial"] = {"stamped": stamped, **(options.get("initial") or {})}
        super().__init__(*args, **options)


def reply_to() -> MailAddress:
    """Where somebody wishes to hear what was decided."""
    return MailAddress(
        "Your e-mail",
        hint=(
            "Only if you wish to hear what becomes of it. We write to you once, and forget it then. It is kept locked:"
            " no keeper and no moderator sees it."
        ),
        autocomplete="email",
    )


def is_flood(request: HttpRequest, now: datetime) -> bool:
    return not allows(FLOOD, request, now=now)


def judged(
    request: HttpRequest, form: Unsigned, about: UUID | str, *, words: str, own_sites: Iterable[str], now: datetime
) -> Verdict:
    """Counts it, and says whether it waits apart. Call it outside the transaction of what is sent."""
    within = [allows(AN_HOUR, request, now=now), allows(ONE_LISTING, request, now=now, also=str(about))]
    return judge(
        Sent(
            shown_at=shown_at(form.data.get("stamped", ""), about),
            pot=form.data.get("subject", ""),
            words=words,
            own_sites=frozenset(hosts([settings.SITE_ADDRESS, *own_sites])),
            is_within_rate=all(within),
        ),
        now,
    )


def is_by_machine(form: Unsigned, about: UUID | str, *, now: datetime) -> bool:
    """For what is dropped unsaid where it is spam. How much came from a network says nothing of one person there."""
    sent = Sent(shown_at=shown_at(form.data.get("stamped", ""), about), pot=form.data.get("subject", ""))
    return judge(sent, now).is_spam


def hosts(addresses: Iterable[str]) -> Iterable[str]:
    """Of web and e-mail addresses."""
    for one in addresses:
        host = one.rpartition("@")[2] if "@" in one and "//" not in one else urlsplit(one).hostname
        if host:
            yield host
