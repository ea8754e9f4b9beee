"""The tables of a PostgreSQL database, each in a file of its own in PostgreSQL's text form of COPY, and back.

All tables are read in one REPEATABLE READ transaction, so they are of one moment; all are written in one transaction,
with the changes to the tables, so that a restore is done whole or not at all.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

from trellis.safety.archive import Progress
from trellis.safety.manifest import Manifest, Migration

_PIECE: Final = 1 << 20
_HISTORY: Final = "django_migrations"


def dump(folder: Path, *, progress: Progress) -> tuple[tuple[Migration, ...], dict[str, tuple[int, tuple[str, ...]]]]:
    """Writes a file named after each table. The changes that were made, and each table's rows and columns."""
    tables: dict[str, tuple[int, tuple[str, ...]]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        names = our_tables()
        for done, name in enumerate(names):
            progress("Copying the database", done / len(names))
            columns = tuple(one.name for one in connection.introspection.get_table_description(cursor, name))
            tables[name] = (_copy_out(cursor, name, columns, folder / name), columns)
        cursor.execute(f"SELECT app, name FROM {_HISTORY} ORDER BY id")  # noqa: S608 - a name of our own
        migrations = tuple((app, name) for app, name in cursor.fetchall())
    return migrations, tables


def load(manifest: Manifest, files: Sequence[Path], *, progress: Progress) -> None:
    """Tables as they were when the backup was made, their rows, then the changes since; all or nothing.

    What stands in the database, which must be empty tables, goes first.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _drop_tables(cursor)
        executor = MigrationExecutor(connection)
        executor.migrate(last_of(manifest.migrations, executor.loader.graph))
        names = [Path(member.name).name for member in manifest.members if member.columns]
        # Changes to tables may bring rows of their own. The backup has them too, as they were.
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, our_tables()))}")
        # Making the tables had them checked at once; tables come by name, so checks wait until all are filled.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        columns = [member.columns for member in manifest.members if member.columns]
        for done, (name, wanted, file) in enumerate(zip(names, columns, files, strict=True)):
            progress("Filling the database", done / len(names))
            _copy_in(cursor, name, wanted, file)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _set_counters(cursor, names)
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def our_tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def last_of(migrations: Iterable[Migration], graph: MigrationGraph) -> list[Migration]:
    """Those that no other of the same room follows: what Django is told to migrate to."""
    wanted = set(migrations)
    return sorted(
        key
        for key in wanted
        if not any(child.key in wanted and child.key[0] == key[0] for child in graph.node_map[key].children)
    )


def _copy_out(cursor: Any, table: str, columns: tuple[str, ...], file: Path) -> int:
    statement = f"COPY {_quoted(table)} ({_list(columns)}) TO STDOUT"
    with connection.wrap_database_errors, file.open("xb") as out, cursor.copy(statement) as rows:
        for piece in rows:
            out.write(piece)
    return int(cursor.rowcount)


def _copy_in(cursor: Any, table: str, columns: tuple[str, ...], file: Path) -> None:
    statement = f"COPY {_quoted(table)} ({_list(columns)}) FROM STDIN"
    with connection.wrap_database_errors, file.open("rb") as source, cursor.copy(statement) as rows:
        while piece := source.read(_PIECE):
            rows.write(piece)


def _drop_tables(cursor: Any) -> None:
    present = set(connection.introspection.table_names(cursor)) & {*our_tables(), _HISTORY}
    if present:
        cursor.execute(f"DROP TABLE {', '.join(map(_quoted, sorted(present)))} CASCADE")


def _set_counters(cursor: Any, tables: Iterable[str]) -> None:
    """The next automatic number of each table comes after the greatest there is."""
    for table in tables:
        for sequence in connection.introspection.get_sequences(cursor, table):
            column = _quoted(sequence["column"])
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), greatest(max({column}), 1), max({column}) IS NOT NULL)"  # noqa: S608
                f" FROM {_quoted(table)}",
                [_quoted(table), sequence["column"]],
            )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))
