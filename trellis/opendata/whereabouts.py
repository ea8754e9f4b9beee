"""Where a listing is, as far as its own words and the tables of postcodes and towns can tell. Pure, and many at once.

A source's point is kept unless it is impossible: none, at 0,0, off the earth, on another continent than its country, or
more than 50 km from its postcode. Then the middle of the postcode takes its place, then the middle of the town. What was
worked out says so in `derived`; what a person should look at is in `flags`. Distances are metres.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import tzfpy

from trellis.lib.geo import distance_m
from trellis.opendata.addresses import country_code, country_of_zone, zones_of_country
from trellis.opendata.listing import Where
from trellis.places.models import Place
from trellis.places.postcodes import Postcodes

FAR_M: Final = 3_000.0
IMPOSSIBLE_M: Final = 50_000.0
AREA_LIMIT_M: Final = 10_000.0
"""A point farther than this from any postcode gets no authority: it is at sea or in another country."""

_ISLANDS: Final = {"IM": "IM", "JE": "JE", "GY": "GG"}
POSTCODE_COUNTRIES: Final = frozenset({"GB", "IM", "JE", "GG"})
_ISLES: Final = POSTCODE_COUNTRIES | {"IE"}


class Point(NamedTuple):
    lat: float
    lon: float


class _Home(NamedTuple):
    """The middle of a postcode, or of all that begin alike."""

    point: Point
    name: str
    precision_m: float


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What becomes of a `Where`: fields of a `Place`, and why."""

    point: Point | None = None
    point_from: Place.PointFrom = Place.PointFrom.NONE
    postcode: str = ""
    town: str = ""
    country: str = ""
    area_code: str = ""
    zone: str = ""
    derived: dict[str, str] = field(default_factory=dict)
    flags: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Atlas:
    """The tables to look things up in; without postcodes a point comes from the source or not at all."""

    postcodes: Postcodes | None
    zone: str  # where nothing tells
    country: str = ""

    @property
    def signature(self) -> str:
        """What of it shapes a reading: changes when the tables do."""
        return f"{self.zone}|{self.country}|{len(self.postcodes) if self.postcodes else 0}"

    def look_up(self, wheres: Sequence[tuple[Where, str]]) -> list[Whereabouts]:
        """For each `Where` and the zone its row states, if any."""
        found = [self._one(where, zone) for where, zone in wheres]
        return self._with_areas(found)

    def _one(self, where: Where, stated_zone: str) -> Whereabouts:
        about = Whereabouts(town=where.town, country=country_code(where.country))
        about = _with_zone(about, stated_zone)
        about = self._with_postcode(about, where.postcode)
        about = self._with_point(about, where)
        return self._with_last_resorts(about, stated_zone)

    def _with_postcode(self, about: Whereabouts, text: str) -> Whereabouts:
        if not text or self.postcodes is None or not self._uses_postcodes(about.country):
            return replace(about, postcode=text.upper())
        if known := self.postcodes.lookup(text):
            derived = (
                about.derived | {"area_code": "The authority of its postcode."} if known.area_code else about.derived
            )
            country = _ISLANDS.get(known.postcode[:2], about.country)
            return replace(about, postcode=known.postcode, country=country, area_code=known.area_code, derived=derived)
        if self.postcodes.outward(text):
            return replace(about, postcode=text.upper())
        near = self.postcodes.suggest(text, limit=1)
        cure = f"Perhaps {near[0]} is meant." if near else "Look its postcode up."
        odd = flag("postcode", f"There is no postcode {text.upper()}.", cure)
        return replace(about, postcode=text.upper(), flags=(*about.flags, odd))

    def _with_point(self, about: Whereabouts, where: Where) -> Whereabouts:
        home = self._home(about)
        given = _given_point(where)
        if given and (wrong := _impossible(given, about, home)):
            turned = Point(given.lon, given.lat)
            if not _impossible(turned, about, home):
                derived = about.derived | {"point": "Its latitude and longitude were swapped."}
                return replace(about, point=turned, point_from=Place.PointFrom.SOURCE, derived=derived)
            about = replace(about, flags=(*about.flags, flag("point", wrong, "Give its latitude and longitude again.")))
            given = None
        if given:
            return replace(
                about, point=given, point_from=Place.PointFrom.SOURCE, flags=_check_distance(about, given, home)
            )
        if home:
            derived = about.derived | {"point": f"The middle of {home.name}."}
            return replace(about, point=home.point, point_from=Place.PointFrom.POSTCODE, derived=derived)
        return about

    def _home(self, about: Whereabouts) -> "_Home | None":
        """Where its postcode is, or as much of it as there is."""
        if not self.postcodes or not about.postcode or not self._uses_postcodes(about.country):
            return None
        if known := self.postcodes.lookup(about.postcode):
            return _Home(Point(known.lat, known.lon), "its postcode " + known.postcode, known.precision_m)
        part = self.postcodes.outward(about.postcode.split(" ")[0])
        return _Home(Point(part.lat, part.lon), f"the postcodes in {part.text}", part.precision_m) if part else None

    def _uses_postcodes(self, country: str) -> bool:
        return (country or self.country) in POSTCODE_COUNTRIES

    def _with_last_resorts(self, about: Whereabouts, stated_zone: str) -> Whereabouts:
        derived, zone, country = dict(about.derived), about.zone, about.country
        if not zone and about.point:
            zone = zone_at(about.point)
            derived["zone"] = "The time zone at its point."
        if not zone:
            zone = self.zone
            derived["zone"] = "Nothing tells its time zone; this site's own is taken."
        if not country and about.point and (country := country_of_zone(zone_at(about.point))):
            derived["country"] = "The country at its point."
        return replace(about, zone=zone, country=country, derived=derived)

    def _with_areas(self, found: list[Whereabouts]) -> list[Whereabouts]:
        """The authority of the nearest postcode for every point that has none yet, in one search."""
        wanted = [n for n, about in enumerate(found) if about.point and not about.area_code and about.country == "GB"]
        if not wanted or self.postcodes is None:
            return found
        points = [point for n in wanted if (point := found[n].point)]
        nearest = self.postcodes.nearest_many([p.lat for p in points], [p.lon for p in points], limit_m=AREA_LIMIT_M)
        for n, code, away in zip(wanted, nearest.area_codes, nearest.distances_m, strict=True):
            found[n] = _with_area(found[n], code) if away <= AREA_LIMIT_M else _at_sea(found[n])
        return found


