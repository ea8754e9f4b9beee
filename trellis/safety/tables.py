"""Whether the tables of the database are those of this version of Trellis."""

from django.core.checks import CheckMessage, Error
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from trellis.safety.manifest import Migration


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
        return [Error(what, "Make a backup, then: trellis migrate", id="trellis.E102")]
    return []
