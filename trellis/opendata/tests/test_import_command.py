import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, load_command_class

from trellis.meetings.models import Meeting
from trellis.opendata.tests.feeds import meeting
from trellis.places.models import Source

pytestmark = pytest.mark.django_db


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


def run(*words: str) -> tuple[int, str]:
    """What the command prints, and its exit status."""
    out = StringIO()
    try:
        call_command("import", *words, stdout=out, stderr=StringIO())
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_a_file_is_read_and_the_counts_are_printed(tmp_path: Path) -> None:
    feed = write(tmp_path / "pennine.json", [meeting("a"), meeting("b", time="x")])
    status, text = run(feed)
    assert status == 0
    assert "pennine: read." in text
    assert "  created           1" in text
    assert "time: We cannot read" in text
    assert "1 row: 2" in text


def test_json_prints_what_programs_need(tmp_path: Path) -> None:
    feed = write(tmp_path / "pennine.json", [meeting("a"), meeting("b", time="x")])
    status, text = run(feed, "--json")
    found = json.loads(text)
    assert status == 0
    assert {key: found[key] for key in ("read", "created", "updated", "unchanged", "closed", "held")} == {
        "read": 2, "created": 1, "updated": 0, "unchanged": 0, "closed": 0, "held": False,
    }  # fmt: skip
    [rejection] = found["rejected"]
    assert (rejection["row"], rejection["field"]) == (2, "time")
    assert rejection["reason"]
    assert rejection["cure"]


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    status, text = run(write(tmp_path / "a.json", [meeting("a")]), "--dry-run")
    assert status == 0
    assert "nothing is changed" in text
    assert not Source.objects.exists()


def test_a_held_feed_exits_with_one_and_says_how_to_go_on(tmp_path: Path) -> None:
    run(write(tmp_path / "a.json", [meeting(key) for key in "abc"]))
    smaller = write(tmp_path / "a.json", [meeting("a")])
    status, text = run(smaller)
    assert status == 1
    assert "--confirm" in text
    assert Meeting.objects.listed().count() == 3
    assert run(smaller, "--confirm")[0] == 0
    assert Meeting.objects.listed().count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html>", "web page"),
        (b'[{"name": "A"', "not whole"),
        (b"a,b\n1,2\n", "names of its columns"),
        (b"[]", "no meeting"),
    ],
)
def test_a_feed_that_cannot_be_used_exits_with_one_and_the_cure(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(content)
    status, text = run(str(path))
    assert status == 1
    assert words in text
    assert "Nothing was changed." in text


def test_a_refusal_is_json_too(tmp_path: Path) -> None:
    status, text = run(str(tmp_path / "missing.json"), "--json")
    assert status == 1
    assert "missing.json" in json.loads(text)["error"]


@pytest.mark.parametrize("words", [(), ("x", "--format", "pdf"), ("x", "--pathway", "knitters"), ("x", "--what")])
def test_wrong_usage_exits_with_two(words: tuple[str, ...]) -> None:
    command = load_command_class("trellis.opendata", "import")
    with pytest.raises(SystemExit) as caught:
        command.run_from_argv(["trellis", "import", *words])
    assert caught.value.code == 2


def test_the_name_given_once_is_what_the_source_is_known_by(tmp_path: Path) -> None:
    feed = write(tmp_path / "x.json", [meeting("a")])
    run(feed, "--name", "Pennine Intergroup")
    run(feed, "--name", "Pennine Intergroup")
    source = Source.objects.get()
    assert (source.name, source.slug, source.address, source.format) == (
        "Pennine Intergroup", "pennine-intergroup", "x.json", "meeting-guide",
    )  # fmt: skip


def test_a_pathway_may_be_given_for_rows_that_say_none(tmp_path: Path) -> None:
    feed = write(tmp_path / "x.json", [meeting("a", entity="")])
    assert "--pathway" in run(feed)[1]
    assert run(feed, "--pathway", "aa")[0] == 0
    assert Meeting.objects.get().group.pathway == "aa"


def test_a_folder_of_bmlt_answers_is_read_with_its_formats(tmp_path: Path) -> None:
    row = {"id_bigint": "1", "meeting_name": "Way In", "formats": "Zz", "location_street": "1 Church St"}
    when = {"weekday_tinyint": "3", "start_time": "19:30:00", "duration_time": "01:00:00"}
    rows = [{**row, **when, "latitude": "40.7", "longitude": "-74.0"}]
    write(tmp_path / "GetSearchResults.json", rows)
    write(tmp_path / "GetFormats.json", [{"key_string": "Zz", "name_string": "Rollstuhl", "world_id": "WCHR"}])
    assert run(str(tmp_path))[0] == 0
    assert Meeting.objects.get().features == ["step-free"]
    shutil.move(tmp_path / "GetFormats.json", tmp_path / "other.json")
    file = str(tmp_path / "GetSearchResults.json")
    assert run(file, "--name", tmp_path.name, "--formats", str(tmp_path / "other.json"))[0] == 0


def test_a_table_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "meetings.csv"
    path.write_text("Name,Day,Start,Pathway,Repeats\nWay In,Tue,19:30,SMART,first Tuesday\n", encoding="utf-8")
    assert run(str(path))[0] == 0
    found = Meeting.objects.select_related("group").get()
    assert (found.rule, found.group.pathway) == ("FREQ=MONTHLY;BYDAY=1TU", "smart")
    assert Source.objects.get().format == "csv"


def test_a_list_of_other_things_says_what_a_row_must_be(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('[1, 2, "x", null, "x"]', encoding="utf-8")
    status, text = run(str(path))
    assert status == 1
    assert "None of its 5 rows can be read" in text
    assert "it has no fields" in text
    assert "repeats" not in text


def test_rows_that_are_no_objects_are_rejected_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([None, meeting("a"), None]), encoding="utf-8")
    found = json.loads(run(str(path), "--json")[1])
    assert found["created"] == 1
    assert [(one["row"], one["field"]) for one in found["rejected"]] == [(1, "row"), (3, "row")]
    assert all("no fields" in one["reason"] for one in found["rejected"])


@pytest.mark.parametrize("address", ["ftp://feeds.example/x.json", "file:///etc/passwd", "S3://bucket/x"])
def test_only_web_addresses_can_be_fetched(address: str) -> None:
    status, text = run(address)
    assert status == 1
    assert "Only http:// and https:// work" in text
    assert text.count(address) == 1


def test_an_address_is_named_once_when_it_cannot_be_read() -> None:
    address = "http://127.0.0.1:9/feed.json"
    status, text = run(address)
    assert status == 1
    assert text.count("127.0.0.1:9") == 1


def test_rows_without_a_pathway_are_told_of_last_and_apart(tmp_path: Path) -> None:
    feed = write(tmp_path / "x.json", [meeting("a", entity=""), meeting("b", entity="?"), meeting("c")])
    text = run(feed)[1]
    assert text.rstrip().split("\n\n")[-1].startswith("LOOK HERE: Most rows do not say their pathway: 2 of 3")
    again = write(tmp_path / "y.json", [meeting("a")])
    assert "LOOK HERE" not in run(again)[1]
