"""Settings from the environment: right values are read, wrong ones are refused with the cure."""

from pathlib import Path

import pytest

from trellis.lib import env
from trellis.lib.dotenv import load_dotenv
from trellis.lib.folders import data_folder, kept_secret


@pytest.mark.parametrize(
    ("value", "meant"), [("true", True), ("Yes", True), ("1", True), ("FALSE", False), ("no", False)]
)
def test_a_flag_is_true_or_false(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("LIGHTS", value)
    assert env.flag("LIGHTS", default=not meant) is meant


def test_an_unclear_flag_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGHTS", "on please")
    with pytest.raises(env.WrongSettingError, match="LIGHTS is 'on please'. Write LIGHTS=true or LIGHTS=false."):
        env.flag("LIGHTS", default=True)


@pytest.mark.parametrize("value", ["many", "0", "11"])
def test_a_number_out_of_range_is_refused_with_the_range(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LAMPS", value)
    with pytest.raises(env.WrongSettingError, match="from 1 to 10"):
        env.number("LAMPS", 3, least=1, most=10)


def test_a_choice_is_one_of_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.choice("SHAPE", "plain", ("plain", "json")) == "plain"
    monkeypatch.setenv("SHAPE", "json")
    assert env.choice("SHAPE", "plain", ("plain", "json")) == "json"
    monkeypatch.setenv("SHAPE", "xml")
    with pytest.raises(env.WrongSettingError, match="Write SHAPE=plain or SHAPE=json"):
        env.choice("SHAPE", "plain", ("plain", "json"))


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAMPS", raising=False)
    assert env.number("LAMPS", 3) == 3
    assert env.flag("LAMPS", default=True) is True
    assert env.words("LAMPS", "a, b,,c ") == ["a", "b", "c"]


def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("open sesame\n")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.text("KEY") == "open sesame"


def test_a_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(env.WrongSettingError, match="KEY_FILE names .*none"):
        env.text("KEY")


def test_only_web_addresses_are_web_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOCODER", "ftp://example.org")
    with pytest.raises(env.WrongSettingError, match="http:// or https://"):
        env.web_address("GEOCODER")


def test_a_database_is_a_file_of_the_data_folder_unless_an_address_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert env.database("DATABASE_URL", default_file=tmp_path / "x.sqlite3")["NAME"] == tmp_path / "x.sqlite3"
    monkeypatch.setenv("DATABASE_URL", "postgres://kim:p%40ss@db.example:5433/trellis")
    found = env.database("DATABASE_URL", default_file=tmp_path / "x.sqlite3")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "kim",
        "p@ss",
        "db.example",
        "5433",
        "trellis",
    )


def test_an_unknown_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "oracle://x")
    with pytest.raises(env.WrongSettingError, match="postgres://"):
        env.database("DATABASE_URL", default_file=tmp_path / "x")


def test_mail_is_printed_unless_an_address_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert env.mail("EMAIL_URL").backend.endswith("console.EmailBackend")
    monkeypatch.setenv("EMAIL_URL", "smtp://kim:p%40ss%2F1@mail.example?tls=1")
    found = env.mail("EMAIL_URL")
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 587, "kim", "p@ss/1")
    assert (found.use_tls, found.use_ssl, found.backend.endswith("smtp.EmailBackend")) == (True, False, True)
    monkeypatch.setenv("EMAIL_URL", "smtps://mail.example:4650")
    assert (env.mail("EMAIL_URL").port, env.mail("EMAIL_URL").use_ssl) == (4650, True)
    monkeypatch.setenv("EMAIL_URL", "smtp://localhost")
    assert (env.mail("EMAIL_URL").port, env.mail("EMAIL_URL").use_tls) == (25, False)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mail.example:587", "begins with 'mail.example'"),
        ("imap://kim:hunter2@mail.example", "begins with 'imap'"),
        ("smtp://", "names no mail server"),
        ("smtp://kim:hunter2@mail.example?ssl=1", "only tls=1 may stand there"),
        ("smtp://kim:hunter2/x@mail.example:587", "written as %2F"),
        ("smtps://kim:hunter2@mail.example?tls=1", "both smtps and tls=1"),
    ],
)
def test_a_wrong_mail_address_is_refused_with_the_cure_and_without_the_password(
    monkeypatch: pytest.MonkeyPatch, address: str, told: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(env.WrongSettingError, match=told) as refused:
        env.mail("EMAIL_URL")
    assert "EMAIL_URL" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_dotenv_file_does_not_overrule_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('# a remark\nCANDLE="warm light"\nLAMP=from file\n\nnot a line\n')
    monkeypatch.setenv("LAMP", "from environment")
    monkeypatch.setenv("CANDLE", "x")
    monkeypatch.delenv("CANDLE")
    load_dotenv(tmp_path / ".env")
    assert (env.text("CANDLE"), env.text("LAMP")) == ("warm light", "from environment")


def test_a_kept_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = kept_secret(tmp_path)
    assert kept_secret(tmp_path) == first
    assert len(first) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_data_folder_is_made_where_it_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRELLIS_DATA", str(tmp_path / "a" / "b"))
    assert data_folder() == (tmp_path / "a" / "b").resolve()
    assert data_folder().is_dir()
