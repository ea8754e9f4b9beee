"""Sheets of paper: an A4 poster, an A6 card, or four cards on an A4 sheet to cut; each in large print too.

Letters are Noto Sans, which stands beside this file, so that Welsh, Polish or Irish names print as they are written.
A letter that it lacks is left out. What does not fit is left out too, and the sheet says where the rest stands.
"""

import io
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

import segno
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4, A6
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from trellis.keeping.showing.sheets import Line, Sheet

REGULAR: Final = "NotoSans-Regular"
BOLD: Final = "NotoSans-Bold"
LEAF: Final = HexColor("#1b6344")
INK: Final = HexColor("#1d2b2a")
SOFT: Final = HexColor("#4a5a57")
RULE: Final = HexColor("#c9c3b4")
QUIET: Final = 4
"""Empty squares around a code, without which telephones do not see it (ISO/IEC 18004)."""
MORE: Final = "And more on the page behind the code."
ALL: Final = "When it is stands on the page behind the code."
_HALF_DAY: Final = re.compile(r" ([ap]m)\b")
"""No line begins with am or pm."""


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points; `base` is the smallest size of anything that has to be read."""

    base: float
    name: float
    least_name: float
    code: float
    margin: float
    is_stacked: bool
    """When over what, where the paper is too narrow for both side by side."""
    is_brief: bool = False
    """Without the address of the page in letters: the code has it."""
    most_base: float = 0
    """How large its letters grow where there is room."""
    has_way_in: bool = True

    @property
    def leading(self) -> float:
        return self.base * 1.35


POSTER: Final = Style(15, 60, 24, 52 * mm, 18 * mm, is_stacked=False, most_base=23)
LARGE_POSTER: Final = Style(20, 60, 28, 52 * mm, 18 * mm, is_stacked=True, most_base=28)
CARD: Final = Style(10, 26, 13, 30 * mm, 8 * mm, is_stacked=True, most_base=13)
LARGE_CARD: Final = Style(16, 26, 17, 25 * mm, 7 * mm, is_stacked=True, is_brief=True, most_base=18)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of paper; `x`, `y` are its lower left corner."""

    x: float
    y: float
    width: float
    height: float


def poster(sheet: Sheet, *, is_large: bool = False) -> bytes:
    return _printed(sheet, A4, [Frame(0, 0, *A4)], LARGE_POSTER if is_large else POSTER)


def card(sheet: Sheet, *, is_large: bool = False) -> bytes:
    return _printed(sheet, A6, [Frame(0, 0, *A6)], LARGE_CARD if is_large else CARD)


def four_cards(sheet: Sheet, *, is_large: bool = False) -> bytes:
    """Two by two, with lines to cut along."""
    width, height = A4[0] / 2, A4[1] / 2
    frames = [Frame(column * width, row * height, width, height) for row in (1, 0) for column in (0, 1)]
    return _printed(sheet, A4, frames, LARGE_CARD if is_large else CARD)


def _printed(sheet: Sheet, size: tuple[float, float], frames: list[Frame], style: Style) -> bytes:
    _register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True, lang="en-GB")
    canvas.setTitle("For you" if sheet.is_plain else printable(sheet.name))
    style = _roomiest(sheet, frames[0], style)
    for frame in frames:
        _Face(canvas, frame, style).draw(sheet)
    if len(frames) > 1:
        canvas.setStrokeColor(RULE)
        canvas.setDash(3, 3)
        canvas.line(size[0] / 2, 0, size[0] / 2, size[1])
        canvas.line(0, size[1] / 2, size[0], size[1] / 2)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _roomiest(sheet: Sheet, frame: Frame, style: Style) -> Style:
    """The largest letters with which all of it fits; the usual ones where nothing does."""
    if sheet.is_plain:
        return style
    sizes = [style.base + step for step in range(max(0, int(style.most_base - style.base)), -1, -1)]
    tries = [replace(style, base=size) for size in sizes]
    for one in tries:
        face = _Face(Canvas(io.BytesIO(), pagesize=A4), frame, one)
        face.draw(sheet)
        if face.is_whole:
            return one
    return replace(style, has_way_in=not style.is_brief)


# -- words on lines ----------------------------------------------------------------------------------------------------


def wrapped(words: str, font: str, size: float, width: float) -> list[str]:
    """Lines that are no wider; a word that is too wide alone is broken."""
    lines = [""]
    for word in printable(words).split(" "):
        for part in _broken(word, font, size, width):
            joined = f"{lines[-1]} {part}".strip()
            if pdfmetrics.stringWidth(joined, font, size) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return [line for line in lines if line]


def _kept_together(part: str) -> str:
    """A postcode stays on one line."""
    return part.replace(" ", "\u00a0") if len(part) <= 8 else part


