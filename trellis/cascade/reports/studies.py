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
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from trellis.cascade.choosing.questions import GroupWorth, HourWorth, Pause, Question
from trellis.cascade.choosing.ranking import Order
from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.model.interventions import (
    Bridge,
    CompanionsRest,
    CompanionsTrained,
    Cost,
    GroupClosed,
    GroupOpened,
    Intervention,
    Introductions,
    Kind,
    Mode,
    ModeChange,
    Outreach,
)
from trellis.cascade.model.scenario import Model, Scenario
from trellis.cascade.parameters import CascadeError, Parameters
from trellis.cascade.people.files import COLUMNS as FILES
from trellis.cascade.people.files import network_in, read_network
from trellis.cascade.people.network import Network
from trellis.cascade.people.towns import AreaFacts, GroupFacts, PlaceFacts, from_area, town

Made = TypeVar("Made")
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
TOWN = ("people", "groups", "places", "seed", *(item.name for item in fields(AreaFacts)))


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
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CascadeError(f"{path}: cannot be read ({error.strerror}); give the path of a scenario file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CascadeError(f"{path}: is not TOML: {error}") from error
    return study_from(document, name=path.stem)


def study_from(document: Mapping[str, Any], *, name: str = "study") -> Study:
    """From plain values, as `tomllib` or a report gives them."""
    _known("the file", document, TOP)
    title, months = _text("title", document.get("title", name)), document.get("months", 60)
    model = Model(_network(document), Parameters().but(**_table("parameters", document)), _routine(document))
    tables = _list("scenario", document)
    if not tables:
        raise CascadeError("scenario is missing; write at least one [[scenario]] with its [[scenario.steps]]")
    scenarios = tuple(_scenario(model, months, table, f"scenario {i + 1}") for i, table in enumerate(tables))
    ensemble = _ensemble(scenarios, _table("ensemble", document))
    asked = [_question(ensemble, one, f"question {i + 1}") for i, one in enumerate(_list("question", document))]
    order = _made(Order, {"seed": ensemble.seed, **_table("rank", document)}, "rank")
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
        table = _table("files", document)
        _known("files", table, ("folder", "name", *FILES))
        if "folder" not in table:
            return network_in({name: _text(f"files: {name}", text) for name, text in table.items()})
        return read_network(Path(_text("files: folder", table["folder"])))
    if "town" in document:
        table = _table("town", document)
        _known("town", table, TOWN)
        return town(**table)
    table = dict(_table("area", document))
    seed = table.pop("seed", 1)
    table["places"] = tuple(_made(PlaceFacts, one, "area.places") for one in _list("places", table))
    table["groups"] = tuple(_made(GroupFacts, one, "area.groups") for one in _list("groups", table))
    return from_area(_made(AreaFacts, table, "area"), seed=seed)


def _routine(document: Mapping[str, Any]) -> tuple[Intervention, ...]:
    return tuple(_step(table, f"routine {i + 1}") for i, table in enumerate(_list("routine", document)))


def _scenario(model: Model, months: int, table: Mapping[str, Any], where: str) -> Scenario:
    _known(where, table, ("name", "steps"))
    steps = tuple(_step(one, f"{where}, step {i + 1}") for i, one in enumerate(_list("steps", table)))
    return model.scenario(*steps, months=months, name=_text(f"{where}: name", table.get("name", "")))


def _ensemble(scenarios: tuple[Scenario, ...], table: Mapping[str, Any]) -> Ensemble:
    _known("ensemble", table, ("draws", "echoes", "seed", "method", "vary"))
    vary = tuple(table.get("vary", ()))
    return Ensemble(scenarios, **{name: value for name, value in table.items() if name != "vary"}, vary=vary)


def _step(table: Mapping[str, Any], where: str) -> Intervention:
    return _chosen("do", STEPS, table, where)


def _question(study: Ensemble, table: Mapping[str, Any], where: str) -> tuple[Question, Ensemble]:
    """With its own pairs: of the study's seed, method and, unless it says otherwise, draws."""
    question = _chosen("ask", QUESTIONS, table, where)
    first, same = study.scenarios[0], {"seed": study.seed, "method": study.method, "vary": study.vary}
    try:
        return question, question.ensemble(first.model, months=first.months, draws=study.draws, **same)
    except CascadeError as error:
        raise CascadeError(f"{where}: {error}") from error


def _chosen(word: str, kinds: Mapping[str, Callable[..., Made]], table: Mapping[str, Any], where: str) -> Made:
    """What a table says it is, by one of its words."""
    told = dict(table)
    what = told.pop(word, None)
    if what not in kinds:
        raise CascadeError(f"{where}: {word} is {what!r}; it must be one of {', '.join(kinds)}")
    return _made(kinds[what], told, where)


def _made(kind: Callable[..., Made], table: Mapping[str, Any], where: str) -> Made:
    """A dataclass from a table of its fields; whatever is wrong is said with where it stands."""
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    _known(where, table, tuple(known))
    for name, item in known.items():
        if item.default is MISSING and item.default_factory is MISSING and name not in table:
            raise CascadeError(f"{where}: {name} is missing")
    try:
        return kind(**{name: _value(name, value, where) for name, value in table.items()})
    except CascadeError as error:
        told = str(error)
        raise CascadeError(told if told.startswith(where) else f"{where}: {told}") from error
    except TypeError as error:
        raise CascadeError(f"{where}: a value is of the wrong kind ({error})") from error


def _value(name: str, value: Any, where: str) -> Any:
    """Words of the file as the values of the model: modes and pathways by name, tables as their own kind."""
    if name in {"mode", "old", "new"}:
        return _word(Mode, value, f"{where}: {name}")
    if name == "who":
        return _made(Kind, value, f"{where}: who")
    if name == "cost":
        return _made(Cost, value, f"{where}: cost")
    if name == "group" and isinstance(value, Mapping):
        return _made(GroupFacts, value, f"{where}: group")
    return value


def _word(kind: type[IntEnum], value: Any, where: str) -> IntEnum:
    names = {member.name.lower().replace("_", " "): member for member in kind}
    if value not in names:
        raise CascadeError(f"{where} is {value!r}; it must be one of {', '.join(names)}")
    return names[value]


def _known(where: str, table: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in table:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
            raise CascadeError(f"{where}: there is no {name}; {hint}")


def _table(name: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, Mapping):
        raise CascadeError(f"{name} is {table!r}; it must be a table: [{name}]")
    return table


def _list(name: str, document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = document.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise CascadeError(f"{name} is {tables!r}; it must be a list of tables: [[{name}]]")
    return tables


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise CascadeError(f"{where} is {value!r}; it must be text")
    return value
