"""Triggers by which the database itself refuses to change or delete what is only added to.

Whoever may alter tables can take them away, and `trellis check` then says so. TRUNCATE, DROP and restoring a backup are
not held back on PostgreSQL. On SQLite emptying a table is a DELETE, so `trellis flush` is refused there.

A later change to a guarded table on SQLite makes the table anew, without its triggers: end that migration with `guard`.
"""

from typing import Any, Final

from django.db import connection

ENTRIES: Final = "safety_auditentry"
HEAD: Final = "safety_audithead"
_WORDS: Final = "the audit trail is only added to"
_FUNCTION: Final = "safety_refuse"

_TRIGGERS: Final = (
    # table, name, event, when
    (ENTRIES, f"{ENTRIES}_update", "UPDATE", ""),
    (ENTRIES, f"{ENTRIES}_delete", "DELETE", ""),
    (HEAD, f"{HEAD}_delete", "DELETE", ""),
    (HEAD, f"{HEAD}_back", "UPDATE", "WHEN (NEW.number <> OLD.number + 1)"),
)
_SQLITE_ALONE: Final = (
    # REPLACE deletes without asking the trigger of deletion.
    (ENTRIES, f"{ENTRIES}_again", "INSERT", f"WHEN EXISTS (SELECT 1 FROM {ENTRIES} WHERE number = NEW.number)"),  # noqa: S608
)


def guard(_apps: Any, schema_editor: Any) -> None:
    """For RunPython in a migration."""
    unguard(_apps, schema_editor)
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, name, event, when in _triggers(is_sqlite=is_sqlite):
        deed = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END" if is_sqlite else f"EXECUTE FUNCTION {_FUNCTION}()"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} {deed}")


def unguard(_apps: Any, schema_editor: Any) -> None:
    """The way back."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name, _, _ in _triggers(is_sqlite=is_sqlite):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{'' if is_sqlite else f' ON {table}'}")


def unguarded() -> list[str]:
    """The guarded tables that lack a trigger."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if is_sqlite
            else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
        )
        present = {name for (name,) in cursor.fetchall()}
    return sorted({table for table, name, _, _ in _triggers(is_sqlite=is_sqlite) if name not in present})


def _triggers(*, is_sqlite: bool) -> tuple[tuple[str, str, str, str], ...]:
    return (*_TRIGGERS, *_SQLITE_ALONE) if is_sqlite else _TRIGGERS
