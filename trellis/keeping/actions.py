"""What becomes of a proposal: made, held, approved, declined, undone. Each in one transaction, with its audit entry.

A visitor's proposal waits for a moderator. A keeper's small change, and whatever a moderator does, applies at once.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction

from trellis.accounts.models import Grant
from trellis.keeping import applying, fields
from trellis.keeping.acting import Acting
from trellis.keeping.applying import Done
from trellis.keeping.carrying import follow
from trellis.keeping.listings import KINDS, Listing, area_of, kind_of
from trellis.keeping.models import Change, Confirmation
from trellis.keeping.replies import reply, tell_undone
from trellis.keeping.risks import MOST, Proposed, risk_of, signs_of
from trellis.places.listed import State, Voucher
from trellis.safety.audit import record


class NothingToChangeError(Exception):
    """Everything proposed is so already."""


class AlreadyDecidedError(Exception):
    """Somebody else was quicker, or it was taken back."""


class NeedsAnotherError(Exception):
    """Whoever agreed first cannot be the second too."""


class Told(TypedDict, total=False):
    """What comes along with a proposal. `words` are for moderators; `reason` everybody reads in the history.

    `problem` is a code of Change.Problem, `reply_to` where the decision is sent, `picture` the name of one that waits.
    """

    problem: str
    words: str
    reason: str
    reply_to: str
    picture: str


NEED_TWO = frozenset({Change.Kind.DELETE})
"""What cannot be undone needs two moderators."""


def propose(
    *,
    kind: Change.Kind,
    listing: Listing | None,
    by: Acting,
    now: dt.datetime,
    after: Mapping[str, Any] | None = None,
    area_code: str = "",
    risk: int = 0,
    signs: Sequence[str] = (),
    is_spam: bool = False,
    **told: Unpack[Told],
) -> Change:
    """Write down what somebody proposes, and do it at once where they may.

    Raises NothingToChangeError and CannotApplyError. `after` of an edit is field → value fit for JSON; fields that are
    so already are left out. To `risk` and `signs` is added what risks.py finds.
    """
    before, proposed = _news(kind, listing, after or {})
    listing_kind = kind_of(listing) if listing else _new_kind(proposed)
    found = signs_of(Proposed(kind, listing_kind, before, proposed, told.get("problem", ""), told.get("words", "")))
    with transaction.atomic():
        change = Change.objects.create(
            kind=kind,
            state=Change.State.HELD if is_spam and not by.may_decide else Change.State.WAITING,
            listing_kind=listing_kind,
            listing_id=listing.pk if listing else None,
            area_code=area_code or (area_of(listing) if listing else ""),
            before=before,
            after=proposed,
            by_role=by.role,
            by=by.person,
            made_at=now,
            risk=min(MOST, risk + risk_of(found)),
            signs=[*signs, *(sign.words for sign in found)],
            **told,
        )
        show_life(listing, by=by, now=now)
        _done_or_waiting(change, by=by, now=now)
    return change


def _news(
    kind: Change.Kind, listing: Listing | None, after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is there and what is proposed, of an edit without the fields that are so already."""
    if listing is None or kind != Change.Kind.EDIT:
        return {}, dict(after)
    there = fields.read(listing, after)
    proposed = {name: value for name, value in after.items() if value != there[name]}
    if not proposed:
        raise NothingToChangeError("It says that already. Nothing was changed.")
    return {name: there[name] for name in proposed}, proposed


def _done_or_waiting(change: Change, *, by: Acting, now: dt.datetime) -> None:
    if applies_at_once(change, by):
        change.state = Change.State.APPLIED
        if by.may_decide:
            change.looked_at = now
        settle(change, by=by, now=now)
    elif change.kind in NEED_TWO and by.may_decide:
        _agreed_first(change, by=by, now=now)
    else:
        _record(change, "change.proposed", by=by, now=now)


def _new_kind(proposed: Mapping[str, Any]) -> str:
    """What a new listing is mostly about: a meeting, else a group, else a place."""
    return next((kind for kind in ("meeting", "group", "place") if kind in proposed), "place")


def applies_at_once(change: Change, by: Acting) -> bool:
    """Whether nobody else has to agree first."""
    if change.state != Change.State.WAITING or change.kind in {Change.Kind.PROBLEM, Change.Kind.DELETE}:
        return False
    if by.may_decide:
        return True
    if not by.is_keeper or change.kind == Change.Kind.NEW:
        return False
    if change.kind == Change.Kind.EDIT:
        return fields.are_small(change.listing_kind, change.before, change.after)
    return change.kind in {Change.Kind.CLOSE, Change.Kind.REOPEN, Change.Kind.UNDO}


