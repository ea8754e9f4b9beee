"""Estimates in words and in tables: the interval always before the median."""

from collections.abc import Sequence
from html import escape

from trellis.cascade.ensembles.estimates import Estimate


def span(one: Estimate, digits: int = 0) -> str:
    """Nine tenths of worlds, then the median; a dash where there is nothing to count."""
    return f"{between(one.low90, one.high90, digits)}, median {said(one.median, digits)}" if one.count else "–"


def between(low: float, high: float, digits: int = 0) -> str:
    return f"{said(low, digits)} to {said(high, digits)}"


def said(number: float, digits: int = 0) -> str:
    """People to a tenth; with `digits`, that many that count."""
    told = f"{number:.{digits}g}" if digits else f"{number:.1f}".removesuffix(".0")
    return told.replace("-", "\N{MINUS SIGN}") if float(told) else "0"


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
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{_cell(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(text: str) -> str:
    return escape(text).replace("median ", "median&nbsp;")
