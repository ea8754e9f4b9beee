"""Where a place that is not shown may be said to be: in the middle of its town, which its page names, and no nearer.

Rounding would not do: the corner of a grid cuts a town in two, and tells in which half the place is.
"""

from trellis.lib.geo import distance_m
from trellis.places.gazetteer import gazetteer, installed_areas
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.towns_table import TownTableError

_NEAR_M = 12_000
_DECIMALS = 1
Point = tuple[float, float]


def veiled(lat: float, lon: float, *, town: str, area_code: str) -> Point:
    """The middle of its town; else of its authority; else, abroad, of some ten kilometres each way."""
    if middle := _middle_of_town(town, lat, lon):
        return middle
    if area := installed_areas().get(area_code):
        return area.lat, area.lon
    return round(lat, _DECIMALS), round(lon, _DECIMALS)


def _middle_of_town(name: str, lat: float, lon: float) -> Point | None:
    """Of several towns of that name the one it is in; none where our tables know none about there."""
    try:
        towns = gazetteer().towns.named(name) if name else []
    except (PostcodeTableError, TownTableError, OSError):
        return None
    away = [(float(distance_m(lat, lon, town.lat, town.lon)), (town.lat, town.lon)) for town in towns]
    nearest = min(away, default=None)
    return nearest[1] if nearest and nearest[0] <= _NEAR_M else None
