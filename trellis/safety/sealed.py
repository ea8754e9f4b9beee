"""Text that is encrypted in the database, with keys of its own.

The keys come from FIELD_KEYS, newest first, or from a file in the data folder that is made when it is first needed.
What is sealed is sealed with the newest; what any of them sealed can be opened. `trellis rotate-keys` brings in a new
one. Whoever copies the database without the keys has noise; a backup holds both, so a backup needs a key of its own.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from trellis.safety.whole_files import PARTIAL, sync_folder

KEY_FILE: Final = "field_keys"
"""In the data folder: a key in a line, newest first."""


class SealedError(Exception):
    """Something sealed cannot be opened, or nothing can be sealed. The message says how to mend it."""


class SealedTextField(models.TextField):  # type: ignore[type-arg] # cannot be given any at run time
    """Encrypted in the database, plain in Python. The empty string stays as it is, so that it can be looked for."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return opened(value, whence=f"{self.model._meta.label}.{self.name}") if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return sealed(text) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": _Empty, "isnull": IsNull}.get(lookup_name, _Refused)


class _Empty(Exact):
    def get_prep_lookup(self) -> Any:
        return "" if self.rhs == "" else _refuse(self.lhs)


class _Refused(Exact):
    def get_prep_lookup(self) -> Any:
        return _refuse(self.lhs)


def _refuse(column: Any) -> Any:
    name = getattr(getattr(column, "target", None), "name", "The field")
    raise FieldError(f"{name} is sealed: it can be looked up as empty or not, or by a blind_index kept beside it.")


def sealed(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def opened(token: str, *, whence: str = "A field") -> str:
    try:
        return _box(is_made=False).decrypt(token).decode()
    except InvalidToken:
        raise SealedError(
            f"{whence} cannot be opened with the keys we have. Put the key it was sealed with at the end of FIELD_KEYS,"
            f" or put {settings.DATA_FOLDER / KEY_FILE} back from a backup."
        ) from None


def is_newest(token: str) -> bool:
    """Whether it is sealed with the newest key."""
    try:
        Fernet(keys()[0]).decrypt(token)
    except (InvalidToken, IndexError):
        return False
    return True


def keys() -> tuple[str, ...]:
    """Newest first; none before the first is made."""
    return tuple(settings.FIELD_KEYS) or _kept(settings.DATA_FOLDER / KEY_FILE)


def _box(*, is_made: bool = True) -> MultiFernet:
    found = keys()
    if not found and is_made:
        found = (_make(),)
    try:
        return MultiFernet([Fernet(key) for key in found or (Fernet.generate_key(),)])
    except ValueError as error:
        whence = "FIELD_KEYS" if settings.FIELD_KEYS else str(settings.DATA_FOLDER / KEY_FILE)
        raise SealedError(
            f"{whence} holds something that is no key. A key is 44 characters, such as are made by:"
            " openssl rand -base64 32"
        ) from error


def _kept(file: Path) -> tuple[str, ...]:
    """Read again each time: it is small, and another process may have added a key."""
    try:
        return tuple(file.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return ()


def _make() -> str:
    """The first key, in a file for its owner only. Where two processes make one at once, the first one's stays."""
    folder: Path = settings.DATA_FOLDER
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{KEY_FILE}.", suffix=PARTIAL)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(f"{Fernet.generate_key().decode()}\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        with suppress(FileExistsError):
            (folder / KEY_FILE).hardlink_to(name)
    finally:
        Path(name).unlink()
    sync_folder(folder)
    return keys()[0]
