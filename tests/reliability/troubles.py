"""Makes the machine refuse, in a process of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection


@contextmanager
def in_trouble(kind: str) -> Iterator[None]:
    """Until the block ends the database is locked, full, or read-only."""
    with _TROUBLES[kind]():
        yield


@contextmanager
def _locked() -> Iterator[None]:
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.1
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
    connection.close()
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def _full() -> Iterator[None]:
    """No page of the database is free, and it may get no more."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    with _asked("PRAGMA max_page_count = 1"):
        yield


@contextmanager
def _read_only() -> Iterator[None]:
    """As the file system would have it; a process of the superuser may write anyway, so SQLite is asked to refuse."""
    with _asked("PRAGMA query_only = 1"):
        yield


@contextmanager
def _asked(statement: str) -> Iterator[None]:
    from django.db.backends.signals import connection_created

    def ask(connection: Any, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    connection.close()
    connection_created.connect(ask)
    yield
    connection_created.disconnect(ask)
    connection.close()


_TROUBLES = {"locked": _locked, "full": _full, "read_only": _read_only}
