"""A keeper's answers into changes: what is small at once, what is weighty for a moderator to look at."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from trellis.keeping.acting import Acting
from trellis.keeping.actions import NothingToChangeError, propose
from trellis.keeping.differences import say_when
from trellis.keeping.fields import WHEN, field, is_small, read
from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Saved:
    done: Change | None
    waits: Change | None
    when: str = ""
    """When it is now, in words, where that changed."""

    def words(self, kind: str) -> Iterator[str]:
        if self.done:
            yield f"It is on the page now: {self.when}." if self.when else "It is on the page now."
        if self.waits:
            names = ", ".join(field(kind, name).label for name in self.waits.after)
            yield f"A moderator looks at this first: {names}. Until then the page stays as it is there."


def save(listing: Listing, changes: Mapping[str, Any], *, reason: str, by: Acting, now: dt.datetime) -> Saved:
    """Raises NothingToChangeError and CannotApplyError; then nothing was done."""
    kind = kind_of(listing)
    there = read(listing, changes)
    changed = {name: value for name, value in changes.items() if value != there[name]}
    if not changed:
        raise NothingToChangeError("Nothing is changed yet. Change what is wrong, then save it.")
    at_once = {
        name: value for name, value in changed.items() if by.may_decide or is_small(kind, name, there[name], value)
    }
    later = {name: value for name, value in changed.items() if name not in at_once}
    with transaction.atomic():
        done, waits = (
            propose(kind=Change.Kind.EDIT, listing=listing, by=by, now=now, after=part, reason=reason) if part else None
            for part in (at_once, later)
        )
    if isinstance(listing, Meeting) and WHEN & set(at_once):
        listing.refresh_from_db()
        return Saved(done, waits, say_when(read(listing, WHEN), now.date()))
    return Saved(done, waits)
