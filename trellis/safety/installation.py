"""Checks of what a site needs before others may use it, and how to mend what they find: `trellis check --deploy`.

A checkout need not have any of it, so `trellis check` alone leaves them out; what it examines is in `state.py`.

    trellis.E101 there is no database                trellis.W107 no backup, or an old one
    trellis.E105 data folder cannot be written       trellis.W111 to W113 addresses do not fit together
    trellis.W108 backups older than BACKUP_DAYS
    trellis.W106 little space is left                trellis.W121, W122 tables of places (their own room)
    trellis.W114 to W119 are in openness.py
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
from django.http.request import validate_host
from django.utils import timezone

from trellis.safety.backup import database_file, last_backup, last_folder

OLD_BACKUP: Final = timedelta(days=7)
LEAST_SPACE: Final = 200_000_000
HERE: Final = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - named, not listened on


def check_presence(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """E101 where there is no database file. To be missed by an installation, not by a checkout."""
    file = database_file()
    if file is None or file.exists():
        return []
    return [Error(f"There is no database {file} yet.", "Make it: trellis migrate", id="trellis.E101")]


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
    now = timezone.now()
    return [
        *backup_warnings(last_backup(settings.DATA_FOLDER), now=now),
        *old_backup_warnings(last_folder(settings.DATA_FOLDER), days=settings.BACKUP_DAYS, now=now),
    ]


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
    if host in HERE:
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


def old_backup_warnings(folder: Path | None, *, days: int, now: datetime) -> list[CheckMessage]:
    """W108: files beside the last backup, whatever they are called, that hold what people were told is gone."""
    before = (now - timedelta(days=days)).timestamp()
    try:
        old = [file.name for file in folder.glob("*.backup") if file.stat().st_mtime < before] if folder else []
    except OSError:
        return []
    if not old:
        return []
    several = len(old) > 1
    what = (
        f"{len(old)} backup{'s' * several} in {folder} {'are' if several else 'is'} older than {days} days: {min(old)}"
    )
    hint = (
        "People are told that backups expire after BACKUP_DAYS. Delete older ones, also where you copied them;"
        " `trellis backup --into FOLDER` does it by itself."
    )
    return [checks.Warning(f"{what}{' and others' * several}.", hint, id="trellis.W108")]
