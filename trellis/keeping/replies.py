"""Letters to whoever proposed something, once it is decided; in the transaction of the decision.

Subjects say nothing of what it is about: a letter lies open on a locked screen. Somebody without an account is written
to once, and their address is forgotten then.
"""

import datetime as dt
from typing import Final

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.loader import render_to_string

from trellis.keeping.addresses import address, called
from trellis.keeping.listings import Listing, find
from trellis.keeping.models import Change
from trellis.safety.letters import send_later

SUBJECT: Final = "What became of what you sent us"


def reply(change: Change, *, now: dt.datetime) -> bool:
    """Tell who proposed it what was decided, and why. Whether there was anybody to tell. The change is saved."""
    to = _address(change)
    if not to:
        return False
    listing = None if change.kind == Change.Kind.DELETE else _listing(change)
    context = {
        "is_done": change.state in {Change.State.APPROVED, Change.State.APPLIED},
        "change": change,
        "called": called(listing) if listing else "",
        "page": settings.SITE_ADDRESS + listing.get_absolute_url() if listing else "",
        "site": settings.SITE_NAME,
        "is_stranger": bool(change.reply_to),
    }
    body = render_to_string("keeping/letters/decision.txt", context)
    send_later(to=to, subject=SUBJECT, body=body, about="decision", now=now)
    if change.reply_to:
        change.reply_to = ""
        change.save(update_fields=["reply_to"])
    return True


def tell_undone(found: Change, undoing: Change, *, now: dt.datetime) -> bool:
    """A moderator undid what somebody with an account had changed: they read that, and why."""
    author = found.by
    if author is None or author.pk == undoing.by_id or not author.is_active:
        return False
    listing = _listing(found)
    context = {
        "called": called(listing) if listing else "",
        "page": f"{settings.SITE_ADDRESS}{address('history', listing)}" if listing else "",
        "reason": undoing.reason,
    }
    body = render_to_string("keeping/letters/undone.txt", context)
    send_later(to=author.email, subject=SUBJECT, body=body, about="undone", now=now)
    return True


def _address(change: Change) -> str:
    """Of whoever proposed it; nobody is written to about what they decided themselves."""
    if change.reply_to:
        return str(change.reply_to)
    if change.by is None or change.by_id == change.decided_by_id or not change.by.is_active:
        return ""
    return change.by.email


def _listing(change: Change) -> Listing | None:
    try:
        return find(change.listing_kind, change.listing_id) if change.listing_id else None
    except ObjectDoesNotExist:
        return None
