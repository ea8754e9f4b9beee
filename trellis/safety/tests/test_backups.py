"""Backing up and restoring whole installations, in processes of their own."""

import json
import os
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from trellis.safety.tests.forking import Forker

KEY = "correct horse battery staple"
FILL = """
from trellis.places.models import Place, Revision, Source
import uuid
source = Source.objects.create(id=uuid.UUID(int=1), slug="s", name="Société d'été", format="csv", report={"read": 900})
Place.objects.bulk_create(Place(
    id=uuid.uuid5(source.id, str(n)), slug=f"p{n}", source=source, source_key=str(n),
    name=f"Hall\\t{n}\\n\\\\N", zone="UTC",
    way_in=uuid.uuid5(source.id, f"way {n}").hex * 60, lat=53.123456789, lon=-2.2, features=["step-free"],
) for n in range(900))
Revision.advance()

from django.db import transaction
from django.utils import timezone
from trellis.safety.audit import SYSTEM, record
from trellis.safety.letters import send_later
with transaction.atomic():
    send_later(to="kim@example.org", subject="Your listing", body="Dear Kim", about="reminder", now=timezone.now())
    for number in range(3):
        record(action="listing.added", by=SYSTEM, detail={"count": number}, now=timezone.now())
"""
INTACT = """
from trellis.places.models import Place
from trellis.safety.audit import verify
from trellis.safety.guard import unguarded
from trellis.safety.models import AuditEntry, Letter
assert Place.objects.count() == 900
assert (verify(), unguarded(), AuditEntry.objects.count()) == (None, [], 3)
assert Letter.objects.get().to == "kim@example.org"
"""


