"""Migrations are named by what they do, stand in one line, and can be taken back."""

import re
from collections.abc import Iterable

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.conventions.code import told

NUMBERED = re.compile(r"^(\d{4})_([a-z0-9_]+)$")
NAMELESS = re.compile(r"auto|initial|merge|update|(?:^|_)change(?:_|$)|alter_\w+_and_more|_and_more$")


def problems_with(names: Iterable[str]) -> list[str]:
    """Of one room's migrations: numbers without gaps or twins, names that mean something."""
    problems = []
    for number, name in enumerate(sorted(names), start=1):
        match = NUMBERED.match(name)
        if not match or int(match[1]) != number:
            problems.append(f"{name}: expected number {number:04}. Rename it and what depends on it.")
        elif NAMELESS.search(match[2]):
            problems.append(f"{name}: name it after what it does, such as 0002_places_have_a_way_in.")
    return problems


def ours() -> dict[str, list[str]]:
    rooms: dict[str, list[str]] = {}
    loader = MigrationLoader(None)
    for (room, name), migration in loader.disk_migrations.items():
        if migration.__module__.startswith("trellis."):
            rooms.setdefault(room, []).append(name)
    return rooms


def test_migrations_are_numbered_and_named_by_meaning():
    problems = [f"{room}/{problem}" for room, names in ours().items() for problem in problems_with(names)]
    assert not problems, told(problems)


def test_migrations_stand_in_one_line():
    loader = MigrationLoader(None)
    assert {room: leaves for room in ours() if len(leaves := loader.graph.leaf_nodes(room)) != 1} == {}


def test_every_migration_can_be_taken_back():
    stuck = [
        f"{migration.app_label}/{migration.name}: {operation}"
        for migration in MigrationLoader(None).disk_migrations.values()
        if migration.__module__.startswith("trellis.")
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert not stuck, told(stuck)


@pytest.mark.django_db
def test_the_database_of_the_tests_was_made_by_the_migrations():
    applied = MigrationLoader(connection).applied_migrations
    assert {(room, name) for room, names in ours().items() for name in names} <= set(applied)


@pytest.mark.parametrize(
    "bad", [["0001_initial"], ["0001_places", "0003_areas"], ["0001_places", "0002_auto_20260101"]]
)
def test_bad_names_and_numbers_are_found(bad):
    assert problems_with(bad)


def test_good_names_pass():
    assert problems_with(["0002_places_have_a_way_in", "0001_places_and_sources"]) == []
