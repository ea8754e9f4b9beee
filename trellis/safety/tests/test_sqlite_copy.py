"""What SQLite says while a database is copied, with what to do about it."""

import sqlite3

import pytest

from trellis.safety import sqlite_copy
from trellis.safety.manifest import BackupError


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("database or disk is full", "Free some space"),
        ("disk I/O error", "Free some space"),
        ("attempt to write a readonly database", "this user may read and write"),
        ("database is locked", "try again in a minute"),
        ("database disk image is malformed", "Restore the last good backup"),
    ],
)
def test_what_goes_wrong_is_told_with_its_cure(said, cure, tmp_path):
    file = tmp_path / "trellis.sqlite3"
    sqlite3.connect(file).close()
    with pytest.raises(BackupError, match=f"{said}.*{cure}"), sqlite_copy.opened(file):
        raise sqlite3.OperationalError(said)
