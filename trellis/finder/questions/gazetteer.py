"""The tables of places, as the finder asks them."""

import logging
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from trellis.finder.questions.parts import Found, InArea
from trellis.places.areas import Area, Areas
from trellis.places.gazetteer import Gazetteer as Tables
from trellis.places.gazetteer import gazetteer, installed_areas
from trellis.places.locate import Located, locate
from trellis.places.names import name_key
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.towns_source import THESE_ISLANDS
from trellis.places.towns_table import TownTableError

log = logging.getLogger(__name__)

TOWN_PEOPLE: Final = 2_000
"""With fewer, a name is more likely part of what a group is called."""
FAR_TOWN_PEOPLE: Final = 20_000
"""With fewer, a name abroad is more likely another word."""

LARGE_TOWN_PEOPLE: Final = 50_000
TOWN_PRECISION_M: Final = 1_000
"""Of such size and so well known, a town gives its authority the name; Highland and Fife are hamlets as towns."""
NAMESAKE_SHARE: Final = 5
"""With fewer than one in so many of its people, a town of the same name is hardly ever meant."""


@dataclass(frozen=True, slots=True, eq=False)
class AreasAlone:
    """Authorities by name or code: all there is until the tables of postcodes and towns are made."""

    areas: Areas

    def point(self, words: str) -> Found | tuple[str, ...]:
        return self.area(words)

    def area(self, words: str) -> Found | tuple[str, ...]:
        found = self.areas.find(words)
        if found is None:
            alike = (*self.areas.holding_words(words), *self.areas.like(words))
            return tuple(dict.fromkeys(area.name for area in alike))[:3]
        return Found(found.name, found.lat, found.lon, in_area(found, self.areas), is_exact=_is_called(found, words))


@dataclass(frozen=True, slots=True, eq=False)
class Places(AreasAlone):
    """Postcodes, towns and authorities."""

    tables: Tables

    def point(self, words: str) -> Found | tuple[str, ...]:
        return _located(self, words)

    def look_up(self, words: str) -> Found | tuple[str, ...]:
        found = locate(words, self.tables)
        if not isinstance(found, Located):
            return found.suggestions[:3]
        if found.kind == "area" and (town := self._town_of_area(found, words)):
            return town
        return self._found(found, words)

    def _town_of_area(self, found: Located, words: str) -> Found | None:
        """ "Newcastle" is the town with all that is round it, and not the authority, which ends at the river."""
        area = self.areas.get(found.area_code)
        if area is None or name_key(words) == name_key(area.code):
            return None
        for town in self.tables.towns.find(area.name, country=self.tables.country, limit=3):
            is_large = town.people >= LARGE_TOWN_PEOPLE and town.precision_m <= TOWN_PRECISION_M
            if town.fit == "exact" and is_large and self.areas.holds(area.code, town.area_code):
                return Found(town.name, town.lat, town.lon)
        return None

    def _namesakes(self, found: Located) -> tuple[str, ...]:
        """Other towns at home of just this name that as likely as not were meant: both of St Ives."""
        if found.kind != "town" or found.is_guess:
            return ()
        name, country = found.label.partition(",")[0], self.tables.country
        key = name_key(name)
        towns = self.tables.towns.find(name, country=country, limit=8)
        alike = [town for town in towns if town.country == country and name_key(town.name) == key]
        here = next((town for town in alike if (town.lat, town.lon) == (found.lat, found.lon)), None)
        least = max(TOWN_PEOPLE, here.people // NAMESAKE_SHARE) if here else 0
        others = [town for town in alike if here and town is not here and town.people >= least]
        labels = (f"{town.name}, {area.name}" for town in others if (area := self.areas.get(town.area_code)))
        return tuple(label for label in dict.fromkeys(labels) if label != found.label)[:3]

    def _is_well_known(self, found: Located, words: str) -> bool:
        if found.kind != "town" or self.areas.named(words):
            return True
        country = self.tables.country
        home = THESE_ISLANDS if country in THESE_ISLANDS else {country}
        name, here = found.label.partition(",")[0], (found.lat, found.lon)
        towns = self.tables.towns.find(name, near=here, country=country, limit=1)
        return any(town.country in home and town.people >= TOWN_PEOPLE for town in towns)

    def _is_small(self, found: Located) -> bool:
        if found.kind != "town":
            return False
        name = found.label.partition(",")[0]
        towns = self.tables.towns.find(name, near=(found.lat, found.lon), country=self.tables.country, limit=1)
        return any(town.people < FAR_TOWN_PEOPLE for town in towns)

    def _is_far(self, found: Located) -> bool:
        """Heathrow is where the aeroplanes are, and no town in Florida."""
        country = self.tables.country
        home = THESE_ISLANDS if country in THESE_ISLANDS else {country}
        if found.kind != "town" or found.area_code:
            return False
        name, here = found.label.partition(",")[0], (found.lat, found.lon)
        towns = self.tables.towns.find(name, near=here, country=country, limit=1)
        return any(town.country not in home and town.people < FAR_TOWN_PEOPLE for town in towns)

    def _found(self, found: Located, words: str) -> Found:
        area = self.areas.get(found.area_code) if found.kind == "area" else None
        return Found(
            label=found.label,
            lat=found.lat,
            lon=found.lon,
            area=in_area(area, self.areas) if area else None,
            usual_m=round(found.radius_m),
            is_exact=not found.is_guess,
            is_well_known=self._is_well_known(found, words),
            is_far=self._is_far(found),
            is_small=self._is_small(found),
            namesakes=() if "," in words else self._namesakes(found),
        )


@lru_cache(maxsize=1024)
def _located(places: Places, words: str) -> Found | tuple[str, ...]:
    """Free words are tried phrase by phrase, and most phrases come again and again. In memory alone."""
    return places.look_up(words)


def in_area(area: Area, areas: Areas) -> InArea:
    """The authority with its lower tiers: listings carry the code of the lowest."""
    codes = {area.code, *(child.code for child in areas.children(area.code))}
    return InArea(area.code, area.name, frozenset(codes))


def _is_called(area: Area, words: str) -> bool:
    names = (area.code, area.slug, area.name, *area.also)
    return name_key(words) in {name_key(name) for name in names}


@cache
def finder_gazetteer() -> AreasAlone:
    """The tables of this installation."""
    try:
        tables = gazetteer()
    except (PostcodeTableError, TownTableError) as error:
        log.warning("Only names of authorities are found, no postcodes and towns: %s", error)
        return AreasAlone(installed_areas())
    return Places(tables.areas, tables)
