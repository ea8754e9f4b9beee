"""Studies as files, reports that can be run again, and the command line."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from trellis.cascade import CascadeError
from trellis.cascade.cli import main
from trellis.cascade.ensembles.estimates import estimate
from trellis.cascade.evidence.checks import Check
from trellis.cascade.model.interventions import Introductions, Mode
from trellis.cascade.people.files import write_network
from trellis.cascade.reports import charts, report
from trellis.cascade.reports.page import as_html
from trellis.cascade.reports.studies import STEPS, read_study, study_from, with_ensemble

TUTORIAL = Path(__file__).parents[3] / "docs" / "cascade" / "town.toml"
DOCUMENT = {
    "title": "A hamlet",
    "months": 12,
    "ensemble": {"draws": 3, "echoes": 2, "seed": 4},
    "town": {"people": 300, "groups": 3, "places": 2, "seed": 2},
    "parameters": {"start": 0.06},
    "routine": [{"do": "introductions", "per_month": 2, "mode": "information"}],
    "scenario": [
        {"name": "Somebody goes along", "steps": [
            {"do": "introductions", "per_month": 3, "mode": "companion", "who": {"women": True}, "cost": {"each": 40}},
        ]},
        {"name": "A new group", "steps": [
            {"do": "group opened", "group": {"name": "Open Door", "place": "centre", "pathway": "SMART"}},
        ]},
    ],
}  # fmt: skip

TOML = """
title = "A hamlet"
months = 12
[ensemble]
draws = 3
echoes = 2
seed = 4
[town]
people = 300
groups = 3
places = 2
seed = 2
[parameters]
start = 0.06
[[routine]]
do = "introductions"
per_month = 2
mode = "information"
[[scenario]]
name = "Somebody goes along"
[[scenario.steps]]
do = "introductions"
per_month = 3
mode = "companion"
who = { women = true }
cost = { each = 40 }
[[scenario]]
name = "A new group"
[[scenario.steps]]
do = "group opened"
group = { name = "Open Door", place = "centre", pathway = "SMART" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hamlet.toml"
    path.write_text(TOML)
    return path


def test_a_file_says_the_same_as_plain_values(file: Path) -> None:
    study, same = read_study(file), study_from(DOCUMENT)
    assert study.document == DOCUMENT
    assert study.ensemble.fingerprint == same.ensemble.fingerprint
    (step,) = study.scenarios[0].interventions
    assert isinstance(step, Introductions)
    assert (step.mode, step.per_month, step.who.women, step.cost.each) == (Mode.COMPANION, 3, True, 40)
    assert study.model.parameters.start == 0.06


def test_an_area_can_be_written_out() -> None:
    area = {
        "name": "Two villages", "people": 200, "seed": 5,
        "places": [{"name": "Up"}, {"name": "Down", "x_km": 3.0}],
        "groups": [{"name": "Bridge", "place": "Up"}],
    }  # fmt: skip
    study = study_from({"area": area, "scenario": DOCUMENT["scenario"][:1], "months": 6})  # type: ignore[index]
    assert study.model.network.places.name == ("Up", "Down")


def test_fewer_draws_are_written_into_the_document_too() -> None:
    smaller = with_ensemble(study_from(DOCUMENT), draws=1)
    assert smaller.ensemble.draws == smaller.document["ensemble"]["draws"] == 1
    assert smaller.ensemble.echoes == 2


def but(**changes: object) -> dict[str, object]:
    return {**DOCUMENT, **changes}


def step(**told: object) -> dict[str, object]:
    return but(scenario=[{"name": "x", "steps": [told]}])


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (but(months=0), "months is 0; it must be a whole number from 1"),
        (but(mnths=3), "there is no mnths; did you mean months?"),
        (but(town={"people": 300, "peple": 1}), "town: there is no peple; did you mean people?"),
        (but(area={}), "one of [town], [area] and [files]"),
        (but(scenario=[]), "scenario is missing"),
        (but(parameters={"strat": 0.1}), "strat: no such parameter; did you mean start"),
        (but(parameters={"start": 3}), "start is 3; it must be a number from 0 to 0.5"),
        (step(do="pray"), "scenario 1, step 1: do is 'pray'; it must be one of introductions"),
        (step(do="introductions"), "scenario 1, step 1: per_month is missing"),
        (step(do="introductions", per_month=1, mode="taxi"), "mode is 'taxi'; it must be one of information, worker"),
        (step(do="introductions", per_month=-1), "per_month is -1; it must be a number from 0"),
        (step(do="introductions", per_month=1, who={"pathway": "XX"}), "pathway is 'XX'; it must be one of AA"),
        (step(do="group closed", group="none"), "group is 'none'; it must be one of"),
        (but(ensemble={"draws": 0}), "draws is 0"),
        (but(rank={"by": "fame"}), "rank: by is 'fame'; it must be one of gain, value, worst-off"),
        (but(rank={"floor": "high"}), "rank: floor is 'high'; it must be a number from"),
        (but(rank={"bye": "gain"}), "rank: there is no bye; did you mean by?"),
        (but(routine={"do": "x"}), "it must be a list of tables: [[routine]]"),
    ],
)
def test_what_cannot_be_is_refused_with_where_it_stands(document: dict[str, object], words: str) -> None:
    with pytest.raises(CascadeError, match=re.escape(words)):
        study_from(document)


