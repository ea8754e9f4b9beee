"""Following what is new near a point: asked for, confirmed, changed, stopped, and told of every week.

No name of a person, no account: an address that is sealed, found again by a blind index, and gone when it is stopped.
"""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from trellis.keeping.models import Subscription
from trellis.keeping.subscribing import nearby
from trellis.keeping.subscribing.links import token_of, trace
from trellis.keeping.subscribing.wishes import Wish, read
from trellis.places.models import Revision
from trellis.safety import erased
from trellis.safety.blind_index import blind_index
from trellis.safety.letters import send_later

A_DAY: Final = timedelta(days=1)
EVERY: Final = timedelta(days=7)
UNCONFIRMED: Final = timedelta(days=7)
MOST_OF_ONE: Final = 5
LETTERS_A_DAY: Final = 3
SHOWN: Final = 25
"""Meetings of each kind in one letter."""


def ask(*, address: str, wish: Wish, now: datetime) -> None:
    """Send a letter whose link begins it. Nothing tells the asker whether the address is known here."""
    address = address.strip().lower()
    index = _index(address)
    with transaction.atomic():
        theirs = list(Subscription.objects.filter(address_index=index).order_by("-made_at"))
        today = [one for one in theirs if one.asked_at > now - A_DAY]
        same = next((one for one in theirs if read(one.wish) == wish), None)
        if len(today) >= LETTERS_A_DAY or same in today or (same is None and len(theirs) >= MOST_OF_ONE):
            return
        _write_about(same or _made(address, index, wish, now), wish, now=now)


def _made(address: str, index: str, wish: Wish, now: datetime) -> Subscription:
    identity = uuid.uuid4()
    return Subscription.objects.create(
        id=identity,
        address=address,
        address_index=index,
        wish=wish.written(),
        token_hash=trace(token_of(identity)),
        made_at=now,
        asked_at=now,
    )


def _write_about(subscription: Subscription, wish: Wish, *, now: datetime) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(asked_at=now, token_hash=trace(token_of(subscription.pk)))
    context = {"wish": wish, "link": _link(subscription), "is_new": subscription.confirmed_at is None}
    body = render_to_string("keeping/letters/follow.txt", context | {"site": settings.SITE_NAME})
    send_later(to=subscription.address, subject="Please confirm", body=body, about="follow", now=now)


def found(token: str) -> Subscription | None:
    """One query."""
    return Subscription.objects.filter(token_hash=trace(token)).first()


def confirm(subscription: Subscription, *, now: datetime) -> None:
    """From now on: what is near today is known, and the first letter comes in a week."""
    mine = Subscription.objects.filter(pk=subscription.pk, confirmed_at=None)
    if mine.update(confirmed_at=now, next_at=now + EVERY):
        _remember(subscription, read(subscription.wish))


def change(subscription: Subscription, wish: Wish) -> None:
    """Another way around, or another pathway. What is near then counts as known."""
    subscription.wish = wish.written()
    subscription.save(update_fields=["wish"])
    _remember(subscription, wish)


def _remember(subscription: Subscription, wish: Wish) -> None:
    subscription.seen_revision = Revision.now()
    subscription.known = nearby.marks(nearby.near(wish))
    subscription.save(update_fields=["seen_revision", "known"])


@transaction.atomic
def stop(token: str, *, now: datetime) -> None:
    """Nothing is left of it but its random number, so that no backup brings it back."""
    mine = Subscription.objects.filter(token_hash=trace(token))
    for number in list(mine.values_list("pk", flat=True)):
        erased.note("subscription", number, now=now)
    mine.delete()


@erased.eraser("subscription")
def stop_again(numbers: frozenset[uuid.UUID], now: datetime) -> int:
    back = [number for number in Subscription.objects.values_list("pk", flat=True) if number in numbers]
    return sum(Subscription.objects.filter(pk=number).delete()[0] for number in back)


def forget_unconfirmed(now: datetime) -> int:
    return Subscription.objects.filter(confirmed_at=None, made_at__lte=now - UNCONFIRMED).delete()[0]


def due(now: datetime) -> "QuerySet[Subscription]":
    return Subscription.objects.filter(confirmed_at__isnull=False, next_at__lte=now)


def tell_one(now: datetime) -> int:
    """Look for one subscriber what is new, and write if anything is. 1, or 0 where nobody is due."""
    with transaction.atomic():
        subscription = due(now).order_by("next_at", "pk").first()
        if subscription is None:
            return 0
        mine = Subscription.objects.filter(pk=subscription.pk, next_at=subscription.next_at)
        if mine.update(next_at=now + EVERY):  # of two workers, one gets it
            _tell(subscription, now=now)
        return 1


def _tell(subscription: Subscription, *, now: datetime) -> None:
    revision = Revision.now()
    if revision == subscription.seen_revision:
        return
    wish, known = read(subscription.wish), json.loads(subscription.known or "{}")
    around = nearby.near(wish)
    fresh = nearby.news(around, known, nearby.left(known, around))
    token = token_of(subscription.pk)
    subscription.known, subscription.seen_revision = nearby.marks(around), revision
    subscription.token_hash = trace(token)  # SECRET_KEY may be another than when it began
    subscription.save(update_fields=["known", "seen_revision", "token_hash"])
    if fresh:
        _write(subscription, wish, fresh, now=now)


def _write(subscription: Subscription, wish: Wish, fresh: nearby.News, *, now: datetime) -> None:
    context: dict[str, Any] = {
        "wish": wish,
        "new": fresh.new[:SHOWN],
        "changed": fresh.changed[:SHOWN],
        "gone": fresh.gone[:SHOWN],
        "more": fresh.count - sum(len(part[:SHOWN]) for part in (fresh.new, fresh.changed, fresh.gone)),
        "address": settings.SITE_ADDRESS,
        "site": settings.SITE_NAME,
        "link": _link(subscription),
        "stop": _link(subscription, "follow-stop"),
    }
    send_later(
        to=subscription.address,
        subject="What is new near you",
        body=render_to_string("keeping/letters/news.txt", context),
        about="news",
        now=now,
        stop=context["stop"],
    )


def _link(subscription: Subscription, name: str = "follow-link") -> str:
    return settings.SITE_ADDRESS + reverse(name, args=[token_of(subscription.pk)])


def _index(address: str) -> str:
    return blind_index(address, purpose="subscription")
