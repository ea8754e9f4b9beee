"""What was erased, kept beside the database, so that a backup that is brought back does not bring it back.

A line for each: the day, the kind, and the random number that stood for it ("2026-12-01 person 6f1c…"). It says nothing
about anybody: the number leads to a person only in a backup that still holds them. A room whose rows can be erased
notes each with `note`, and registers how to do it again with `eraser`. Doing it again does no harm, so no line is ever
taken out, and lists are put together by putting their lines together.
"""

import logging
import os
import re
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from trellis.safety.models import AuditEntry
from trellis.safety.whole_files import whole_file

log = logging.getLogger(__name__)

NAME: Final = "trellis-erased.txt"
_LINE: Final = re.compile(r"\d{4}-\d\d-\d\d (?P<kind>[a-z]+) (?P<number>[0-9a-f-]{36})")

Eraser = Callable[[frozenset[uuid.UUID], datetime], int]
"""Erases those of these that are there, and says how many were."""
_erasers: dict[str, Eraser] = {}


def eraser(kind: str) -> Callable[[Eraser], Eraser]:
    def register(again: Eraser) -> Eraser:
        _erasers[kind] = again
        return again

    return register


def note(kind: str, number: uuid.UUID, *, now: datetime) -> None:
    """Once the transaction has gone well. Where it cannot be written that is logged; nobody is kept from erasing."""
    line = _line(kind, number, now)
    transaction.on_commit(lambda: _append(line))


def keep_in(folder: Path) -> None:
    """The list of this installation, and what the audit trail knows besides, put to the list in the folder."""
    trail = AuditEntry.objects.filter(action="person.erased").values_list("actor", "at")
    from_trail = {_line("person", number, at) for number, at in trail.iterator() if number}
    _put(folder / NAME, from_trail | _lines(settings.DATA_FOLDER / NAME))


def take_over(lists: Iterable[Path]) -> int:
    """The lines of other lists into that of this installation. How many of the files were there."""
    there = [path for path in lists if path.is_file()]
    _put(settings.DATA_FOLDER / NAME, {line for path in there for line in _lines(path)})
    return len(there)


def erase_again(*, now: datetime) -> int:
    """How many were there again."""
    numbers: dict[str, set[uuid.UUID]] = {}
    for line in _lines(settings.DATA_FOLDER / NAME):
        found = _LINE.fullmatch(line)
        assert found is not None
        numbers.setdefault(found["kind"], set()).add(uuid.UUID(found["number"]))
    return sum(_erasers[kind](frozenset(those), now) for kind, those in numbers.items() if kind in _erasers)


def _line(kind: str, number: uuid.UUID, at: datetime) -> str:
    return f"{at:%Y-%m-%d} {kind} {number}"


def _lines(path: Path) -> set[str]:
    """Without any that was cut off half-way."""
    text = path.read_text(encoding="ascii", errors="replace") if path.is_file() else ""
    return {line for line in text.splitlines() if _LINE.fullmatch(line)}


def _put(path: Path, lines: set[str]) -> None:
    before = _lines(path)
    if lines <= before:
        return
    with whole_file(path) as out:
        out.write("".join(f"{line}\n" for line in sorted(before | lines)).encode())


def _append(line: str) -> None:
    try:
        descriptor = os.open(settings.DATA_FOLDER / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, f"\n{line}\n".encode())  # a line that was cut off before it stays alone
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        log.warning("What was erased is not in %s: %s. The next backup --into notes it.", NAME, error.strerror)
