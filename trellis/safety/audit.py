"""The audit trail: what was done, by whom as a random number, each entry holding the hash of the one before.

    record(action="listing.changed", by=actor, subject_kind="meeting", subject_id=meeting.pk,
           detail={"fields": ["start", "place"]}, now=now)

Entries are added inside the transaction of the deed, so that the deed and its entry are there together or not at all.
The row of AuditHead is locked until that transaction ends, so the chain cannot fork: record last in a transaction.

An entry never names anybody. `detail` takes names of fields, codes and counts; free text is refused here, because what
is once in the chain cannot be taken out of it. The database itself refuses to change or delete entries (triggers), and
`verify` finds what was done to them all the same.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from trellis.safety.models import AuditEntry, AuditHead

Role = AuditEntry.Role

_ACTION: Final = re.compile(r"[a-z][a-z-]*(\.[a-z][a-z-]*)+")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_CODE: Final = re.compile(r"[\w.:/+-]{0,100}", re.ASCII)
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: in which role, and the random number that stands for the person, if it is one."""

    role: str
    audit_id: UUID | None = None

    def __post_init__(self) -> None:
        if self.role not in Role.values:
            raise ValueError(f"{self.role!r} is no role. The roles are {', '.join(Role.values)}.")


SYSTEM: Final = Actor(Role.SYSTEM)
VISITOR: Final = Actor(Role.VISITOR)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry of the chain that is not as it was recorded, and how."""

    number: int
    what: str


def record(
    *,
    action: str,
    by: Actor,
    now: datetime,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Adds an entry in the caller's transaction. Three queries; others who record wait until it ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("Record inside the transaction of the deed: with transaction.atomic(): …")
    if not _ACTION.fullmatch(action):
        raise ValueError(f"{action!r} is no action. Write it as listing.changed: words with full stops between.")
    head = AuditHead.locked()
    entry = AuditEntry(
        number=head.number + 1,
        at=now.astimezone(UTC),
        actor=by.audit_id,
        role=by.role,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=_checked(dict(detail or {})),
        previous=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(number=entry.number, hash=entry.hash)
    return entry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over everything that the entry says, in one agreed form."""
    facts = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor or ""),
        "role": str(entry.role),
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": str(entry.subject_id or ""),
        "detail": entry.detail,
        "previous": entry.previous,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def verify() -> Fault | None:
    """Walks the whole chain, a few thousand entries in memory at once. None where every entry is as it was recorded.

    Entries may be added meanwhile: the head is read first, so that all it counts must be found.
    """
    head = AuditHead.now()
    last, previous = 0, ""
    try:
        for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=_CHUNK):
            if what := _wrong(entry, last, previous, head):
                return Fault(last + 1, what)
            last, previous = entry.number, entry.hash
    except (ValueError, TypeError, AttributeError):  # what stands in a column is not of its kind
        return Fault(last + 1, "cannot be read")
    if last < head.number:
        return Fault(last + 1, "is missing")
    if last > head.number and last > AuditHead.now().number:
        return Fault(head.number + 1, "was never recorded by Trellis")
    return None


def missing_from(kept: str) -> str:
    """What is wrong with the trail if it once ended with `kept`, a hash or "number:hash"; nothing where all is well.

    That it is there as it was recorded, and all before it, `verify` tells.
    """
    number, _, digest = kept.strip().lower().rpartition(":")
    if not _HASH.fullmatch(digest) or not (number.isdecimal() or number == ""):
        return "is not what Trellis tells as the end of the trail: a number, a colon, and 64 characters of 0-9 and a-f."
    entries = AuditEntry.objects.filter(hash=digest)
    found = entries.filter(number=number) if number else entries
    return (
        "" if found.exists() else "is not in the audit trail any more: it was made anew, or cut off, since you kept it."
    )


def _wrong(entry: AuditEntry, last: int, previous: str, head: AuditHead) -> str:
    if entry.number != last + 1:
        return "is missing"
    if entry.previous != previous:
        return "does not follow from the one before it"
    if entry.hash != hash_of(entry):
        return "was changed after it was recorded"
    if entry.number == head.number and entry.hash != head.hash:
        return "is not the one that was recorded last"
    return ""


def _checked(value: Any) -> Any:
    """The same, of plain lists and mappings. Raises ValueError for what might be words about a person."""
    match value:
        case None | bool() | int():
            return value
        case str() if _CODE.fullmatch(value):
            return str(value)
        case UUID():
            return str(value)
        case Mapping():
            return {_checked(str(key)): _checked(part) for key, part in value.items()}
        case list() | tuple():
            return [_checked(part) for part in value]
    raise ValueError(
        "The audit trail takes names of fields, codes and whole numbers, not"
        f" {type(value).__name__} with spaces, signs or fractions: what is once in it cannot be erased."
    )
