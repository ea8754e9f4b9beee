"""Checks of an installation."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trellis.safety.installation import (
    OLD_BACKUP,
    address_warnings,
    backup_warnings,
    old_backup_warnings,
    space_warnings,
)
from trellis.safety.tests.forking import Forker

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "https", "hosts", "found"),
    [
        ("https://trellis.example.org", True, ["trellis.example.org"], []),
        ("https://trellis.example.org", True, [".example.org"], []),
        ("http://127.0.0.1:8000", False, ["127.0.0.1"], ["trellis.W111"]),
        ("https://trellis.example.org", False, ["*"], ["trellis.W112"]),
        ("http://trellis.example.org", True, ["*"], ["trellis.W112"]),
        ("https://trellis.example.org", True, ["127.0.0.1"], ["trellis.W113"]),
    ],
)
def test_addresses_that_do_not_fit_together_are_told(
    address: str, *, https: bool, hosts: list[str], found: list[str]
) -> None:
    warnings = address_warnings(address, is_https=https, hosts=hosts)
    assert [one.id for one in warnings] == found
    assert all(one.hint for one in warnings)


def test_a_backup_is_missed_after_a_week() -> None:
    assert [one.id for one in backup_warnings(None, now=NOW)] == ["trellis.W107"]
    assert backup_warnings(NOW - OLD_BACKUP, now=NOW) == []
    assert "8 days old" in backup_warnings(NOW - timedelta(days=8), now=NOW)[0].msg


def test_little_space_is_told() -> None:
    assert space_warnings(free=10, needed=10, folder=Path("x")) == []
    assert [one.id for one in space_warnings(free=9, needed=10, folder=Path("x"))] == ["trellis.W106"]


def test_check_alone_looks_at_no_installation_and_makes_none(forker: Forker, tmp_path: Path) -> None:
    ended = forker.run(tmp_path, "check", "--fail-level", "WARNING")
    assert ended.code == 0, ended.said
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_migration_it_says_how_to_begin(forker: Forker, tmp_path: Path) -> None:
    ended = forker.run(tmp_path, "check", "--deploy")
    assert ended.code == 1
    assert "trellis.E101" in ended.said
    assert "trellis migrate" in ended.said
    assert "trellis.W121" in ended.said
    assert list(tmp_path.iterdir()) == []


def ids(forker: Forker, home: Path) -> str:
    """What the check of the database finds. The whole command would load every page first."""
    code = "from trellis.safety.state import database; print([one.id for one in database()])"
    return forker.run(home, "code", code).said.strip()


def test_each_state_of_the_database_has_its_own_number(forker: Forker, tmp_path: Path) -> None:
    assert forker.run(tmp_path, "migrate", "places", "0001", "-v0").code == 0
    assert ids(forker, tmp_path) == "['trellis.E102']"
    assert forker.run(tmp_path, "migrate", "-v0").code == 0
    assert ids(forker, tmp_path) == "[]"
    later = "from django.db import connection; from django.db.migrations.recorder import MigrationRecorder as R"
    assert forker.run(tmp_path, "code", f"{later}; R(connection).record_applied('places', '9999_later')").code == 0
    assert ids(forker, tmp_path) == "['trellis.E103']"


def test_a_damaged_database_is_told_and_not_backed_up(forker: Forker, home: Path) -> None:
    file = home / "trellis.sqlite3"
    content = bytearray(file.read_bytes())
    content[-8192:] = bytes(8192)
    file.write_bytes(content)
    assert ids(forker, home) == "['trellis.E104']"
    ended = forker.run(home, "backup", str(home / "made.backup"))
    assert (ended.code, "is damaged" in ended.said, "Traceback" in ended.said) == (1, True, False), ended.said
    assert not (home / "made.backup").exists()


def test_backups_that_are_older_than_people_were_told_are_told(tmp_path: Path) -> None:
    for name, age in (
        ("monday.backup", 36),
        ("trellis-2026-10-01-033000.backup", 40),
        ("new.backup", 1),
        ("x.txt", 90),
    ):
        (tmp_path / name).touch()
        moment = (NOW - timedelta(days=age)).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    (warning,) = old_backup_warnings(tmp_path, days=35, now=NOW)
    assert (warning.id, "2 backups" in warning.msg, "monday.backup and others" in warning.msg) == (
        "trellis.W108",
        True,
        True,
    )
    assert old_backup_warnings(tmp_path, days=50, now=NOW) == []
    assert old_backup_warnings(tmp_path / "gone", days=1, now=NOW) == []
    assert old_backup_warnings(None, days=1, now=NOW) == []
