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
from math import isfinite
from string import Template
from typing import Any

from trellis import __version__
from trellis.cascade.choosing.ranking import Ranking
from trellis.cascade.ensembles.estimates import Estimate
from trellis.cascade.ensembles.results import Outcome, Result
from trellis.cascade.parameters import GRADES, CascadeError, table
from trellis.cascade.people.files import texts_of
from trellis.cascade.reports import charts
from trellis.cascade.reports.studies import Study, study_from

LIMITS = (
    "This is a model of an imaginary population. It does not describe, score or rank any person.",
    "Most effects are observational. The parameter “causal” runs down to 0: no effect of company at all.",
    "Numbers graded D are assumptions. Measure them locally before money depends on them.",
)


def as_json(study: Study, result: Result) -> dict[str, Any]:
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


def as_text(study: Study, result: Result) -> str:
    """For a terminal: scenarios, what they bring, what loses, what to measure."""
    lines = [f"{study.title}: {len(result.which):,} paired runs, {study.scenarios[0].months} months"]
    if not result.complete:
        lines.append(f"Stopped early: {len(result.which):,} of {result.ensemble.pairs:,} pairs are done.")
    lines += ["", "Extra people in recovery for six months or more, compared with things as they are:"]
    for outcome, best in zip(result.outcomes, result.best(), strict=True):
        lines += _outcome_lines(outcome, best)
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
        f"  {_span(one)}   no benefit in {one.no_benefit:.0%} of worlds; best of all in {best:.0%}",
        f"  direct {_span(outcome.direct)}; indirect {_span(outcome.indirect)}",
        f"  half of worlds {_between(one.low50, one.high50)}; deaths averted {_span(outcome.deaths_averted)}",
        f"  for each person introduced {_span(outcome.per_person, 2)}",
    ]
    if outcome.per_thousand is not None:
        lines.append(f"  for each 1,000 spent {_span(outcome.per_thousand, 2)}")
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


def ranking_json(ranking: Ranking) -> dict[str, Any]:
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
    }


def ranking_text(ranking: Ranking) -> str:
    """For a terminal: never one winner, but ranks with their span."""
    lines = [f"By {ranking.by}, on {ranking.pairs:,} pairs of runs that took no part in choosing."]
    lines.append(f"The worst-off place is {ranking.worst_off}.")
    for number, one in enumerate(ranking.places, 1):
        lines += ["", f"{number}. {one.candidate.label}{'   (below the floor)' if one.under_floor else ''}"]
        lines.append(f"   extra {_span(one.gain)}; no benefit in {one.gain.no_benefit:.0%} of worlds")
        lines.append(f"   best in {one.best:.0%}; rank {one.ranks[0]} to {one.ranks[1]}")
        if one.per_thousand is not None:
            lines.append(f"   for each 1,000 spent {_span(one.per_thousand, 2)}")
        lines.append(f"   in the worst-off place {_span(one.worst_off)}")
        if one.loses:
            lines.append(f"   loses: {', '.join(one.loses)}")
    if ranking.dropped:
        lines += ["", "Dropped earlier: " + ", ".join(one.label for one, _ in ranking.dropped)]
    return "\n".join([*lines, "", *LIMITS])


def _span(one: Estimate, digits: int = 0) -> str:
    """Nine tenths of worlds, then the median; a dash where there is nothing to count."""
    return f"{_between(one.low90, one.high90, digits)}, median {_said(one.median, digits)}" if one.count else "–"


def _between(low: float, high: float, digits: int = 0) -> str:
    return f"{_said(low, digits)} to {_said(high, digits)}"


def _said(number: float, digits: int) -> str:
    """People to a tenth; with `digits`, that many that count."""
    said = f"{number:.{digits}g}" if digits else f"{number:.1f}".removesuffix(".0")
    return said.replace("-", "\N{MINUS SIGN}") if float(said) else "0"


