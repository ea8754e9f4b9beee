"""Tables that the tests of places share."""

from pathlib import Path

import pytest

from trellis.places.postcode_table import build_table
from trellis.places.postcodes import Postcodes

SOME_LETTERS = "BCEJZ"
"""Enough of the table to be quick: parts of England, Wales, Scotland and Northern Ireland, Jersey and Shetland."""


@pytest.fixture(scope="session")
def postcode_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("postcodes") / "postcodes.bin"
    assert build_table(path, letters=SOME_LETTERS)
    return path


@pytest.fixture(scope="session")
def postcodes(postcode_file: Path) -> Postcodes:
    return Postcodes.open(postcode_file)