def flag(field_: str, what: str, cure: str = "") -> dict[str, str]:
    """Something for a person to look at, as it is kept with a listing."""
    return {"field": field_, "what": what, "cure": cure} if cure else {"field": field_, "what": what}


def zone_at(point: Point) -> str:
    """The IANA zone of a point; "Etc/GMT+1" and the like at sea."""
    return str(tzfpy.get_tz(round(point.lon, 6), round(point.lat, 6)))


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


def _with_zone(about: Whereabouts, stated: str) -> Whereabouts:
    if not stated:
        return about
    zone = known_zone(stated)
    if not zone:
        strange = flag("zone", f"“{stated}” is not a time zone.", "Write its IANA name, such as Europe/London.")
        return replace(about, flags=(*about.flags, strange))
    if about.country or not (country := country_of_zone(zone)):
        return replace(about, zone=zone)
    return replace(
        about, zone=zone, country=country, derived=about.derived | {"country": "The country of its time zone."}
    )


def _given_point(where: Where) -> Point | None:
    return Point(where.lat, where.lon) if where.lat is not None and where.lon is not None else None


def _with_area(about: Whereabouts, code: str) -> Whereabouts:
    derived = about.derived | {"area_code": "The authority of the nearest postcode."}
    return replace(about, area_code=code, derived=derived) if code else about


def _at_sea(about: Whereabouts) -> Whereabouts:
    assert about.point is not None
    what = f"The point {about.point.lat:g}, {about.point.lon:g} is nowhere near a postcode of its country, {about.country}."
    odd = flag("point", what, "Give its latitude and longitude again.")
    return replace(about, point=None, point_from=Place.PointFrom.NONE, flags=(*about.flags, odd))


def _impossible(point: Point, about: Whereabouts, home: _Home | None) -> str:
    """Why the point cannot be; empty when it can."""
    if not (abs(point.lat) <= 90 and abs(point.lon) <= 180):
        return f"The point {point.lat:g}, {point.lon:g} is not on the earth."
    if abs(point.lat) < 0.01 and abs(point.lon) < 0.01:
        return "The point 0, 0 is in the sea off Africa."
    if home:
        away = _distance(point, home.point)
        return f"The point is {away / 1000:.0f} km from {home.name}." if away > IMPOSSIBLE_M else ""
    there = country_of_zone(zone := zone_at(point))
    if about.country and there != about.country and not {there, about.country} <= _ISLES:
        own = country_zone_prefixes(about.country)
        if own and zone.partition("/")[0] not in own:
            return f"The point {point.lat:g}, {point.lon:g} is not in its country, {about.country}."
    return ""


@lru_cache(maxsize=512)
def country_zone_prefixes(country: str) -> frozenset[str]:
    """The first words of a country's time zones: {"Europe"} for GB."""
    return frozenset(zone.partition("/")[0] for zone in zones_of_country(country))


def _check_distance(about: Whereabouts, point: Point, home: _Home | None) -> tuple[dict[str, str], ...]:
    away = _distance(point, home.point) if home else 0.0
    if home is None or away <= max(FAR_M, 3 * home.precision_m):
        return about.flags
    what = f"The point is {away / 1000:.1f} km from {home.name}."
    return (*about.flags, flag("point", what, "One of them is wrong: look up which."))


def _distance(one: Point, other: Point) -> float:
    return float(distance_m(one.lat, one.lon, other.lat, other.lon))