def as_html(study: Study, result: Result) -> str:
    """One file with charts, a table behind each, every parameter with its source, and the study to run again."""
    outcomes = result.outcomes
    sections = [
        _comparison(outcomes, result.best()),
        *(_one(outcome) for outcome in outcomes),
        _sensitivity(result),
        _parameters(study),
        "<h2>What this cannot say</h2><ul>" + "".join(f"<li>{escape(limit)}</li>" for limit in LIMITS) + "</ul>",
    ]
    data = json.dumps(as_json(study, result), ensure_ascii=False).replace("</", "<\\/")
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
    head = ("Scenario", "Nine worlds in ten", "Half of worlds", "Median", "No benefit", "Best of all")
    rows = [(one.title, *_extra(one.extra), f"{share:.0%}") for one, share in zip(outcomes, best, strict=True)]
    parts = ("Scenario", "Direct", "Indirect", "For each person reached", "Deaths averted", "Per 1,000 spent")
    cells = [
        (
            one.title,
            _span(one.direct),
            _span(one.indirect),
            _span(one.per_person, 2),
            _span(one.deaths_averted),
            _span(one.per_thousand, 2) if one.per_thousand else "–",
        )
        for one in outcomes
    ]
    return (
        f"<h2>What each would bring</h2>{chart}"
        + _table(head, rows, "Extra people in recovery for six months or more at the end")
        + _table(parts, cells, "Of whom, and for what: nine worlds in ten, and the median")
    )


def _extra(one: Estimate) -> tuple[str, str, str, str]:
    """The numbers of a chart's line or row."""
    return (
        _between(one.low90, one.high90),
        _between(one.low50, one.high50),
        _said(one.median, 0),
        f"{one.no_benefit:.0%}",
    )


def _one(outcome: Outcome) -> str:
    chart = charts.fan(outcome.by_month, title=outcome.title, across="months", up="extra people in lasting recovery")
    head = ("Month", "Nine worlds in ten", "Half of worlds", "Median", "No benefit")
    months = [(str(month), *_extra(one)) for month, one in enumerate(outcome.by_month)]
    years = [row for row in months if int(row[0]) and int(row[0]) % 12 == 0]
    who = [(name, _span(one), f"{one.no_benefit:.0%}") for name, one in (*outcome.by_place, *outcome.by_kind)]
    loses = ", ".join(outcome.loses) or "nobody more likely than not"
    year = _table(head, years, f"{outcome.title}, year by year") if years else ""
    chance = f" Chance makes {outcome.chance:.0%} of the spread." if isfinite(outcome.chance) else ""
    return (
        f"<h2>{escape(outcome.title)}</h2>{chart}{year}"
        f"<details><summary>Every month</summary>{_table(head, months, f'{outcome.title}, month by month')}</details>"
        f"<p>For each person reached: {_span(outcome.per_person, 2)}; of it direct"
        f" {_span(outcome.per_person_direct, 2)}, and indirect {_span(outcome.per_person_indirect, 2)}.{chance}</p>"
        f"<p>Later companions that each companion leads to: {_span(outcome.reproduction, 2)}."
        f" {_lines(outcome.line_sizes)}</p>"
        + _table(("Where, and who", "Extra", "No benefit"), who, f"{outcome.title}: where, and who; worse off: {loses}")
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
        + _table(("Number", "Correlation"), [(one.name, f"{one.correlation:+.2f}") for one in found], "Strongest first")
        + f"<p>{escape(_measure_next(result))}</p>"
        + _table(("Number", "Extra people", ""), rows, caption)
    )


def _parameters(study: Study) -> str:
    used = study.model.parameters.as_dict()
    head = ("Number", "Meaning", "Unit", "Used", "Range", "Grade", "Source")
    rows = [
        (row.name, row.meaning, row.unit, f"{used[row.name]:g}", f"{row.low:g} to {row.high:g}", row.grade, row.source)
        for row in table()
    ]
    grades = "".join(f"<li>{grade}: {escape(meaning)}</li>" for grade, meaning in GRADES.items())
    return f"<h2>Every number used</h2>{_table(head, rows, 'Defaults, plausible ranges and sources')}<ul>{grades}</ul>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    top = "".join(f'<th scope="col">{escape(word)}</th>' for word in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
