"""Lets tests with transactions of their own empty tables that the database guards.

After such a test Django empties every table. On PostgreSQL that is a TRUNCATE, which no guard looks at. On SQLite it is
a DELETE, which the triggers of the audit trail refuse. So there the triggers go away for that moment and come back as
they were, in the same transaction. Nothing in Trellis itself can do this.
"""

from typing import Any

from django.db import connection

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def let_flush_through(patch: Any) -> None:
    """For every connection: a test with a browser gets one of its own from Django."""
    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with connection.cursor() as cursor:
            triggers = cursor.execute(_TRIGGERS).fetchall()
        gone = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in triggers]
        statements = plain(self, *args, **kwargs)
        return [*gone, *statements, *(sql for _, sql in triggers)] if statements else []

    patch.setattr(operations, "sql_flush", sql_flush)
