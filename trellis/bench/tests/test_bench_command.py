"""`trellis bench` works in a folder of its own, never in the operator's."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from trellis.bench import finder_figures, import_figures, scratch
from trellis.bench.management.commands import bench
from trellis.bench.measuring import under
from trellis.meetings.models import Meeting


@pytest.fixture
def inside(monkeypatch):
    monkeypatch.setattr(scratch, "is_inside", lambda: True)
    monkeypatch.setattr(scratch, "prepare", lambda: "folder")


def test_outside_it_starts_itself_in_a_scratch_folder(monkeypatch, tmp_path, settings):
    started = []
    monkeypatch.setattr(scratch.subprocess, "run", lambda command, **more: started.append((command, more)) or Done())
    settings.DATA_FOLDER = tmp_path
    (tmp_path / "postcodes.bin").touch()
    assert scratch.run_inside(["finder", "--size", "10"]) == 0
    [(command, more)] = started
    folder = more["env"]["TRELLIS_DATA"]
    assert command[1:] == ["-m", "trellis", "bench", "finder", "--size", "10"]
    assert folder != str(tmp_path)
    assert more["env"]["DATABASE_URL"] == f"sqlite:///{folder}/trellis.sqlite3"
    assert more["env"][scratch.INSIDE] == folder


class Done:
    returncode = 0


def test_this_process_is_not_in_a_scratch_folder():
    assert not scratch.is_inside()


def test_figures_are_printed_for_people_and_for_programs(inside, monkeypatch):
    monkeypatch.setattr(bench, "_finder", lambda _options, _say: iter([under("query", 0.1, "ms", 0.5)]))
    said = StringIO()
    call_command("bench", "finder", stdout=said)
    assert "query" in said.getvalue()
    assert "1 of 1 targets met." in said.getvalue()
    said = StringIO()
    call_command("bench", "finder", "--size", "7", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["size"] == 7
    assert told["figures"] == [
        {"what": "query", "value": 0.1, "unit": "ms", "target": "under 0.5", "is_met": True},
    ]


def test_a_size_of_nothing_is_wrong_usage():
    with pytest.raises(CommandError, match="at least one"):
        call_command("bench", "finder", "--size", "0")


def test_an_import_that_made_less_than_it_read_is_no_measurement(monkeypatch, tmp_path):
    monkeypatch.setattr(import_figures, "_feed", lambda _size, folder: folder / "made-up.json")
    monkeypatch.setattr(import_figures, "_read", lambda _feed: (1.0, {"created": 1, "unchanged": 0}))
    with pytest.raises(RuntimeError, match="Of 100 meetings 1 were created"):
        list(import_figures.importing(100, tmp_path))


@pytest.mark.django_db
def test_patching_is_measured_on_real_changes(monkeypatch):
    from trellis.bench.loading import load
    from trellis.bench.worlds import made_meetings

    monkeypatch.setattr(finder_figures, "PATCHES", 2)
    load(made_meetings(5))
    [figure] = finder_figures.patching()
    assert figure.value > 0
    assert Meeting.objects.filter(name__startswith="Changed").count() == 2
