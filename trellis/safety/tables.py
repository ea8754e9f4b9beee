"""Whether the tables of the database are those of this version of Trellis."""

from django.core.checks import CheckMessage, Error
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from trellis.safety.manifest import Migration
from trellis.safety.trouble import AWAY, trouble_of


def known_migrations() -> set[Migration]:
    """Every change to the tables that this version of Trellis knows."""
    return {(room, name) for room, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


def tables_behind() -> list[CheckMessage]:
    """What keeps this version from using the tables as they are."""
    executor = MigrationExecutor(connection)
    applied = set(executor.loader.applied_migrations)
    ours = {room for room, _ in known_migrations()}
    if newer := sorted(name for room, name in applied - known_migrations() if room in ours):
        what = f"The database is of a newer Trellis: {', '.join(newer[:5])}."
        return [Error(what, "Update Trellis, or restore a backup that this version made.", id="trellis.E103")]
    if due := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        what = f"{len(due)} change{'s' * (len(due) != 1)} to the tables {'is' if len(due) == 1 else 'are'} due."
        hint = "Make a backup, then: trellis migrate" if applied else "Make the database: trellis prepare"
        return [Error(what, hint, id="trellis.E102")]
    return []


def refuse_strange_tables() -> None:
    """Raises CommandError where the tables are not those of this version."""
    try:
        problems = tables_behind()
    except DatabaseError as error:
        trouble = trouble_of(error) or AWAY
        raise CommandError(f"The database says: {str(error).strip()}. {trouble.cure}") from error
    if problems:
        raise CommandError(f"{problems[0].msg} {problems[0].hint}")
