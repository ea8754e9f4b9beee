"""Sealed text: noise in the database, plain in Python, and a new key now and then."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from trellis.safety import rotation
from trellis.safety.backup import KEPT_FILES
from trellis.safety.blind_index import blind_index
from trellis.safety.models import Letter, LookupKey
from trellis.safety.sealed import KEY_FILE, SealedError, is_newest, keys, opened, sealed
from trellis.safety.state import field_keys
from trellis.safety.tests.test_letters import write


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER, settings.FIELD_KEYS = tmp_path, []
    return tmp_path


def stored(column: str = "to") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM safety_letter ORDER BY id')
        return [value for (value,) in cursor.fetchall()]


@given(st.text(min_size=1))
def test_what_was_sealed_can_be_opened(text: str) -> None:
    assert opened(sealed(text)) == text


@pytest.mark.django_db
def test_the_database_holds_noise_and_python_the_words() -> None:
    write(to="kim@example.org")
    assert "kim" not in stored()[0]
    assert Letter.objects.get().to == "kim@example.org"
    Letter.objects.update(to="sam@example.org")
    assert "sam" not in stored()[0]
    assert Letter.objects.values_list("to", flat=True).get() == "sam@example.org"


@pytest.mark.django_db
def test_empty_stays_empty_and_can_be_looked_for() -> None:
    write(to="")
    write(to="kim@example.org")
    assert stored()[0] == ""
    assert Letter.objects.filter(to="").count() == 1
    assert Letter.objects.exclude(to="").get().to == "kim@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", [{"to": "kim"}, {"to__in": ["kim"]}, {"to__icontains": "k"}, {"to__gt": ""}])
def test_a_search_that_could_find_nothing_is_refused(lookup: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="blind_index"):
        Letter.objects.filter(**lookup).exists()


def test_the_key_is_made_once_for_its_owner_only_and_kept_in_backups(home: Path) -> None:
    assert keys() == ()
    sealed("x")
    first = keys()
    sealed("y")
    assert keys() == first
    assert (home / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in home.iterdir()] == [KEY_FILE]
    assert KEY_FILE in KEPT_FILES


def test_opening_makes_no_key(home: Path) -> None:
    with pytest.raises(SealedError):
        opened(Fernet(Fernet.generate_key()).encrypt(b"x").decode())
    assert not (home / KEY_FILE).exists()


def test_the_key_is_not_the_secret_key(settings: Any) -> None:
    token = sealed("x")
    settings.SECRET_KEY = "another"
    assert opened(token) == "x"


@pytest.mark.django_db
def test_another_key_is_told_with_the_cure_and_gives_no_noise(settings: Any) -> None:
    write()
    assert list(field_keys()) == []
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealedError, match="safety.Letter.to cannot be opened .* end of FIELD_KEYS"):
        Letter.objects.get()
    assert {problem.id for problem in field_keys()} == {"trellis.E153"}
    assert all("FIELD_KEYS" in problem.hint for problem in field_keys())


def test_a_key_that_is_none_is_told(settings: Any) -> None:
    settings.FIELD_KEYS = ["hunter2"]
    with pytest.raises(SealedError, match="FIELD_KEYS holds something that is no key.*openssl rand -base64 32"):
        sealed("x")


def test_a_key_as_openssl_makes_it_will_do(settings: Any) -> None:
    settings.FIELD_KEYS = ["+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/8="]
    assert opened(sealed("x")) == "x"


@pytest.mark.django_db
def test_a_new_key_seals_everything_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(rotation.BATCH + 5):
        write(to=f"{number}@example.org", body="")
    blind = blind_index("x", purpose="test")
    old = keys()
    call_command("rotate_keys", "--forget-old")
    assert f"{rotation.BATCH + 5 + 1} values" in capsys.readouterr().out
    assert len(keys()) == 1
    assert keys() != old
    assert all(is_newest(token) for token in stored())
    assert Letter.objects.latest("pk").to == f"{rotation.BATCH + 4}@example.org"
    assert blind_index("x", purpose="test") == blind


@pytest.mark.django_db
def test_a_rotation_that_was_stopped_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        write(to=f"{number}@example.org", body="")
    monkeypatch.setattr(rotation, "BATCH", 2)

    def stop(_what: str, count: int) -> None:
        if count == 4:
            raise KeyboardInterrupt

    rotation.bring_in_a_key()
    with pytest.raises(KeyboardInterrupt):
        rotation.seal_again(stop)
    assert [is_newest(token) for token in stored()] == [True] * 4 + [False] * 2
    assert sorted(letter.to[0] for letter in Letter.objects.all()) == list("012345")
    assert rotation.seal_again() == 2
    assert rotation.seal_again() == 0


@pytest.mark.django_db
def test_a_value_that_changes_meanwhile_is_not_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    write(to="old@example.org", body="")
    rotation.bring_in_a_key()
    opened_before = rotation.opened

    def opened_late(token: str, **more: str) -> str:
        Letter.objects.update(to="new@example.org")
        return opened_before(token, **more)

    monkeypatch.setattr(rotation, "opened", opened_late)
    rotation.seal_again()
    assert Letter.objects.get().to == "new@example.org"


@pytest.mark.django_db
def test_keys_of_the_environment_are_rotated_there(settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    write(body="")
    with pytest.raises(CommandError, match="Put a new one first there"):
        call_command("rotate_keys")
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    call_command("rotate_keys", "--resume", verbosity=0)
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert Letter.objects.get().to == "kim@example.org"


@pytest.mark.django_db
def test_a_blind_index_is_the_same_for_the_same_text_and_purpose() -> None:
    mail = blind_index("kim@example.org", purpose="mail")
    assert mail == blind_index("kim@example.org", purpose="mail")
    assert len(mail) == 64
    assert mail != blind_index("kim@example.org", purpose="calls")
    assert mail != blind_index("kim@example.com", purpose="mail")
    assert LookupKey.objects.get().key not in str(stored())
    LookupKey.objects.all().delete()
    assert mail != blind_index("kim@example.org", purpose="mail"), "Another installation has another key."


@pytest.mark.django_db
def test_what_is_sealed_elsewhere_is_sealed_again_too(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"note": sealed("hello")}
    monkeypatch.setattr(rotation, "_elsewhere", {})

    @rotation.sealed_elsewhere("notes")
    def notes(again: rotation.Again) -> int:
        before, kept["note"] = kept["note"], again(kept["note"])
        return int(before != kept["note"])

    call_command("rotate_keys", "--forget-old", verbosity=0)
    assert opened(kept["note"]) == "hello"
    assert rotation.seal_again() == 0
