"""Answers to a planner's questions, as text, JSON and a section of the report."""

from dataclasses import asdict
from html import escape
from typing import Any

from trellis.cascade.choosing.questions import Answer
from trellis.cascade.ensembles.estimates import Estimate
from trellis.cascade.reports import charts
from trellis.cascade.reports.saying import HEAD, between, figures, html_table, span

DIGITS = 2
MOST_ROWS = 12  # of a chart; the table behind it has them all


def answer_lines(answer: Answer) -> list[str]:
    """For a terminal."""
    width = max(len(part.label) for part in answer.parts)
    parts = (f"  {part.label:<{width}}  {_in_worlds(part.found, answer.nothing)}" for part in answer.parts)
    return ["", f"{answer.title} ({answer.pairs:,} pairs)", f"  {answer.unit}:", *parts, f"  {answer.words}"]


def _in_worlds(one: Estimate, nothing: str) -> str:
    if not one.count:
        return f"{span(one)}; nobody was reached"
    half = between(one.low50, one.high50, DIGITS)
    return f"{span(one, DIGITS)}; half of worlds {half}; {nothing} in {one.no_benefit:.0%} of worlds"


def answer_json(answer: Answer) -> dict[str, Any]:
    """`no_benefit` of a part is the share of worlds with what `nothing` says."""
    parts = [{"name": part.name, "label": part.label, **asdict(part.found)} for part in answer.parts]
    return {**{name: getattr(answer, name) for name in ("title", "unit", "nothing", "words", "pairs")}, "parts": parts}


def answer_html(answer: Answer) -> str:
    """How to read it, a chart, and the table behind it."""
    rows = [(part.label, part.found) for part in answer.parts]
    shown = [(label, one) for label, one in rows if one.count][:MOST_ROWS]
    chart = charts.intervals(shown, title=answer.title, across=answer.unit) if shown else "<p>Nobody was reached.</p>"
    head = ("Part", *HEAD, answer.nothing.capitalize())
    table = html_table(head, [(label, *figures(one, DIGITS)) for label, one in rows], f"{answer.title}: {answer.unit}")
    return f"<p>{escape(answer.words)}</p>{chart}{table}"
