"""What somebody wishes to hear of: the meetings within some way of a point, on some pathways or on all.

Pure. It is kept sealed, as JSON; the point is rounded to a hundred metres, which is near enough.
"""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from trellis.finder.query import Query
from trellis.meetings.pathways import PATHWAYS

DISTANCES: Final = {1_600: "1 mile", 5_000: "3 miles", 8_000: "5 miles", 16_000: "10 miles", 40_000: "25 miles"}
USUAL_M: Final = 8_000
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Wish:
    label: str
    lat: float
    lon: float
    within_m: int = USUAL_M
    pathway: str = ""

    @property
    def where(self) -> str:
        """within 5 miles of Burnley"""
        return f"within {DISTANCES[self.within_m]} of {self.label}"

    @property
    def what(self) -> str:
        return PATHWAYS[self.pathway].name if self.pathway else "every kind of meeting"

    @property
    def params(self) -> str:
        """The address of a search for the same."""
        asked = {"near": f"{self.lat},{self.lon}", "within": f"{self.within_m}m", "pathway": self.pathway}
        return urlencode({name: value for name, value in asked.items() if value}, safe=",")

    def written(self) -> str:
        return json.dumps(
            {"label": self.label, "lat": self.lat, "lon": self.lon, "within_m": self.within_m, "pathway": self.pathway}
        )


def read(text: str) -> Wish:
    known: dict[str, Any] = json.loads(text)
    return Wish(known["label"], known["lat"], known["lon"], known["within_m"], known["pathway"])


def wish_of(query: Query) -> Wish | None:
    """What a search was for; None where it names no point."""
    if query.near is None:
        return None
    pathway = next(iter(query.pathways)) if len(query.pathways) == 1 else ""
    near = query.near
    within = nearest_distance(query.within_m) if query.within_m else USUAL_M
    return Wish(near.label, round(near.lat, _DIGITS), round(near.lon, _DIGITS), within, pathway)


def nearest_distance(metres: int) -> int:
    """The one of those offered that holds it, else the widest."""
    return next((one for one in DISTANCES if one >= metres), max(DISTANCES))
