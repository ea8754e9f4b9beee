"""Several studies of one world as one, with their scenarios side by side."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from trellis.cascade.parameters import CascadeError
from trellis.cascade.reports.studies import Study, study_from

ALIKE: dict[str, Callable[[Study], object]] = {  # what studies must share for their scenarios to be compared
    "people": lambda study: study.model.network.digest,
    "parameters": lambda study: study.model.parameters,
    "routine": lambda study: study.model.routine,
    "months": lambda study: study.scenarios[0].months,
}


def side_by_side(studies: Sequence[Study]) -> Study:
    """With the draws, seed and order of the first. What several have alike is there once."""
    first = studies[0]
    for other in studies[1:]:
        for what, of in ALIKE.items():
            if of(other) != of(first):
                raise CascadeError(f"{other.title}: has other {what} than {first.title}; compare studies of one world")
    asked = _once(table for study in studies for table in study.document.get("question", []))
    title = " and ".join(dict.fromkeys(study.title for study in studies))
    return study_from({**first.document, "scenario": _scenarios(studies), "question": asked, "title": title})


def _scenarios(studies: Sequence[Study]) -> list[dict[str, Any]]:
    """Each under a name of its own: where several share one, their study's is added, and a number if need be."""
    tables = [
        ({**table, "name": scenario.title}, study.title)
        for study in studies
        for table, scenario in zip(study.document["scenario"], study.scenarios, strict=True)
    ]
    tables = _once(tables, lambda one: one[0])
    shared = Counter(table["name"] for table, _ in tables)
    named: Counter[str] = Counter()
    for table, title in tables:
        if shared[table["name"]] > 1:
            table["name"] += f" ({title})"
        named[table["name"]] += 1
        if named[table["name"]] > 1:
            table["name"] += f" {named[table['name']]}"
    return [table for table, _ in tables]


def _once(tables: Iterable[Any], of: Callable[[Any], Any] = lambda one: one) -> list[Any]:
    found: list[Any] = []
    for table in tables:
        if of(table) not in map(of, found):
            found.append(table)
    return found
