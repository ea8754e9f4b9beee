"""Whoever has erased an account, or stopped our letters, stays away when an older backup is brought back."""

import shutil
from pathlib import Path

import pytest

from trellis.safety.tests.forking import Forker

PEOPLE = """
from django.utils import timezone
from trellis.accounts.tests.people import person_with
from trellis.keeping.models import Subscription
from trellis.keeping.subscribing.actions import ask
from trellis.keeping.subscribing.wishes import Wish
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
settings.SECRET_KEY = settings.DATA_FOLDER.joinpath("secret_key").read_text()
for name in ("jo", "kim"):
    session = SessionStore()
    session["_auth_user_id"] = str(person_with(f"{name}@example.org", name).pk)
    session.create()
    Subscription.objects.create(
        address=f"{name}@example.org", address_index=name, wish="{}", token_hash=name,
        made_at=timezone.now(), asked_at=timezone.now(),
    )
"""
LEAVE = """
from unittest.mock import patch
from django.utils import timezone
from trellis.accounts.holdings import erase
from trellis.accounts.models import Person
from trellis.keeping.subscribing import actions
erase(Person.objects.get(email="jo@example.org"), now=timezone.now())
with patch.object(actions, "trace", lambda token: token):
    actions.stop("jo", now=timezone.now())
"""
WHO = """
from trellis.accounts.models import Person
from trellis.keeping.models import Subscription
from trellis.safety.audit import verify
print(*Person.objects.values_list("email", flat=True))
print(*Subscription.objects.values_list("token_hash", flat=True), verify())
"""
SESSIONS = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
LIST = "trellis-erased.txt"


@pytest.fixture
def lived_in(forker: Forker, home: Path, tmp_path: Path) -> Path:
    """Jo and Kim were here at the first backup; Jo has left since."""
    (home / "secret_key").write_text("the key of this installation, which no other has")
    run(forker, home, "code", PEOPLE)
    run(forker, home, "backup", str(tmp_path / "first.backup"))
    run(forker, home, "code", LEAVE)
    return home


def run(forker: Forker, home: Path, *words: str) -> str:
    ended = forker.run(home, *words)
    assert ended.code == 0, ended.said
    return ended.said


def fresh(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path / "new"


def restored(forker: Forker, into: Path, file: Path, *words: str) -> str:
    return run(forker, into, "restore", str(file), "--no-places", *words)


def test_the_list_holds_random_numbers_alone(lived_in: Path) -> None:
    text = (lived_in / LIST).read_text()
    assert [line.split()[1] for line in text.split("\n") if line] == ["person", "subscription"]
    assert "jo" not in text
    assert (lived_in / LIST).stat().st_mode & 0o77 == 0


def test_with_the_list_of_the_old_data_folder_they_are_erased_again(
    forker: Forker, lived_in: Path, tmp_path: Path
) -> None:
    new = fresh(tmp_path)
    said = restored(forker, new, tmp_path / "first.backup", "--erased", str(lived_in / LIST))
    assert "Erased again, because they were erased since: 2." in said
    assert "corrupted" not in said
    assert run(forker, new, "code", WHO).split() == ["kim@example.org", "kim", "None"]
    assert run(forker, new, "code", SESSIONS).strip() == "1"


def test_in_the_same_folder_or_beside_the_backups_the_list_is_found_by_itself(
    forker: Forker, lived_in: Path, tmp_path: Path
) -> None:
    run(forker, lived_in, "backup", "--into", str(tmp_path / "backups"))
    beside = Path(shutil.copy(tmp_path / "first.backup", tmp_path / "backups"))
    assert "erased since: 2." in restored(forker, fresh(tmp_path), beside)
    for file in lived_in.glob("trellis.sqlite3*"):
        file.unlink()
    assert "erased since: 2." in restored(forker, lived_in, tmp_path / "first.backup")


def test_the_audit_trail_tells_the_folder_of_backups_what_could_not_be_noted(
    forker: Forker, lived_in: Path, tmp_path: Path
) -> None:
    (lived_in / LIST).unlink()
    run(forker, lived_in, "backup", "--into", str(tmp_path / "backups"))
    assert (tmp_path / "backups" / LIST).read_text().count(" person ") == 1


def test_without_any_list_a_restore_says_that_they_are_back(forker: Forker, lived_in: Path, tmp_path: Path) -> None:
    new = fresh(tmp_path)
    assert "whoever has erased an account since is here again" in restored(forker, new, tmp_path / "first.backup")
    assert "jo@example.org" in run(forker, new, "code", WHO)


def test_a_list_that_is_not_there_is_refused_before_anything_is_restored(forker: Forker, tmp_path: Path) -> None:
    ended = forker.run(fresh(tmp_path), "restore", str(tmp_path / "any.backup"), "--erased", str(tmp_path / "none"))
    assert (ended.code, "Nothing was restored" in ended.said) == (1, True)


def test_a_restore_that_was_killed_before_it_came_so_far_is_ended_by_the_worker(
    forker: Forker, lived_in: Path, tmp_path: Path
) -> None:
    new = fresh(tmp_path)
    restored(forker, new, tmp_path / "first.backup")
    shutil.copy(lived_in / LIST, new)
    run(forker, new, "createcachetable", "-v0")
    run(forker, new, "worker", "--once")
    assert run(forker, new, "code", WHO).split() == ["kim@example.org", "kim", "None"]


def test_where_it_cannot_be_noted_they_are_erased_all_the_same(forker: Forker, home: Path) -> None:
    (home / "secret_key").write_text("any")
    run(forker, home, "code", PEOPLE)
    (home / LIST).mkdir()
    assert "What was erased is not in" in run(forker, home, "code", LEAVE)
    assert run(forker, home, "code", WHO).split() == ["kim@example.org", "kim", "None"]
