"""A study: a town or area, its numbers, and scenarios to compare, as a TOML file says it.

    title = "Walking people in"
    months = 60

    [ensemble]                    # draws, echoes, seed, method, vary
    draws = 200

    [town]                        # or [area], with [[area.places]] and [[area.groups]]; or [files], with folder = "…"
    people = 20000
    seed = 1

    [parameters]                  # any of `trellis cascade parameters`
    start = 0.04

    [[routine]]                   # what goes on anyway
    do = "introductions"
    per_month = 10
    mode = "information"

    [[scenario]]
    name = "Somebody goes along"
    [[scenario.steps]]
    do = "introductions"
    per_month = 10
    mode = "companion"
    who = { women = true }
    cost = { each = 40 }

    [rank]                        # how `trellis cascade rank` ranks the scenarios: by, floor, first, keep, draws, seed
    by = "worst-off"

    [[question]]                  # asked beside the scenarios: "group worth", "hour worth" or "pause"
    ask = "pause"
    companions = 5

`Study.document` is the file as plain values; `study_from(document)` makes the same study again, so a report that holds
the document can be run again. Errors are `CascadeError` and name the table, the field, the value and what is allowed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from trellis.cascade.choosing.questions import GroupWorth, HourWorth, Pause, Question
from trellis.cascade.choosing.ranking import Order
from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.model.interventions import (
    Bridge,
    CompanionsRest,
    CompanionsTrained,
    GroupClosed,
    GroupOpened,
    Intervention,
    Introductions,
    ModeChange,
    Outreach,
)
from trellis.cascade.model.scenario import Model, Scenario
from trellis.cascade.parameters import CascadeError, Parameters, check_whole
from trellis.cascade.people.files import COLUMNS as FILES
from trellis.cascade.people.files import network_in, read_network
from trellis.cascade.people.network import Network
from trellis.cascade.people.towns import AreaFacts, GroupFacts, PlaceFacts, from_area, town
from trellis.cascade.reports.reading import chosen, known, made, read_text, standing, table_of, tables_of, text, texts

Document = dict[str, Any]

STEPS: dict[str, type[Intervention]] = {
    "introductions": Introductions,
    "mode change": ModeChange,
    "companions trained": CompanionsTrained,
    "companions rest": CompanionsRest,
    "group opened": GroupOpened,
    "group closed": GroupClosed,
    "bridge": Bridge,
    "outreach": Outreach,
}
QUESTIONS: dict[str, type[Question]] = {"group worth": GroupWorth, "hour worth": HourWorth, "pause": Pause}
TOP = ("title", "months", "ensemble", "town", "area", "files", "parameters", "routine", "scenario", "question", "rank")
NETWORKS = ("town", "area", "files")
TOWN = ("seed", *(item.name for item in fields(AreaFacts) if item.name != "name"))


@dataclass(frozen=True)
class Study:
    """Scenarios to compare with one another and with things as they are, and questions with the pairs they need."""

    title: str
    ensemble: Ensemble
    document: Document
    order: Order
    questions: tuple[tuple[Question, Ensemble], ...] = ()

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        return self.ensemble.scenarios

    @property
    def model(self) -> Model:
        return self.scenarios[0].model

    def __repr__(self) -> str:
        asked = f"; {len(self.questions)} questions" if self.questions else ""
        pairs = f"{self.ensemble.pairs:,} pairs of runs each"
        return f"<Study {self.title!r}: {len(self.scenarios)} scenarios, {pairs}{asked}>"


def read_study(path: Path) -> Study:
    """From a TOML file. Raises CascadeError when it cannot be read or says something impossible."""
    try:
        document = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise CascadeError(f"{path}: is not TOML: {error}") from error
    return study_from(document, name=path.stem)


def study_from(document: Mapping[str, Any], *, name: str = "study") -> Study:
    """From plain values, as `tomllib` or a report gives them."""
    known("the file", document, TOP)
    title, months = text("title", document.get("title", name)), document.get("months", 60)
    check_whole("months", months, 1, 1200)
    with standing("parameters"):
        numbers = Parameters().but(**table_of("parameters", document))
    model = Model(_network(document), numbers, _routine(document))
    ensemble = _ensemble(_scenarios(model, months, document), table_of("ensemble", document))
    asked = [_question(ensemble, one, f"question {i + 1}") for i, one in enumerate(tables_of("question", document))]
    order = made(Order, {"seed": ensemble.seed, **table_of("rank", document)}, "rank")
    return Study(title, ensemble, dict(document), order, tuple(asked))


def with_ensemble(study: Study, **changes: int | None) -> Study:
    """The same study with other draws, echoes or seed; its document says so too."""
    return _with("ensemble", study, {**study.document.get("ensemble", {}), **_given(changes)})


def with_order(study: Study, **changes: float | str | None) -> Study:
    """The same study, ranked another way; its document says all of how it is ranked."""
    return _with("rank", study, {**asdict(study.order), **_given(changes)})


def _given(changes: Mapping[str, Any]) -> Document:
    return {name: value for name, value in changes.items() if value is not None}


def _with(name: str, study: Study, table: Document) -> Study:
    return study_from({**study.document, name: _given(table)}, name=study.title)


def _network(document: Mapping[str, Any]) -> Network:
    if sum(name in document for name in NETWORKS) != 1:
        raise CascadeError("the study must have one of [town], [area] and [files], to say which people it is about")
    if "files" in document:
        table = table_of("files", document)
        known("files", table, ("folder", "name", *FILES))
        if "folder" not in table:
            return network_in({name: text(f"files: {name}", file) for name, file in table.items()})
        return read_network(Path(text("files: folder", table["folder"])))
    if "town" in document:
        table = table_of("town", document)
        known("town", table, TOWN)
        with standing("town"):
            return town(**table)
    table = dict(table_of("area", document))
    seed = table.pop("seed", 1)
    table["places"] = tuple(made(PlaceFacts, one, "area.places") for one in tables_of("places", table, "area.places"))
    table["groups"] = tuple(made(GroupFacts, one, "area.groups") for one in tables_of("groups", table, "area.groups"))
    with standing("area"):
        check_whole("seed", seed, 0, 2**63 - 1)
        return from_area(made(AreaFacts, table, "area"), seed=seed)


def _routine(document: Mapping[str, Any]) -> tuple[Intervention, ...]:
    return tuple(_step(table, f"routine {i + 1}") for i, table in enumerate(tables_of("routine", document)))


def _scenarios(model: Model, months: int, document: Mapping[str, Any]) -> tuple[Scenario, ...]:
    tables = tables_of("scenario", document)
    if not tables:
        raise CascadeError("scenario is missing; write at least one [[scenario]] with its [[scenario.steps]]")
    _made_of(model, (), months, "", "routine")  # a mistake in it is said there, not in every scenario
    scenarios = [_scenario(model, months, table, f"scenario {i + 1}") for i, table in enumerate(tables)]
    titles = [one.title for one in scenarios]
    for index, title in enumerate(titles):
        if (first := titles.index(title)) < index:
            raise CascadeError(
                f"scenario {index + 1}: name is {title!r}, as of scenario {first + 1}; give each a name of its own"
            )
    return tuple(scenarios)


def _scenario(model: Model, months: int, table: Mapping[str, Any], where: str) -> Scenario:
    known(where, table, ("name", "steps"))
    steps = tables_of("steps", table, "scenario.steps")
    made = [_step(one, f"{where}, step {i + 1}") for i, one in enumerate(steps)]
    return _made_of(model, made, months, text(f"{where}: name", table.get("name", "")), where)


def _made_of(model: Model, steps: Sequence[Intervention], months: int, name: str, where: str) -> Scenario:
    with standing(where):
        return model.scenario(*steps, months=months, name=name)


def _ensemble(scenarios: tuple[Scenario, ...], table: Mapping[str, Any]) -> Ensemble:
    known("ensemble", table, ("draws", "echoes", "seed", "method", "vary"))
    vary = texts("ensemble: vary", table.get("vary", []))
    with standing("ensemble"):
        return Ensemble(scenarios, **{**table, "vary": vary})


def _step(table: Mapping[str, Any], where: str) -> Intervention:
    return chosen("do", STEPS, table, where)


def _question(study: Ensemble, table: Mapping[str, Any], where: str) -> tuple[Question, Ensemble]:
    """With its own pairs: of the study's seed, method and, unless it says otherwise, draws."""
    question = chosen("ask", QUESTIONS, table, where)
    first, same = study.scenarios[0], {"seed": study.seed, "method": study.method, "vary": study.vary}
    with standing(where):
        return question, question.ensemble(first.model, months=first.months, draws=study.draws, **same)
