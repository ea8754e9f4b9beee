"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from trellis.safety.whole_files import PARTIAL, BusyError, locked, scratch_folder, sweep, whole_file


def test_a_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as out:
        out.write(b"whole")
        assert not (tmp_path / "a").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_file_stays_as_it_was_when_the_block_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")

    def be_stopped() -> None:
        with whole_file(tmp_path / "a") as out:
            out.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_stopped()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


def test_what_a_killed_process_left_is_swept_and_what_is_in_use_stays(tmp_path: Path) -> None:
    (tmp_path / f".left{PARTIAL}").write_bytes(b"half")
    (tmp_path / f".folder{PARTIAL}").mkdir()
    (tmp_path / "listings.csv").write_bytes(b"not ours")
    with scratch_folder(tmp_path) as mine:
        sweep(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {mine.name, "listings.csv"}
    assert [path.name for path in tmp_path.iterdir()] == ["listings.csv"]


def test_two_cannot_hold_the_same_folder(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BusyError), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
