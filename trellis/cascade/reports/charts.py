"""Charts as SVG, made here: they need no script, print well, and carry their words for those who do not see them.

Each is a figure with what it counts below it, drawn narrow, so that a phone need not shrink its words past reading.
Colours come from the page's custom properties where there are any. Behind every chart stands a table with the same
numbers (`page.py`).
"""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from unicodedata import east_asian_width

from trellis.cascade.ensembles.estimates import Estimate

WIDTH = 440
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 28, 28
ROW = 46
LETTERS = 48  # that stand side by side on the chart
INK, BAND, LINE = "var(--ink, #1d2b2a)", "var(--leaf, #1b6344)", "var(--line, #c9c3b4)"
SOFT, PAPER = "var(--soft, #4a5a57)", "var(--paper, #fbf8f2)"


def fan(series: Sequence[Estimate], *, title: str, across: str, up: str, height: int = 240) -> str:
    """A line over time with the middle half and nine tenths around it; one estimate a month, from month 0."""
    low, high = min(0.0, *(one.low90 for one in series)), max(0.0, *(one.high90 for one in series))
    marks = _marks(low, high)
    low, high = min(low, marks[0]), max(high, marks[-1])
    x = Scale(0, max(1, len(series) - 1), LEFT, WIDTH - RIGHT)
    y = Scale(low, high, height - BOTTOM, TOP)
    line = " ".join(f"{x(i):.1f},{y(one.median):.1f}" for i, one in enumerate(series))
    parts = [
        *_grid(marks, y),
        _band([(x(i), y(one.low90), y(one.high90)) for i, one in enumerate(series)], 0.18),
        _band([(x(i), y(one.low50), y(one.high50)) for i, one in enumerate(series)], 0.30),
        f'<polyline points="{line}" fill="none" stroke="{BAND}" stroke-width="2.5"/>',
        *(_word(x(month), height - 8, str(month)) for month in _months(len(series) - 1)),
        _word(4, TOP - 12, up, anchor="start"),
    ]
    return _figure(title, f"Over {len(series) - 1} months: {series[-1]} at the end.", height, parts, across)


def intervals(rows: Sequence[tuple[str, Estimate]], *, title: str, across: str) -> str:
    """One row each: a thin line for nine tenths, a thick one for the middle half, a dot for the median."""
    low, high = min(0.0, *(one.low90 for _, one in rows)), max(0.0, *(one.high90 for _, one in rows))
    marks = _marks(low, high)
    x = Scale(min(low, marks[0]), max(high, marks[-1]), LEFT // 2, WIDTH - 2 * RIGHT)
    parts, height = _uprights(marks, x, len(rows))
    for index, (name, one) in enumerate(rows):
        middle = TOP + ROW * index + 12
        parts += [
            _word(0, middle - 14, _fitting(name), anchor="start"),
            _level(x(one.low90), x(one.high90), middle, f'stroke="{BAND}" stroke-width="2"'),
            _level(x(one.low50), x(one.high50), middle, f'stroke="{BAND}" stroke-width="8" stroke-opacity="0.45"'),
            f'<circle cx="{x(one.median):.1f}" cy="{middle}" r="5" fill="{BAND}"/>',
        ]
    return _figure(title, " ".join(f"{name}: {one}." for name, one in rows), height, parts, across)


def bars(rows: Sequence[tuple[str, float]], *, title: str, across: str, noise: float = 0.0) -> str:
    """Bars from nought, with `noise` marked on both sides: what is shorter may be chance."""
    values = [value for _, value in rows]
    most = max([abs(value) for value in values] + [noise, 1e-9])
    marks = _marks(-most if noise or min(values) < 0 else 0, most)
    x = Scale(marks[0], marks[-1], LEFT // 2, WIDTH - 2 * RIGHT)
    lines, height = _uprights(marks, x, len(rows))
    shade = f'y="{TOP}" height="{height - TOP - BOTTOM}" fill="{LINE}" fill-opacity="0.5"'
    parts = [f'<rect x="{x(-noise):.1f}" width="{x(noise) - x(-noise):.1f}" {shade}/>', *lines]
    for index, (name, value) in enumerate(rows):
        middle = TOP + ROW * index + 12
        left, right = sorted((x(0), x(value)))
        parts += [
            _word(0, middle - 14, _fitting(name), anchor="start"),
            f'<rect x="{left:.1f}" y="{middle - 7}" width="{max(right - left, 1):.1f}" height="14" fill="{BAND}"/>',
        ]
    return _figure(title, " ".join(f"{name} {value:.2f}." for name, value in rows), height, parts, across)


def _figure(title: str, words: str, height: float, parts: Sequence[str], across: str) -> str:
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc>{''.join(parts)}</svg>"
        f"<figcaption>{escape(across)}</figcaption></figure>"
    )


def _uprights(marks: Sequence[float], x: "Scale", rows: int) -> tuple[list[str], int]:
    """A line at each mark past all rows, that at nought stronger, with the marks below; and how high the chart is."""
    foot = TOP + ROW * rows - 12
    lines = [
        f'<line x1="{x(mark):.1f}" x2="{x(mark):.1f}" y1="{TOP}" y2="{foot}" stroke="{LINE if mark else SOFT}"/>'
        + _word(x(mark), foot + 20, _short(mark))
        for mark in marks
    ]
    return lines, foot + BOTTOM


def _band(edges: Sequence[tuple[float, float, float]], opacity: float) -> str:
    there = " ".join(f"{x:.1f},{low:.1f}" for x, low, _ in edges)
    back = " ".join(f"{x:.1f},{high:.1f}" for x, _, high in reversed(edges))
    return f'<polygon points="{there} {back}" fill="{BAND}" fill-opacity="{opacity}"/>'


def _level(left: float, right: float, y: float, style: str) -> str:
    return f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" {style}/>'


def _grid(marks: Sequence[float], y: "Scale") -> list[str]:
    return [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}" stroke="{LINE}"/>'
        + _word(LEFT - 6, y(mark) + 5, _short(mark), anchor="end")
        for mark in marks
    ]


def _word(x: float, y: float, text: str, *, anchor: str = "middle") -> str:
    """With a rim of paper, so that no line runs through it."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="13" fill="{INK}" stroke="{PAPER}"'
        f' stroke-width="5" stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
    )


def _fitting(text: str) -> str:
    """As much of a name as there is room for; the table behind the chart has all of it."""
    room = LETTERS
    for index, letter in enumerate(text):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return text[: index - 1].rstrip() + "…"
    return text


class Scale:
    """A straight line from values to places on the chart."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.start = low, start
        self.slope = (end - start) / (high - low) if high > low else 0.0

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) * self.slope


def _marks(low: float, high: float) -> list[float]:
    """Three to seven round numbers that hold the range."""
    span = (high - low) or 1.0
    step = 10.0 ** floor(log10(span / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 5)
    return [round(step * i, 10) for i in range(floor(low / step), ceil(high / step) + 1)]


def _months(last: int) -> list[int]:
    step = 12 if last > 18 else 6 if last > 8 else 1
    return list(range(0, last + 1, step))


def _short(value: float) -> str:
    said = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
    return said.replace("-", "\N{MINUS SIGN}")
