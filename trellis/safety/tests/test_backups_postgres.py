"""Backing up and restoring on PostgreSQL, where there is a server for tests."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from trellis.safety.tests.forking import Forker
from trellis.safety.tests.test_backups import FILL, INTACT

ROOT = Path(__file__).parents[3]


@pytest.fixture
def address() -> str:
    """Of a database that does not exist, on the server for tests."""
    asked = subprocess.run(
        [sys.executable, str(ROOT / "tests/postgres.py")], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        pytest.skip(asked.stdout)
    return asked.stdout.strip()


@pytest.fixture
def installation(address: str, tmp_path: Path) -> Iterator[Callable[[str], tuple[Forker, Path, str]]]:
    """Makes a database and a process that uses it; takes both away."""
    server = address.replace(urlsplit(address).path, "/postgres")
    made: list[tuple[Forker, str]] = []

    def make(name: str) -> tuple[Forker, Path, str]:
        database = f"{urlsplit(address).path[1:]}_{name}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
        made.append((Forker(tmp_path / name, f"{address}_{name}"), database))
        (tmp_path / name / "home").mkdir()
        return made[-1][0], tmp_path / name / "home", f"{address}_{name}"

    yield make
    for forker, database in made:
        forker.close()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


def rows(address: str) -> dict[str, list[tuple]]:
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT relname FROM pg_stat_user_tables ORDER BY 1").fetchall()
        return {
            name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))
            for (name,) in tables
            if name != "django_migrations"
        }


def test_an_installation_comes_back_as_it_was_or_not_at_all(
    installation: Callable[[str], tuple[Forker, Path, str]], tmp_path: Path
) -> None:
    forker, home, address = installation("full")
    file = tmp_path / "made.backup"
    assert forker.run(home, "migrate", "-v0").code == 0
    ended = forker.run(home, "code", FILL)
    assert ended.code == 0, ended.said
    (home / "secret_key").write_text("the key of this installation")
    ended = forker.run(home, "backup", str(file))
    assert ended.code == 0, ended.said

    other, empty, other_address = installation("empty")
    for turn in range(4):  # killed while it restores: the transaction never was
        other.run(empty, "restore", str(file), "--no-places", kill_after=0.05 + 0.1 * turn)
        assert rows(other_address) in ({}, rows(address))
    ended = other.run(empty, "restore", str(file), "--no-places")
    assert ended.code == 0 or "has listings already" in ended.said, ended.said
    assert rows(other_address) == rows(address)
    assert (empty / "secret_key").read_text() == "the key of this installation"
    assert other.run(empty, "migrate", "--check").code == 0
    ended = other.run(empty, "code", INTACT)
    assert ended.code == 0, ended.said
    code = "from trellis.places.models import Revision; Revision.objects.create(number=4)"
    ended = other.run(empty, "code", code)  # the next automatic number is free
    assert ended.code == 0, ended.said
    ended = other.run(empty, "restore", str(file), "--no-places")
    assert (ended.code, "has listings already" in ended.said) == (1, True), ended.said
