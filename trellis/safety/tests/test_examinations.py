"""`trellis check` examines the installation, and other commands do not."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.checks.registry import registry
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError

from trellis.safety import examinations
from trellis.safety.examinations import ALL, examination, found_by
from trellis.safety.tests.forking import Forker


@pytest.fixture
def sick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examinations, "_registered", {**ALL})
    monkeypatch.setattr(examinations, "ALL", examinations._registered)

    @examination("weather")
    def weather() -> Iterator[checks.CheckMessage]:
        yield checks.Error("It rains.", hint="Take a coat.", id="trellis.E199")


def check(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("check", *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_check_examines_what_rooms_registered() -> None:
    said = check(verbosity=2)
    for name in ("database", "audit", "index", "mail", "keys"):
        assert name in said.partition("Examined:")[2]


@pytest.mark.django_db
@pytest.mark.usefixtures("sick")
def test_a_finding_is_told_with_its_cure_and_its_number() -> None:
    with pytest.raises(SystemCheckError, match="(?s)trellis.E199.*It rains.*HINT: Take a coat"):
        check()
    with pytest.raises(SystemCheckError, match="It rains"):
        check("--tag", "weather")
    assert "no issues" in check("--tag", "audit")
    assert "weather" in check("--list-tags")


@pytest.mark.django_db
@pytest.mark.usefixtures("sick")
def test_other_commands_run_no_examinations() -> None:
    with pytest.raises(SystemCheckError):
        check()
    assert checks.run_checks() == []
    assert not any(getattr(one, "__module__", "") == examinations.__name__ for one in registry.get_checks())


@pytest.mark.django_db
def test_an_examination_that_cannot_read_the_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[checks.CheckMessage]:
        raise DatabaseError("the disk is on fire")
        yield

    monkeypatch.setattr(examinations, "ALL", {"weather": broken})
    (found,) = found_by("weather")
    assert (found.id, found.msg) == ("trellis.E101", "weather cannot be examined: the disk is on fire")
    assert "DATABASE_URL" in found.hint


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="already"):
        examination("audit")(list)


def test_where_tables_are_behind_only_that_is_told(forker: Forker, tmp_path: Path) -> None:
    assert forker.run(tmp_path, "migrate", "places", "-v0").code == 0
    ended = forker.run(tmp_path, "check")
    assert (ended.code, ended.said.count("trellis.E1"), "trellis migrate" in ended.said) == (1, 1, True), ended.said


def test_a_row_that_points_nowhere_is_told(forker: Forker, home: Path) -> None:
    lost = "from django.db import connection as c; cursor = c.cursor(); cursor.execute('PRAGMA foreign_keys=OFF'); "
    lost += "cursor.execute(\"INSERT INTO auth_permission (content_type_id, codename, name) VALUES (9999, 'x', 'x')\")"
    assert forker.run(home, "code", lost).code == 0
    ended = forker.run(home, "check", "--tag", "database")
    assert ended.code == 1
    assert "of auth_permission points to a row of django_content_type that is gone" in ended.said
