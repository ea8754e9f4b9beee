"""Every postcode of the United Kingdom: where it is, which authority it is in, and which is nearest to a point.

    postcodes = Postcodes.open(folder / "postcodes.bin")
    postcodes.lookup("bb111jg")            PostcodePoint("BB11 1JG", 53.788, -2.243, "E07000117", 100)
    postcodes.part("BB11")                 the middle of an outward code, a sector, or any beginning
    postcodes.suggest("BB11 1JX")          postcodes that exist and are one slip away
    postcodes.nearest(53.79, -2.24)        the nearest postcode, its authority, and how far
    postcodes.nearest_many(lats, lons)     the same for many points at once
    postcodes.within(box)                  all points in a box, to draw a map from

The table holds closed postcodes too, since listings and people go on using them. All of this is quick, asks nobody
outside, and writes nothing down.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import product
from pathlib import Path
from string import ascii_uppercase, digits
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trellis.lib.geo import Box, Floats, distance_m
from trellis.lib.mapped import Arrays
from trellis.places.islands import island_district
from trellis.places.postcode_grid import PostcodeGrid, Rows
from trellis.places.postcode_table import MICRO, NO_POINT, TableHeader, open_table
from trellis.places.postcode_text import compact, normalise_postcode, partial_readings, slips

TABLE_NAME: Final = "postcodes.bin"
UNIT_PRECISION_M: Final = 100
NEAREST_LIMIT_M: Final = 50_000.0
_MARKS_KEPT: Final = 512  # 7 KB each
_PARTS_KEPT: Final = 4096
_INWARD_NUMBERS: Final = {
    f"{digit}{first}{second}": number
    for number, (digit, first, second) in enumerate(product(digits, *[ascii_uppercase] * 2))
}


@dataclass(frozen=True, slots=True)
class PostcodePoint:
    postcode: str
    lat: float
    lon: float
    area_code: str  # "" in the Channel Islands and Man, and for some closed postcodes
    precision_m: int  # more than a hundred where the directory has no point and its district had to do


@dataclass(frozen=True, slots=True)
class PostcodePart:
    """A district or sector: the middle of its postcodes, and how far nine in ten of them lie from it at most."""

    text: str
    lat: float
    lon: float
    area_code: str  # of most of its postcodes
    precision_m: int
    postcodes: int  # how many it has, closed ones too


@dataclass(frozen=True, slots=True)
class NearestPostcode:
    postcode: str
    area_code: str
    distance_m: float


@dataclass(frozen=True, slots=True)
class NearestPostcodes:
    """For many points at once. Where there is none within the limit: "", "" and infinity."""

    postcodes: list[str]
    area_codes: list[str]
    distances_m: Floats


@dataclass(frozen=True, slots=True)
class PostcodeDots:
    """Points to draw. `areas` are positions in `Postcodes.area_codes`, whose first is "" for none."""

    lats: Floats
    lons: Floats
    areas: NDArray[np.uint16]


class Postcodes:
    """The opened table. It is read-only, so threads and processes may share it."""

    def __init__(self, header: TableHeader, arrays: Arrays) -> None:
        self.header = header
        self.area_codes = header.codes
        self._inward, self._area = arrays["inward"], arrays["area"]
        self._lat, self._lon = arrays["lat"], arrays["lon"]
        self._outwards = [outward.decode("ascii") for outward in arrays["outward"].tolist()]
        self._starts = arrays["outward_start"].tolist()
        self._inward_marks = lru_cache(maxsize=_MARKS_KEPT)(self._read_inward_marks)
        self._whole_part = lru_cache(maxsize=_PARTS_KEPT)(partial(self._part, rest=""))
        self._grid = PostcodeGrid(arrays["cell"], arrays["cell_start"], arrays["by_cell"], self._lat, self._lon)

    @classmethod
    def open(cls, path: Path) -> "Postcodes":
        """Raises PostcodeTableError, which says how to make the table, when it is missing or unfit."""
        return cls(*open_table(path))

    def __len__(self) -> int:
        return self.header.rows

    def __contains__(self, text: str) -> bool:
        return self._row(compact(text)) >= 0

    def lookup(self, text: str) -> PostcodePoint | None:
        """A whole postcode, however it is spaced and capitalised; None when there is no such postcode."""
        postcode = normalise_postcode(text)
        row = self._row(postcode.replace(" ", ""))
        if row < 0:
            return None
        area_code = self.area_codes[self._area[row]]
        if self._lat[row] != NO_POINT:
            return PostcodePoint(postcode, *self._point(row), area_code, UNIT_PRECISION_M)
        around = self.part(postcode[:-2]) or self.part(postcode[:-4])
        return PostcodePoint(postcode, around.lat, around.lon, area_code, around.precision_m) if around else None

    def outward(self, text: str) -> PostcodePart | None:
        """The middle of a whole outward code such as "BB11"; None when there is no such code."""
        return self.part(text) if compact(text) in self._outward_positions else None

    def part(self, text: str) -> PostcodePart | None:
        """The middle of everything that begins so: "BB11", "BB11 1", "bb11 1j". None when nothing does."""
        for outward, rest in partial_readings(text):
            position = self._outward_positions.get(outward)
            if position is None:
                continue
            if part := self._part(position, rest) if rest else self._whole_part(position):
                return part
        return self._lettered(compact(text))

    def _lettered(self, typed: str) -> PostcodePart | None:
        """EC1, as people say it: the post office has EC1A to EC1Y, and no EC1."""
        if not typed[-1:].isdigit():
            return None
        with_letter = [n for n, outward in enumerate(self._outwards) if outward[:-1] == typed and outward[-1].isalpha()]
        if not with_letter:
            return None
        start, stop = self._starts[with_letter[0]], self._starts[with_letter[-1] + 1]
        placed = start + np.flatnonzero(self._lat[start:stop] != NO_POINT)
        return self._middle(typed, placed, stop - start) if len(placed) else None

    def suggest(self, text: str, *, limit: int = 5) -> list[str]:
        """Postcodes, or outward codes, that exist and are one slip away from the text; the likeliest first."""
        typed = compact(text)
        if not 2 <= len(typed) <= 8 or not typed.isascii() or not typed.isalnum():
            return []
        if typed.startswith("BT") and not self.header.northern_ireland:
            return []  # it was left out, not mistyped
        found: dict[str, float] = {}
        for unlikeliness, name in self._whole_slips(typed) if len(typed) > 4 else self._short_slips(typed):
            found[name] = min(unlikeliness, found.get(name, unlikeliness))
        return sorted(found, key=lambda name: (found[name], _letters_apart(name, typed), name))[:limit]

    def nearest(self, lat: float, lon: float, *, limit_m: float = NEAREST_LIMIT_M) -> NearestPostcode | None:
        """The nearest postcode that has a point; None when the limit is nearer. In Britain it gives the authority."""
        row = self._grid.nearest(lat, lon, limit_m)
        if row < 0:
            return None
        distance = float(distance_m(lat, lon, *self._point(row)))
        return NearestPostcode(self._text(row), self.area_codes[self._area[row]], distance)

    def nearest_many(self, lats: ArrayLike, lons: ArrayLike, *, limit_m: float = NEAREST_LIMIT_M) -> NearestPostcodes:
        """`nearest` for arrays of points, far quicker than one by one when many lie close together."""
        lat, lon = np.asarray(lats, np.float64), np.asarray(lons, np.float64)
        rows = self._grid.nearest_many(lat, lon, limit_m)
        found = rows >= 0
        distances = np.where(found, distance_m(lat, lon, self._lat[rows] * MICRO, self._lon[rows] * MICRO), np.inf)
        codes = np.where(found, self._area[rows], 0).tolist()
        return NearestPostcodes(
            [self._text(row) if row >= 0 else "" for row in rows.tolist()],
            [self.area_codes[code] for code in codes],
            distances,
        )

    def within(self, box: Box, *, most: int | None = None) -> PostcodeDots:
        """The points in a box; when there are more than `most`, an even sample of them, always the same one."""
        rows: Rows = self._grid.rows_in(box)
        if most is not None and len(rows) > most:
            rows = rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]
        return PostcodeDots(self._lat[rows] * MICRO, self._lon[rows] * MICRO, self._area[rows])

    @cached_property
    def _outward_positions(self) -> dict[str, int]:
        return {outward: position for position, outward in enumerate(self._outwards)}

    def _row(self, postcode: str) -> int:
        """The row of a compact postcode in capitals, or -1."""
        position = self._outward_positions.get(postcode[:-3])
        inward = _INWARD_NUMBERS.get(postcode[-3:])
        if position is None or inward is None:
            return -1
        start, stop = self._starts[position], self._starts[position + 1]
        row = start + int(np.searchsorted(self._inward[start:stop], np.uint16(inward)))
        return row if row < stop and self._inward[row] == inward else -1

    def _point(self, row: int) -> tuple[float, float]:
        return round(int(self._lat[row]) * MICRO, 6), round(int(self._lon[row]) * MICRO, 6)

    def _text(self, row: int) -> str:
        outward = self._outwards[bisect_right(self._starts, row) - 1]
        digit, letters = divmod(int(self._inward[row]), 676)
        return f"{outward} {digit}{chr(65 + letters // 26)}{chr(65 + letters % 26)}"

    def _whole_slips(self, typed: str) -> Iterator[tuple[float, str]]:
        positions, marks_of = self._outward_positions, self._inward_marks
        for unlikeliness, meant in slips(typed):  # hundreds, in a few districts
            position = positions.get(meant[:-3])
            if position is None:
                continue
            inward = _INWARD_NUMBERS.get(meant[-3:])
            if inward is not None and marks_of(position)[inward]:
                yield unlikeliness, f"{meant[:-3]} {meant[-3:]}"

    def _short_slips(self, typed: str) -> Iterator[tuple[float, str]]:
        return ((unlikeliness, meant) for unlikeliness, meant in slips(typed) if meant in self._outward_positions)

    def _read_inward_marks(self, position: int) -> bytes:
        """A mark for each second half that a district has."""
        marks = np.zeros(len(_INWARD_NUMBERS), np.uint8)
        marks[self._inward[self._starts[position] : self._starts[position + 1]]] = 1
        return marks.tobytes()

    def _part(self, position: int, rest: str) -> PostcodePart | None:
        outward, start, stop = self._outwards[position], self._starts[position], self._starts[position + 1]
        text = f"{outward} {rest}".strip()
        if rest:
            low = _INWARD_NUMBERS.get(rest.ljust(3, "A"), 0)
            high = _INWARD_NUMBERS.get(rest.ljust(3, "Z"), 0)
            inward = self._inward[start:stop]
            start, stop = start + int(np.searchsorted(inward, low)), start + int(np.searchsorted(inward, high, "right"))
        if start == stop:
            return None
        placed = start + np.flatnonzero(self._lat[start:stop] != NO_POINT)
        if len(placed):
            return self._middle(text, placed, stop - start)
        island = island_district(outward)
        return island and PostcodePart(text, island[0], island[1], "", island[2], stop - start)

    def _middle(self, text: str, rows: Rows, postcodes: int) -> PostcodePart:
        lats, lons = self._lat[rows] * MICRO, self._lon[rows] * MICRO
        lat, lon = float(np.median(lats)), float(np.median(lons))
        spread = float(np.quantile(distance_m(lat, lon, lats, lons), 0.9))
        area_code = self.area_codes[int(np.argmax(np.bincount(self._area[rows])))]
        precision = max(round(spread), UNIT_PRECISION_M)
        return PostcodePart(text, round(lat, 6), round(lon, 6), area_code, precision, postcodes)


def _letters_apart(name: str, typed: str) -> int:
    """How far the letters that differ are apart in the alphabet: 1JG is likelier for 1JF than 1JA is."""
    plain = name.replace(" ", "")
    if len(plain) != len(typed):
        return 99
    return sum(abs(ord(a) - ord(b)) for a, b in zip(plain, typed, strict=True))
