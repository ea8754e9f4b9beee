"""What a study found, as one HTML file: charts with a table behind each, every number, and the study to run again."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from math import isfinite
from string import Template
from typing import Any

from trellis.cascade.choosing.questions import Answer
from trellis.cascade.ensembles.results import Outcome, Result
from trellis.cascade.ensembles.sensitivity import Influence
from trellis.cascade.model.interventions import FOREVER, Cost, Intervention
from trellis.cascade.parameters import GRADES, table
from trellis.cascade.reports import charts
from trellis.cascade.reports.answers import answer_html
from trellis.cascade.reports.report import LIMITS, MEANINGS, NONE_CLEAR, as_json, ran, said_influences
from trellis.cascade.reports.saying import HEAD, figures, html_table, signed, span
from trellis.cascade.reports.studies import Study

Section = tuple[str, str]  # its heading, and what stands below it
HOW_TO_READ = (
    "A world is one way in which things might be, within what has been published. Each is run twice: with the step, and"
    " without. The thin line holds nine worlds in ten, the thick one the middle half; the dot is the median. “No"
    " benefit” is the share of worlds in which the step brings nobody more. Read that first."
)
ACROSS = "months. Faint: nine worlds in ten; strong: half of worlds; line: the median"


def as_html(study: Study, result: Result, answers: Sequence[Answer] = ()) -> str:
    """The whole page."""
    sections: list[Section] = [
        ("What each would bring", _comparison(result.outcomes, result.best())),
        *((outcome.title, _one(outcome, result.influences(i))) for i, outcome in enumerate(result.outcomes)),
        *((answer.title, answer_html(answer)) for answer in answers),
        *_sensitivity(result),
        inputs_section(study),
        limits_section(),
    ]
    return page(study.title, ran(study, result), sections, as_json(study, result, answers))


def page(title: str, what: str, sections: Sequence[Section], data: Mapping[str, Any]) -> str:
    """The frame of every report: contents, sections, and the data that it can be run again from."""
    headings = list(enumerate((heading for heading, _ in sections), 1))
    frame = Template(files("trellis.cascade.reports").joinpath("data/report.html").read_text(encoding="utf-8"))
    return frame.substitute(
        title=escape(title),
        what=escape(what),
        contents="".join(f'<li><a href="#part{i}">{escape(heading)}</a></li>' for i, heading in headings),
        body="\n".join(
            f'<h2 id="part{i}">{escape(heading)}</h2>{body}' for i, (heading, body) in enumerate(sections, 1)
        ),
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),  # or "<!--" would end the page
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
        f"<p>{HOW_TO_READ}</p>{chart}"
        + html_table(head, rows, "Extra people in recovery for six months or more at the end")
        + html_table(parts, cells, "Of whom, and for what: nine worlds in ten, and the median")
    )


def _one(outcome: Outcome, found: Sequence[Influence]) -> str:
    chart = charts.fan(outcome.by_month, title=outcome.title, across=ACROSS, up="extra people in lasting recovery")
    head = ("Month", *HEAD, "No benefit")
    months = [(str(month), *figures(one)) for month, one in enumerate(outcome.by_month)]
    years = [row for row in months if int(row[0]) and int(row[0]) % 12 == 0]
    who = [(name, *figures(one)) for name, one in (*outcome.by_place, *outcome.by_kind)]
    loses = ", ".join(outcome.loses) or "nobody, more likely than not"
    year = html_table(head, years, f"{outcome.title}, year by year") if years else ""
    every = html_table(head, months, f"{outcome.title}, month by month")
    chance = f" Chance makes {outcome.chance:.0%} of the spread." if isfinite(outcome.chance) else ""
    each = "Nobody was reached in person."
    if outcome.per_person.count:
        each = (
            f"For each person reached: {span(outcome.per_person, 2)}; of it direct"
            f" {span(outcome.per_person_direct, 2)}, and indirect {span(outcome.per_person_indirect, 2)}."
        )
    return (
        f"{chart}{year}"
        f"<details><summary>Every month</summary>{every}</details>"
        f"<p>{each}{chance}</p>"
        f"<p>Later companions that each companion leads to: {span(outcome.reproduction, 2)}."
        f" {_lines(outcome.line_sizes)}</p>"
        f"<p>Worse off: {escape(loses)}. {escape(said_influences(found))}.</p>"
        + html_table(("Where, and who", *HEAD, "No benefit"), who, f"{outcome.title}: where, and who")
    )


def _lines(sizes: Sequence[float]) -> str:
    """How long lines of companions grow."""
    return (
        f"Of the lines of companions, {sizes[0]:.1%} hold one companion, {sizes[1]:.1%} two,"
        f" {sum(sizes[2:5]):.1%} three to five, and {sum(sizes[5:]):.1%} more."
    )


def _sensitivity(result: Result) -> list[Section]:
    """None where there are too few draws to tell."""
    found, worth = result.influences(0)[:12], result.next_to_measure()[:8]
    if not found:
        return []
    chart = charts.bars(
        [(one.name, one.correlation) for one in found],
        title="What the first scenario depends on",
        across="rank correlation with the result; within the grey it may be chance",
        noise=found[0].noise,
    )
    moves = [(one.name, MEANINGS[one.name], signed(one.correlation)) for one in found]
    rows = [
        (one.name, MEANINGS[one.name], f"{one.gain:.2g}", "clear" if one.clear else "may be chance") for one in worth
    ]
    caption = f"Worth of measuring it, in people, by choosing better; up to {worth[0].noise:.2g} may be chance"
    none = "" if any(one.clear for one in worth) else f"<p>{NONE_CLEAR}</p>"
    return [
        (
            f"What “{result.outcomes[0].title}” depends on",
            chart + html_table(("Number", "Meaning", "Correlation"), moves, "Strongest first"),
        ),
        (
            "What to measure first",
            none + html_table(("Number", "Meaning", "Extra people", "Or chance"), rows, caption),
        ),
    ]


def inputs_section(study: Study) -> Section:
    """What was done in each scenario, and every number used."""
    steps = [("In every run", _steps(study.model.routine) or "nothing")]
    steps += [(one.title, _steps(one.interventions) or "nothing") for one in study.scenarios]
    used = study.model.parameters.as_dict()
    head = ("Number", "Meaning", "Unit", "Used", "Range", "Grade", "Source")
    rows = [
        (row.name, row.meaning, row.unit, f"{used[row.name]:g}", f"{row.low:g} to {row.high:g}", row.grade, row.source)
        for row in table()
    ]
    grades = "".join(f"<li>{grade}: {escape(meaning)}</li>" for grade, meaning in GRADES.items())
    return "What went in", (
        html_table(("Scenario", "What is done"), steps, "What is done in each")
        + html_table(head, rows, "Every number used: value, plausible range and source")
        + f"<ul>{grades}</ul>"
    )


def _steps(steps: Sequence[Intervention]) -> str:
    """Each with its months and cost, in words."""
    return "; ".join(f"{step.title}{_dated(step)}{_costed(step.cost)}" for step in steps)


def _dated(step: Intervention) -> str:
    begun = f" from month {step.start}" if step.start else ""
    return begun + (f" until month {step.until}" if step.until != FOREVER else "")


def _costed(cost: Cost) -> str:
    parts = ((cost.once, "once"), (cost.monthly, "a month"), (cost.each, "each"))
    told = ", ".join(f"{amount:,g} {what}" for amount, what in parts if amount)
    return f" (costs {told})" if told else ""


def limits_section() -> Section:
    return "What this cannot say", "<ul>" + "".join(f"<li>{escape(limit)}</li>" for limit in LIMITS) + "</ul>"
