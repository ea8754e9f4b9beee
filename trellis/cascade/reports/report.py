"""What a study found, as JSON that can be run again and as text for a terminal; `page.py` makes the page of it.

Every report holds its inputs, seed and version. `study_in(text)` finds the study in a JSON or HTML report, and running
it gives the same numbers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from math import isfinite
from typing import Any

from trellis import __version__
from trellis.cascade.choosing.questions import Answer
from trellis.cascade.ensembles.estimates import Estimate
from trellis.cascade.ensembles.results import Outcome, Result
from trellis.cascade.ensembles.sensitivity import Influence
from trellis.cascade.parameters import GRADES, CascadeError, table
from trellis.cascade.people.files import texts_of
from trellis.cascade.reports.answers import answer_json, answer_lines
from trellis.cascade.reports.saying import between, signed, span
from trellis.cascade.reports.studies import Study, study_from

LIMITS = (
    "This is a model of an imaginary population. It does not describe, score or rank any person.",
    "Most effects are observational. The parameter “causal” runs down to 0: no effect of company at all.",
    "Numbers graded D are assumptions. Measure them locally before money depends on them.",
)
MEANINGS = {row.name: row.meaning for row in table()}
MOST_NUMBERS = 4
NONE_CLEAR = "No single number stands out from chance; more draws may show one."


def as_json(study: Study, result: Result, answers: Sequence[Answer] = ()) -> dict[str, Any]:
    """Everything, as plain values; not-a-number becomes null."""
    return {
        **inputs(study),
        "fingerprint": result.ensemble.fingerprint,
        "seed": result.ensemble.seed,
        "pairs": {"done": len(result.which), "all": result.ensemble.pairs},
        "outcomes": [
            {
                **plain(asdict_shallow(outcome)),
                "loses": list(outcome.loses),
                "probability_best": best,
                "sensitivity": [plain(asdict(one)) for one in result.influences(index)],
            }
            for index, (outcome, best) in enumerate(zip(result.outcomes, result.best(), strict=True))
        ],
        "answers": [plain(answer_json(answer)) for answer in answers],
        "measure_next": [plain(asdict(one)) for one in result.next_to_measure()],
        "parameters": [asdict(row) for row in table()],
        "limits": list(LIMITS),
    }


def inputs(study: Study) -> dict[str, Any]:
    """What a report has to hold to be run again, and to be told from one of another version."""
    return {"trellis": __version__, "title": study.title, "study": _whole(study)}


def _whole(study: Study) -> dict[str, Any]:
    """The study's document, with the network itself where it was read from files: they may not be there next time."""
    return {**study.document, "files": texts_of(study.model.network)} if "files" in study.document else study.document


def asdict_shallow(outcome: Outcome) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in Outcome.__slots__}


def plain(value: Any) -> Any:
    if isinstance(value, Estimate):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def study_in(text: str) -> Study:
    """The study that a JSON or HTML report holds. Raises CascadeError where it holds none."""
    document = _document(text)
    return study_from(document["study"], name=document["title"])


def version_in(text: str) -> str:
    """The version that made a report."""
    return str(_document(text).get("trellis", __version__))


def _document(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="report">(.*?)</script>', text, re.DOTALL)
    try:
        document = json.loads(found.group(1) if found else text)
    except ValueError:
        document = None
    if isinstance(document, dict) and isinstance(document.get("study"), dict) and "title" in document:
        return document
    raise CascadeError("the report holds no study; give a report that `trellis cascade run`, `compare` or `rank` wrote")


def as_text(study: Study, result: Result, answers: Sequence[Answer] = ()) -> str:
    """For a terminal: scenarios, what they bring, what loses, what to measure."""
    lines = [study.title, ran(study, result)]
    lines += ["", "Extra people in recovery for six months or more, compared with things as they are:"]
    for index, (outcome, best) in enumerate(zip(result.outcomes, result.best(), strict=True)):
        lines += _outcome_lines(outcome, best)
        lines.append(f"  {said_influences(result.influences(index))}")
    lines += chain.from_iterable(map(answer_lines, answers))
    lines += ["", f"What “{result.outcomes[0].title}” depends on most (rank correlation):"]
    clear = [one for one in result.influences(0)[:6] if one.clear]
    lines += [f"  {signed(one.correlation)}  {one.name}: {MEANINGS[one.name]}" for one in clear] or [f"  {NONE_CLEAR}"]
    worth = [one for one in result.next_to_measure() if one.clear][:3]
    lines += ["", "What would be worth measuring first, in people, by choosing better:"]
    lines += [f"  {one.gain:5.2g}  {one.name}: {MEANINGS[one.name]}" for one in worth] or [f"  {NONE_CLEAR}"]
    return "\n".join([*lines, "", *LIMITS])


def ran(study: Study, result: Result) -> str:
    """What was run, and what it takes to run it again."""
    of = "" if result.complete else f" of {result.ensemble.pairs:,}"
    return (
        f"{len(result.which):,}{of} paired runs over {study.scenarios[0].months} months,"
        f" seed {result.ensemble.seed}, Trellis {__version__}, {study.model.network.name}"
    )


def said_influences(found: Sequence[Influence]) -> str:
    """The few numbers that an outcome hangs on, with their rank correlation."""
    clear = [f"{one.name} ({signed(one.correlation)})" for one in found if one.clear][:MOST_NUMBERS]
    return f"Depends most on {', '.join(clear)}" if clear else "No number that it depends on stands out from chance"


def _outcome_lines(outcome: Outcome, best: float) -> list[str]:
    reached = outcome.per_person
    each = f"  for each person reached {span(reached, 2)}" if reached.count else "  nobody was reached in person"
    if outcome.per_thousand is not None:
        each += f"; for each 1,000 spent {span(outcome.per_thousand, 2)}"
    averted = span(outcome.deaths_averted)
    lines = [
        "",
        outcome.title,
        f"  {in_worlds(outcome.extra)}; best of all in {best:.0%}",
        f"  direct {span(outcome.direct)}; indirect {span(outcome.indirect)}; deaths averted {averted}",
        each,
    ]
    if outcome.loses:
        lines.append(f"  more likely than not to lose: {', '.join(outcome.loses)}")
    return lines


def in_worlds(one: Estimate) -> str:
    half = between(one.low50, one.high50)
    return f"{span(one)}; half of worlds {half}; no benefit in {one.no_benefit:.0%} of worlds"


def parameters_markdown() -> str:
    """The table of parameters as a page of the docs."""
    grades = "\n".join(f"* **{grade}** {meaning}" for grade, meaning in GRADES.items())
    rows = "\n".join(
        f"| `{row.name}` | {row.meaning} | {row.unit} | {row.default:g} | {row.low:g} to {row.high:g} | {row.grade}"
        f" | {row.source} |"
        for row in table()
    )
    return (
        "# Every number of the recovery model\n\n"
        "Made by `trellis cascade parameters --markdown` from `trellis/cascade/parameters.py`. An ensemble draws from\n"
        "the range, which includes “no effect” wherever an effect is claimed.\n\n"
        f"Grades of evidence:\n\n{grades}\n\n"
        "| number | meaning | unit | default | range | grade | source |\n|---|---|---|---|---|---|---|\n"
        f"{rows}\n"
    )
