"""`trellis backup`: the whole installation in one file, of one moment, while it serves.

The database, and the small secrets that cannot be made again. Tables of postcodes and towns are rebuilt, not kept. The
unencrypted copy that is made on the way stays in the data folder, where the database is, and is gone afterwards.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection

import trellis
from trellis.safety import erased, postgres_copy, sqlite_copy
from trellis.safety.archive import Progress, described, write_archive
from trellis.safety.manifest import BackupError, Manifest, Member
from trellis.safety.sealed import KEY_FILE
from trellis.safety.sealing import LEAST_KEY
from trellis.safety.whole_files import BusyError, locked, scratch_folder, whole_file

KEPT_FILES: Final = ("secret_key", KEY_FILE)
"""In the data folder, besides the database, that a restore needs."""
PICTURE: Final = re.compile(r"pictures/(?:waiting/)?[0-9a-f]{40}\.jpg")
"""Names of the pictures in the data folder; they are written once and never changed."""
DATABASE: Final = "database.sqlite3"
_LAST: Final = "last-backup.json"
_NAMED: Final = re.compile(r"trellis-\d{4}-\d\d-\d\d-\d{6}\.backup")


@dataclass(frozen=True, slots=True)
class Made:
    manifest: Manifest
    size: int


def make_backup(file: Path, *, key: str, is_forced: bool, now: datetime, progress: Progress) -> Made:
    """Raises BackupError; then there is no `file`, or the one that was there before."""
    file = file.expanduser().absolute()
    _refuse(file, is_forced=is_forced)
    try:
        with locked(settings.DATA_FOLDER), scratch_folder(settings.DATA_FOLDER) as scratch:
            manifest, sources = _staged(scratch, now=now, progress=progress)
            with whole_file(file) as out:
                write_archive(out, manifest, sources, key, progress)
            made = Made(manifest, file.stat().st_size)
            _remember(made, file, is_sealed=bool(key))
            return made
    except BusyError as error:
        raise BackupError("Another backup or restore is running. Wait until it is done.") from error
    except OSError as error:
        raise BackupError(f"The backup cannot be written. {told(error)} Nothing was written.") from error
    except DatabaseError as error:
        raise BackupError(f"The database cannot be read: {str(error).strip()}. Nothing was written.") from error


def make_backup_into(folder: Path, *, key: str, days: int, now: datetime, progress: Progress) -> tuple[Path, Made, int]:
    """One more backup in a folder, named after the moment; then those go that are older than `days`. How many went.

    None goes unless the new one is there. Raises BackupError.
    """
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BackupError(f"The folder cannot be made. {told(error)}") from error
    file = folder / f"trellis-{now.astimezone(UTC):%Y-%m-%d-%H%M%S}.backup"
    made = make_backup(file, key=key, is_forced=False, now=now, progress=progress)
    gone = 0
    try:
        erased.keep_in(folder)
    except OSError as error:
        raise BackupError(f"{file} is made, but the list of what was erased was not. {told(error)}") from error
    for old in old_backups(folder, days=days, now=now):
        try:
            old.unlink()
        except OSError as error:
            raise BackupError(f"{file} is made, but {old.name} could not be taken away. {told(error)}") from error
        gone += 1
    return file, made, gone


def old_backups(folder: Path, *, days: int, now: datetime) -> list[Path]:
    """Those in the folder that `make_backup_into` named, and that are older than so many days."""
    before = f"trellis-{now.astimezone(UTC) - timedelta(days=days):%Y-%m-%d-%H%M%S}.backup"
    named = (path for path in folder.glob("trellis-*.backup") if _NAMED.fullmatch(path.name))
    return sorted(path for path in named if path.name < before)


def last_folder(folder: Path) -> Path | None:
    """Where the last backup of this data folder went, where that is known."""
    try:
        return Path(json.loads((folder / _LAST).read_text(encoding="utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def last_backup(folder: Path) -> datetime | None:
    """When the last backup was made from this data folder, where that is known."""
    try:
        return datetime.fromisoformat(json.loads((folder / _LAST).read_text(encoding="utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def checked_key(key: str, whence: str) -> str:
    """The key, or nothing. Raises BackupError for one that is too short to be a key."""
    key = key.strip()
    if key and len(key) < LEAST_KEY:
        raise BackupError(
            f"The key in {whence} has {len(key)} characters, and {LEAST_KEY} are the least. Make a good one:"
            " openssl rand -base64 32"
        )
    return key


def told(error: OSError) -> str:
    """In words, what the system refused."""
    name = f"{error.filename}: " if isinstance(error.filename, str | Path) else ""
    return f"{name}{error.strerror or error}."


def database_file() -> Path | None:
    """The file of an SQLite database; None on PostgreSQL."""
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def is_kept(name: str) -> bool:
    """Whether a member of a backup goes into the data folder under its own name."""
    return name in KEPT_FILES or PICTURE.fullmatch(name) is not None


def _refuse(file: Path, *, is_forced: bool) -> None:
    if file.is_dir():
        raise BackupError(f"{file} is a folder. Name a file in it, such as {file / 'trellis.backup'}.")
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}. Make it first.")
    if file.exists() and not is_forced:
        raise BackupError(f"{file} is there already. Choose another name, or --force to write over it.")
    database = database_file()
    if database is not None and not database.exists():
        raise BackupError(f"There is no database {database} yet, so there is nothing to back up.")
    if file == database or file in {settings.DATA_FOLDER / name for name in KEPT_FILES}:
        raise BackupError(f"{file} is part of the installation itself. Choose another name.")


def _staged(scratch: Path, *, now: datetime, progress: Progress) -> tuple[Manifest, dict[str, Path]]:
    """What goes in, copied to where nobody changes it."""
    database, copied = database_file(), scratch / "database"
    copied.mkdir()
    if database is not None:
        target = copied / DATABASE
        sqlite_copy.copy(database, target, progress=progress)
        migrations, counts = sqlite_copy.facts(target)
        members, sources = [described(target, name=DATABASE)], {DATABASE: target}
    else:
        migrations, tables = postgres_copy.dump(copied, progress=progress)
        counts = {table: rows for table, (rows, _) in tables.items()}
        sources = {f"tables/{table}": copied / table for table in tables}
        columns = {f"tables/{table}": names for table, (_, names) in tables.items()}
        members = [described(path, name=name, columns=columns[name]) for name, path in sources.items()]
    kept, paths = _kept(scratch)
    whole = tuple(sorted((*members, *kept), key=lambda member: is_kept(member.name)))
    return Manifest(trellis.__version__, now, connection.vendor, migrations, counts, whole), sources | paths


def _kept(scratch: Path) -> tuple[Sequence[Member], dict[str, Path]]:
    """Pictures get a second name meanwhile, so that none goes while it is copied."""
    folder: Path = settings.DATA_FOLDER
    paths = {name: folder / name for name in KEPT_FILES if (folder / name).exists()}
    for found in sorted((folder / "pictures").rglob("*.jpg")):
        name = found.relative_to(folder).as_posix()
        if PICTURE.fullmatch(name):
            paths[name] = scratch / name.replace("/", "-")
            with suppress(FileNotFoundError):
                paths[name].hardlink_to(found)
    paths = {name: path for name, path in paths.items() if path.exists()}
    return [described(path, name=name) for name, path in paths.items()], paths


def _remember(made: Made, file: Path, *, is_sealed: bool) -> None:
    facts: dict[str, Any] = {"made_at": made.manifest.made_at.isoformat(), "bytes": made.size, "encrypted": is_sealed}
    facts["folder"] = str(file.parent)
    with whole_file(settings.DATA_FOLDER / _LAST) as out:
        out.write(json.dumps(facts).encode())
