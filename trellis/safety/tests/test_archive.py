"""The one file of a backup."""

import random
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trellis.safety import sealing
from trellis.safety.archive import described, read_archive, write_archive
from trellis.safety.manifest import BackupError, Manifest
from trellis.safety.whole_files import whole_file

KEY = "correct horse battery staple"


@pytest.fixture(scope="module", autouse=True)
def cheap_keys() -> Iterator[None]:
    """What makes guessing slow would make the tests slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "COSTS", dict.fromkeys(sealing.COSTS, 2))
        yield


def silent(_doing: str, _done: float) -> None:
    """Nobody looks on."""


@pytest.fixture(params=["", KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def backup(tmp_path: Path, key: str) -> Path:
    sources = {"database.sqlite3": tmp_path / "one", "secret_key": tmp_path / "two"}
    sources["database.sqlite3"].write_bytes(random.Random(4).randbytes(70_000) + bytes(300_000))
    sources["secret_key"].write_text("a secret")
    members = tuple(described(path, name=name) for name, path in sources.items())
    manifest = Manifest("0.1.0", datetime(2026, 1, 1, tzinfo=UTC), "sqlite", (), {}, members)
    with whole_file(tmp_path / "made.backup") as out:
        write_archive(out, manifest, sources, key, silent)
    return tmp_path / "made.backup"


def test_members_come_out_as_they_went_in(backup: Path, key: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    manifest = read_archive(backup, key, silent, tmp_path / "out")
    assert [member.name for member in manifest.members] == ["database.sqlite3", "secret_key"]
    assert (tmp_path / "out/0").read_bytes() == (tmp_path / "one").read_bytes()
    assert (tmp_path / "out/1").read_text() == "a secret"


def test_only_its_owner_may_read_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_is_noticed_or_changes_nothing(backup: Path, key: str, seed: int, tmp_path: Path) -> None:
    """Compression has more than one way to write the same bytes; a flip between two of them does no harm."""
    content = bytearray(backup.read_bytes())
    content[random.Random(seed).randrange(len(content))] ^= 1 << seed % 8
    backup.write_bytes(content)
    (tmp_path / "out").mkdir()
    try:
        read_archive(backup, key, silent, tmp_path / "out")
    except BackupError:
        return
    assert not key
    assert (tmp_path / "out/0").read_bytes() == (tmp_path / "one").read_bytes()
    assert (tmp_path / "out/1").read_text() == "a secret"


@pytest.mark.parametrize("key", [""], ids=["plain"], indirect=True)
@pytest.mark.parametrize("place", [500, 20_000, 60_000, -6])
def test_other_content_is_noticed(backup: Path, place: int) -> None:
    content = bytearray(backup.read_bytes())
    content[place] ^= 255
    backup.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        read_archive(backup, "", silent)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_noticed(backup: Path, key: str, share: float) -> None:
    backup.write_bytes(backup.read_bytes()[: int(backup.stat().st_size * share)])
    with pytest.raises(BackupError, match="damaged|not encrypted"):
        read_archive(backup, key, silent)


def test_the_last_byte_counts(backup: Path, key: str) -> None:
    backup.write_bytes(backup.read_bytes()[:-1])
    with pytest.raises(BackupError, match="damaged"):
        read_archive(backup, key, silent)


@pytest.mark.parametrize("key", [KEY], ids=["encrypted"], indirect=True)
def test_a_wrong_key_and_no_key_are_told_apart(backup: Path) -> None:
    with pytest.raises(BackupError, match="made with another key"):
        read_archive(backup, "another key altogether", silent)
    with pytest.raises(BackupError, match="is encrypted. Give its key"):
        read_archive(backup, "", silent)


@pytest.mark.parametrize("key", [""], ids=["plain"], indirect=True)
def test_a_plain_file_is_not_taken_for_the_encrypted_one_that_a_key_was_given_for(backup: Path) -> None:
    with pytest.raises(BackupError, match="not encrypted, though a key was given"):
        read_archive(backup, KEY, silent)


@pytest.mark.parametrize("key", [""], ids=["plain"], indirect=True)
def test_without_a_key_every_system_can_open_it(backup: Path) -> None:
    with tarfile.open(backup, "r:gz") as tar:
        assert tar.getnames() == ["manifest.json", "database.sqlite3", "secret_key"]


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "other.tgz", "w:gz") as tar:
        tar.add(__file__, "manifest.txt")
    with pytest.raises(BackupError, match="does not begin as a backup does"):
        read_archive(tmp_path / "other.tgz", "", silent)
