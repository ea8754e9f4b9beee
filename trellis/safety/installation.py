"""Checks of this installation, and how to mend what they find: `trellis check --deploy`.

They look at the disk and the database, which a checkout need not have; so `trellis check` alone leaves them out.

    trellis.E101 database cannot be reached          trellis.E105 data folder cannot be written
    trellis.E102 changes to the tables are due       trellis.W106 little space is left
    trellis.E103 database is of a newer Trellis      trellis.W107 no backup, or an old one
    trellis.E104 database file is damaged            trellis.W111 to W113 addresses do not fit together

Tables of places (W121, W122) and the index (E131) are checked by their own rooms.
"""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host
from django.utils import timezone

from trellis.safety import sqlite_copy
from trellis.safety.backup import database_file, last_backup
from trellis.safety.manifest import BackupError
from trellis.safety.restore import known_migrations

OLD_BACKUP: Final = timedelta(days=7)
LEAST_SPACE: Final = 200_000_000
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - named, not listened on


def check_database(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """E101 to E104. Makes no database file where there is none."""
    file = database_file()
    if file is not None and not file.exists():
        return [Error(f"There is no database {file} yet.", "Make it: trellis migrate", id="trellis.E101")]
    try:
        connection.ensure_connection()
        return [*_tables_behind(), *_damage(file)]
    except DatabaseError as error:
        hint = "Look at DATABASE_URL, and whether the database server runs and lets this user in."
        return [Error(f"The database cannot be reached: {str(error).strip()}", hint, id="trellis.E101")]


def check_data_folder(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """E105 and W106."""
    folder: Path = settings.DATA_FOLDER
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        hint = "Give it to the user that runs Trellis: chown, chmod u+rwx; or name another by TRELLIS_DATA."
        return [Error(f"The data folder {folder} cannot be written: {error.strerror}.", hint, id="trellis.E105")]
    file = database_file()
    needed = max(LEAST_SPACE, 2 * file.stat().st_size if file and file.exists() else 0)
    return space_warnings(free=shutil.disk_usage(folder).free, needed=needed, folder=folder)


def check_addresses(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    return address_warnings(settings.SITE_ADDRESS, is_https=settings.HTTPS, hosts=settings.ALLOWED_HOSTS)


def check_backups(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    return backup_warnings(last_backup(settings.DATA_FOLDER), now=timezone.now())


def space_warnings(*, free: int, needed: int, folder: Path) -> list[CheckMessage]:
    if free >= needed:
        return []
    hint = f"Free some: a backup and the next import want {needed / 1e6:,.0f} MB."
    return [checks.Warning(f"Only {free / 1e6:,.0f} MB are left for {folder}.", hint, id="trellis.W106")]


def address_warnings(address: str, *, is_https: bool, hosts: Sequence[str]) -> list[CheckMessage]:
    """Where the address people use, HTTPS and ALLOWED_HOSTS do not fit together."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    found: list[CheckMessage] = []
    if host in _HERE:
        hint = "Set SITE_ADDRESS to the address people use, such as https://trellis.example.org"
        what = f"SITE_ADDRESS is {address}: links in calendars and feeds lead only back to this machine."
        return [checks.Warning(what, hint, id="trellis.W111")]
    if (parts.scheme == "https") != is_https:
        hint = "Set HTTPS=true and an https:// address once the site has a certificate; until then neither."
        what = f"SITE_ADDRESS is {address}, while HTTPS is {str(is_https).lower()}."
        found.append(checks.Warning(what, hint, id="trellis.W112"))
    if not validate_host(host, hosts):
        hint = f"Add {host} to ALLOWED_HOSTS."
        found.append(
            checks.Warning(f"Whoever comes by SITE_ADDRESS ({address}) is turned away.", hint, id="trellis.W113")
        )
    return found


def backup_warnings(last: datetime | None, *, now: datetime) -> list[CheckMessage]:
    hint = "trellis backup FILE --key-file KEY, every night (docs/backups.md shows how), and keep it elsewhere."
    if last is None:
        return [checks.Warning("No backup was ever made from this data folder.", hint, id="trellis.W107")]
    if now - last > OLD_BACKUP:
        return [checks.Warning(f"The last backup is {(now - last).days} days old.", hint, id="trellis.W107")]
    return []


def _tables_behind() -> list[CheckMessage]:
    executor = MigrationExecutor(connection)
    applied = set(executor.loader.applied_migrations)
    ours = {room for room, _ in known_migrations()}
    if newer := sorted(name for room, name in applied - known_migrations() if room in ours):
        what = f"The database is of a newer Trellis: {', '.join(newer[:5])}."
        return [Error(what, "Update Trellis, or restore a backup that this version made.", id="trellis.E103")]
    if due := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        what = f"{len(due)} change{'s' * (len(due) != 1)} to the tables are due."
        return [Error(what, "Make a backup, then: trellis migrate", id="trellis.E102")]
    return []


def _damage(file: Path | None) -> list[CheckMessage]:
    if file is None:
        return []
    try:
        with sqlite_copy.opened(file) as database:
            sqlite_copy.verify(database, file)
    except BackupError as error:
        hint = "Keep the damaged file, and restore the last good backup into a new data folder."
        return [Error(str(error), hint, id="trellis.E104")]
    return []
