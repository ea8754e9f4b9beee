"""`trellis cascade rank`: its report, which it can be done again from, and what is kept when it is stopped."""

import json
from pathlib import Path

import pytest

from trellis.cascade.cli import main
from trellis.cascade.ensembles import ensembles
from trellis.cascade.reports.saying import said

STUDY = {
    "title": "A <hamlet>",
    "months": 8,
    "ensemble": {"draws": 3, "seed": 4, "vary": ["start", "causal"]},
    "town": {"people": 300, "groups": 3, "places": 2, "seed": 2},
    "rank": {"first": 2, "keep": 2, "draws": 4},
    "scenario": [
        {"name": "Somebody goes along", "steps": [
            {"do": "introductions", "per_month": 9, "mode": "companion", "who": {"women": True}, "cost": {"each": 40}},
        ]},
        {"name": "A new group", "steps": [
            {"do": "group opened", "group": {"name": "Door", "place": "centre"}, "start": 2, "cost": {"once": 500}},
        ]},
        {"name": "A pause", "steps": [{"do": "group closed", "group": "group 1", "until": 3, "cost": {"once": 1}}]},
    ],
    "question": [{"ask": "pause", "pause": 2, "months": 6, "draws": 2}],
}  # fmt: skip
SHOWN = (
    "Which step next", "Ranks", "Per 1,000 spent", "The worst-off place: ", "The floor is 2", "below", "Who may lose",
    "What counts", "Seed", "Dropped on the way", "from month 2", "until month 3", "In every run", "Every number used",
    "What this cannot say",
)  # fmt: skip
LABELS = {"Somebody goes along", "A new group", "A pause"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hamlet.json"
    path.write_text(json.dumps({"title": "A <hamlet>", "study": STUDY}))
    return path


def ranked(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["rank", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_scenarios_are_candidates_and_most_are_dropped_on_few_runs(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ranked([str(file)], capsys)
    assert {one["label"] for key in ("places", "dropped") for one in found[key]} == LABELS
    assert sum(one["best"] for one in found["places"]) == pytest.approx(1)
    assert (found["seed"], found["pairs"], len(found["places"])) == (4, 4, 2)


def test_a_ranking_is_done_again_from_its_report_alone(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = tmp_path / "first.html", tmp_path / "again.html"
    asked = ["--by", "value", "--floor", "-1", "--keep", "3", "--draws", "3", "--seed", "9", "--html"]
    assert main(["rank", str(file), *asked, str(first)]) == 0
    assert (
        "Ranked by extra people in recovery for six months or more at the end, for each 1,000 spent."
        in (printed := capsys.readouterr()).out
    )
    assert "The report is in" in printed.err
    file.unlink()
    assert main(["rank", str(first), "--html", str(again)]) == 0
    assert first.read_text() == again.read_text()
    capsys.readouterr()
    found = ranked([str(first)], capsys)
    assert found["study"]["rank"] == {"by": "value", "floor": -1, "first": 2, "keep": 3, "draws": 3, "seed": 9}


def test_the_report_shows_order_chances_floor_losers_and_what_went_in(file: Path, tmp_path: Path) -> None:
    assert main(["rank", str(file), "--floor", "2", "--html", str(tmp_path / "r.html")]) == 0
    page = (tmp_path / "r.html").read_text()
    shown, _ = page.split('<script type="application/json"')
    assert "A &lt;hamlet&gt;" in shown
    assert "<hamlet>" not in page
    for words in (*SHOWN, "What would be lost if one of them paused", "companion (women) (costs 40 each)"):
        assert words in shown, words
    assert shown.count("<svg") == 4
    assert shown.count("<svg") <= shown.count("<table>")


def test_a_ranking_that_was_stopped_goes_on_from_its_folder(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, kept, done = ensembles.simulate_rows, ["--resume", str(tmp_path / "kept")], []

    def stopped(*given: object) -> object:
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(given)
        return usual(*given)

    monkeypatch.setattr(ensembles, "simulate_rows", stopped)
    assert main(["rank", str(file), *kept]) == 130
    assert "kept: the same command goes on from there" in capsys.readouterr().err
    monkeypatch.setattr(ensembles, "simulate_rows", lambda *given: (done.append(given), usual(*given))[1])
    whole = ranked([str(file), *kept], capsys)
    assert len(done) == 2 + 4 + 2
    assert whole == ranked([str(file), *kept], capsys) == ranked([str(file)], capsys)
    assert len(done) == 2 * (2 + 4 + 2)


def test_what_costs_nothing_is_not_ranked_by_value_and_that_is_said_before_anything_is_run(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free = [{"name": "A gift", "steps": [{"do": "introductions", "per_month": 1}]}, STUDY["scenario"][0]]
    file.write_text(json.dumps({"title": "x", "study": {**STUDY, "scenario": free}}))
    assert main(["rank", str(file), "--by", "value"]) == 1
    assert "cost of A gift is 0" in (said := capsys.readouterr().err)
    assert "pairs" not in said
    assert main(["rank", str(file), "--draws", "0"]) == 1
    assert "rank: draws is 0; it must be a whole number from 1" in capsys.readouterr().err


def test_only_what_the_study_varies_is_varied(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    seen: list[dict[str, float]] = []
    usual = ensembles.simulate_rows
    monkeypatch.setattr(
        ensembles, "simulate_rows", lambda s, pairs, b: (seen.extend(n for n, _ in pairs), usual(s, pairs, b))[1]
    )
    assert main(["rank", str(file)]) == 0
    assert len({one["start"] for one in seen}) > 4
    assert len({one["or_tie"] for one in seen}) == 1


def test_where_a_candidate_has_no_cost_none_is_told_by_it(file: Path, tmp_path: Path) -> None:
    free = [{"name": "A gift", "steps": [{"do": "introductions", "per_month": 1}]}]
    file.write_text(json.dumps({"title": "x", "study": {**STUDY, "scenario": free}}))
    assert main(["rank", str(file), "--html", str(tmp_path / "r.html")]) == 0
    shown = (tmp_path / "r.html").read_text()
    assert "Not every candidate has a cost" in shown
    assert "No candidate was dropped on the way" in shown


@pytest.mark.parametrize(
    ("number", "digits", "words"),
    [(99.6, 2, "100"), (-240, 2, "−240"), (12345.6, 2, "12,346"), (0.000039, 2, "0.000039"), (1e-9, 2, "0"),
     (-0.04, 0, "0"), (10, 0, "10"), (1.5, 2, "1.5"), (-0.25, 0, "−0.2")],
)  # fmt: skip
def test_numbers_are_said_without_powers_of_ten(number: float, digits: int, words: str) -> None:
    assert said(number, digits) == words
