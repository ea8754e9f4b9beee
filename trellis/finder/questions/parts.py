"""The parts of a query: a point, an authority, what was understood and what was not; distances as people write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from trellis.lib.geo import METRES_PER_MILE, Box

MOST_WITHIN_M: Final = 200_000
USUAL_WITHIN_M: Final = round(5 * METRES_PER_MILE)


@dataclass(frozen=True, slots=True)
class Near:
    """A point somebody named; `words` are those of the address, `label` what we took them for.

    `usual_m` is how far round it to look when nobody says: more where the point is only roughly known.
    """

    words: str
    label: str
    lat: float
    lon: float
    usual_m: int = USUAL_WITHIN_M


@dataclass(frozen=True, slots=True)
class InArea:
    """An authority, with the lower tiers that make it up; `codes` holds its own and theirs."""

    code: str
    name: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing we took from the words: its kind is the name of a parameter.

    `namesakes` are other places of the same name, each to be asked for. `is_loose` when it was only a guess at what is
    meant, which gives way where it finds nothing.
    """

    kind: str
    label: str
    words: str = ""
    is_corrected: bool = False
    namesakes: tuple[str, ...] = ()
    is_loose: bool = False

    def __str__(self) -> str:
        if self.namesakes:
            return f"{self.label} (there is also {listed(self.namesakes)})"
        return f"{self.label} (you wrote “{self.words}”)" if self.is_corrected else self.label


@dataclass(frozen=True, slots=True)
class Problem:
    """A value we could not use: which parameter, what is wrong, and what might have been meant.

    `without_page` says it where there is no page with buttons, but a terminal or a program.
    """

    field: str
    sentence: str
    suggestions: tuple[str, ...] = ()
    without_page: str = ""

    @property
    def reason(self) -> str:
        """What is wrong: the first sentence."""
        return self._parts[0]

    @property
    def cure(self) -> str:
        """What to write instead: the rest."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str]:
        reason, _, cure = re.sub(r"(?<=[.?]) (?=[A-Z])", "\n", str(self), count=1).partition("\n")
        return reason, cure

    def __str__(self) -> str:
        return self.without_page or self.sentence


@dataclass(frozen=True, slots=True)
class Found:
    """What a gazetteer made of a name: a point, or an authority as a whole.

    `is_exact` when nothing had to be forgiven. `is_well_known` when its name alone is enough to mean it: a postcode, an
    authority, a town at home, but no village with the name of many a group. `is_far` when it is a small town abroad,
    which only "near" means, `is_small` when it is a small town anywhere. `namesakes` may have been meant instead.
    """

    label: str
    lat: float
    lon: float
    area: InArea | None = None
    usual_m: int = USUAL_WITHIN_M
    is_exact: bool = True
    is_well_known: bool = True
    is_far: bool = False
    is_small: bool = False
    namesakes: tuple[str, ...] = ()

    def near(self, words: str) -> Near:
        """As a point of a query; the name in the address is the right one, whatever was typed."""
        return Near(words if self.is_exact else self.label, self.label, self.lat, self.lon, self.usual_m)


class Gazetteer(Protocol):
    """What the finder asks of the tables of places."""

    def point(self, words: str) -> Found | tuple[str, ...]:
        """The place that the words name; or names that may be meant, perhaps none."""

    def area(self, words: str) -> Found | tuple[str, ...]:
        """The authority that the words name, by code or name; or names that may be meant."""


_DISTANCE = re.compile(r"(\d{1,5}(?:[.,]\d{1,3})?)\s*(km|kms|kilomet(?:re|er)s?|mi|miles?|m|met(?:re|er)s?)?", re.ASCII)


def read_distance(text: str) -> int | None:
    """Metres, from "5km", "3 miles", "800m"; a bare number is kilometres. None where it cannot be read."""
    found = _DISTANCE.fullmatch(text.strip().lower())
    if found is None:
        return None
    unit = found[2] or "km"
    factor = 1000 if unit.startswith("k") else METRES_PER_MILE if unit.startswith("mi") else 1
    return round(float(found[1].replace(",", ".")) * factor)


def write_distance(metres: int) -> str:
    """Kilometres or, where those come out in quarters, miles."""
    miles = metres / METRES_PER_MILE
    if metres % 500 and abs(miles * 4 - round(miles * 4)) < 0.003 and miles >= 0.25:
        return f"{round(miles * 4) / 4:g}mi"
    return f"{metres / 1000:g}km"


def read_box(text: str) -> Box | None:
    """From "south,west,north,east" in degrees; None where it cannot be read."""
    try:
        south, west, north, east = (float(edge) for edge in text.split(","))
    except ValueError:
        return None
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        return None
    return Box(south, west, north, east)


def write_box(box: Box) -> str:
    return ",".join(f"{edge:.5f}" for edge in (box.south, box.west, box.north, box.east))


def read_point(text: str) -> tuple[float, float] | None:
    """From "53.789,-2.248"; None where it is not such a pair."""
    found = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)\s*", text, re.ASCII)
    if not found or abs(lat := float(found[1])) > 90 or abs(lon := float(found[2])) > 180:
        return None
    return lat, lon


def listed(words: Sequence[str]) -> str:
    """ "a, b or c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
