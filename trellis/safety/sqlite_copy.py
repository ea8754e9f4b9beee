"""An SQLite database copied while it is in use, and put in its place.

The copy is made by SQLite's online backup under one read transaction: it is the database of one moment, however much is
written meanwhile, and no writer waits (WAL).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from trellis.safety.archive import Progress
from trellis.safety.manifest import BackupError, Migration
from trellis.safety.whole_files import sync_folder

_PAGES: Final = 2_000  # at a time: about 8 MB
_WAIT_SECONDS: Final = 20.0
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
)
BESIDE: Final = ("-wal", "-shm", "-journal")
"""Ends of the names of what SQLite keeps beside a database. One of another database would spoil ours."""


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """An existing database, outside Django. Raises BackupError for what SQLite says."""
    try:
        with closing(
            sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
            )
        ) as connection:
            yield connection
    except sqlite3.Error as error:
        raise BackupError(f"The database {file} cannot be used: {error}. {_cure(error)}") from error


def copy(source: Path, target: Path, *, progress: Progress) -> None:
    """The database of this moment, in one new file."""

    def tell(_status: int, remaining: int, total: int) -> None:
        progress("Copying the database", 1 - remaining / total if total else 1.0)

    with opened(source) as database, closing(sqlite3.connect(target, isolation_level=None)) as made:
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on we see this moment
        database.backup(made, pages=_PAGES, progress=tell)
        made.execute("PRAGMA journal_mode=DELETE")
        verify(made, source)


def verify(connection: sqlite3.Connection, name: Path) -> None:
    """Raises BackupError for a database whose pages do not fit together."""
    found = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if found != ["ok"]:
        raise BackupError(
            f"The database {name} is damaged: {'; '.join(found)}. Restore the last good backup into an empty folder,"
            " or mend it: sqlite3 FILE .recover | sqlite3 NEW"
        )


def facts(file: Path) -> tuple[tuple[Migration, ...], dict[str, int]]:
    """The changes to tables that were made, and the rows in each table."""
    with opened(file) as database:
        names = [row[0] for row in database.execute(_TABLES)]
        counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
        if not counts.pop("django_migrations", 0):
            return (), counts
        rows = database.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return tuple((app, name) for app, name in rows), counts


def put_in_place(made: Path, target: Path) -> None:
    """The last step of a restore: one renaming. What is at `target` is empty; whoever has it open must let go first."""
    if target.exists():
        _release(target)
    for end in BESIDE:
        target.with_name(target.name + end).unlink(missing_ok=True)
    with made.open("rb") as handle:
        os.fsync(handle.fileno())
    made.replace(target)
    sync_folder(target.parent)


def _release(target: Path) -> None:
    """Raises BackupError while another process has the database open. Takes away what lies beside it."""
    with closing(sqlite3.connect(target, timeout=2.0, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise BackupError(
                f"Another process has {target} open ({error}). Stop the server, then restore. Nothing was changed."
            ) from error


def _cure(error: sqlite3.Error) -> str:
    words = str(error)
    if "full" in words or "disk I/O" in words:
        return "Free some space, then try again."
    if "readonly" in words or "unable to open" in words:
        return "See that this user may read and write the file and its folder."
    if "locked" in words:
        return "Another process is writing: try again in a minute."
    if "malformed" in words or "not a database" in words:
        return "It is damaged. Restore the last good backup into an empty folder."
    return "`trellis check --deploy` tells more."
