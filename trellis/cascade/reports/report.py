"""What a study found, as JSON, as text for a terminal, and as one HTML file that can be sent and run again.

Every report holds its inputs, seed and version. `study_in(text)` finds the study in a JSON or HTML report, and running
it gives the same numbers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from importlib.resources import files
from itertools import chain
from math import isfinite
from string import Template
from typing import Any

from trellis import __version__
from trellis.cascade.choosing.questions import Answer
from trellis.cascade.choosing.ranking import Ranking
from trellis.cascade.ensembles.estimates import Estimate
from trellis.cascade.ensembles.results import Outcome, Result
from trellis.cascade.parameters import GRADES, CascadeError, table
from trellis.cascade.people.files import texts_of
from trellis.cascade.reports import charts
from trellis.cascade.reports.answers import answer_json, answer_lines, answers_html
from trellis.cascade.reports.saying import HEAD, between, figures, html_table, span
from trellis.cascade.reports.studies import Study, study_from

LIMITS = (
    "This is a model of an imaginary population. It does not describe, score or rank any person.",
    "Most effects are observational. The parameter “causal” runs down to 0: no effect of company at all.",
    "Numbers graded D are assumptions. Measure them locally before money depends on them.",
)


def as_json(study: Study, result: Result, answers: Sequence[Answer] = ()) -> dict[str, Any]:
    """Everything, as plain values; not-a-number becomes null."""
    return {
        "trellis": __version__,
        "title": study.title,
        "fingerprint": result.ensemble.fingerprint,
        "study": _whole(study),
        "pairs": {"done": len(result.which), "all": result.ensemble.pairs},
        "outcomes": [
            {
                **_plain(asdict_shallow(outcome)),
                "loses": list(outcome.loses),
                "probability_best": best,
                "sensitivity": [_plain(asdict(one)) for one in result.influences(index)],
            }
            for index, (outcome, best) in enumerate(zip(result.outcomes, result.best(), strict=True))
        ],
        "answers": [_plain(answer_json(answer)) for answer in answers],
        "measure_next": [_plain(asdict(one)) for one in result.next_to_measure()],
        "parameters": [asdict(row) for row in table()],
        "limits": list(LIMITS),
    }


def _whole(study: Study) -> dict[str, Any]:
    """The study's document, with the network itself where it was read from files: they may not be there next time."""
    return {**study.document, "files": texts_of(study.model.network)} if "files" in study.document else study.document


def asdict_shallow(outcome: Outcome) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in Outcome.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, Estimate):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def study_in(text: str) -> Study:
    """The study that a JSON or HTML report holds. Raises CascadeError where it holds none."""
    found = re.search(r'<script type="application/json" id="report">(.*?)</script>', text, re.DOTALL)
    try:
        document = json.loads(found.group(1) if found else text)
        return study_from(document["study"], name=document["title"])
    except (ValueError, KeyError, TypeError) as error:
        raise CascadeError("the report holds no study; give a report that `trellis cascade run` wrote") from error


def as_text(study: Study, result: Result, answers: Sequence[Answer] = ()) -> str:
    """For a terminal: scenarios, what they bring, what loses, what to measure."""
    lines = [f"{study.title}: {len(result.which):,} paired runs, {study.scenarios[0].months} months"]
    if not result.complete:
        lines.append(f"Stopped early: {len(result.which):,} of {result.ensemble.pairs:,} pairs are done.")
    lines += ["", "Extra people in recovery for six months or more, compared with things as they are:"]
    for outcome, best in zip(result.outcomes, result.best(), strict=True):
        lines += _outcome_lines(outcome, best)
    lines += chain.from_iterable(map(answer_lines, answers))
    lines += ["", "What the first scenario's result depends on most (rank correlation):"]
    lines += [f"  {one.name:<22} {one.correlation:+.2f}" for one in result.influences(0)[:6] if one.clear]
    return "\n".join([*lines, "", _measure_next(result), "", *LIMITS])


def _measure_next(result: Result) -> str:
    """Which numbers are worth measuring, if any stands out from chance."""
    worth = [one for one in result.next_to_measure() if one.clear][:3]
    if not worth:
        return "Measure next: no single number stands out from chance; more draws may show one."
    return "Measure next: " + ", ".join(f"{one.name} (worth {one.gain:.2g} people)" for one in worth) + "."


