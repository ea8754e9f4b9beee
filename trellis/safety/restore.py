"""`trellis restore`: a backup into an empty installation, whole or not at all.

Every byte is checked before the first is written. The database is made ready beside its place, brought up to date
there, and then put in its place by one renaming (SQLite) or one transaction (PostgreSQL).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

import trellis
from trellis.lib import env
from trellis.lib.folders import kept_secret
from trellis.safety import postgres_copy, sqlite_copy
from trellis.safety.archive import Progress, read_archive
from trellis.safety.backup import database_file, is_kept, told
from trellis.safety.manifest import BackupError, Manifest, refusal
from trellis.safety.tables import known_migrations
from trellis.safety.whole_files import BusyError, locked, scratch_folder, whole_file


def restore_backup(file: Path, *, key: str, progress: Progress) -> Manifest:
    """Raises BackupError; the installation is then as it was."""
    file = file.expanduser().absolute()
    home = (database_file() or settings.DATA_FOLDER / "database").parent
    try:
        with locked(settings.DATA_FOLDER):
            manifest = _allowed(file, key, progress)
            with scratch_folder(home) as scratch:
                # Read again, and checked again: the file may have changed meanwhile.
                if read_archive(file, key, progress, scratch) != manifest:
                    raise BackupError(f"{file} was changed while it was read. Restore again.")
                _put(manifest, scratch, progress)
        settings.SECRET_KEY = env.text("SECRET_KEY") or kept_secret(settings.DATA_FOLDER)  # what sessions are read with
        return manifest
    except BusyError as error:
        raise BackupError("Another backup or restore is running. Wait until it is done.") from error
    except OSError as error:
        raise BackupError(f"It cannot be restored. {told(error)} Nothing was restored.") from error
    except DatabaseError as error:
        raise BackupError(f"The database refused it: {str(error).strip()}. Nothing was restored.") from error


def is_empty() -> bool:
    """Whether this installation holds nothing of ours: no database, or no row in any of our tables."""
    database = database_file()
    if database is not None and not database.exists():
        return True
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        ours = (model for model in apps.get_models() if model.__module__.startswith("trellis."))
        return not any(model._meta.db_table in present and model._base_manager.exists() for model in ours)


def _allowed(file: Path, key: str, progress: Progress) -> Manifest:
    if not is_empty():
        raise BackupError(
            "This installation has listings already, and restoring would lose them. Restore into an empty one:"
            f" TRELLIS_DATA=/a/new/folder trellis restore {file}"
            + ("" if connection.vendor == "sqlite" else ", with DATABASE_URL naming an empty database")
            + ". Nothing was changed."
        )
    manifest = read_archive(file, key, progress)
    reason = refusal(manifest, version=trellis.__version__, database=connection.vendor, known=known_migrations())
    if reason:
        raise BackupError(f"{reason} Nothing was restored.")
    return manifest


def _put(manifest: Manifest, scratch: Path, progress: Progress) -> None:
    """Secrets first: until the database is there, the installation counts as empty, and may be restored again."""
    files = [scratch / str(number) for number in range(len(manifest.members))]
    secrets = {member.name: path for member, path in zip(manifest.members, files, strict=True) if is_kept(member.name)}
    data = [path for path in files if path not in secrets.values()]
    database = database_file()
    if database is not None:
        _prepare(data[0], manifest)
    with _secrets_put(secrets):
        if database is None:
            postgres_copy.load(manifest, data, progress=progress)
        else:
            connection.close()
            sqlite_copy.put_in_place(data[0], database)


def _prepare(made: Path, manifest: Manifest) -> None:
    """Checks the database beside its place, and makes there the changes that came since."""
    with sqlite_copy.opened(made) as database:
        sqlite_copy.verify(database, made)
    if known_migrations() - set(manifest.migrations):
        with _instead(made):
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    with sqlite_copy.opened(made) as database:
        database.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _instead(made: Path) -> Iterator[None]:
    """Django's one connection leads to the database that is being made."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = made
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@contextmanager
def _secrets_put(secrets: dict[str, Path]) -> Iterator[None]:
    """Writes the secrets, and the old ones back where the rest fails."""
    before = {name: (settings.DATA_FOLDER / name) for name in secrets}
    old = {name: path.read_bytes() if path.exists() else None for name, path in before.items()}
    try:
        for name, path in secrets.items():
            _write(settings.DATA_FOLDER / name, path.read_bytes())
        yield
    except BaseException:
        for name, content in old.items():
            if content is None:
                before[name].unlink(missing_ok=True)
            else:
                _write(before[name], content)
        raise


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    with whole_file(path) as out:
        out.write(content)
