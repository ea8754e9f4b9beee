"""Tables that the tests of places share: made once a run, of a few letters, so that it takes a second or two."""

from pathlib import Path

import pytest

from trellis.places import towns_source
from trellis.places.gazetteer import Gazetteer, build_gazetteer
from trellis.places.postcode_table import build_table
from trellis.places.postcodes import Postcodes

SOME_LETTERS = "BCEJZ"
"""Parts of England, Wales, Scotland and Northern Ireland, Jersey and Shetland."""


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a postcode table of some letters."""
    folder = tmp_path_factory.mktemp("tables")
    assert build_table(folder / "postcodes.bin", letters=SOME_LETTERS)
    return folder


@pytest.fixture(scope="session")
def postcodes(tables: Path) -> Postcodes:
    return Postcodes.open(tables / "postcodes.bin")


@pytest.fixture(scope="session")
def gazetteer(tables: Path) -> Gazetteer:
    assert build_gazetteer(tables, letters=SOME_LETTERS)
    return Gazetteer.open(tables)


@pytest.fixture
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All countries but ours reduced to one town, for tests that make the table of towns anew."""
    file = tmp_path / "world.csv"
    file.write_text("lat,lon,name,admin1,admin2,cc\n48.85,2.35,Paris,Ile-de-France,Paris,FR\n", encoding="utf-8")
    monkeypatch.setattr(towns_source, "_world_file", lambda: file)
