"""Where a place is, worked out from what somebody told: point, authority, zone. Reads the tables of postcodes."""

from trellis.keeping.listings import Listing
from trellis.places.gazetteer import Gazetteer
from trellis.places.locate import Located, locate
from trellis.places.models import Place
from trellis.places.towns import Town
from trellis.places.zones import NoZoneError, zone_at

WHERE = frozenset({"address", "town", "postcode", "country", "lat", "lon"})
"""Fields whose change moves a place."""


def settle(place: Place, tables: Gazetteer, *, zone: str, is_pointed: bool) -> None:
    """Fill in point, authority, country and zone. `is_pointed`: somebody showed the point on a map, so it stays."""
    known = tables.postcodes.lookup(place.postcode) if place.postcode else None
    if known:
        place.postcode, place.country = known.postcode, place.country or "GB"
    if is_pointed and place.lat is not None and place.lon is not None:
        place.point_from = Place.PointFrom.SOURCE
        near = tables.postcodes.nearest(place.lat, place.lon, limit_m=10_000)
        place.area_code = near.area_code if near else ""
    elif known:
        place.lat, place.lon = round(known.lat, 6), round(known.lon, 6)
        place.point_from, place.area_code = Place.PointFrom.POSTCODE, known.area_code
    elif place.town and (town := town_named(place.town, tables)):
        place.lat, place.lon = round(town.lat, 6), round(town.lon, 6)
        place.point_from = Place.PointFrom.TOWN
        near = tables.postcodes.nearest(place.lat, place.lon, limit_m=10_000)
        place.area_code = near.area_code if near else ""
    else:
        place.lat = place.lon = None
        place.point_from, place.area_code = Place.PointFrom.NONE, ""
    place.zone = _zone(place) or place.zone or zone


def town_named(words: str, tables: Gazetteer) -> Town | Located | None:
    """The likeliest town of this name, also where its county stands behind it: "Burnley, Lancashire"."""
    if towns := tables.towns.find(words, country=tables.country, limit=1):
        return towns[0]
    found = locate(words, tables)
    return found if isinstance(found, Located) and found.kind == "town" else None


def _zone(place: Place) -> str:
    if place.lat is None or place.lon is None:
        return ""
    try:
        return zone_at(place.lat, place.lon)
    except NoZoneError:
        return ""


def moves(listing: Listing, names: set[str]) -> bool:
    return isinstance(listing, Place) and bool(names & WHERE)