def approve(
    change_id: uuid.UUID, *, by: Acting, now: dt.datetime, edits: Mapping[str, Any] | None = None, reason: str = ""
) -> Change:
    """Do what was proposed, with the moderator's own edits on top. Of what needs two, the first only agrees.

    Raises AlreadyDecidedError, NeedsAnotherError, CannotApplyError.
    """
    with transaction.atomic():
        change = locked(change_id)
        if change.kind in NEED_TWO and not _is_second(change, by):
            _agreed_first(change, by=by, now=now)
            return change
        if edits:
            change.after = {**change.after, **edits}
            if change.kind == Change.Kind.EDIT:
                change.before = {**fields.read(held(change), edits), **change.before}
        change.state, change.reason, change.looked_at = Change.State.APPROVED, reason or change.reason, now
        settle(change, by=by, now=now)
        reply(change, now=now)
    return change


def _is_second(change: Change, by: Acting) -> bool:
    """Whether somebody else has agreed. Of an account that is erased nobody knows who it was: it counts no more."""
    if change.state != Change.State.SECONDING or change.first_by_id is None or by.person is None:
        return False
    if change.first_by_id == by.person.pk:
        raise NeedsAnotherError("You have agreed already. Another moderator has to agree too.")
    return True


def _agreed_first(change: Change, *, by: Acting, now: dt.datetime) -> None:
    change.state, change.first_by = Change.State.SECONDING, by.person
    change.save()
    _record(change, "change.agreed-first", by=by, now=now)


def decline(change_id: uuid.UUID, *, by: Acting, now: dt.datetime, reason: str) -> Change:
    """Leave the listing as it is, and say why. Raises AlreadyDecidedError."""
    with transaction.atomic():
        change = locked(change_id)
        change.state, change.reason, change.looked_at = Change.State.DECLINED, reason, now
        _decided(change, by=by, now=now)
        change.save()
        _record(change, "change.declined", by=by, now=now)
        reply(change, now=now)
    return change


def look_at(change_id: uuid.UUID, *, by: Acting, now: dt.datetime) -> Change:
    """A moderator has looked at what was done at once, and leaves it. Raises AlreadyDecidedError."""
    with transaction.atomic():
        change = Change.objects.select_for_update().get(pk=change_id)
        if change.state != Change.State.APPLIED or change.looked_at is not None:
            raise AlreadyDecidedError("Somebody has looked at this already.")
        change.looked_at = now
        change.save(update_fields=["looked_at"])
        _record(change, "change.looked-at", by=by, now=now)
    return change


def release(change_id: uuid.UUID, *, by: Acting, now: dt.datetime) -> Change:
    """What looked like spam is none: it waits with the others. Raises AlreadyDecidedError."""
    with transaction.atomic():
        change = locked(change_id)
        if change.state != Change.State.HELD:
            raise AlreadyDecidedError("It waits with the others already.")
        change.state = Change.State.WAITING
        change.save(update_fields=["state"])
        _record(change, "change.released", by=by, now=now)
    return change


def undo(change: Change, *, by: Acting, now: dt.datetime, why: str = "") -> Change:
    """Put back what a change found; itself a change, which can be undone. Everybody can read `why`.

    Raises AlreadyDecidedError.
    """
    with transaction.atomic():
        found = Change.objects.select_for_update().get(pk=change.pk)
        if not found.done or Change.objects.filter(undoes=found).exists():
            raise AlreadyDecidedError("There is nothing of it left to undo.")
        undoing = Change.objects.create(
            kind=Change.Kind.UNDO,
            state=Change.State.APPLIED,
            listing_kind=found.listing_kind,
            listing_id=found.listing_id,
            area_code=found.area_code,
            by_role=by.role,
            by=by.person,
            reason=why,
            made_at=now,
            looked_at=now if by.may_decide else None,
            undoes=found,
        )
        settle(undoing, by=by, now=now)
        tell_undone(found, undoing, now=now)
    return undoing


def locked(change_id: uuid.UUID) -> Change:
    """The change, held until the transaction ends. Raises AlreadyDecidedError once it is decided."""
    change = Change.objects.select_for_update().get(pk=change_id)
    if not change.is_open:
        raise AlreadyDecidedError("Somebody has decided this already.")
    return change


# -- doing it ----------------------------------------------------------------------------------------------------------


def settle(change: Change, *, by: Acting, now: dt.datetime) -> None:
    """Do it, and write down what was done."""
    change.done = DOING[Change.Kind(change.kind)](change, by, now)
    _decided(change, by=by, now=now)
    change.save()
    names = sorted({name for done in change.done for name in done["after"]})
    _record(change, f"listing.{change.kind}", by=by, now=now, fields=names)


def _decided(change: Change, *, by: Acting, now: dt.datetime) -> None:
    change.decided_at, change.decided_role, change.decided_by = now, by.role, by.person


