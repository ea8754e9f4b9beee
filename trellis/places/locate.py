"""One question, "where is this?", for whatever a person types.

    locate("bb11 1jg", gazetteer)                a postcode, or its beginning
    locate("A92 RF2P", gazetteer)                an Irish postcode, as far as its district
    locate("53.79, -2.24", gazetteer)            coordinates
    locate("Hebden Bridge", gazetteer)           a town, suburb or village
    locate("Newport, Isle of Wight", gazetteer)  one of several
    locate("Lancashire", gazetteer)              an area
    locate("Yorkshire", gazetteer)               a part of the country that no council governs
    locate("12 High St, Burnley BB11 1JG", …)    a postcode among other words

Pure: it reads the tables it is given and nothing else. What was typed is not written down anywhere.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from trellis.lib.geo import METRES_PER_MILE
from trellis.places.areas import Area
from trellis.places.eircodes import eircode_district
from trellis.places.gazetteer import Gazetteer
from trellis.places.names import name_key
from trellis.places.postcode_text import find_postcode, normalise_postcode, partial_readings
from trellis.places.towns import Point, Town
from trellis.places.wider import WiderPlace, wider_place

Kind = Literal["point", "postcode", "district", "town", "area", "region"]

USUAL_RADIUS_M: Final = 5 * METRES_PER_MILE
_WELL_POINTED_M: Final = 1_000
_AREA_PRECISION_M: Final = 10_000
_NEEDS_NO_AREA: Final = 100_000  # a town of so many people is known by its name alone
_ENOUGH: Final = 8
_SUGGESTIONS: Final = 5
_COUNTRIES: Final = {"IE": "Ireland", "IM": "Isle of Man", "JE": "Jersey", "GG": "Guernsey"}
_NUMBER: Final = r"([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*"
_COORDINATES: Final = re.compile(rf"(?:geo:)?\(?\s*{_NUMBER}([NS])?\s*[,;\s]\s*{_NUMBER}([EW])?\s*\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Located:
    """A place that was found.

    `kind` "area" means everything inside that authority, and "region" everything within `radius_m`; the others are
    points to be near.
    """

    label: str
    lat: float
    lon: float
    kind: Kind
    area_code: str = ""
    precision_m: int = 100
    suggestions: tuple[str, ...] = ()  # other texts that may have been meant; each can be asked for
    is_guess: bool = False  # what was typed is not a name: this is the nearest one

    @property
    def radius_m(self) -> float:
        """A sensible circle to search: a whole region; else five miles, and more where the point is rough."""
        if self.kind == "region":
            return self.precision_m
        return USUAL_RADIUS_M + (self.precision_m if self.precision_m > _WELL_POINTED_M else 0)


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing is known by this text. `kind` says what it looked like."""

    text: str
    kind: Literal["empty", "postcode", "point", "name"]
    suggestions: tuple[str, ...] = ()


def locate(text: str, gazetteer: Gazetteer, *, near: Point | None = None) -> Located | NotFound:
    """Where this is; `near` (latitude, longitude) helps to choose among towns of one name."""
    text = " ".join(text.split())
    if not text:
        return NotFound(text, "empty")
    if found := _COORDINATES.fullmatch(text):
        return _point(text, found, gazetteer)
    if normalise_postcode(text) or partial_readings(text) or eircode_district(text):
        return _postcode(text, gazetteer)
    inside = find_postcode(text)
    if inside and inside.kind == "postcode" and inside.postcode in gazetteer.postcodes:
        return _postcode(inside.postcode, gazetteer)
    return _name(text, gazetteer, near)


def _point(text: str, found: re.Match[str], gazetteer: Gazetteer) -> Located | NotFound:
    lat = float(found[1]) * (-1 if (found[2] or "").upper() == "S" else 1)
    lon = float(found[3]) * (-1 if (found[4] or "").upper() == "W" else 1)
    if abs(lat) > 90 or abs(lon) > 180:
        return NotFound(text, "point")
    nearest = gazetteer.postcodes.nearest(lat, lon, limit_m=5_000)
    return Located(f"{lat:.4f}, {lon:.4f}", lat, lon, "point", nearest.area_code if nearest else "", precision_m=10)


def _postcode(text: str, gazetteer: Gazetteer) -> Located | NotFound:
    """W12 is in London, and by Newbridge when asked in Ireland."""
    irish = _eircode(text)
    if irish and gazetteer.country == "IE":
        return irish
    if whole := gazetteer.postcodes.lookup(text):
        return Located(whole.postcode, whole.lat, whole.lon, "postcode", whole.area_code, whole.precision_m)
    if part := gazetteer.postcodes.part(text):
        return Located(part.text, part.lat, part.lon, "district", part.area_code, part.precision_m)
    suggestions = tuple(gazetteer.postcodes.suggest(text))
    return irish or NotFound(normalise_postcode(text) or text.upper(), "postcode", suggestions)


