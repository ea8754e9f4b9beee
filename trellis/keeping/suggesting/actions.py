"""Sending a report, and adding words to it while it waits."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction

from trellis.keeping.acting import Acting
from trellis.keeping.actions import AlreadyDecidedError, locked
from trellis.keeping.listings import Listing
from trellis.keeping.models import Change
from trellis.keeping.suggesting.spam import Verdict
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.safety.audit import record

MAY_ADD_FOR: Final = timedelta(hours=1)
_SALT: Final = "trellis.keeping.suggesting.sent"


def receipt(change: Change) -> str:
    """For the address of the page that says thank you: whoever has it may add to this one report for an hour."""
    return signing.dumps(str(change.pk), salt=_SALT)


def received(text: str) -> Change | None:
    """The proposal that a receipt is for; None where it is not ours, or too old."""
    try:
        key = signing.loads(text, salt=_SALT, max_age=MAY_ADD_FOR)
    except signing.BadSignature:
        return None
    return Change.objects.filter(pk=uuid.UUID(key)).first()


def add_words(change: Change, *, words: str, reply_to: str, verdict: Verdict, by: Acting, now: datetime) -> Change:
    """Put more words to a proposal that waits. Raises AlreadyDecidedError."""
    with transaction.atomic():
        found = locked(change.pk)
        if found.state not in {Change.State.WAITING, Change.State.HELD}:
            raise AlreadyDecidedError("Somebody is deciding about this already.")
        found.words = "\n\n".join(filter(None, [found.words, words]))
        found.reply_to = reply_to or found.reply_to
        found.signs = list(dict.fromkeys([*found.signs, *verdict.reasons]))
        if verdict.is_spam:
            found.state = Change.State.HELD
        found.save()
        detail = {"change": found.pk, "state": str(found.state)}
        record(
            action="change.added-to",
            by=by.actor,
            now=now,
            subject_kind=found.listing_kind,
            subject_id=found.listing_id,
            detail=detail,
        )
    return found


def own_sites(listing: Listing) -> Iterator[str]:
    """Web and e-mail addresses that are the listing's own, so that a link to them is none to a stranger."""
    yield from (listing.website, getattr(listing, "email", ""), getattr(listing, "join_url", ""))
    yield listing.source.address
    if isinstance(listing, Meeting):
        yield from (listing.group.website, listing.group.email, pathway(listing.group.pathway).site)
        if listing.place:
            yield listing.place.website
    elif code := getattr(listing, "pathway", ""):
        yield pathway(code).site
