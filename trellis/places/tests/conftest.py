"""Tables that the tests of places share: of a few letters, and made once a run, by whichever worker comes first."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from trellis.places import towns_source
from trellis.places.gazetteer import Gazetteer, build_gazetteer
from trellis.places.postcode_table import build_table
from trellis.places.postcodes import Postcodes

SOME_LETTERS = "BCEJZ"
"""Parts of England, Wales, Scotland and Northern Ireland, Jersey and Shetland."""


@contextmanager
def alone_in_shared_folder() -> Iterator[Path]:
    folder = settings.DATA_FOLDER / "some-letters"
    folder.mkdir(exist_ok=True)
    with (settings.DATA_FOLDER / "some-letters.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@pytest.fixture(scope="session")
def tables() -> Path:
    """A data folder with a postcode table of some letters. Not to be changed."""
    with alone_in_shared_folder() as folder:
        build_table(folder / "postcodes.bin", letters=SOME_LETTERS)
        return folder


@pytest.fixture(scope="session")
def postcodes(tables: Path) -> Postcodes:
    return Postcodes.open(tables / "postcodes.bin")


@pytest.fixture(scope="session")
def gazetteer(tables: Path) -> Gazetteer:
    with alone_in_shared_folder():
        build_gazetteer(tables, letters=SOME_LETTERS)
    return Gazetteer.open(tables)


@pytest.fixture
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All countries but ours reduced to one town, for tests that make the table of towns anew."""
    file = tmp_path / "world.csv"
    file.write_text("lat,lon,name,admin1,admin2,cc\n48.85,2.35,Paris,Ile-de-France,Paris,FR\n", encoding="utf-8")
    monkeypatch.setattr(towns_source, "_world_file", lambda: file)
