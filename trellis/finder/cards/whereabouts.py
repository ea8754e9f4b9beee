"""How much of where a place is a page, a calendar or a feed may show, and the links that lead there.

A place that is shown roughly gives its town, the first half of its postcode and a point moved to the nearest hundredth
of a degree (about a kilometre). A hidden one gives its town at most.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from trellis.places.models import Place

_ROUGH_DIGITS: Final = 2
_FINE_DIGITS: Final = 5  # a metre
_POINT_IS_DOOR: Final = frozenset({Place.PointFrom.SOURCE, Place.PointFrom.GEOCODER, Place.PointFrom.POSTCODE})

Point = tuple[float, float]
"""Latitude, longitude."""


@dataclass(frozen=True, slots=True)
class Directions:
    """Links that carry the place and nothing else: where somebody sets out from is asked by their own map.

    Nothing is fetched until a link is followed. On a phone the last three open the app that is installed.
    """

    point: Point
    words: str

    @property
    def _pair(self) -> str:
        return f"{self.point[0]},{self.point[1]}"

    @property
    def open_street_map(self) -> str:
        return "https://www.openstreetmap.org/directions?" + urlencode({"to": self._pair}, safe=",")

    @property
    def apple_maps(self) -> str:
        return "https://maps.apple.com/?" + urlencode({"daddr": self._pair}, safe=",")

    @property
    def google_maps(self) -> str:
        return "https://www.google.com/maps/dir/?" + urlencode({"api": 1, "destination": self._pair}, safe=",")

    @property
    def geo(self) -> str:
        """RFC 5870, with the label that map apps read."""
        return f"geo:{self._pair}?q={self._pair}({quote(self.words, safe='')})"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What may be said. `lines` are name, address, town, postcode, each only where it says something new."""

    lines: tuple[str, ...]
    point: Point | None
    showing: str
    is_door: bool
    """Whether the point is near enough to be led to."""
    is_name_alone: bool = False
    """Whether the listing names the place and gives neither address, town nor postcode."""

    @property
    def is_shown(self) -> bool:
        """Whether all of it is told, and so the way in as well."""
        return self.showing == Place.Showing.EXACT

    @property
    def line(self) -> str:
        return ", ".join(self.lines)

    @property
    def directions(self) -> Directions | None:
        return Directions(self.point, self.line) if self.point and self.is_door else None


def whereabouts(place: Place) -> Whereabouts:
    match place.showing:
        case Place.Showing.EXACT:
            street = _without(place.postcode, place.address)
            lines = _distinct(place.name, street, place.town, place.postcode)
            return Whereabouts(
                lines,
                _point(place, _FINE_DIGITS),
                place.showing,
                is_door=place.point_from in _POINT_IS_DOOR,
                is_name_alone=bool(place.name and not _distinct(street, place.town, place.postcode)),
            )
        case Place.Showing.APPROXIMATE:
            outward = place.postcode.split()[0] if " " in place.postcode else ""
            lines = _distinct(place.town, outward)
            return Whereabouts(lines, _point(place, _ROUGH_DIGITS), place.showing, is_door=False)
        case _:
            return Whereabouts(_distinct(place.town), None, place.showing, is_door=False)


def _without(postcode: str, address: str) -> str:
    """The address without its postcode, which stands last: "40 Tong Road, LS12 1LZ, Leeds" has it in the middle."""
    bare = postcode.replace(" ", "").casefold()
    parts = [part for part in address.split(",") if not bare or part.replace(" ", "").casefold() != bare]
    return ",".join(parts)


def _distinct(*parts: str) -> tuple[str, ...]:
    """Those that an earlier one has not said: addresses often end with the town and the postcode."""
    said: list[str] = []
    for part in parts:
        words = part.strip(" ,")
        if words and words.casefold() not in ", ".join(said).casefold():
            said.append(words)
    return tuple(said)


def _point(place: Place, digits: int) -> Point | None:
    if place.lat is None or place.lon is None:
        return None
    return round(place.lat, digits), round(place.lon, digits)
