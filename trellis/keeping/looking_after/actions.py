"""What keepers do with what others say of their listing, and dates that are put to several meetings at once."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from trellis.accounts.models import Person
from trellis.keeping import fields
from trellis.keeping.acting import Acting
from trellis.keeping.actions import AlreadyDecidedError, NothingToChangeError, locked, propose, settle, show_life
from trellis.keeping.addresses import address, called
from trellis.keeping.keepers import keepers_of, write_to
from trellis.keeping.listings import KINDS, Listing, area_of, find, kind_of
from trellis.keeping.looking_after.one_offs import DatesError, away
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import Schedule
from trellis.safety.audit import record

SUBJECT: Final = "Something for you to look at"
KEPT: Final = "Its keeper’s word stands."


def take(change_id: uuid.UUID, *, by: Acting, now: dt.datetime) -> Change:
    """A keeper agrees with what is put to them: it is done. Raises AlreadyDecidedError, CannotApplyError."""
    with transaction.atomic():
        change = _put_to_keeper(change_id)
        change.state = Change.State.APPLIED
        change.looked_at = now if by.may_decide else None
        settle(change, by=by, now=now)
    return change


def keep_ours(change_id: uuid.UUID, *, by: Acting, now: dt.datetime) -> Change:
    """The listing stays as its keeper has it. Raises AlreadyDecidedError."""
    with transaction.atomic():
        change = _put_to_keeper(change_id)
        change.state, change.reason = Change.State.DECLINED, KEPT
        change.decided_at, change.decided_role, change.decided_by = now, by.role, by.person
        change.save()
        show_life(find(change.listing_kind, str(change.listing_id)), by=by, now=now)
        _note(change, "change.declined", by=by, now=now)
    return change


def put_to_keepers(listing: Listing, after: Mapping[str, Any], *, by: Acting, now: dt.datetime, reason: str) -> Change:
    """Somebody who does not look after it says otherwise: its keepers decide, and without any the moderators.

    Raises NothingToChangeError.
    """
    there = fields.read(listing, after)
    proposed = {name: value for name, value in after.items() if value != there[name]}
    if not proposed:
        raise NothingToChangeError("It says that already. Nothing was changed.")
    with transaction.atomic():
        change = Change.objects.create(
            kind=Change.Kind.EDIT,
            state=Change.State.FOR_KEEPER if keepers_of(listing) else Change.State.WAITING,
            listing_kind=kind_of(listing),
            listing_id=listing.pk,
            area_code=area_of(listing),
            before={name: there[name] for name in proposed},
            after=proposed,
            reason=reason,
            by_role=by.role,
            by=by.person,
            made_at=now,
        )
        _note(change, "change.proposed", by=by, now=now)
    return change


def change_dates(
    meeting: Meeting, asked: Callable[[Schedule], dict[str, Any]], *, by: Acting, now: dt.datetime
) -> Change:
    """What is asked of the dates as they are now, so that two keepers at once both have their way.

    Raises DatesError, CannotApplyError and NothingToChangeError.
    """
    with transaction.atomic():
        held = Meeting.objects.select_for_update(of=("self",)).select_related("source", "place").get(pk=meeting.pk)
        if held.schedule is None:
            raise DatesError("It is by appointment, so it has no dates.")
        return propose(kind=Change.Kind.EDIT, listing=held, by=by, now=now, after=asked(held.schedule))


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of a time away for several meetings: done at once, and put to their keepers."""

    done: int
    asked: int


def close_between(
    meetings: Iterable[tuple[Meeting, Acting]], first: dt.date, last: dt.date | None, *, reason: str, now: dt.datetime
) -> Closed:
    """Each meeting comes with the role somebody has over it: whoever keeps it closes it, others ask. Raises DatesError.

    All or none. Those that have no dates, or are away then already, are passed over.
    """
    done = asked = 0
    with transaction.atomic():
        for meeting, by in meetings:
            schedule = meeting.schedule
            if schedule is None:
                continue
            after = away(schedule, first, last, now.date())
            try:
                if by.is_keeper or by.may_decide:
                    propose(kind=Change.Kind.EDIT, listing=meeting, by=by, now=now, after=after, reason=reason)
                    done += 1
                else:
                    put_to_keepers(meeting, after, by=by, now=now, reason=reason)
                    asked += 1
            except NothingToChangeError:
                continue
    return Closed(done, asked)


def tell_keepers(now: dt.datetime, *, most: int = 20) -> int:
    """Write to keepers about what is put to them; what has no keeper any more goes to the moderators. How many."""
    untold = Change.objects.filter(state=Change.State.FOR_KEEPER, told_at=None).order_by("made_at")[:most]
    return sum(_told(change.pk, now) for change in untold)


def pass_on_to_moderators(now: dt.datetime) -> int:
    """What waits for keepers who have left is for moderators to decide."""
    waiting = Change.objects.filter(state=Change.State.FOR_KEEPER, told_at__isnull=False)
    return sum(not _keepers(change) and _told(change.pk, now) for change in waiting.iterator())


def _told(change_id: uuid.UUID, now: dt.datetime) -> int:
    with transaction.atomic():
        change = Change.objects.select_for_update().get(pk=change_id)
        if change.state != Change.State.FOR_KEEPER:
            return 0
        change.told_at = now
        if keepers := _keepers(change):
            listing = find(change.listing_kind, str(change.listing_id))
            context = {"called": called(listing), "page": settings.SITE_ADDRESS + address("look-after", listing)}
            body = render_to_string("keeping/letters/for_keeper.txt", context | {"change": change})
            write_to(keepers, subject=SUBJECT, body=body, about="for-keeper", now=now)
        else:
            change.state = Change.State.WAITING
        change.save(update_fields=["state", "told_at"])
    return 1


def _keepers(change: Change) -> list[Person]:
    rows = KINDS[change.listing_kind].model._default_manager
    listing = rows.filter(pk=change.listing_id).first() if change.listing_id else None
    return keepers_of(listing) if listing else []


def _put_to_keeper(change_id: uuid.UUID) -> Change:
    change = locked(change_id)
    if change.state != Change.State.FOR_KEEPER:
        raise AlreadyDecidedError("This is for a moderator to decide now.")
    return change


def _note(change: Change, action: str, *, by: Acting, now: dt.datetime) -> None:
    detail = {"change": change.pk, "state": str(change.state), "fields": sorted(change.after)}
    kind, identity = change.listing_kind, change.listing_id
    record(action=action, by=by.actor, now=now, subject_kind=kind, subject_id=identity, detail=detail)


def hush(change: Change, *, by: Acting, now: dt.datetime) -> None:
    """Its history says no more what was there."""
    with transaction.atomic():
        Change.objects.filter(pk=change.pk).update(is_hushed=True)
        _note(change, "change.hushed", by=by, now=now)
