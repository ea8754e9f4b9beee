"""The imaginary town, loaded once for each module of this folder and taken away after it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

NOW = dt.datetime(2026, 11, 26, 18, 0, tzinfo=dt.UTC)
"""A Thursday evening."""


@pytest.fixture(scope="module")
def loaded_town(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tables_of_places: None) -> Iterator[None]:
    from trellis.opendata.demo import load_imaginary_town

    with django_db_blocker.unblock(), transaction.atomic():
        load_imaginary_town(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def town(loaded_town: None, db: None) -> None:
    """What a test does to it is taken back."""
