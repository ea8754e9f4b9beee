"""Parts of these islands that people name but no council governs: Yorkshire, Greater Manchester, Wales, County Mayo.

Each is a circle that holds nine in ten of its people: enough to answer "near Yorkshire", and to tell Richmond in
Yorkshire from Richmond in London.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from trellis.lib.geo import distance_m
from trellis.places.names import name_key

_TABLE: Final = Path(__file__).parent / "data" / "wider_places.csv"


@dataclass(frozen=True, slots=True)
class WiderPlace:
    name: str
    country: str
    lat: float
    lon: float
    radius_m: int

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point may lie in it: the circle leaves out one in ten, so a quarter more is allowed."""
        return bool(distance_m(self.lat, self.lon, lat, lon) <= 1.25 * self.radius_m)


def wider_place(name: str) -> WiderPlace | None:
    """The part of the country of this name, or none."""
    return _by_key().get(name_key(name))


@cache
def _by_key() -> dict[str, WiderPlace]:
    found: dict[str, WiderPlace] = {}
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            place = WiderPlace(
                row["name"], row["country"], float(row["lat"]), float(row["lon"]), int(row["radius_km"]) * 1000
            )
            for name in (row["name"], *row["also"].split(";")):
                found[name_key(name)] = place
    found.pop("", None)
    return found
