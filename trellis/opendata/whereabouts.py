"""Where a listing is, as far as its own words and the tables of postcodes and towns can tell. Pure, and many at once.

A source's point is kept unless it is impossible: none, at 0,0, off the earth, on another continent than its country,
or more than 50 km from its postcode. Then the middle of the postcode takes its place, then the middle of the town. What
was worked out says so in `derived`; what a person should look at is in `flags`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log10
from typing import Final

from trellis.opendata.addresses import country_code, country_of_zone
from trellis.opendata.listing import Where, flag
from trellis.opendata.points import (
    Home,
    Point,
    country_at,
    distance,
    known_zone,
    on_earth,
    why_doubtful,
    why_impossible,
)
from trellis.places.models import Place
from trellis.places.postcodes import Postcodes
from trellis.places.towns import Town, Towns
from trellis.places.zones import zone_at

AREA_LIMIT_M: Final = 10_000.0
"""A point farther than this from any postcode gets no authority: it is at sea or in another country."""
TOWN_LIMIT_M: Final = 12_000.0

_ISLANDS: Final = {"IM": "IM", "JE": "JE", "GY": "GG"}
_WITH_POSTCODES: Final = frozenset({"GB", "IM", "JE", "GG"})
_LIKE_A_POSTCODE: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?(\s*\d[A-Z]{2})?", re.IGNORECASE)


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

    def because(self, **reasons: str) -> dict[str, str]:
        return {**self.derived, **reasons}

    def flagged(self, name: str, what: str, cure: str) -> tuple[dict[str, str], ...]:
        return (*self.flags, flag(name, what, cure))


@dataclass(frozen=True, slots=True)
class Atlas:
    """The tables to look things up in; without them a point comes from the source or not at all."""

    postcodes: Postcodes | None
    towns: Towns | None
    zone: str  # where nothing tells
    country: str = ""  # where nothing tells
    ask: Callable[[str, str], Point | None] | None = None  # the operator's geocoder, if any: address, country

    @property
    def signature(self) -> str:
        """What of it shapes a reading: it changes when the tables do."""
        sizes = f"{len(self.postcodes) if self.postcodes else 0}|{len(self.towns) if self.towns else 0}"
        return f"{self.zone}|{self.country}|{sizes}{'|asks' if self.ask else ''}"

    def look_up(self, wheres: Sequence[tuple[Where, str]]) -> list[Whereabouts]:
        """For each `Where` and the zone its row states, if any."""
        distinct = list(dict.fromkeys(wheres))  # meetings share halls
        found = [self._one(where, zone) for where, zone in distinct]
        found = self._with_areas(self._with_towns(found, [where for where, _ in distinct]))
        known = dict(zip(distinct, found, strict=True))
        return [known[one] for one in wheres]

    def _one(self, where: Where, stated_zone: str) -> Whereabouts:
        about = self._with_country(Whereabouts(town=where.town), where, stated_zone)
        about = self._with_postcode(about, where.postcode)
        about = self._with_point(about, where)
        return self._with_zone(about)

    # -- country, postcode, point ------------------------------------------------------------------------------------

    def _with_country(self, about: Whereabouts, where: Where, stated_zone: str) -> Whereabouts:
        zone = known_zone(stated_zone) if stated_zone else ""
        if stated_zone and not zone:
            cure = "Write its IANA name, such as Europe/London."
            about = replace(about, flags=about.flagged("zone", f"“{stated_zone}” is not a time zone.", cure))
        about = replace(about, zone=zone)
        if country := country_code(where.country):
            return replace(about, country=country)
        if country := country_of_zone(zone):
            return replace(about, country=country, derived=about.because(country="The country of its time zone."))
        given = _given_point(where)
        if given and on_earth(*given) and (country := country_at(given)):
            return replace(about, country=country, derived=about.because(country="The country at its point."))
        return about

    def _with_postcode(self, about: Whereabouts, text: str) -> Whereabouts:
        text = text.upper().strip()
        if not text or self.postcodes is None or not self._has_postcodes(about):
            return replace(about, postcode=text)
        if known := self.postcodes.lookup(text):
            country = _ISLANDS.get(known.postcode[:2], "GB")
            derived = about.because(area_code="The authority of its postcode.") if known.area_code else about.derived
            return replace(about, postcode=known.postcode, country=country, area_code=known.area_code, derived=derived)
        if self.postcodes.outward(text) or not _LIKE_A_POSTCODE.fullmatch(text):
            return replace(about, postcode=text)
        near = self.postcodes.suggest(text, limit=1)
        cure = f"Perhaps {near[0]} is meant." if near else "Look its postcode up."
        return replace(about, postcode=text, flags=about.flagged("postcode", f"There is no postcode {text}.", cure))

    def _has_postcodes(self, about: Whereabouts) -> bool:
        return (about.country or self.country) in _WITH_POSTCODES

    def _with_point(self, about: Whereabouts, where: Where) -> Whereabouts:
        home, given = self._home(about), _given_point(where)
        wrong = why_impossible(given, country=about.country, home=home) if given else ""
        if given and wrong:
            turned = Point(given.lon, given.lat)
            if not why_impossible(turned, country=about.country, home=home):
                derived = about.because(point="Its latitude and longitude were swapped.")
                return replace(about, point=turned, point_from=Place.PointFrom.SOURCE, derived=derived)
            about = replace(about, flags=about.flagged("point", wrong, "Give its latitude and longitude again."))
        elif given:
            if doubt := why_doubtful(given, home):
                about = replace(about, flags=about.flagged("point", doubt, "One of them is wrong: look up which."))
            return replace(about, point=given, point_from=Place.PointFrom.SOURCE)
        if home:
            derived = about.because(point=f"The middle of {home.name}.")
            return replace(about, point=home.point, point_from=Place.PointFrom.POSTCODE, derived=derived)
        return self._from_geocoder(about, where) or self._from_town(about, where)

    def _from_geocoder(self, about: Whereabouts, where: Where) -> Whereabouts | None:
        """Only for a whole address that may be shown; one that is to stay hidden is told to nobody."""
        if self.ask is None or not where.address or where.showing != Place.Showing.EXACT:
            return None
        asked = ", ".join(dict.fromkeys(part for part in (where.address, where.town) if part))
        point = self.ask(asked, about.country or self.country)
        if point is None or why_impossible(point, country=about.country, home=None):
            return None
        derived = about.because(point="Looked up from its address.")
        return replace(about, point=point, point_from=Place.PointFrom.GEOCODER, derived=derived)

    def _home(self, about: Whereabouts) -> Home | None:
        """Where its postcode is, or as much of it as there is."""
        if not self.postcodes or not about.postcode or not self._has_postcodes(about):
            return None
        if known := self.postcodes.lookup(about.postcode):
            return Home(Point(known.lat, known.lon), f"its postcode {known.postcode}", known.precision_m)
        part = self.postcodes.outward(about.postcode.split(" ")[0])
        return Home(Point(part.lat, part.lon), f"the postcodes in {part.text}", part.precision_m) if part else None

    # -- towns ---------------------------------------------------------------------------------------------------------

    def _from_town(self, about: Whereabouts, where: Where) -> Whereabouts:
        """The middle of the town it names, in its own country and under that very name."""
        for name in _names_of_towns(where):
            if town := self._town_named(name, about, near=None):
                derived = about.because(point=f"The middle of {town.name}.")
                point = Point(town.lat, town.lon)
                return replace(about, point=point, point_from=Place.PointFrom.TOWN, derived=derived)
        return about

    def _with_towns(self, found: list[Whereabouts], wheres: Sequence[Where]) -> list[Whereabouts]:
        """The town each address names, if that is near its point; else the town people near there would name."""
        if self.towns is None:
            return found
        nameless: list[tuple[int, Point]] = []
        for n, (about, where) in enumerate(zip(found, wheres, strict=True)):
            if about.point is None or about.town:
                continue
            told = (self._town_named(name, about, near=about.point) for name in _names_of_towns(where))
            if town := next(filter(None, told), None):
                found[n] = replace(about, town=town.name, derived=about.because(town="Named in its address."))
            else:
                nameless.append((n, about.point))
        return self._with_nearest_towns(found, nameless, self.towns)

    def _with_nearest_towns(
        self, found: list[Whereabouts], nameless: list[tuple[int, Point]], table: Towns
    ) -> list[Whereabouts]:
        if not nameless:
            return found
        nearest = table.near_many([p.lat for _, p in nameless], [p.lon for _, p in nameless], n=4)
        for (n, point), towns in zip(nameless, nearest, strict=True):
            if town := max(filter(_within(point), towns), key=_pull(point), default=None):
                derived = found[n].because(town="The town at its point.")
                found[n] = replace(found[n], town=town.name, derived=derived)
        return found

    def _town_named(self, name: str, about: Whereabouts, *, near: Point | None) -> Town | None:
        """The town of exactly this name in its country: the one near its point, or the largest."""
        if self.towns is None or len(name) < 3:
            return None
        country = about.country or self.country
        found = (town for town in self.towns.named(name) if town.country == country)
        return next(found if near is None else filter(_within(near), found), None)

    # -- last resorts, and areas ---------------------------------------------------------------------------------------

    def _with_zone(self, about: Whereabouts) -> Whereabouts:
        if about.zone:
            return about
        if about.point:
            return replace(about, zone=zone_at(*about.point), derived=about.because(zone="The time zone at its point."))
        return replace(about, zone=self.zone, derived=about.because(zone="Nothing tells it; this site's own is taken."))

    def _with_areas(self, found: list[Whereabouts]) -> list[Whereabouts]:
        """The authority of the nearest postcode for every point that has none yet, in one search."""
        wanted = [(n, about.point) for n, about in enumerate(found) if about.point and _needs_area(about)]
        if not wanted or self.postcodes is None:
            return found
        lats, lons = [point.lat for _, point in wanted], [point.lon for _, point in wanted]
        nearest = self.postcodes.nearest_many(lats, lons, limit_m=AREA_LIMIT_M)
        for (n, _), code, away in zip(wanted, nearest.area_codes, nearest.distances_m, strict=True):
            found[n] = _with_area(found[n], code) if away <= AREA_LIMIT_M else _off_shore(found[n])
        return found


def _given_point(where: Where) -> Point | None:
    return Point(where.lat, where.lon) if where.lat is not None and where.lon is not None else None


def _names_of_towns(where: Where) -> Iterator[str]:
    """What may be the name of its town, the likeliest first."""
    if where.town:
        yield where.town
    parts = [part.strip() for part in where.address.split(",")]
    yield from (part for part in reversed(parts[1:]) if part and not part[0].isdigit())


def _pull(point: Point) -> Callable[[Town], float]:
    """How likely people at the point are to name a town: ten times the people outweigh two kilometres."""
    return lambda town: log10(max(town.people, 50)) - distance(point, Point(town.lat, town.lon)) / 2_000


def _within(point: Point) -> Callable[[Town], bool]:
    return lambda town: distance(point, Point(town.lat, town.lon)) <= TOWN_LIMIT_M


def _needs_area(about: Whereabouts) -> bool:
    return not about.area_code and about.country == "GB" and about.point_from != Place.PointFrom.POSTCODE


def _with_area(about: Whereabouts, code: str) -> Whereabouts:
    if not code:
        return about
    return replace(about, area_code=code, derived=about.because(area_code="The authority of the nearest postcode."))


def _off_shore(about: Whereabouts) -> Whereabouts:
    what = f"The point {about.point} is nowhere near a postcode of its country, {about.country}."
    flags = about.flagged("point", what, "Give its latitude and longitude again.")
    return replace(about, point=None, point_from=Place.PointFrom.NONE, flags=flags)
