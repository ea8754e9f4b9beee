"""Where a source and a person differ, the person's word stands, and what the source says anew is put to the keeper.

`kept` of a listing holds the fields that people have set. A reading leaves those as they are. When the source says
something of such a field that it did not say before, that becomes a change for the keeper to take or to leave.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from trellis.accounts.models import Grant
from trellis.keeping.fields import FIELDS, to_json
from trellis.keeping.listings import Listing, area_of, kind_of
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.places.models import Source

_STATE: Final = ("state", "closed_at", "closed_by", "merged_into_id")


def with_kept_words(fresh: Listing, old: Listing, fields: Sequence[str]) -> dict[str, Any]:
    """Give `fresh` what people said of `old`; what its source now says otherwise, by field."""
    fresh.kept = old.kept
    if not old.kept:
        return {}
    kept, news = dict(old.kept), {}
    for name, held in old.kept.items():
        if name == "state":
            for part in _STATE:
                setattr(fresh, part, getattr(old, part))
        elif name in fields:
            said = to_json(getattr(fresh, name))
            setattr(fresh, name, getattr(old, name))
            if said != held["source"]:
                kept[name] = {**held, "source": said}
                if said != to_json(getattr(old, name)) and name in FIELDS[kind_of(old)]:
                    news[name] = said
    fresh.kept = kept
    return news


def put_to_keeper(listing: Listing, news: Mapping[str, Any], *, source: Source, now: dt.datetime) -> None:
    """One open change for each listing and source, which grows until somebody has decided it. Two queries."""
    kind = kind_of(listing)
    there = {name: to_json(getattr(listing, name)) for name in news}
    waiting = (
        Change.objects.of(kind, listing.pk).filter(state=Change.State.FOR_KEEPER, source=source, kind="edit").first()
    )
    if waiting is None:
        waiting = _for_keeper(Change.Kind.EDIT, listing, source, now)
    waiting.before = {**waiting.before, **there}
    waiting.after = {**waiting.after, **news}
    waiting.made_at = now
    waiting.save()


def kept_from_closing(identities: Iterable[UUID], *, source: Source, now: dt.datetime) -> set[UUID]:
    """Those of the meetings that have a keeper, who is asked instead; the others may be closed."""
    looked_after = looked_after_of(list(identities))
    waiting = Change.objects.filter(kind=Change.Kind.CLOSE, state=Change.State.FOR_KEEPER, source=source)
    told = set(waiting.filter(listing_id__in=looked_after).values_list("listing_id", flat=True))
    for meeting in Meeting.objects.select_related("place").filter(pk__in=looked_after - told):
        _for_keeper(Change.Kind.CLOSE, meeting, source, now).save()
    return looked_after


def looked_after_of(identities: Sequence[UUID]) -> set[UUID]:
    """Those of the meetings that have a keeper."""
    found: set[UUID] = set()
    for start in range(0, len(identities), 500):
        found |= _with_keeper(identities[start : start + 500])
    return found


def _with_keeper(identities: Sequence[UUID]) -> set[UUID]:
    keepers = Grant.objects.live().filter(role=Grant.Role.KEEPER)
    groups = keepers.filter(listing_kind="group").values("listing_id")
    meetings = keepers.filter(listing_kind="meeting").values("listing_id")
    found = Meeting.objects.filter(pk__in=identities).filter(Q(group__in=groups) | Q(pk__in=meetings))
    return set(found.values_list("pk", flat=True))


def _for_keeper(kind: Change.Kind, listing: Listing, source: Source, now: dt.datetime) -> Change:
    return Change(
        kind=kind,
        state=Change.State.FOR_KEEPER,
        listing_kind=kind_of(listing),
        listing_id=listing.pk,
        area_code=area_of(listing),
        by_role="source",
        source=source,
        made_at=now,
    )