def _outcome_lines(outcome: Outcome, best: float) -> list[str]:
    one = outcome.extra
    lines = [
        "",
        outcome.title,
        f"  {span(one)}   no benefit in {one.no_benefit:.0%} of worlds; best of all in {best:.0%}",
        f"  direct {span(outcome.direct)}; indirect {span(outcome.indirect)}",
        f"  half of worlds {between(one.low50, one.high50)}; deaths averted {span(outcome.deaths_averted)}",
        f"  for each person introduced {span(outcome.per_person, 2)}",
    ]
    if outcome.per_thousand is not None:
        lines.append(f"  for each 1,000 spent {span(outcome.per_thousand, 2)}")
    if outcome.loses:
        lines.append(f"  more likely than not to lose: {', '.join(outcome.loses)}")
    return lines


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


def ranking_json(ranking: Ranking, answers: Sequence[Answer] = ()) -> dict[str, Any]:
    """Finalists first to last, with intervals and chances; then those dropped, with the score they were dropped on."""
    return {
        "trellis": __version__,
        "by": ranking.by,
        "worst_off": ranking.worst_off,
        "pairs": ranking.pairs,
        "places": [
            {
                "label": one.candidate.label,
                **_plain({name: getattr(one, name) for name in ("gain", "per_thousand", "worst_off", "best", "ranks")}),
                "loses": list(one.loses),
                "under_floor": one.under_floor,
            }
            for one in ranking.places
        ],
        "dropped": [{"label": one.label, "score": _plain(score)} for one, score in ranking.dropped],
        "answers": [_plain(answer_json(answer)) for answer in answers],
    }


def ranking_text(ranking: Ranking, answers: Sequence[Answer] = ()) -> str:
    """For a terminal: never one winner, but ranks with their span."""
    lines = [f"By {ranking.by}, on {ranking.pairs:,} pairs of runs that took no part in choosing."]
    lines.append(f"The worst-off place is {ranking.worst_off}.")
    for number, one in enumerate(ranking.places, 1):
        lines += ["", f"{number}. {one.candidate.label}{'   (below the floor)' if one.under_floor else ''}"]
        lines.append(f"   extra {span(one.gain)}; no benefit in {one.gain.no_benefit:.0%} of worlds")
        lines.append(f"   best in {one.best:.0%}; rank {one.ranks[0]} to {one.ranks[1]}")
        if one.per_thousand is not None:
            lines.append(f"   for each 1,000 spent {span(one.per_thousand, 2)}")
        lines.append(f"   in the worst-off place {span(one.worst_off)}")
        if one.loses:
            lines.append(f"   loses: {', '.join(one.loses)}")
    if ranking.dropped:
        lines += ["", "Dropped earlier: " + ", ".join(one.label for one, _ in ranking.dropped)]
    return "\n".join([*lines, *chain.from_iterable(map(answer_lines, answers)), "", *LIMITS])


def as_html(study: Study, result: Result, answers: Sequence[Answer] = ()) -> str:
    """One file with charts, a table behind each, every parameter with its source, and the study to run again."""
    outcomes = result.outcomes
    sections = [
        _comparison(outcomes, result.best()),
        *(_one(outcome) for outcome in outcomes),
        answers_html(answers),
        _sensitivity(result),
        _parameters(study),
        "<h2>What this cannot say</h2><ul>" + "".join(f"<li>{escape(limit)}</li>" for limit in LIMITS) + "</ul>",
    ]
    data = json.dumps(as_json(study, result, answers), ensure_ascii=False).replace("</", "<\\/")
    page = Template(files("trellis.cascade.reports").joinpath("data/report.html").read_text(encoding="utf-8"))
    return page.substitute(
        title=escape(study.title),
        what=escape(
            f"{len(result.which):,} of {result.ensemble.pairs:,} paired runs over {study.scenarios[0].months} months,"
            f" seed {result.ensemble.seed}, Trellis {__version__}, {study.model.network.name}"
        ),
        body="\n".join(sections),
        data=data,
    )


