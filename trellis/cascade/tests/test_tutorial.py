"""The tutorial runs as it is written, on a smaller town and with fewer draws; the pages of the docs are current."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from trellis.cascade.choosing.ranking import Order
from trellis.cascade.cli import main
from trellis.cascade.model.interventions import Cost, Kind
from trellis.cascade.people.towns import AreaFacts, GroupFacts, PlaceFacts
from trellis.cascade.reports import report
from trellis.cascade.reports.studies import QUESTIONS, STEPS, TOP, read_study

DOCS = Path(__file__).resolve().parents[3] / "docs" / "cascade"
SMALLER = {
    "people=20_000": "people=1_000",
    "draws=500, echoes=2": "draws=8, echoes=2",
    "months=60": "months=12",
    "draws=256": "draws=2",
}


def test_the_tutorial_runs_from_beginning_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    for large, small in SMALLER.items():
        assert large in text, large
        text = text.replace(large, small)
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "tutorial.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "start is 3; it must be a number from 0 to 0.5" in printed
    assert "A drop-in opens 90%" in printed
    assert "group 12: 90%" in printed
    assert len(blocks) == 8


def test_the_study_of_the_tutorial_is_as_large_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    study = read_study(DOCS / "town.toml")
    assert len(study.model.network) == 20_000
    assert (study.ensemble.pairs, len(study.scenarios), study.scenarios[0].months) == (1000, 6, 60)


def test_the_page_of_parameters_is_what_the_code_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "--markdown"]) == 0
    page = (DOCS / "parameters.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == page == report.parameters_markdown()


@pytest.mark.parametrize(
    "kind", [*STEPS.values(), *QUESTIONS.values(), AreaFacts, PlaceFacts, GroupFacts, Kind, Cost, Order]
)
def test_the_page_of_studies_names_every_key(kind: type) -> None:
    page = (DOCS / "study.md").read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", page))))
    assert {item.name for item in fields(kind)} <= words


def test_the_page_of_studies_names_every_table_step_and_question() -> None:
    page = (DOCS / "study.md").read_text(encoding="utf-8")
    assert all(f'`"{name}"`' in page for name in (*STEPS, *QUESTIONS))
    assert all(f"[{name}]" in page for name in TOP if name not in {"title", "months"})
