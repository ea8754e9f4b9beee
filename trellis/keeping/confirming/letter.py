"""The letter that asks whether a listing is still right. Its subject says nothing of what it is about."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from trellis.keeping.addresses import called
from trellis.keeping.confirming.clocks import Clock
from trellis.keeping.confirming.links import Link, written
from trellis.keeping.confirming.vouched import last_confirmed
from trellis.keeping.listings import kind_of
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Meeting
from trellis.places.models import Place
from trellis.safety.letters import send_later

SUBJECT: Final = "Is this still right?"


def send(to: str, link: Link, about: Sequence[Meeting | Place], *, clock: Clock, now: dt.datetime) -> None:
    """Into the outbox, in the caller's transaction."""
    if about:
        words, stop = body(link, about, clock=clock), stop_address(link)
        send_later(to=to, subject=SUBJECT, body=words, about="reminder", now=now, stop=stop)


def stop_address(link: Link) -> str:
    """Where a published address asks for no more letters; a keeper stops by keeping it no more."""
    return "" if link.grant else settings.SITE_ADDRESS + reverse("confirm-stop", args=[written(link)])


def body(link: Link, about: Sequence[Meeting | Place], *, clock: Clock) -> str:
    lasts = [(last, kind_of(listing)) for listing in about if (last := last_confirmed(listing))]
    context = {
        "site": settings.SITE_NAME,
        "listings": [(called(one), when_words(one), settings.SITE_ADDRESS + one.get_absolute_url()) for one in about],
        "since": min(last for last, _ in lasts),
        "pales_on": min(clock.due_on(*one) for one in lasts) + dt.timedelta(days=clock.pale_after),
        "leaves_on": min(clock.due_on(*one) for one in lasts) + dt.timedelta(days=clock.leave_after),
        "link": settings.SITE_ADDRESS + reverse("confirm", args=[written(link)]),
        "stop": stop_address(link),
        "is_keeper": bool(link.grant),
    }
    return render_to_string("keeping/letters/still_right.txt", context)


def when_words(listing: Meeting | Place) -> str:
    """Tuesdays, 7:30 to 9 pm; nothing for a place."""
    schedule = listing.schedule if isinstance(listing, Meeting) else None
    return f"{describe_rule(schedule)}, {describe_hours(schedule)}" if schedule else ""