@pytest.fixture(scope="module")
def filled(forker: Forker, migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with 900 places. To be copied, not changed."""
    home = Path(shutil.copytree(migrated_home, tmp_path_factory.mktemp("filled") / "home"))
    ended = forker.run(home, "code", FILL)
    assert ended.code == 0, ended.said
    (home / "secret_key").write_text("the key of this installation")
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/secret_key").write_text("made by itself")
    return tmp_path / "empty"


@pytest.fixture(scope="module")
def backup(forker: Forker, filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(filled, tmp_path_factory.mktemp("backup") / "home"))
    file = home.parent / "made.backup"
    assert forker.run(home, "backup", str(file)).code == 0
    return file


def restore(forker: Forker, home: Path, file: Path, **options: object) -> tuple[int, str]:
    ended = forker.run(home, "restore", str(file), "--no-places", **options)
    return ended.code, ended.said


def rows(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "trellis.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return list(database.iterdump())


def leftovers(*folders: Path) -> list[str]:
    return [path.name for folder in folders for path in folder.iterdir() if path.name.endswith("partial")]


def test_an_installation_comes_back_as_it_was(forker: Forker, home: Path, empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "made.backup"
    ended = forker.run(home, "backup", str(file), TRELLIS_BACKUP_KEY=KEY)
    assert (ended.code, ended.said.count(" rows in "), ended.said.count(", encrypted")) == (0, 1, 1), ended.said
    (tmp_path / "key.txt").write_text(f"{KEY}\n")
    ended = forker.run(empty, "restore", str(file), "--no-places", "--key-file", str(tmp_path / "key.txt"))
    assert ended.code == 0, ended.said
    assert rows(empty) == rows(home)
    assert (empty / "secret_key").read_text() == "the key of this installation"
    assert leftovers(home, empty, tmp_path) == []
    ended = forker.run(empty, "code", INTACT)
    assert ended.code == 0, ended.said


def test_pictures_come_back_and_no_other_file_of_their_folder(
    forker: Forker, home: Path, empty: Path, tmp_path: Path
) -> None:
    shown, waits = f"pictures/{'a' * 40}.jpg", f"pictures/waiting/{'b' * 40}.jpg"
    (home / "pictures/waiting").mkdir(parents=True)
    for name in (shown, waits, "pictures/other.jpg", "pictures/waiting/half.trellis-partial"):
        (home / name).write_bytes(name.encode())
    assert forker.run(home, "backup", str(tmp_path / "made.backup")).code == 0
    assert restore(forker, empty, tmp_path / "made.backup")[0] == 0
    there = {path.relative_to(empty).as_posix(): path.read_text() for path in (empty / "pictures").rglob("*.*")}
    assert there == {shown: shown, waits: waits}
    assert rows(empty) == rows(home)


def test_a_backup_of_older_tables_is_brought_forward(forker: Forker, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for room in ("places", "safety"):
        assert forker.run(tmp_path / "old", "migrate", room, "-v0").code == 0
    assert forker.run(tmp_path / "old", "code", FILL).code == 0
    assert forker.run(tmp_path / "old", "backup", str(tmp_path / "old.backup")).code == 0
    assert restore(forker, empty, tmp_path / "old.backup")[0] == 0
    assert forker.run(empty, "migrate", "--check").code == 0
    assert len(rows(empty)) > len(rows(tmp_path / "old"))


def test_a_backup_of_a_newer_version_is_refused(forker: Forker, home: Path, empty: Path, tmp_path: Path) -> None:
    newer = "import trellis; trellis.__version__ = '99.1.0'"
    code = newer + "; from trellis.config.cli import main; main(['trellis', 'backup', '{}'])"
    assert forker.run(home, "code", code.format(tmp_path / "new.backup")).code == 0
    code, said = restore(forker, empty, tmp_path / "new.backup")
    assert code == 1
    assert "Trellis 99.1.0, which is newer" in said
    assert [path.name for path in empty.iterdir()] == ["secret_key"]


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(forker: Forker, home: Path, tmp_path: Path) -> None:
    """Every change sets the same number in two tables."""
    stop, made = Event(), []

    def write() -> None:
        with closing(sqlite3.connect(home / "trellis.sqlite3", timeout=20, isolation_level=None)) as database:
            while not stop.is_set():
                made.append(1)
                database.execute("BEGIN IMMEDIATE")
                database.execute("UPDATE places_revision SET number = ?", [len(made)])
                database.execute("UPDATE places_place SET revision = ?", [len(made)])
                database.execute("COMMIT")

    writer = Thread(target=write)
    writer.start()
    while len(made) < 2:
        sleep(0.01)
    try:
        for turn in range(4):
            before = len(made)
            assert forker.run(home, "backup", str(tmp_path / f"{turn}.backup")).code == 0
            assert len(made) > before, "nobody wrote meanwhile"
    finally:
        stop.set()
        writer.join()
    for turn in range(4):
        (tmp_path / str(turn)).mkdir()
        assert restore(forker, tmp_path / str(turn), tmp_path / f"{turn}.backup")[0] == 0
        with closing(sqlite3.connect(tmp_path / str(turn) / "trellis.sqlite3")) as database:
            numbers = database.execute("SELECT number FROM places_revision UNION SELECT revision FROM places_place")
            assert len(numbers.fetchall()) == 1


def test_killed_at_any_moment_a_backup_is_whole_or_not_there(forker: Forker, home: Path, tmp_path: Path) -> None:
    chance, file = random.Random(7), tmp_path / "made.backup"
    for _ in range(20):
        file.unlink(missing_ok=True)
        ended = forker.run(home, "backup", str(file), kill_after=chance.uniform(0.01, 0.25))
        if file.exists():
            shutil.rmtree(tmp_path / "copy", ignore_errors=True)
            (tmp_path / "copy").mkdir()
            assert restore(forker, tmp_path / "copy", file)[0] == 0, ended.said
    assert forker.run(home, "backup", str(file), "--force").code == 0
    assert leftovers(home, tmp_path) == []


def test_killed_at_any_moment_a_restore_is_whole_or_can_be_done_again(
    forker: Forker, filled: Path, backup: Path, tmp_path: Path
) -> None:
    chance, wanted = random.Random(8), rows(filled)
    for turn in range(20):
        home = tmp_path / str(turn)
        home.mkdir()
        forker.run(home, "restore", str(backup), "--no-places", kill_after=chance.uniform(0.01, 0.25))
        if not (home / "trellis.sqlite3").exists():
            code, said = restore(forker, home, backup)
            assert code == 0, said
            assert leftovers(home) == []
        assert rows(home) == wanted
        assert (home / "secret_key").read_text() == "the key of this installation"


STOPPED = """
from pathlib import Path
from django.utils import timezone
from trellis.safety.management.commands import backup, restore
def stop_at(doing, done):
    if doing == "{moment}":
        raise KeyboardInterrupt
backup.progress_on = restore.progress_on = lambda stream: stop_at
from trellis.config.cli import main
main(["trellis", {words}])
"""


@pytest.mark.parametrize("moment", ["Copying the database", "Writing the backup"])
def test_stopping_a_backup_leaves_nothing_behind(forker: Forker, home: Path, tmp_path: Path, moment: str) -> None:
    words = f"'backup', '{tmp_path}/made.backup'"
    ended = forker.run(home, "code", STOPPED.format(moment=moment, words=words))
    assert (ended.code, "Stopped. Nothing was written." in ended.said) == (1, True), ended.said
    assert leftovers(home, tmp_path) == []
    assert not (tmp_path / "made.backup").exists()


def test_stopping_a_restore_leaves_nothing_behind(forker: Forker, empty: Path, backup: Path) -> None:
    code = STOPPED.format(moment="Checking the backup", words=f"'restore', '{backup}'")
    ended = forker.run(empty, "code", code)
    assert (ended.code, "Stopped. Nothing was restored." in ended.said) == (1, True), ended.said
    assert [path.name for path in empty.iterdir()] == ["secret_key"]


def test_an_installation_with_listings_is_left_alone(forker: Forker, home: Path, backup: Path) -> None:
    before = rows(home)
    code, said = restore(forker, home, backup)
    assert code == 1
    assert "Restore into an empty one: TRELLIS_DATA=/a/new/folder" in said
    assert rows(home) == before


def test_empty_tables_count_as_empty_but_not_while_somebody_has_them_open(
    forker: Forker, filled: Path, empty: Path, backup: Path
) -> None:
    assert forker.run(empty, "migrate", "-v0").code == 0
    with closing(sqlite3.connect(empty / "trellis.sqlite3")) as server:
        server.execute("SELECT count(*) FROM places_place").fetchone()
        code, said = restore(forker, empty, backup)
        assert (code, "Stop the server, then restore" in said) == (1, True), said
        assert (empty / "secret_key").read_text() == "made by itself"
    assert restore(forker, empty, backup)[0] == 0
    assert rows(empty) == rows(filled)


def test_what_another_database_left_beside_does_not_spoil_it(
    forker: Forker, filled: Path, home: Path, empty: Path, backup: Path
) -> None:
    with closing(sqlite3.connect(home / "trellis.sqlite3")) as database:
        database.execute("UPDATE places_place SET name = 'gone'")
        database.commit()
        shutil.copy(home / "trellis.sqlite3-wal", empty / "trellis.sqlite3-wal")
    assert restore(forker, empty, backup)[0] == 0
    assert rows(empty) == rows(filled)


def test_a_damaged_backup_changes_nothing(forker: Forker, empty: Path, backup: Path, tmp_path: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 255
    (tmp_path / "wrong.backup").write_bytes(content)
    code, said = restore(forker, empty, tmp_path / "wrong.backup")
    assert code == 1
    assert "Use another backup" in said
    assert [path.name for path in empty.iterdir()] == ["secret_key"]
    assert (empty / "secret_key").read_text() == "made by itself"


def test_a_file_that_is_there_is_not_written_over_unless_told(forker: Forker, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "made.backup"
    file.write_bytes(b"another")
    ended = forker.run(home, "backup", str(file))
    assert (ended.code, file.read_bytes()) == (1, b"another")
    assert "--force" in ended.said
    assert forker.run(home, "backup", str(file), "--force").code == 0
    assert file.read_bytes()[:2] == b"\x1f\x8b"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no/such/folder/made.backup", "There is no folder"),
        ("home", "is a folder. Name a file in it"),
        ("home/trellis.sqlite3", "--force"),
    ],
)
def test_a_file_that_cannot_be_is_refused(forker: Forker, home: Path, tmp_path: Path, name: str, words: str) -> None:
    ended = forker.run(home, "backup", str(tmp_path / name))
    assert (ended.code, words in ended.said) == (1, True), ended.said


def test_not_even_force_writes_over_the_installation_itself(forker: Forker, home: Path) -> None:
    ended = forker.run(home, "backup", str(home / "trellis.sqlite3"), "--force")
    assert (ended.code, "part of the installation itself" in ended.said) == (1, True), ended.said
    assert rows(home)


def test_a_full_disk_leaves_nothing_behind(forker: Forker, home: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands in for it."""
    ended = forker.run(home, "backup", str(tmp_path / "made.backup"), limit=100_000)
    assert (ended.code, "CommandError" in ended.said, "Traceback" in ended.said) == (1, True, False), ended.said
    assert leftovers(home, tmp_path) == []
    assert not (tmp_path / "made.backup").exists()


def test_a_full_disk_leaves_nothing_half_restored(forker: Forker, empty: Path, backup: Path) -> None:
    code, said = restore(forker, empty, backup, limit=100_000)
    assert (code, "Nothing was restored" in said, "Traceback" in said) == (1, True, False), said
    assert [path.name for path in empty.iterdir()] == ["secret_key"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(forker: Forker, home: Path, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    ended = forker.run(home, "backup", str(tmp_path / "shut/made.backup"))
    assert (ended.code, "Permission denied" in ended.said) == (1, True), ended.said


def test_a_short_key_and_a_missing_key_file_are_refused(forker: Forker, home: Path, tmp_path: Path) -> None:
    ended = forker.run(home, "backup", str(tmp_path / "a"), TRELLIS_BACKUP_KEY="hunter2")
    assert (ended.code, "16 are the least" in ended.said) == (1, True)
    ended = forker.run(home, "backup", str(tmp_path / "a"), "--key-file", str(tmp_path / "none"))
    assert (ended.code, "The key cannot be read" in ended.said) == (1, True)


def test_the_last_backup_is_remembered(forker: Forker, home: Path, tmp_path: Path) -> None:
    assert forker.run(home, "backup", str(tmp_path / "made.backup")).code == 0
    assert json.loads((home / "last-backup.json").read_text())["encrypted"] is False


def test_into_a_folder_backups_are_named_by_date_and_old_ones_go(forker: Forker, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    others = (
        "trellis-2020-01-01-000000.backup",
        "trellis-2020-01-02-000000.backup",
        "monday.backup",
        "trellis-x.backup",
    )
    for name in others:
        (folder / name).touch()
    ended = forker.run(home, "backup", "--into", str(folder))
    assert (ended.code, "2 older than 35 days are gone" in ended.said) == (0, True), ended.said
    (new,) = (path.name for path in folder.iterdir() if path.name not in others)
    assert re.fullmatch(r"trellis-\d{4}-\d\d-\d\d-\d{6}\.backup", new)
    assert sorted(path.name for path in folder.iterdir()) == sorted([new, "monday.backup", "trellis-x.backup"])
    assert json.loads((home / "last-backup.json").read_text())["folder"] == str(folder)
    restored = tmp_path / "restored"
    restored.mkdir()
    assert forker.run(restored, "restore", str(folder / new), "--no-places").code == 0
    assert forker.run(restored, "code", INTACT).code == 0


def test_where_no_backup_could_be_made_no_old_one_goes(forker: Forker, home: Path, tmp_path: Path) -> None:
    old = tmp_path / "trellis-2020-01-01-000000.backup"
    old.touch()
    (home / "trellis.sqlite3").write_bytes(b"no database")
    assert forker.run(home, "backup", "--into", str(tmp_path)).code == 1
    assert old.exists()
    ended = forker.run(home, "backup")
    assert (ended.code, "FILE" in ended.said) == (2, True), ended.said
