"""What a backup says of itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from trellis.safety.manifest import FORMAT, BackupError, Manifest, Member, refusal

MANIFEST = Manifest(
    version="1.10.0",
    made_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    database="sqlite",
    migrations=(("places", "0001_first"), ("places", "0002_second")),
    counts={"places_place": 16, "places_source": 1},
    members=(Member("database.sqlite3", 4096, "0" * 64), Member("tables/x", 7, "1" * 64, ("id", "name"))),
)
KNOWN = {*MANIFEST.migrations, ("places", "0003_third")}


def reason(manifest: Manifest = MANIFEST, *, version: str = "1.10.0", database: str = "sqlite") -> str:
    return refusal(manifest, version=version, database=database, known=KNOWN)


def test_a_manifest_comes_back_as_it_was_written() -> None:
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST
    assert MANIFEST.rows == 17


def test_a_backup_of_this_version_or_an_older_one_is_welcome() -> None:
    assert reason() == ""
    assert reason(version="1.11.0") == ""
    assert reason(version="2.0") == ""


def test_a_backup_of_a_newer_version_is_refused_by_number_and_not_by_letters() -> None:
    assert "Trellis 1.10.0, which is newer" in reason(version="1.9.9")


def test_a_backup_with_changes_to_tables_that_are_not_known_here_is_refused() -> None:
    wrong = replace(MANIFEST, migrations=(*MANIFEST.migrations, ("places", "0099_later")))
    assert "Not known here: places 0099_later" in reason(wrong)


def test_a_backup_of_another_kind_of_database_is_refused_with_the_cure() -> None:
    assert "Set DATABASE_URL" in reason(database="postgresql")


def test_a_file_of_a_later_format_is_refused_whatever_else_it_says() -> None:
    later = MANIFEST.to_json().replace(b'"format": %d' % FORMAT, b'"format": %d' % (FORMAT + 1))
    with pytest.raises(BackupError, match="newer than this one"):
        Manifest.from_json(later)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"format": 1}', b"\xff", b'{"format": "one"}'])
def test_what_is_no_manifest_is_refused(text: bytes) -> None:
    with pytest.raises(BackupError, match="Use another backup"):
        Manifest.from_json(text)