def _broken(word: str, font: str, size: float, width: float) -> list[str]:
    parts = [""]
    for letter in word:
        if pdfmetrics.stringWidth(parts[-1] + letter, font, size) > width and parts[-1]:
            parts.append("")
        parts[-1] += letter
    return parts


def printable(words: str) -> str:
    """Without letters that the font lacks. Accents stand with their letters: ŵ is one letter, however it was typed."""
    known = _letters()
    composed = unicodedata.normalize("NFC", words)
    kept = "".join(letter for letter in composed if ord(letter) in known or letter in "\n\t")
    return " ".join(word for word in re.split(r"[ \n\t]+", _HALF_DAY.sub("\u00a0\\1", kept)) if word)


@cache
def _register() -> None:
    data = files("trellis.keeping.showing").joinpath("data")
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(data.joinpath(f"{name}.ttf").read_bytes())))


@cache
def _letters() -> frozenset[int]:
    _register()
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


# -- drawing -----------------------------------------------------------------------------------------------------------


class _Face:
    """One side of a sheet, drawn from the top down; what stands at the bottom is drawn first."""

    def __init__(self, canvas: Any, frame: Frame, style: Style) -> None:
        self.canvas, self.style = canvas, style
        self.left = frame.x + style.margin
        self.width = frame.width - 2 * style.margin
        self.top = frame.y + frame.height - style.margin
        self.bottom = frame.y + style.margin
        self.right = self.left + self.width
        self.is_whole = True
        """Whether nothing was cut or left out so far."""

    def draw(self, sheet: Sheet) -> None:
        if sheet.is_plain:
            self._plain(sheet)
            return
        floor = self._foot(sheet)
        self._kicker(sheet)
        floor = self._where(sheet, floor)
        self._lines(sheet.lines, floor)

    def _plain(self, sheet: Sheet) -> None:
        """A code, and words that say nothing of what it is about."""
        side = min(self.width, (self.top - self.bottom) * 0.6)
        middle = (self.top + self.bottom) / 2
        self._code(sheet.page, (self.left + self.right - side) / 2, middle - side * 0.4, side)
        self.top = middle + side * 0.6 + 4 * self.style.leading
        self._text(["For you."], BOLD, self.style.name * 0.8, LEAF)
        self.top = middle - side * 0.4 - self.style.base
        words = "Point the camera of a telephone at the squares, whenever it suits you."
        self._text(wrapped(words, REGULAR, self.style.base, self.width), REGULAR, self.style.base, INK)

    def _text(self, lines: list[str], font: str, size: float, colour: Any, *, leading: float = 0) -> None:
        """From the top down."""
        self.canvas.setFillColor(colour)
        self.canvas.setFont(font, size)
        for line in lines:
            self.top -= size
            self.canvas.drawString(self.left, self.top, line)
            self.top -= (leading or size * 1.3) - size

    def _kicker(self, sheet: Sheet) -> None:
        style = self.style
        self._text(wrapped(sheet.kicker, BOLD, style.base, self.width)[:2], BOLD, style.base, LEAF)
        self.top -= style.base * 0.3
        size, lines = self._name_that_fits(sheet.name)
        self._text(lines, BOLD, size, INK, leading=size * 1.15)
        self.top -= style.base * 0.5
        self._rule(self.top)
        self.top -= style.base * 0.9

    def _name_that_fits(self, name: str) -> tuple[float, list[str]]:
        """As large as goes on three lines; a longer one is cut."""
        size = self.style.name
        while size > self.style.least_name and len(wrapped(name, BOLD, size, self.width)) > 3:
            size -= 1
        lines = wrapped(name, BOLD, size, self.width) or wrapped("Here", BOLD, size, self.width)
        if len(lines) <= 3:
            return size, lines
        last, self.is_whole = lines[2], False
        while last and pdfmetrics.stringWidth(f"{last}…", BOLD, size) > self.width:
            last = last[:-1]
        return size, [*lines[:2], f"{last}…"]

    def _foot(self, sheet: Sheet) -> float:
        """The code and what it is for. How high it reaches."""
        style, side = self.style, self.style.code
        self._code(sheet.page, self.right - side, self.bottom, side)
        width, size = self.width - side - style.base, style.base
        small = max(7.5, size * 0.72)
        block = [(line, BOLD, size) for line in wrapped("The way there, and what is on today", BOLD, size, width)]
        page = "" if style.is_brief else sheet.shown_page
        block += [(line, REGULAR, small) for line in wrapped(page, REGULAR, small, width)[:3]]
        dated = f"Listed so on {sheet.said_on}." + ("" if style.is_brief else f" {sheet.site}")
        block += [(line, REGULAR, small) for line in wrapped(dated, REGULAR, small, width)[:3]]
        height = sum(points * 1.35 for _, _, points in block)
        at = self.bottom + max(height, side) - (max(side - height, 0) / 2)
        for line, font, points in block:
            at -= points * 1.35
            self.canvas.setFillColor(INK if font == BOLD else SOFT)
            self.canvas.setFont(font, points)
            self.canvas.drawString(self.left, at + points * 0.3, line)
        floor = self.bottom + max(height, side) + style.base * 0.6
        self._rule(floor)
        return floor + style.base * 0.6

    def _where(self, sheet: Sheet, floor: float) -> float:
        """Where it is and how to get in, above the foot. How high it reaches."""
        style = self.style
        size = style.base
        most = int((self.top - floor) * 0.55 / style.leading)
        where = ", ".join(_kept_together(part) for part in sheet.where)
        address = wrapped(where, BOLD, size, self.width)
        block = [(line, BOLD) for line in address][: min(most, 4)]
        way = wrapped(sheet.way_in, REGULAR, size, self.width) if style.has_way_in else []
        is_room = len(way) <= min(most - len(block), 4)
        if is_room:  # the whole of it, or nothing: half a way in leads astray
            block += [(line, REGULAR) for line in way]
        self.is_whole = self.is_whole and is_room and len(address) <= min(most, 4)
        at = floor + len(block) * style.leading
        self.canvas.setFillColor(INK)
        for index, (line, font) in enumerate(block, start=1):
            self.canvas.setFont(font, size)
            self.canvas.drawString(self.left, at - index * style.leading + size * 0.3, line)
        return at + (style.base * 0.4 if block else 0)

    def _lines(self, lines: tuple[Line, ...], floor: float) -> None:
        rows = [self._row(line) for line in lines]
        room = self.top - floor
        if sum(height for height, _ in rows) <= room:
            shown, is_cut = rows, False
        else:
            more = len(wrapped(ALL, REGULAR, self.style.base, self.width)) * self.style.leading
            shown, is_cut, self.is_whole = [], True, False
            for row in rows:
                if sum(height for height, _ in shown) + row[0] > room - more:
                    break
                shown.append(row)
        for height, parts in shown:
            self._draw_row(parts)
            self.top -= height
        if is_cut:
            more_lines = wrapped(MORE if shown else ALL, REGULAR, self.style.base, self.width)
            self._text(more_lines, REGULAR, self.style.base, SOFT, leading=self.style.leading)

    def _row(self, line: Line) -> tuple[float, list[tuple[float, int, str, str]]]:
        """Its height, and its lines: how far in, on which line, in which font, what."""
        style = self.style
        if style.is_stacked:
            when = wrapped(line.when, BOLD, style.base, self.width)
            what = wrapped(line.what, REGULAR, style.base, self.width)
            parts = [(0.0, row, BOLD, words) for row, words in enumerate(when)]
            parts += [(0.0, len(when) + row, REGULAR, words) for row, words in enumerate(what)]
            count = len(when) + len(what)
        else:
            left = self.width * 0.5
            when = wrapped(line.when, BOLD, style.base, left - style.base)
            what = wrapped(line.what, REGULAR, style.base, self.width - left)
            parts = [(0.0, row, BOLD, words) for row, words in enumerate(when)]
            parts += [(left, row, REGULAR, words) for row, words in enumerate(what)]
            count = max(len(when), len(what))
        return count * style.leading + style.base * 0.45, parts

    def _draw_row(self, parts: list[tuple[float, int, str, str]]) -> None:
        self.canvas.setFillColor(INK)
        for indent, row, font, words in parts:
            self.canvas.setFont(font, self.style.base)
            at = self.top - self.style.base - row * self.style.leading
            self.canvas.drawString(self.left + indent, at, words)

    def _rule(self, at: float) -> None:
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.75)
        self.canvas.line(self.left, at, self.right, at)

    def _code(self, address: str, x: float, y: float, side: float) -> None:
        squares = code_of(address)
        step = side / (len(squares) + 2 * QUIET)
        self.canvas.setFillColor(white)
        self.canvas.rect(x, y, side, side, stroke=0, fill=1)
        self.canvas.setFillColor(black)
        for row, line in enumerate(squares):
            up = y + side - (row + QUIET + 1) * step
            column = 0
            for is_dark, those in groupby(line):
                number = len([*those])
                if is_dark:
                    left, width = x + (column + QUIET) * step, (number + 0.01) * step
                    self.canvas.rect(left, up, width, step * 1.01, stroke=0, fill=1)
                column += number


@lru_cache(maxsize=64)
def code_of(address: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of its QR code, without the empty ones around; it bears a crease or a coffee stain (level M)."""
    made = segno.make(address, error="m", boost_error=True, micro=False)
    return tuple(tuple(bool(one) for one in row) for row in made.matrix)
