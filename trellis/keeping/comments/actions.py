"""What people say of a place or a group: sent, read by a moderator, shown, reported, hidden, and forgotten."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.listings import Listing, area_of, kind_of
from trellis.keeping.models import Comment
from trellis.keeping.risks import details_of
from trellis.safety.audit import record

SHOWN: Final = 20
KEPT_HIDDEN: Final = timedelta(days=30)
REPORTED: Final = "Somebody asked to look at it again."
WAIT: Final = (Comment.State.WAITING, Comment.State.REPORTED)
_UNKIND: Final = ("addict", "junkie", "alkie", "druggie", "clean", "abuser", "smackhead", "crackhead")


def say(listing: Listing, *, words: str, called: str, signs: Iterable[str], is_spam: bool, now: datetime) -> Comment:
    """Put it before a moderator; what looks like spam waits apart, out of sight of the queue."""
    return Comment.objects.create(
        listing_kind=kind_of(listing),
        listing_id=listing.pk,
        area_code=area_of(listing),
        words=words,
        called=called,
        state=Comment.State.HIDDEN if is_spam else Comment.State.WAITING,
        signs=[*signs, *signs_in(words)],
        made_at=now,
    )


def signs_in(words: str) -> list[str]:
    """What a moderator should look at before it shows."""
    found = []
    if any(one.kind == "surname" for one in details_of(words)):
        found.append("It may name a person in full.")
    lowered = {word.strip(".,;:!?’'\"()") for word in words.lower().split()}
    if unkind := [word for word in _UNKIND if word in lowered or f"{word}s" in lowered]:
        found.append(f"It says “{unkind[0]}”. Somebody may say so of themselves; of others it hurts.")
    return found


def shown_of(kind: str, identity: uuid.UUID) -> "QuerySet[Comment]":
    """The newest first. One query."""
    return Comment.objects.filter(listing_kind=kind, listing_id=identity, state=Comment.State.SHOWN)[:SHOWN]


def waiting() -> "QuerySet[Comment]":
    return Comment.objects.filter(state__in=WAIT).order_by("made_at", "pk")


def held() -> "QuerySet[Comment]":
    """What looks like spam, and nobody has looked at."""
    return Comment.objects.filter(state=Comment.State.HIDDEN, decided_at=None).order_by("made_at", "pk")


def report(identity: uuid.UUID, *, now: datetime) -> bool:
    """Take it off the page until a moderator has looked. Whether it was on one."""
    with transaction.atomic():
        comment = Comment.objects.select_for_update().filter(pk=identity, state=Comment.State.SHOWN).first()
        if comment is None:
            return False
        comment.state = Comment.State.REPORTED
        comment.signs = list(dict.fromkeys([*comment.signs, REPORTED]))
        comment.save(update_fields=["state", "signs"])
        _note("comment.reported", comment, VISITOR, now)
        return True


def decide(identity: uuid.UUID, *, is_shown: bool, by: Acting, now: datetime) -> bool:
    """Show it, or not. False where somebody was quicker."""
    with transaction.atomic():
        open_ones = Comment.objects.select_for_update().filter(pk=identity)
        comment = open_ones.filter(Q(state__in=WAIT) | Q(state=Comment.State.HIDDEN, decided_at=None)).first()
        if comment is None:
            return False
        comment.state = Comment.State.SHOWN if is_shown else Comment.State.HIDDEN
        comment.decided_at = now
        comment.save(update_fields=["state", "decided_at"])
        _note("comment.shown" if is_shown else "comment.hidden", comment, by, now)
        return True


def forget(now: datetime) -> int:
    """Takes away what has not been shown for a month."""
    old = now - KEPT_HIDDEN
    hidden = Comment.objects.filter(state=Comment.State.HIDDEN)
    return hidden.filter(Q(decided_at__lte=old) | Q(decided_at=None, made_at__lte=old)).delete()[0]


def _note(action: str, comment: Comment, by: Acting, now: datetime) -> None:
    record(
        action=action,
        by=by.actor,
        now=now,
        subject_kind=comment.listing_kind,
        subject_id=comment.listing_id,
        detail={"comment": comment.pk},
    )
