"""Points on the map as feeds give them: which cannot be, which look wrong, and which zone and country they are in."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from trellis.lib.geo import EARTH_RADIUS_M
from trellis.opendata.addresses import country_of_zone, zones_of_country
from trellis.places.zones import zone_at

FAR_M: Final = 3_000.0
IMPOSSIBLE_M: Final = 50_000.0
_ISLES: Final = frozenset({"GB", "IM", "JE", "GG", "IE"})


class Point(NamedTuple):
    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.lat:g}, {self.lon:g}"


class Home(NamedTuple):
    """Where its postcode says a place is: the middle of it, or of all that begin alike."""

    point: Point
    name: str
    precision_m: float


def on_earth(lat: float | None, lon: float | None) -> bool:
    """Whether it is a point at all: 0, 0 is what programs write for "not known"."""
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
        return False
    return abs(lat) >= 0.01 or abs(lon) >= 0.01


def why_impossible(point: Point, *, country: str, home: Home | None) -> str:
    """Why a place of that country, and of that postcode if any, cannot be there; empty when it can."""
    if not on_earth(*point):
        return (
            "The point 0, 0 is in the sea off Africa." if point == (0, 0) else f"The point {point} is not on the earth."
        )
    if home:
        away = distance(point, home.point)
        return f"The point {point} is {away / 1000:.0f} km from {home.name}." if away > IMPOSSIBLE_M else ""
    there = country_of_zone(zone := zone_at(*point))
    if not country or there == country or {there, country} <= _ISLES:
        return ""
    # Borders are crooked, so a neighbour's zone is no proof; another continent's is.
    continents = _continents(country)
    if continents and zone.partition("/")[0] not in continents:
        return f"The point {point} is not in its country, {country}."
    return ""


def why_doubtful(point: Point, home: Home | None) -> str:
    """Why the point and the postcode cannot both be right; empty when they can."""
    away = distance(point, home.point) if home else 0.0
    if home is None or away <= max(FAR_M, 3 * home.precision_m):
        return ""
    return f"The point is {away / 1000:.1f} km from {home.name}."


def distance(one: Point, other: Point) -> float:
    """Metres, as `lib.geo.distance_m` counts them; quicker for a single pair."""
    half_north, half_east = radians(other.lat - one.lat) / 2, radians(other.lon - one.lon) / 2
    part = sin(half_north) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(half_east) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, max(0.0, part))))


def country_at(point: Point) -> str:
    """ISO 3166 of the country whose time zone it is in; empty at sea."""
    return country_of_zone(zone_at(*point))


@lru_cache(maxsize=1024)
def known_zone(name: str) -> str:
    """The zone if there is such a one, the one that "Eastern" or "EST" stands for, or nothing."""
    name = _ZONE_ALIASES.get(name.strip().casefold(), name.strip())
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ""
    return name


_ZONE_ALIASES: Final = {
    alias: zone
    for zone, aliases in {
        "America/New_York": "et est edt eastern us/eastern",
        "America/Chicago": "ct cst cdt central us/central",
        "America/Denver": "mt mst mdt mountain us/mountain",
        "America/Los_Angeles": "pt pst pdt pacific us/pacific",
        "Europe/London": "gmt bst gb uk",
    }.items()
    for alias in aliases.split()
}


@lru_cache(maxsize=512)
def _continents(country: str) -> frozenset[str]:
    """The first words of a country's time zones: {"Europe"} for GB."""
    return frozenset(zone.partition("/")[0] for zone in zones_of_country(country))
