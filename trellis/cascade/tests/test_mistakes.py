"""What people give that cannot be: each is told in a sentence, and never by a stack trace."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trellis import __version__
from trellis.cascade import AreaFacts, CascadeError, GroupFacts, Kind, PlaceFacts
from trellis.cascade.cli import main
from trellis.cascade.people.files import write_network
from trellis.cascade.people.towns import town

STUDY = """
title = "A hamlet"
months = 6
[ensemble]
draws = 2
[town]
people = 200
groups = 2
places = 2
[[routine]]
do = "introductions"
per_month = 2
[[scenario]]
name = "Höher – 高い"
[[scenario.steps]]
do = "introductions"
per_month = 3
mode = "companion"
who = { women = true }
cost = { each = 40 }
[[scenario]]
name = "A group"
[[scenario.steps]]
do = "group opened"
group = { name = "Door", place = "centre" }
"""
WHO, COST, GROUP = "{ women = true }", "{ each = 40 }", '{ name = "Door", place = "centre" }'


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command says that is refused."""

    def refused(given: str | bytes, *words: str, name: str = "study.toml", command: str = "run") -> str:
        file = tmp_path / name
        file.write_bytes(given if isinstance(given, bytes) else given.encode())
        capsys.readouterr()
        assert main([command, str(file), *words]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("This cannot be done: ")
        assert printed.err.count("\n") == 1
        return printed.err

    return refused


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("months = 6", "months = -3", "months is -3; it must be a whole number from 1 to 1200"),
        ("people = 200", "people = 1e99", "town: people is 1e+99; it must be a whole number from 1"),
        ("people = 200", 'people = "many"', "town: people is 'many'; it must be"),
        (
            "draws = 2",
            "seed = -1",
            "ensemble: seed is -1; it must be a whole number from 0 to 9,223,372,036,854,775,807",
        ),
        ("draws = 2", 'vary = "start"', "ensemble: vary is 'start'; it must be a list of names"),
        ("draws = 2", 'method = ["x"]', "ensemble: method is ['x']; it must be one of latin, sobol, fixed"),
        ("per_month = 2", "start = 2026-01-01", "routine 1: per_month is missing"),
        (
            "per_month = 3",
            "per_month = 3\nstart = 2026-01-01",
            "step 1: start is 2026-01-01; it must be a whole number",
        ),
        ("per_month = 3", "per_month = 3\nlabel = 3", "scenario 1, step 1: label is 3; it must be text"),
        ('"companion"', '["companion"]', "scenario 1, step 1: mode is ['companion']; it must be one of information"),
        ('do = "group opened"', 'do = ["a"]', "scenario 2, step 1: do is ['a']; it must be one of introductions"),
        (WHO, '"women"', "scenario 1, step 1: who is 'women'; it must be a table"),
        (WHO, '{ women = "yes" }', "scenario 1, step 1: who: women is 'yes'; it must be true or false"),
        (WHO, '{ place = "Mars" }', "scenario 1: place is 'Mars'; it must be one of centre, neighbourhood 1"),
        (COST, "40", "scenario 1, step 1: cost is 40; it must be a table"),
        (COST, "{ each = -1 }", "step 1: cost.each is -1; it must be a number from 0 to 1,000,000,000,000"),
        (COST, "{ each = nan }", "step 1: cost.each is nan; it must be"),
        (GROUP, '"Door"', "scenario 2, step 1: group is 'Door'; it must be a table"),
        (GROUP, '{ name = "group 1", place = "centre" }', "scenario 2: name of a group is 'group 1', and another"),
        ('"A group"', '"Höher – 高い"', "scenario 2: name is 'Höher – 高い', as of scenario 1"),
        ("[[scenario.steps]]", "[scenario.steps]", "it must be a list of tables: [[scenario.steps]]"),
        ("[town]", "[town]\nname = 3", "town: there is no name"),
        ("[town]", "[parameters]\nstart = 'x'\n[town]", "parameters: start is 'x'; it must be a number from 0 to 0.5"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_place_and_what_can(
    said: Callable[..., str], old: str, new: str, words: str
) -> None:
    assert old in STUDY
    assert words in said(STUDY.replace(old, new, 1))


def test_a_file_that_is_no_study_is_told_by_what_it_is(said: Callable[..., str], tmp_path: Path) -> None:
    assert "is not text in UTF-8 (line 2); save it as UTF-8" in said(b'months = 3\ntitle = "caf\xe9"')
    assert "is not text in UTF-8 (line 1)" in said(b"\xff\xfe\x00", name="report.html")
    assert "must have one of [town], [area] and [files]" in said("")
    for text in ("", "[]", "{}", '{"title": "x", "study": 3}', "<html>"):
        assert "the report holds no study" in said(text, name="report.html")
    (tmp_path / "folder.toml").mkdir()
    assert main(["run", str(tmp_path / "folder.toml")]) == 1


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes(b"\xef\xbb\xbf" + STUDY.replace("\n", "\r\n").encode())
    assert main(["run", str(tmp_path / "study.toml"), "--json"]) == 0


def test_a_number_of_workers_that_cannot_be_is_refused(said: Callable[..., str]) -> None:
    for count in ("0", "-1", "99999"):
        assert f"workers is {count}; it must be a whole number from 1 to" in said(STUDY, "--workers", count)


def test_without_a_command_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "which scenario of a study to take next" in capsys.readouterr().err


def test_a_report_of_another_version_is_said_to_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "study.toml").write_text(STUDY)
    assert main(["run", str(tmp_path / "study.toml"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (tmp_path / "old.json").write_text(json.dumps({**report, "trellis": "0.0.1"}))
    assert main(["run", str(tmp_path / "old.json"), "--json"]) == 0
    printed = capsys.readouterr()
    assert f"was made by Trellis 0.0.1, and this is {__version__}: the numbers may differ." in printed.err
    assert json.loads(printed.out) == report


def test_a_page_that_cannot_be_written_leaves_the_one_before_and_the_numbers_on_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study.toml").write_text(STUDY)
    (tmp_path / "r.html").write_text("the one before")

    def full(path: Path, *_: object, **__: object) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert main(["run", str(tmp_path / "study.toml"), "--html", str(tmp_path / "r.html")]) == 1
    printed = capsys.readouterr()
    assert "Höher – 高い" in printed.out
    assert "it cannot be written (No space left on device)" in printed.err
    assert (tmp_path / "r.html").read_text() == "the one before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "study.toml"]


def test_a_reader_who_has_read_enough_and_a_full_disk_end_a_command_without_a_trace() -> None:
    command = [sys.executable, "-c", "import sys; from trellis.cascade.cli import main; sys.exit(main(['parameters']))"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as read:
        read.stdout.close()
        assert read.stderr.read() == b""
    assert read.returncode == 141
    if not (full := Path("/dev/full")).exists():
        return
    with full.open("w") as disk:
        done = subprocess.run(command, stdout=disk, stderr=subprocess.PIPE, check=False, text=True)
    assert (done.returncode, done.stderr) == (1, "This cannot be done: No space left on device. Nothing was changed.\n")


def test_facts_of_an_area_that_cannot_be_are_refused() -> None:
    one, group = PlaceFacts("A"), GroupFacts("G", "A")
    for make, words in (
        (lambda: PlaceFacts("A", x_km=float("nan")), "x_km is nan"),
        (lambda: PlaceFacts("A", share=-1), "share is -1"),
        (lambda: AreaFacts(name="x", people=9, places=(one, one), groups=()), "name of a place is 'A'"),
        (lambda: AreaFacts(name="x", people=9, places=(one,), groups=(group, group)), "name of a group is 'G'"),
        (lambda: AreaFacts(name="x", people=9, places=(PlaceFacts("A", share=0),), groups=()), "share of every place"),
        (lambda: Kind(women="yes"), "women is 'yes'; it must be True, False or None"),
    ):
        with pytest.raises(CascadeError, match=words):
            make()


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("people.csv", b"stage\nn\xe9ed\n", "people.csv: is not a CSV file in UTF-8"),
        ("people.csv", b"stage\n" + b"x" * 200_000, "people.csv: is not a CSV file in UTF-8"),
        ("places.csv", b"name,x_km,y_km\n", "places.csv: has no rows; somebody must live somewhere"),
        ("places.csv", b"name,x_km,y_km\nA,0,0\nA,1,1\n", "name of a place is 'A'"),
        ("groups.csv", b"name,place\ngroup 1,centre\ngroup 1,centre\n", "pathway is ''"),
    ],
)
def test_files_of_a_town_that_cannot_be_read_are_told_by_name(
    said: Callable[..., str], tmp_path: Path, file: str, content: bytes, words: str
) -> None:
    write_network(town(people=50, groups=2, places=2), tmp_path / "town")
    (tmp_path / "town" / file).write_bytes(content)
    text = STUDY.replace("[town]\npeople = 200\ngroups = 2\nplaces = 2", f"[files]\nfolder = '{tmp_path / 'town'}'")
    assert words in said(text)
