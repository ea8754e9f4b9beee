"""Two listings of the same thing become one.

The one that stays takes the better words of both. The other leads to it from then on: its page, its calendar and its
address in the API. Whatever hangs on it goes along: meetings, keepers, claims, comments, confirmations, proposals.
Undoing puts all of it back. A source that lists the other one still changes nothing: its state is people's word.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from trellis.keeping import applying, fields
from trellis.keeping.acting import Acting
from trellis.keeping.applying import CannotApplyError, Done
from trellis.keeping.carrying import carry_all
from trellis.keeping.differences import differences
from trellis.keeping.fields import FIELDS, WHEN
from trellis.keeping.listings import KINDS, Listing, area_of, kind_of
from trellis.keeping.models import Change
from trellis.keeping.placing import WHERE
from trellis.meetings.models import Group, Meeting
from trellis.places.listed import State

_TOGETHER: Final = (
    ("when", "When", WHEN),
    ("where", "Where it is", WHERE),
    ("picture", "Picture", frozenset({"picture", "picture_words"})),
    ("drink", "Alcohol there", frozenset({"drink", "drink_words", "drink_said_on"})),
)
"""Fields that make sense only from one of the two."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that both tell: the words of each, and whether the one that goes has the better."""

    code: str
    label: str
    stays: str
    goes: str
    takes: bool

    @property
    def is_same(self) -> bool:
        return self.stays == self.goes


def choices(stays: Listing, goes: Listing, today: dt.date) -> list[Choice]:
    """Everything that either of them tells, in the order of the form."""
    kind, names = kind_of(stays), _parts(kind_of(stays))
    every = {name for part in names.values() for name in part}
    one, other = fields.read(stays, every), fields.read(goes, every)
    is_newer = _vouched(goes) > _vouched(stays)
    found = []
    for code, part in names.items():
        words = _said(kind, one, part, today), _said(kind, other, part, today)
        if any(words):
            takes = takes_over(words[0], words[1], is_newer=is_newer)
            found.append(Choice(code, _label(kind, code), words[0], words[1], takes))
    return found


def takes_over(stays: str, goes: str, *, is_newer: bool) -> bool:
    """What is empty is filled from the other; of two words, that of the listing confirmed last."""
    return bool(goes) and (not stays or (is_newer and stays != goes))


def names_of_parts(kind: str, codes: Sequence[str]) -> list[str]:
    """The fields that these choices stand for. Raises CannotApplyError for what is none."""
    parts = _parts(kind)
    if unknown := sorted(set(codes) - set(parts)):
        raise CannotApplyError(f"“{unknown[0]}” is nothing that a {kind} tells.")
    return sorted(name for code in codes for name in parts[code])


def _parts(kind: str) -> Mapping[str, frozenset[str]]:
    """Code → fields: those that belong together under one code, every other under its own name."""
    there = frozenset(FIELDS[kind])
    blocks = {code: names & there for code, _, names in _TOGETHER if len(names & there) > 1}
    code_of = {name: code for code, names in blocks.items() for name in names}
    codes = dict.fromkeys(code_of.get(name, name) for name in FIELDS[kind])
    return {code: blocks.get(code, frozenset({code})) for code in codes}


def _label(kind: str, code: str) -> str:
    return next((label for known, label, _ in _TOGETHER if known == code), "") or FIELDS[kind][code].label


def _said(kind: str, values: Mapping[str, Any], part: frozenset[str], today: dt.date) -> str:
    rows = differences(kind, {}, {name: values[name] for name in part}, rest={}, today=today)
    return "; ".join(row.after for row in rows if row.after)


def _vouched(listing: Listing) -> dt.datetime:
    times = [listing.confirmed_at, listing.source.read_at]
    return max((time for time in times if time), default=dt.datetime.min.replace(tzinfo=dt.UTC))


# -- doing it ----------------------------------------------------------------------------------------------------------


def merge(change: Change, by: Acting, now: dt.datetime) -> list[Done]:
    """`after` is {"into": identifier, "take": [codes of choices]}."""
    goes, stays = _both(change)
    kind, area_from = change.listing_kind, area_of(goes)
    values = fields.read(goes, names_of_parts(kind, change.after.get("take", ())))
    done = [applying.write(stays, values, role=by.role, now=now)] if values else []
    done += _children(goes, stays, role=by.role, now=now)
    for earlier in _earlier(goes):
        done.append(applying.set_standing(earlier, State.MERGED, role=by.role, now=now, into=stays))
    last = applying.set_standing(goes, State.MERGED, role=by.role, now=now, into=stays)
    last["moved"] = carry_all(goes, stays, area_from=area_from)
    change.listing_id, change.area_code = stays.pk, area_of(stays)
    return [*done, last]


def _both(change: Change) -> tuple[Listing, Listing]:
    """The one that goes and the one that stays, held in one order, so that no two merges wait for each other."""
    into = uuid.UUID(str(change.after.get("into")))
    if into == change.listing_id:
        raise CannotApplyError("A listing cannot be merged into itself. Choose two.")
    rows = KINDS[change.listing_kind].model._default_manager.select_related("source").select_for_update(of=("self",))
    found: dict[uuid.UUID, Listing] = {
        row.pk: row for row in rows.filter(pk__in=[into, change.listing_id]).order_by("pk")
    }
    if len(found) < 2:
        raise CannotApplyError("One of the two is not here any more.")
    assert change.listing_id is not None
    goes, stays = found[change.listing_id], found[into]
    for one in (goes, stays):
        if one.state in {State.MERGED, State.DELETED}:
            raise CannotApplyError(f"“{one}” was {one.state} already. Choose the listing that it leads to.")
    return goes, stays


def _children(goes: Listing, stays: Listing, *, role: str, now: dt.datetime) -> list[Done]:
    """The meetings of a place or a group."""
    if isinstance(goes, Meeting):
        return []
    name = "group" if isinstance(goes, Group) else "place"
    rows = Meeting.objects.filter(**{name: goes}).select_related("source").select_for_update(of=("self",))
    return [applying.assign(meeting, {f"{name}_id": stays.pk}, role=role, now=now) for meeting in rows.order_by("pk")]


def _earlier(goes: Listing) -> Sequence[Listing]:
    """Those that led to it so far: they lead on at once."""
    rows: Any = type(goes)._default_manager.filter(merged_into_id=goes.pk)
    return list(rows.select_related("source").select_for_update(of=("self",)).order_by("pk"))
