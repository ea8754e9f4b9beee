"""Eircodes, the postcodes of Ireland, as far as their routing key goes.

The whole directory is licensed and not ours to carry, so an Eircode is placed by its first three characters: the middle
of the principal town of its key. In Dublin that is a mile or so off, in the country up to ten. A whole Eircode is
one front door: only the key of it is ever kept or shown.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from trellis.places.postcode_text import compact

_TABLE: Final = Path(__file__).parent / "data" / "eircode_districts.csv"
_SHAPE: Final = re.compile(r"([AC-FHKNPRTV-Y][0-9][0-9W])([0-9AC-FHKNPRTV-Y]{4})?")
_CITY_KEYS: Final = re.compile("D..|A9[468]|T12|T23")  # Dublin, and the city of Cork
_IN_A_CITY_M: Final = 2_000
_IN_THE_COUNTRY_M: Final = 12_000


@dataclass(frozen=True, slots=True)
class EircodeDistrict:
    key: str
    place: str
    lat: float
    lon: float

    @property
    def precision_m(self) -> int:
        """Three in four addresses of the key are nearer than this to its point."""
        return _IN_A_CITY_M if _CITY_KEYS.fullmatch(self.key) else _IN_THE_COUNTRY_M


def eircode_district(text: str) -> EircodeDistrict | None:
    """Where an Eircode ("A92 RF2P") or its routing key ("a92") is; None when the text is neither."""
    found = _SHAPE.fullmatch(compact(text))
    return _districts().get(found[1]) if found else None


@cache
def _districts() -> dict[str, EircodeDistrict]:
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return {
            row["key"]: EircodeDistrict(row["key"], row["place"], float(row["lat"]), float(row["lon"])) for row in rows
        }