def _comparison(outcomes: Sequence[Outcome], best: Sequence[float]) -> str:
    chart = charts.intervals(
        [(one.title, one.extra) for one in outcomes],
        title="Scenarios compared",
        across="extra people in recovery for six months or more at the end",
    )
    head = ("Scenario", *HEAD, "No benefit", "Best of all")
    rows = [(one.title, *figures(one.extra), f"{share:.0%}") for one, share in zip(outcomes, best, strict=True)]
    parts = ("Scenario", "Direct", "Indirect", "For each person reached", "Deaths averted", "Per 1,000 spent")
    cells = [
        (
            one.title,
            span(one.direct),
            span(one.indirect),
            span(one.per_person, 2),
            span(one.deaths_averted),
            span(one.per_thousand, 2) if one.per_thousand else "–",
        )
        for one in outcomes
    ]
    return (
        f"<h2>What each would bring</h2>{chart}"
        + html_table(head, rows, "Extra people in recovery for six months or more at the end")
        + html_table(parts, cells, "Of whom, and for what: nine worlds in ten, and the median")
    )


def _one(outcome: Outcome) -> str:
    chart = charts.fan(outcome.by_month, title=outcome.title, across="months", up="extra people in lasting recovery")
    head = ("Month", *HEAD, "No benefit")
    months = [(str(month), *figures(one)) for month, one in enumerate(outcome.by_month)]
    years = [row for row in months if int(row[0]) and int(row[0]) % 12 == 0]
    who = [(name, span(one), f"{one.no_benefit:.0%}") for name, one in (*outcome.by_place, *outcome.by_kind)]
    loses = ", ".join(outcome.loses) or "nobody more likely than not"
    year = html_table(head, years, f"{outcome.title}, year by year") if years else ""
    every = html_table(head, months, f"{outcome.title}, month by month")
    chance = f" Chance makes {outcome.chance:.0%} of the spread." if isfinite(outcome.chance) else ""
    return (
        f"<h2>{escape(outcome.title)}</h2>{chart}{year}"
        f"<details><summary>Every month</summary>{every}</details>"
        f"<p>For each person reached: {span(outcome.per_person, 2)}; of it direct"
        f" {span(outcome.per_person_direct, 2)}, and indirect {span(outcome.per_person_indirect, 2)}.{chance}</p>"
        f"<p>Later companions that each companion leads to: {span(outcome.reproduction, 2)}."
        f" {_lines(outcome.line_sizes)}</p>"
        + html_table(
            ("Where, and who", "Extra", "No benefit"), who, f"{outcome.title}: where, and who; worse off: {loses}"
        )
    )


def _lines(sizes: Sequence[float]) -> str:
    """How long lines of companions grow."""
    return (
        f"Of the lines of companions, {sizes[0]:.1%} hold one companion, {sizes[1]:.1%} two,"
        f" {sum(sizes[2:5]):.1%} three to five, and {sum(sizes[5:]):.1%} more."
    )


def _sensitivity(result: Result) -> str:
    found = result.influences(0)[:12]
    if not found:
        return ""
    chart = charts.bars(
        [(one.name, one.correlation) for one in found],
        title="What the first scenario depends on",
        across="rank correlation with the result; within the grey it may be chance",
        noise=found[0].noise,
    )
    worth = result.next_to_measure()[:8]
    rows = [(one.name, f"{one.gain:.2g}", "clear" if one.clear else "may be chance") for one in worth]
    caption = f"Worth of measuring it, in people, by choosing better; up to {worth[0].noise:.2g} may be chance"
    return (
        f"<h2>What the answer depends on</h2>{chart}"
        + html_table(
            ("Number", "Correlation"), [(one.name, f"{one.correlation:+.2f}") for one in found], "Strongest first"
        )
        + f"<p>{escape(_measure_next(result))}</p>"
        + html_table(("Number", "Extra people", ""), rows, caption)
    )


def _parameters(study: Study) -> str:
    used = study.model.parameters.as_dict()
    head = ("Number", "Meaning", "Unit", "Used", "Range", "Grade", "Source")
    rows = [
        (row.name, row.meaning, row.unit, f"{used[row.name]:g}", f"{row.low:g} to {row.high:g}", row.grade, row.source)
        for row in table()
    ]
    grades = "".join(f"<li>{grade}: {escape(meaning)}</li>" for grade, meaning in GRADES.items())
    return (
        f"<h2>Every number used</h2>{html_table(head, rows, 'Defaults, plausible ranges and sources')}<ul>{grades}</ul>"
    )