def test_every_step_can_be_written() -> None:
    told = {
        "introductions": {"per_month": 1}, "mode change": {}, "companions trained": {"count": 1},
        "companions rest": {"count": 1}, "group opened": {"group": {"name": "N", "place": "centre"}},
        "group closed": {"group": "group 1"}, "bridge": {"one": "group 1", "other": "group 2"},
        "outreach": {"per_month": 1},
    }  # fmt: skip
    assert set(told) == set(STEPS)
    steps = [{"do": name, **table} for name, table in told.items()]
    assert len(study_from(but(scenario=[{"steps": steps}])).scenarios[0].interventions) == len(STEPS)


QUESTIONS = [
    {
        "ask": "group worth",
        "group": {"name": "Open Door", "place": "centre", "pathway": "SMART"},
        "bridge_to": "group 1",
    },
    {"ask": "hour worth", "new": "worker", "hours_each": 0.5, "caseload": 30},
    {"ask": "pause", "pause": 3, "companions": 2, "months": 12, "draws": 2},
]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"ask": "when"}, "question 1: ask is 'when'; it must be one of group worth, hour worth, pause"),
        ({"ask": "group worth"}, "question 1: group is missing"),
        ({**QUESTIONS[0], "bridge_to": "none"}, "question 1: other is 'none'; it must be one of group 1"),
        ({**QUESTIONS[0], "bridge": "none"}, "question 1: there is no bridge; did you mean bridge_to?"),
        ({**QUESTIONS[1], "hours_each": 0}, "question 1: hours_each is 0; it must be a number from 0.01 to 100"),
        ({**QUESTIONS[1], "caseload": 1.5}, "question 1: caseload is 1.5; it must be a whole number from 1 to 1000"),
        ({**QUESTIONS[1], "new": "bus"}, "question 1: new is 'bus'; it must be one of information, worker"),
        ({**QUESTIONS[1], "new": "information"}, "question 1: new is 'information', the same as old"),
        ({**QUESTIONS[1], "old": "companion"}, "question 1: old is 'companion'; it must be the mode of routine"),
        ({**QUESTIONS[2], "pause": 13}, "question 1: pause is 13; it must be a whole number from 1 to 12"),
        ({**QUESTIONS[2], "groups": ["group 9"]}, "question 1: group is 'group 9'; it must be one of group 1"),
        ({**QUESTIONS[2], "draws": 0}, "question 1: draws is 0; it must be a whole number from 1"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_where_it_stands(table: dict[str, object], words: str) -> None:
    with pytest.raises(CascadeError, match=re.escape(words)):
        study_from(but(question=[table]))


def test_questions_are_answered_beside_the_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "asked.json").write_text(json.dumps({"title": "A hamlet", "study": but(question=QUESTIONS)}))
    page = tmp_path / "asked.html"
    assert main(["run", str(tmp_path / "asked.json"), "--html", str(page)]) == 0
    printed = capsys.readouterr().out
    for words in ("What “Open Door” would be worth", "Its bridge to group 1", "For one caseload (15 hours)",
                  "2 companions", "nothing lost in", "no benefit in", "half of worlds"):  # fmt: skip
        assert words in printed, words
    assert main(["run", str(page), "--json"]) == 0
    group, hour, pause = json.loads(capsys.readouterr().out)["answers"]
    assert [part["name"] for part in group["parts"]] == ["whole", "access", "hours", "diversity", "bridging"]
    assert [answer["pairs"] for answer in (group, hour, pause)] == [3, 3, 2]
    assert {"median", "low50", "high50", "low90", "high90", "no_benefit"} <= set(pause["parts"][0])
    section = page.read_text().split("if one of them paused</h2>")[1].split("<h2")[0]
    assert "<svg" in section
    assert "<table>" in section
    assert main(["compare", str(page), str(page), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["answers"]) == 3
    assert main(["rank", str(page), "--draws", "2", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["answers"]) == 3


def test_an_hour_in_which_nobody_is_reached_is_said_to_be_so() -> None:
    nobody = [{"do": "introductions", "per_month": 0, "mode": "information"}]
    study = study_from(but(routine=nobody, question=[{"ask": "hour worth"}]))
    ((question, ensemble),) = study.questions
    answer, result = question.answer(ensemble.run()), study.ensemble.run()
    assert "–; nobody was reached" in report.as_text(study, result, [answer])
    assert "<p>Nobody was reached.</p>" in as_html(study, result, [answer])
    assert report.as_json(study, result, [answer])["answers"][0]["parts"][0]["median"] is None


def test_a_report_holds_the_study_and_running_it_again_gives_the_same_report() -> None:
    study = study_from(DOCUMENT)
    result = study.ensemble.run()
    page, data = as_html(study, result), json.dumps(report.as_json(study, result))
    for text in (page, data):
        again = report.study_in(text)
        assert json.dumps(report.as_json(again, again.ensemble.run())) == data


def test_charts_are_whole_pictures_with_words() -> None:
    ones = [estimate([0, i, 2 * i - 3]) for i in range(14)]
    for picture in (
        charts.fan(ones, title="A & B", across="months", up="people"),
        charts.intervals([("one", ones[3]), ("two", ones[9])], title="t", across="x"),
        charts.bars([("a", -0.5), ("b", 0.9)], title="t", across="x", noise=0.2),
        charts.bars([("a", 0.0)], title="t", across="x"),
        charts.bars([("a", -0.317805), ("b", 0.1)], title="t", across="x"),
    ):
        figure = ET.fromstring(picture)
        tree = figure[0]
        assert figure[1].text in {"months", "x"}
        assert tree.attrib["role"] == "img"
        assert tree[0].text
        assert tree[1].text
        assert all(len(text.text) <= 5 for text in tree.iter() if text.attrib.get("text-anchor") == "middle"
                   and text.text and text.text.strip("\N{MINUS SIGN}.,0123456789") == "")  # fmt: skip


def test_a_name_that_is_too_long_for_a_chart_is_cut_there_and_whole_in_the_table() -> None:
    for name, shown in (("long " * 20, "long " * 8 + "long lo…"), ("語" * 40, "語" * 23 + "…"), ("short", "short")):
        picture = charts.intervals([(name, estimate([1, 2]))], title="t", across="x")
        assert f">{shown}</text>" in picture
        assert f"{name}: 90%" in picture


def test_run_prints_what_each_scenario_brings_and_writes_a_report(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(file), "--html", str(tmp_path / "r.html")]) == 0
    printed = capsys.readouterr()
    assert "Somebody goes along" in printed.out
    assert "A hamlet\n6 paired runs over 12 months, seed 4, Trellis " in printed.out
    assert printed.out.count("No number that it depends on stands out from chance") == 2
    assert "6 of 6 pairs" in printed.err
    assert main(["run", str(tmp_path / "r.html"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["study"] == DOCUMENT


def test_a_run_that_was_stopped_goes_on_from_its_folder(file: Path, tmp_path: Path) -> None:
    study = read_study(file)
    half = study.ensemble.run(stop=lambda: True, folder=tmp_path / "kept", chunk=2)
    assert not half.complete
    assert main(["run", str(file), "--resume", str(tmp_path / "kept")]) == 0


def test_compare_puts_scenarios_of_one_town_side_by_side(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TOML.replace("SMART", "AA"))
    assert main(["compare", str(file), str(other), str(file), "--json"]) == 0
    titles = [one["title"] for one in json.loads(capsys.readouterr().out)["outcomes"]]
    assert titles == ["Somebody goes along", "A new group (A hamlet)", "A new group (A hamlet) 2"]
    for old, new, what in (
        ("people = 300", "people = 301", "people"), ("start = 0.06", "start = 0.05", "parameters"),
        ("per_month = 2", "per_month = 1", "routine"), ("months = 12", "months = 13", "months"),
    ):  # fmt: skip
        other.write_text(TOML.replace(old, new))
        assert main(["compare", str(file), str(other)]) == 1
        assert f"A hamlet: has other {what} than A hamlet" in capsys.readouterr().err


def test_a_wrong_file_is_said_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path / "none.toml")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "bad.toml").write_text("title = ")
    assert main(["run", str(tmp_path / "bad.toml")]) == 1
    assert "is not TOML" in capsys.readouterr().err
    (tmp_path / "bad.json").write_text("{}")
    assert main(["run", str(tmp_path / "bad.json")]) == 1
    assert "holds no study" in capsys.readouterr().err


def test_a_town_may_come_from_files(tmp_path: Path) -> None:
    network = study_from(DOCUMENT).model.network
    write_network(network, tmp_path / "town")
    told = {name: value for name, value in DOCUMENT.items() if name != "town"}
    again = study_from({**told, "files": {"folder": str(tmp_path / "town")}})
    assert again.model.network.digest == network.digest
    page = as_html(again, again.ensemble.run())
    for file in (tmp_path / "town").iterdir():
        file.unlink()
    alone = report.study_in(page)
    assert alone.ensemble.fingerprint == again.ensemble.fingerprint
    assert as_html(alone, alone.ensemble.run()) == page
    with pytest.raises(CascadeError, match=r"places.csv does not exist"):
        study_from({**told, "files": {}})


def test_validate_prints_published_and_ours_and_fails_only_where_arithmetic_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Check("V1", "attendance", "33%", "33%", "± 2", True, "held out")
    missed = Check("V2", "abstinence", "51%", "40%", "± 4", False, "held out", "a reason")
    wrong = Check("A1", "final size", "0.69", "0.60", "± 0.01", False, "analytic")
    monkeypatch.setattr("trellis.cascade.evidence.validation.validate", lambda people: iter([met, missed]))
    assert main(["validate"]) == 0
    printed = capsys.readouterr().out
    assert "33%" in printed
    assert "NOT MET" in printed
    assert "a reason" in printed
    monkeypatch.setattr("trellis.cascade.evidence.validation.validate", lambda people: iter([met, wrong]))
    assert main(["validate", "--json"]) == 1


def test_parameters_prints_every_number_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["source"] and row["grade"] in "ABCD" and row["unit"] for row in rows)
    assert main(["parameters"]) == 0
    assert "or_tie = 1.27" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "count = 12",
            "count = 1.5",
            r"scenario 3, step 1: count is 1.5; it must be a whole number from 0 to",
        ),
        ("places = 6", "places = 0", r"places is 0; it must be a whole number from 1 to 10,000"),
        ("groups = 12", "groups = -2", r"groups is -2; it must be a whole number from 0"),
        ("months = 60", "months = 1.5", r"months is 1.5; it must be a whole number from 1 to 1200"),
        ("seed = 2026", "seed = 'x'", r"seed is 'x'; it must be a whole number"),
        ("seed = 2026", "vary = ['strat']", r"ensemble: vary names strat: no such parameter; did you mean start"),
        ('new = "worker"', 'new = "bus"', r"^scenario 1, step 1: new is 'bus'; it must be one of information, worker"),
    ],
)
def test_a_mistake_in_a_study_is_told_once_with_its_place_value_and_range(tmp_path, old, new, says):
    text = TUTORIAL.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "study.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CascadeError, match=says):
        _ = read_study(tmp_path / "study.toml").ensemble.sample
