"""A budget holds a page to its number of queries, and is written down on request."""

import json

import pytest
from django.db import connection

from tests.budgets import budgets, query_budget


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "budgets.json"
    file.write_text(json.dumps({"page": 1}))
    return file


def ask(times):
    for _ in range(times):
        connection.cursor().execute("SELECT 1")


@pytest.mark.django_db
def test_within_its_budget_a_page_passes(file, monkeypatch):
    monkeypatch.delenv("UPDATE", raising=False)
    with query_budget("page", file=file):
        ask(1)


@pytest.mark.django_db
def test_a_page_over_its_budget_fails_and_shows_its_queries(file, monkeypatch):
    monkeypatch.delenv("UPDATE", raising=False)
    with (
        pytest.raises(AssertionError, match=r"took 2 queries and may take 1:\nSELECT 1"),
        query_budget("page", file=file),
    ):
        ask(2)


@pytest.mark.django_db
def test_a_page_without_a_budget_fails_and_says_how_to_give_it_one(file, monkeypatch):
    monkeypatch.delenv("UPDATE", raising=False)
    with pytest.raises(AssertionError, match="UPDATE=1 gives it one of 3"), query_budget("new page", file=file):
        ask(3)


@pytest.mark.django_db
def test_update_writes_what_was_counted(file, monkeypatch):
    monkeypatch.setenv("UPDATE", "1")
    with query_budget("new page", file=file):
        ask(2)
    assert budgets(file) == {"new page": 2, "page": 1}
