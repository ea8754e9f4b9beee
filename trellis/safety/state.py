"""Examinations of what safety keeps: the database itself, the audit trail, the keys and the outbox.

trellis.E101 database cannot be reached          trellis.E151 an audit entry is not as it was recorded
trellis.E102 changes to the tables are due       trellis.E152 the database lets audit entries be changed
trellis.E103 database is of a newer Trellis      trellis.E153 what is sealed cannot be opened
trellis.E104 database is damaged                 trellis.W154 letters wait for longer than a day
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import connection
from django.utils import timezone

from trellis.safety import sqlite_copy
from trellis.safety.audit import verify
from trellis.safety.backup import database_file
from trellis.safety.examinations import FIRST, examination
from trellis.safety.guard import unguarded
from trellis.safety.manifest import BackupError
from trellis.safety.models import Letter
from trellis.safety.rotation import sealed_fields, unopened
from trellis.safety.tables import tables_behind

LONG_WAIT: Final = timedelta(days=1)
_SICK_INDEXES: Final = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
_BAD_PAGES: Final = "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"


@examination(FIRST)
def database() -> Iterator[CheckMessage]:
    connection.ensure_connection()
    yield from tables_behind()
    yield from _damage_of_a_file() if connection.vendor == "sqlite" else _damage_on_a_server()


@examination("audit")
def audit_trail() -> Iterator[CheckMessage]:
    if fault := verify():
        hint = (
            "Find out who can write to the database. docs/audit.md says what to do next; entries from this one on are"
            " no proof, and those before it are."
        )
        yield Error(f"Audit entry {fault.number} {fault.what}.", hint, id="trellis.E151")
    for table in unguarded():
        hint = "Put the guard back: trellis migrate safety 0001 && trellis migrate safety"
        yield Error(f"Nothing keeps rows of {table} from being changed.", hint, id="trellis.E152")


@examination("keys")
def field_keys() -> Iterator[CheckMessage]:
    for model, field in sealed_fields():
        if unopened(model, field):
            hint = "Put the key it was sealed with at the end of FIELD_KEYS, or put field_keys back from a backup."
            what = (
                f"What is sealed in {model._meta.verbose_name} ({field.name}) cannot be opened with the keys we have."
            )
            yield Error(what, hint, id="trellis.E153")


@examination("mail")
def outbox() -> Iterator[CheckMessage]:
    yield from late_letters(now=timezone.now())


def late_letters(*, now: datetime) -> Iterator[CheckMessage]:
    late = Letter.objects.waiting().filter(not_before__lte=now - LONG_WAIT)
    if count := late.count():
        tried = "none was tried" if not late.filter(attempts__gt=0).exists() else "the mail server refuses them"
        hint = (
            "See that the worker runs (trellis worker), and look at EMAIL_URL. Letters are tried for five days, and"
            " gone after thirty."
        )
        what = f"{count} letter{'s' * (count != 1)} waited to be sent for longer than a day: {tried}."
        yield checks.Warning(what, hint, id="trellis.W154")


def _damage_of_a_file() -> Iterator[CheckMessage]:
    file = database_file()
    hint = "Keep the damaged file, and restore the last good backup into a new data folder."
    if file is None or not file.exists():
        return
    try:
        with sqlite_copy.opened(file) as opened:
            sqlite_copy.verify(opened, file)
            lost = opened.execute("PRAGMA foreign_key_check").fetchmany(3)
    except BackupError as error:
        yield Error(str(error), hint, id="trellis.E104")
        return
    for table, row, parent, _ in lost:
        yield Error(f"Row {row} of {table} points to a row of {parent} that is gone.", hint, id="trellis.E104")


def _damage_on_a_server() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(_SICK_INDEXES)
        for (name,) in cursor.fetchall():
            hint = f"Make it again: REINDEX INDEX {name};"
            yield Error(f"The index {name} of the database is not whole.", hint, id="trellis.E104")
        cursor.execute(_BAD_PAGES)
        if failed := cursor.fetchone()[0]:
            hint = "Look at the log of PostgreSQL and at the disk, and restore the last good backup elsewhere."
            yield Error(f"PostgreSQL has met {failed} damaged pages in this database.", hint, id="trellis.E104")