def _eircode(text: str) -> Located | None:
    district = eircode_district(text)
    if district is None:
        return None
    label = f"{district.key}, {district.place}"
    return Located(label, district.lat, district.lon, "district", precision_m=district.precision_m)


def _name(text: str, gazetteer: Gazetteer, near: Point | None) -> Located | NotFound:
    head, _, tail = text.partition(",")
    area = gazetteer.areas.named(text) or (gazetteer.areas.named(head) if tail else None)
    wider = wider_place(text) or (wider_place(head) if tail else None)
    towns = gazetteer.towns.find(head, near=near, country=gazetteer.country, limit=_ENOUGH)
    if tail.strip():
        towns = _inside(head, tail.strip(), towns, gazetteer)
    if area and not _is_better_known(towns, gazetteer.country):
        return Located(area.name, area.lat, area.lon, "area", area.code, _AREA_PRECISION_M, _labels(towns, gazetteer))
    if wider and not _is_larger(towns, wider, gazetteer.country):
        suggestions = _labels(towns, gazetteer)
        return Located(wider.name, wider.lat, wider.lon, "region", "", wider.radius_m, suggestions)
    if not tail and not (towns and towns[0].fit == "exact") and (split := _with_comma(text, gazetteer)):
        return _name(split, gazetteer, near)
    if towns:
        return _town(towns, area, gazetteer)
    alike = [*gazetteer.areas.holding_words(head), *gazetteer.areas.like(head)]
    return NotFound(text, "name", tuple(dict.fromkeys(one.name for one in alike))[:_SUGGESTIONS])


def _with_comma(text: str, gazetteer: Gazetteer) -> str:
    """ "Ash Kent" as "Ash, Kent", when a town and an area can be made of the words; else empty."""
    words = text.split()
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if (gazetteer.areas.named(tail) or wider_place(tail)) and any(
            town.fit == "exact" for town in gazetteer.towns.find(head, country=gazetteer.country, limit=1)
        ):
            return f"{head}, {tail}"
    return ""


def _is_better_known(towns: list[Town], country: str) -> bool:
    """Whether the first is a town of exactly this name, at home, with a point of its own."""
    if not towns:
        return False
    first = towns[0]
    return first.fit == "exact" and first.country == country and first.precision_m <= _WELL_POINTED_M


def _is_larger(towns: list[Town], wider: WiderPlace, country: str) -> bool:
    """Louth in Lincolnshire goes before County Louth when asked in Britain; Wales by Rotherham not before Wales."""
    enough = 20_000 if wider.country == country else 5_000
    return _is_better_known(towns, country) and towns[0].people >= enough


def _inside(head: str, tail: str, towns: list[Town], gazetteer: Gazetteer) -> list[Town]:
    """Those of the towns that lie in what stands after the comma: an area, a country, or near another town."""
    more = gazetteer.towns.find(head, country=gazetteer.country, limit=50)
    if codes := gazetteer.areas.parts_of(tail):
        kept = [town for town in more if town.area_code in codes]
    elif outer := wider_place(tail):
        kept = [town for town in more if town.country == outer.country and outer.holds(town.lat, town.lon)]
    elif area := gazetteer.areas.named(tail):
        held = [town for town in more if gazetteer.areas.holds(area.code, town.area_code)]
        kept = held or gazetteer.towns.find(head, near=(area.lat, area.lon), country=gazetteer.country)
    elif around := gazetteer.towns.find(tail, country=gazetteer.country, limit=1):
        kept = gazetteer.towns.find(head, near=(around[0].lat, around[0].lon), country=gazetteer.country)
    else:
        kept = []
    return kept or towns


def _town(towns: list[Town], area: Area | None, gazetteer: Gazetteer) -> Located:
    town, is_guess = towns[0], towns[0].fit == "slip"
    label = _label(town, gazetteer)
    others = [_label(other, gazetteer) for other in towns[1:]] if is_guess else _labels(towns[1:], gazetteer)
    suggestions = dict.fromkeys([*([area.name] if area else []), *others])
    return Located(
        label,
        town.lat,
        town.lon,
        "town",
        town.area_code,
        town.precision_m,
        tuple(one for one in suggestions if one != label)[:_SUGGESTIONS],
        is_guess,
    )


def _labels(towns: list[Town], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Names to offer beside an answer: of towns at home when there are any, never a wild guess."""
    known = [town for town in towns if town.fit != "slip"]
    at_home = [town for town in known if town.country == gazetteer.country]
    return tuple(dict.fromkeys(_label(town, gazetteer) for town in at_home or known))[:_SUGGESTIONS]


def _label(town: Town, gazetteer: Gazetteer) -> str:
    """Its name; and its area or country, where the name alone may be another's."""
    if town.country != "GB":
        return f"{town.name}, {_COUNTRIES.get(town.country, town.country)}"
    area = gazetteer.areas.get(town.area_code)
    if area is None or town.people >= _NEEDS_NO_AREA or name_key(town.name) in name_key(area.name):
        return town.name
    return f"{town.name}, {area.name}"
