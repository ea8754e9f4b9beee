"""A full disk, a read-only folder, a locked database: each says so plainly, and loses nothing."""

from pathlib import Path

import pytest

from tests.reliability import deeds
from tests.reliability.deeds import called
from trellis.safety.tests.forking import Forker

ANSWERS = {  # what a page begins with, whatever was asked of it
    "locked": "Somebody else is changing many things just now.",
    "full": "There is no room left to keep anything.",
    "read_only": "Nothing can be kept here just now.",
}


@pytest.fixture
def home(forker: Forker, home: Path, tmp_path: Path) -> Path:
    for words in (["createcachetable", "-v0"], ["code", called("make_meetings")]):
        ended = forker.run(home, *words)
        assert ended.code == 0, ended.said
    (tmp_path / "feed.json").write_bytes(deeds.as_json(deeds.version(0)))
    return home


@pytest.mark.parametrize("trouble", ANSWERS)
def test_a_page_says_plainly_what_cannot_be_done_and_works_when_it_is_over(forker: Forker, home: Path, trouble: str):
    words = f"{ANSWERS[trouble]} Nothing was changed, and nothing is lost."
    ended = forker.run(home, "code", called("report_in_trouble", trouble, words, of="refusals"))
    assert ended.code == 0, ended.said


@pytest.mark.parametrize("trouble", ANSWERS)
def test_whoever_signs_in_then_is_not_told_that_they_tried_too_often(forker: Forker, home: Path, trouble: str):
    ended = forker.run(home, "code", called("sign_in_in_trouble", trouble, ANSWERS[trouble], of="refusals"))
    assert ended.code == 0, ended.said


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("locked", "locked by another process"), ("full", "is full"), ("read_only", "cannot be written")],
)
def test_a_command_says_plainly_what_cannot_be_done(
    forker: Forker, home: Path, tmp_path: Path, trouble: str, words: str
):
    ended = forker.run(home, "code", called("import_in_trouble", trouble, tmp_path / "feed.json", of="refusals"))
    assert ended.code == 1
    assert words in ended.said
    assert "Traceback" not in ended.said


@pytest.mark.parametrize(
    "command", ["serve", "worker --once", "find BB11", "export csv", "grant a@example.org --role steward"]
)
def test_a_data_folder_that_nobody_prepared_is_said_in_a_sentence(forker: Forker, tmp_path: Path, command: str):
    (tmp_path / "new").mkdir()
    ended = forker.run(tmp_path / "new", *command.split())
    assert ended.code == 1
    assert "trellis prepare" in ended.said
    assert "Traceback" not in ended.said
