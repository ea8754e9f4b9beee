"""Drafts: answers that wait until they are sent, found again by a link that only their writer has.

The link is a random token; the database holds its hash, so that whoever reads the database cannot open a draft. A draft
that nobody touches for thirty days goes.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import Http404

from trellis.keeping.models import Draft
from trellis.safety.retention import rule

KEPT: Final = timedelta(days=30)


class NoDraftError(Http404):
    """It was sent, perhaps by a second press, or is older than thirty days; or the link has a mistake in it."""


def begin(answers: dict[str, Any], *, now: datetime) -> str:
    """A new draft. Its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(24)
    Draft.objects.create(token_hash=hashed(token), answers=answers, made_at=now, touched_at=now)
    return token


def find(token: str, *, now: datetime) -> Draft:
    """Raises NoDraftError when there is none, or it has gone."""
    draft = Draft.objects.filter(token_hash=hashed(token), touched_at__gt=now - KEPT).first()
    if draft is None:
        raise NoDraftError("There is no such draft. Drafts are kept for 30 days, and go when they are sent.")
    return draft


def take(draft: Draft) -> None:
    """It goes, as it is sent. Raises NoDraftError when somebody was quicker: a second press of the same button."""
    if not Draft.objects.filter(pk=draft.pk).delete()[0]:
        raise NoDraftError("This draft was sent already.")


def answer(draft: Draft, step: str, values: dict[str, Any], *, now: datetime) -> None:
    """Keep what was answered to one step, and drop what no longer follows from it."""
    if step == "where" and draft.answers.get("where") != values:
        draft.answers.pop("point", None)
        draft.answers.pop("mark", None)
        draft.answers.pop("likely", None)
    draft.answers[step] = values
    draft.touched_at = now
    draft.save(update_fields=["answers", "touched_at"])


def picture(draft: Draft, name: str, values: dict[str, Any], *, now: datetime) -> None:
    """Keep which picture was sent; an empty name for none."""
    draft.picture = name
    draft.save(update_fields=["picture"])
    answer(draft, "picture", values, now=now)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@rule("drafts")
def forget(now: datetime) -> int:
    """Takes away drafts that nobody touched for thirty days."""
    return Draft.objects.filter(touched_at__lte=now - KEPT).delete()[0]
