"""Estimates in words and in tables: the interval always before the median."""

import re
from collections.abc import Sequence
from html import escape
from math import floor, log10

from trellis.cascade.ensembles.estimates import Estimate

MOST_PLACES = 6  # after the point
SPAN = re.compile(r"(\S+) to (\S{1,6})(?=,|$)")  # from a number to a number, which stay in one line
SHORT = 18  # letters, up to which a row's heading is not broken
LONG = 24  # letters, from which a cell of a table is not squeezed


def span(one: Estimate, digits: int = 0) -> str:
    """Nine tenths of worlds, then the median; a dash where there is nothing to count."""
    return f"{between(one.low90, one.high90, digits)}, median {said(one.median, digits)}" if one.count else "–"


def between(low: float, high: float, digits: int = 0) -> str:
    return f"{said(low, digits)} to {said(high, digits)}"


def said(number: float, digits: int = 0) -> str:
    """People to a tenth; with `digits`, that many that count, and never fewer than stand before the point."""
    places = 1
    if digits:
        size = floor(log10(abs(number))) if number else 0
        places = min(MOST_PLACES, max(0, digits - 1 - size))
    told = f"{number:,.{places}f}"
    if "." in told:
        told = told.rstrip("0").removesuffix(".")
    return "0" if told == "-0" else told.replace("-", "\N{MINUS SIGN}")


def signed(number: float) -> str:
    return f"{number:+.2f}".replace("-", "\N{MINUS SIGN}")


HEAD = ("Nine worlds in ten", "Half of worlds", "Median")


def figures(one: Estimate, digits: int = 0) -> tuple[str, str, str, str]:
    """The numbers of a chart's line or row, under `HEAD` and what the last share is of."""
    if not one.count:
        return "–", "–", "–", "–"
    return (
        between(one.low90, one.high90, digits),
        between(one.low50, one.high50, digits),
        said(one.median, digits),
        f"{one.no_benefit:.0%}",
    )


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """Rows begin with their heading. It scrolls by itself where a screen is narrow."""
    top = "".join(f'<th scope="col">{escape(word)}</th>' for word in head)
    body = "".join(f"<tr>{_row_head(row[0])}" + "".join(map(_cell, row[1:])) + "</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row_head(text: str) -> str:
    short = ' class="short"' if len(text) <= SHORT else ""
    return f'<th scope="row"{short}>{escape(text)}</th>'


def _cell(text: str) -> str:
    long = ' class="long"' if len(text) > LONG else ""
    kept = text if long else SPAN.sub("\\1\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}\\2", text)
    return f"<td{long}>{escape(kept).replace('median ', 'median&nbsp;')}</td>"
