""" "It was on": two visitors within sixty days vouch for a listing together.

Two are told apart by an HMAC of the network address and the listing, so that one visitor cannot be followed from
listing to listing. It is blanked once it has counted, and in any case after sixty days.
"""

import datetime as dt
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from trellis.keeping import applying
from trellis.keeping.acting import VISITOR
from trellis.keeping.confirming.actions import locked, noted
from trellis.keeping.confirming.clocks import Clock, Stage
from trellis.keeping.confirming.vouched import last_confirmed
from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.models import Confirmation
from trellis.places.listed import Voucher
from trellis.places.models import Place

WITHIN: Final = dt.timedelta(days=60)


class Heard(StrEnum):
    """What came of it."""

    FIRST = "first"
    """One more visitor is needed."""
    AGAIN = "again"
    """The same visitor said so before."""
    CONFIRMED = "confirmed"
    STRONGER = "stronger"
    """Its keeper, a moderator or its source has vouched for it, and that still carries."""


def voice_of(listing: Listing, address: str) -> str:
    said = f"{listing.pk} {address}"
    return salted_hmac("trellis.keeping.confirming.visitors", said, algorithm="sha256").hexdigest()


def it_was_on(listing: Listing, voice: str, *, clock: Clock, now: dt.datetime) -> Heard:
    with transaction.atomic():
        held = locked(listing)
        heard = _voices(held, now)
        if heard.filter(voice=voice).exists():
            return Heard.AGAIN
        is_second = heard.exists()
        Confirmation.objects.create(
            listing_kind=kind_of(held), listing_id=held.pk, kind=Confirmation.Kind.VISITOR, at=now, voice=voice
        )
        if _is_kept_by_others(held, clock, now):
            return Heard.STRONGER
        if not is_second:
            return Heard.FIRST
        applying.vouch(held, Voucher.VISITORS, now)
        applying.save(held)
        heard.update(voice="")
        noted(held, Voucher.VISITORS, by=VISITOR, now=now)
    return Heard.CONFIRMED


def forget(now: dt.datetime) -> int:
    """After sixty days nothing tells visitors apart any more."""
    return Confirmation.objects.filter(at__lte=now - WITHIN).exclude(voice="").update(voice="")


def _voices(listing: Listing, now: dt.datetime) -> "QuerySet[Confirmation]":
    """Of visitors who have not counted yet."""
    return Confirmation.objects.filter(
        listing_kind=kind_of(listing), listing_id=listing.pk, kind=Confirmation.Kind.VISITOR, at__gt=now - WITHIN
    ).exclude(voice="")


def _is_kept_by_others(listing: Listing, clock: Clock, now: dt.datetime) -> bool:
    last = last_confirmed(listing)
    if last is None or (last == listing.confirmed_at and listing.confirmed_by == Voucher.VISITORS):
        return False
    return clock.stage(last, "place" if isinstance(listing, Place) else "meeting", now) == Stage.FRESH
