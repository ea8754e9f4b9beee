"""The imaginary town, loaded afresh for each test of this folder."""

import datetime as dt

import pytest

NOW = dt.datetime(2026, 11, 26, 18, 0, tzinfo=dt.UTC)
"""A Thursday evening."""


@pytest.fixture
def town(db: None, tables_of_places: None) -> None:
    from trellis.opendata.demo import load_imaginary_town

    load_imaginary_town(now=NOW)