def _record(change: Change, action: str, *, by: Acting, now: dt.datetime, fields: Sequence[str] = ()) -> None:
    detail = {"change": change.pk, "state": str(change.state), "fields": list(fields)}
    kind, identity = change.listing_kind, change.listing_id
    record(action=action, by=by.actor, now=now, subject_kind=kind, subject_id=identity, detail=detail)


def held(change: Change) -> Listing:
    """The listing of a change, held until the transaction ends."""
    assert change.listing_id is not None
    rows = KINDS[change.listing_kind].model._default_manager.select_related("source")
    return rows.select_for_update(of=("self",)).get(pk=change.listing_id)


def _edit(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    listing = held(change)
    if by.is_keeper:
        vouched_for(listing, Voucher.KEEPER, by=by, now=now)
    done = applying.write(listing, change.after, role=_whose_word(change, by), now=now)
    if {"place_id", "area_code"} & set(done["before"]):
        change.area_code = area_of(listing)
        follow(listing, change.area_code)
    return [done]


def _whose_word(change: Change, by: Acting) -> str:
    """A keeper's words stay the keeper's, and a source's the source's, whoever lets them in."""
    return change.by_role if change.by_role in {"keeper", "source"} else by.role


def vouched_for(listing: Listing, voucher: Voucher, *, by: Acting, now: dt.datetime) -> None:
    """Note that somebody stands for it. The caller saves the listing."""
    applying.vouch(listing, voucher, now)
    kind = Confirmation.Kind.KEEPER if voucher == Voucher.KEEPER else Confirmation.Kind.MODERATOR
    Confirmation.objects.create(listing_kind=kind_of(listing), listing_id=listing.pk, kind=kind, at=now)
    if voucher == Voucher.KEEPER:
        show_life(listing, by=by, now=now)


def show_life(listing: Listing | None, *, by: Acting, now: dt.datetime) -> None:
    """A keeper did something for what they keep."""
    if listing is not None and by.is_keeper and by.person is not None:
        Grant.objects.live().filter(person=by.person, role=Grant.Role.KEEPER).filter(
            listing_id__in=[listing.pk, getattr(listing, "group_id", None)]
        ).update(last_active_on=now.date())


def _new(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    """Place, group and meeting in turn, each new or one that is there already ({"id": …})."""
    made: dict[str, Listing] = {}
    created: list[Done] = []
    for kind in ("place", "group", "meeting"):
        values = dict(change.after.get(kind) or {})
        if not values:
            continue
        if known := values.pop("id", None):
            made[kind] = _there_already(kind, known)
            continue
        by_hand = {"group": made.get("group"), "place": made.get("place")} if kind == "meeting" else {}
        made[kind] = applying.create(kind, values, by_hand=by_hand, role=change.by_role, now=now)
        there = {"state": str(State.LISTED), "closed_at": None, "closed_by": "", "merged_into_id": None}
        gone = {**there, "state": str(State.CLOSED), "closed_at": now.isoformat(), "closed_by": by.role}
        created.append({"kind": kind, "id": str(made[kind].pk), "before": gone, "after": there})
    change.listing_id = made[change.listing_kind].pk
    change.area_code = area_of(made[change.listing_kind])
    return created


def _there_already(kind: str, identity: str) -> Listing:
    """The listing that was chosen, or the one it was merged into. Raises CannotApplyError where it is gone."""
    rows = KINDS[kind].model._default_manager
    found = rows.filter(pk=identity).first()
    if found and found.merged_into_id:
        found = rows.filter(pk=found.merged_into_id).first()
    if found is None or found.state == State.DELETED:
        raise applying.CannotApplyError(
            f"The {kind} that was chosen is not here any more. Choose another, or say where."
        )
    return found


def _close(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    return [applying.set_standing(held(change), State.CLOSED, role=_whose_word(change, by), now=now)]


def _reopen(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    listing = held(change)
    applying.vouch(listing, Voucher.KEEPER if by.is_keeper else Voucher.MODERATOR, now)
    return [applying.set_standing(listing, State.LISTED, role=_whose_word(change, by), now=now)]


def _undo(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    assert change.undoes is not None
    if by.is_keeper:
        show_life(held(change), by=by, now=now)
    return [applying.put_back(done, role=by.role, now=now) for done in reversed(change.undoes.done)]


def _problem(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    """A report that is agreed with: "it has closed" closes the listing, the others are for people to follow up."""
    if change.problem != Change.Problem.CLOSED or change.listing_kind == "group":
        return []
    return _close(change, by, now)


DOING: dict[Change.Kind, Callable[[Change, Acting, dt.datetime], list[Done]]] = {
    Change.Kind.NEW: _new,
    Change.Kind.EDIT: _edit,
    Change.Kind.CLOSE: _close,
    Change.Kind.REOPEN: _reopen,
    Change.Kind.UNDO: _undo,
    Change.Kind.PROBLEM: _problem,
}
"""How each kind of change is done; merging and deleting register themselves beside them."""
