"""Finding a town, suburb or village by name, and the towns of a piece of map.

    towns.find("burnly")                       the likeliest first: Burnley
    towns.find("Newport", near=(50.7, -1.3))   the one on the Isle of Wight
    towns.near(53.79, -2.24)                   the nearest towns to a point
    towns.within(box, most=20)                 the largest in a box, to write on a map

A name may fit in three ways: exactly (case, accents and "St" for "Saint" aside), as the beginning of a longer name, or
with a slip. Fits are ordered by one sum: how well the name fits, the logarithm of how many people live there, less how
far it is from where the question was asked, less something for another country.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trellis.lib.geo import METRES_PER_DEGREE, Box, Floats, distance_m
from trellis.lib.mapped import Arrays
from trellis.places.names import likely_keys, name_key
from trellis.places.towns_source import THESE_ISLANDS

if TYPE_CHECKING:
    from scipy.spatial import cKDTree
from trellis.places.towns_table import open_towns

MICRO: Final = 1e-6
_EXACT: Final = 1.5
_HALF_A_WORD: Final = -0.5  # "Burnl"
_SLIP: Final = -1.0  # for one; four times as much for two
_ROUGH: Final = -0.5  # known by its postcode district only, so the people are a guess
_NEIGHBOUR: Final = -0.5
_ABROAD: Final = -3.0
_SHORTEST_BEGINNING: Final = 3
_MOST_BEGINNINGS: Final = 12
_SAME_PLACE_M: Final = 15_000
_MAP_PRECISION_M: Final = 1_500
_SAINT: Final = re.compile(r"\bSaint (?=[A-Z])")  # these islands write "St Ives", and GeoNames "Saint Ives"


Fit = Literal["exact", "beginning", "slip"]


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    country: str  # ISO 3166, two letters
    lat: float
    lon: float
    people: int = 0  # counted or guessed; 0 when nobody knows
    precision_m: int = 1_000
    area_code: str = ""  # of the authority there; "" outside the United Kingdom
    fit: Fit = "exact"  # how the name that was asked for fits this one


Point = tuple[float, float]


class Towns:
    """The opened table, and what was learned from listings. Read-only: threads and processes may share it."""

    def __init__(self, facts: dict[str, Any], arrays: Arrays, learned: Iterable[Town] = ()) -> None:
        self._facts, self._arrays = facts, arrays
        self._codes: list[str] = facts["codes"]
        self._countries = list(facts["countries"])
        self._country_starts = [*facts["countries"].values(), len(arrays["lat"])]
        self._learned: dict[str, list[Town]] = defaultdict(list)
        for town in learned:
            self._learned[name_key(town.name)].append(town)

    @classmethod
    def open(cls, path: Path) -> "Towns":
        """Raises TownTableError, which says how to make the table, when it is missing or unfit."""
        return cls(*open_towns(path))

    def with_learned(self, towns: Iterable[Town]) -> "Towns":
        """The same table, with other towns learned from listings in place of those learned before."""
        return Towns(self._facts, self._arrays, towns)

    def __len__(self) -> int:
        return len(self._arrays["lat"])

    def find(self, name: str, *, near: Point | None = None, country: str = "GB", limit: int = 5) -> list[Town]:
        """Towns of this name, the likeliest first; none when nothing is like it."""
        key = name_key(name)
        if not key:
            return []
        home = THESE_ISLANDS if country in THESE_ISLANDS else (country,)
        fits = [(_EXACT, town) for town in (*self._learned.get(key, ()), *self._exact(key))]
        if len(key) >= _SHORTEST_BEGINNING:
            fits += [fit for one in home for fit in self._beginning(key, one)]
        if not any(fit == _EXACT for fit, _ in fits):
            fits += [fit for one in home for fit in self._slipped(key, one)]
        ranked = sorted(fits, key=lambda fit: -_likeliness(*fit, near=near, country=country))
        return _distinct(town for _, town in ranked)[:limit]

    def near(self, lat: float, lon: float, n: int = 5) -> list[Town]:
        """The nearest towns that have a good point, nearest first."""
        rows = self._pointed
        north = self._arrays["lat"][rows] * MICRO - lat
        east = (self._arrays["lon"][rows] * MICRO - lon) * np.cos(np.radians(lat))
        return [self._town(int(rows[i])) for i in _smallest(np.hypot(north, east) * METRES_PER_DEGREE, n)]

    def near_many(self, lats: ArrayLike, lons: ArrayLike, n: int = 5) -> list[list[Town]]:
        """`near` for many points at once, in one search."""
        _, found = self._tree.query(_on_the_sphere(lats, lons), k=range(1, n + 1))
        return [[self._town(int(self._pointed[i])) for i in rows if i < len(self._pointed)] for rows in found]

    def named(self, name: str) -> list[Town]:
        """The towns that have exactly this name, case and accents aside, the largest first; quick."""
        key = name_key(name)
        found = [*self._learned.get(key, ()), *self._exact(key)] if key else []
        return sorted(found, key=lambda town: -town.people)

    def within(self, box: Box, *, most: int = 20) -> list[Town]:
        """The largest towns in a box that have a good point, largest first."""
        rows = self._pointed
        lat, lon = self._arrays["lat"][rows], self._arrays["lon"][rows]
        south, west, north, east = (edge / MICRO for edge in (box.south, box.west, box.north, box.east))
        rows = rows[(lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)]
        people = self._arrays["people"][rows].astype(np.int64)
        return [self._town(int(rows[i])) for i in _smallest(-people, most)]

    def _exact(self, key: str) -> Iterator[Town]:
        encoded, order = key.encode(), self._arrays["by_key"]
        position = bisect_left(range(len(order)), encoded, key=lambda i: self._key(int(order[i])))
        while position < len(order) and self._key(int(order[position])) == encoded:
            yield self._town(int(order[position]))
            position += 1

    def _beginning(self, key: str, country: str) -> Iterator[tuple[float, Town]]:
        """The largest towns of a country whose name goes on from these words or letters."""
        start, stop = self._span(country)
        encoded = key.encode()
        first = bisect_right(range(stop), encoded, lo=start, key=self._key)
        last = bisect_left(range(stop), encoded + b"\xff", lo=first, key=self._key)
        people = self._arrays["people"][first:last].astype(np.int64)
        for position in _smallest(-people, _MOST_BEGINNINGS):
            is_whole_word = self._key(first + position).startswith(encoded + b" ")
            yield 0.0 if is_whole_word else _HALF_A_WORD, self._town(first + position, "beginning")

    def _slipped(self, key: str, country: str) -> Iterator[tuple[float, Town]]:
        start, _ = self._span(country)
        for position, slips in likely_keys(key, self._keys_of(country), limit=10):
            yield _SLIP * slips**2, self._town(start + position, "slip")

    def _span(self, country: str) -> tuple[int, int]:
        if country not in self._facts["countries"]:
            return 0, 0
        position = self._countries.index(country)
        return self._country_starts[position], self._country_starts[position + 1]

    def _keys_of(self, country: str) -> list[str]:
        keys = self._decoded.get(country)
        if keys is None:
            keys = self._decoded[country] = [self._key(row).decode() for row in range(*self._span(country))]
        return keys

    @cached_property
    def _decoded(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _pointed(self) -> NDArray[np.int64]:
        """The rows of places that have a good point, each once."""
        good = (self._arrays["is_other_name"] == 0) & (self._arrays["precision"] <= _MAP_PRECISION_M)
        return np.flatnonzero(good)

    @cached_property
    def _tree(self) -> "cKDTree":
        from scipy.spatial import cKDTree  # takes longer to load than all of Django

        rows = self._pointed
        return cKDTree(_on_the_sphere(self._arrays["lat"][rows] * MICRO, self._arrays["lon"][rows] * MICRO))

    def _key(self, row: int) -> bytes:
        start = self._arrays["key_start"]
        return self._arrays["key_text"][start[row] : start[row + 1]].tobytes()

    def _town(self, row: int, fit: Fit = "exact") -> Town:
        arrays, start = self._arrays, self._arrays["name_start"]
        name = arrays["name_text"][start[row] : start[row + 1]].tobytes().decode()
        country = self._countries[int(np.searchsorted(self._country_starts, row, "right")) - 1]
        return Town(
            name=_SAINT.sub("St ", name) if country in THESE_ISLANDS else name,
            country=country,
            lat=round(int(arrays["lat"][row]) * MICRO, 6),
            lon=round(int(arrays["lon"][row]) * MICRO, 6),
            people=int(arrays["people"][row]),
            precision_m=int(arrays["precision"][row]),
            area_code=self._codes[arrays["area"][row]],
            fit=fit,
        )


def learn_towns(sightings: Iterable[tuple[str, float, float]], *, country: str = "GB") -> list[Town]:
    """Towns as listings name them: (name, latitude, longitude) of each, gathered where they lie together.

    A name seen in several places far apart is several towns. The point is the middle, the precision the spread.
    """
    seen: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for name, lat, lon in sightings:
        if len(name_key(name)) >= _SHORTEST_BEGINNING and -90 <= lat <= 90 and -180 <= lon <= 180:
            seen[name_key(name)].append((name.strip(), lat, lon))
    return [_gathered(cluster, country) for _, sights in sorted(seen.items()) for cluster in _clusters(sights)]


def _clusters(sights: list[tuple[str, float, float]]) -> list[list[tuple[str, float, float]]]:
    clusters: list[list[tuple[str, float, float]]] = []
    for sight in sorted(sights):
        for cluster in clusters:
            if distance_m(sight[1], sight[2], cluster[0][1], cluster[0][2]) < _SAME_PLACE_M:
                cluster.append(sight)
                break
        else:
            clusters.append([sight])
    return clusters


def _gathered(cluster: list[tuple[str, float, float]], country: str) -> Town:
    names, lats, lons = zip(*cluster, strict=True)
    lat, lon = float(np.median(lats)), float(np.median(lons))
    spread = float(np.median(distance_m(lat, lon, lats, lons)))
    name = max(sorted(set(names)), key=lambda name: (names.count(name), not name.isupper()))
    return Town(name, country, round(lat, 6), round(lon, 6), 500 * len(cluster), max(round(spread), 500))


def _likeliness(fit: float, town: Town, *, near: Point | None, country: str) -> float:
    likeliness = fit + log10(town.people + 100) + _foreignness(town.country, country)
    if town.precision_m > _MAP_PRECISION_M:
        likeliness += _ROUGH
    if near:
        likeliness -= 1.5 * log10(1 + float(distance_m(*near, town.lat, town.lon)) / 10_000)
    return likeliness


def _foreignness(town: str, asked: str) -> float:
    """Man and the Channel Islands are at home in Britain; Ireland is next door to all of them."""
    if town == asked or (town in THESE_ISLANDS and asked in THESE_ISLANDS and "IE" not in (town, asked)):
        return 0.0
    return _NEIGHBOUR if town in THESE_ISLANDS and asked in THESE_ISLANDS else _ABROAD


def _distinct(towns: Iterable[Town]) -> list[Town]:
    """Each place once, at its best point."""
    kept: list[Town] = []
    positions: dict[str, list[int]] = defaultdict(list)
    for town in towns:
        namesakes = positions[name_key(town.name)]
        twin = next((position for position in namesakes if _are_close(kept[position], town)), None)
        if twin is None:
            namesakes.append(len(kept))
            kept.append(town)
        else:
            kept[twin] = min(kept[twin], town, key=lambda one: one.precision_m)
    return kept


def _are_close(one: Town, other: Town) -> bool:
    near = max(_SAME_PLACE_M, one.precision_m, other.precision_m)
    if abs(one.lat - other.lat) * METRES_PER_DEGREE > near:  # most are far apart, and this is quick
        return False
    return bool(distance_m(one.lat, one.lon, other.lat, other.lon) < near)


def _smallest(values: NDArray[Any], n: int) -> list[int]:
    """Positions of the n smallest, smallest first; ties by position."""
    some = np.argpartition(values, n)[: n + 1] if len(values) > n else np.arange(len(values))
    return sorted(some.tolist(), key=lambda i: (values[i], i))[:n]


def _on_the_sphere(lats: ArrayLike, lons: ArrayLike) -> Floats:
    """Points in space, where the straight line between two of them grows with the distance over the ground."""
    lat, lon = np.radians(np.asarray(lats, np.float64)), np.radians(np.asarray(lons, np.float64))
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1)
