"""Where a place is, worked out from what somebody told: point, authority, zone. Reads the tables of postcodes."""

from trellis.keeping.listings import Listing
from trellis.places.gazetteer import Gazetteer
from trellis.places.models import Place
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
    elif place.town and (towns := tables.towns.find(place.town, limit=1)):
        place.lat, place.lon = round(towns[0].lat, 6), round(towns[0].lon, 6)
        place.point_from = Place.PointFrom.TOWN
        near = tables.postcodes.nearest(place.lat, place.lon, limit_m=10_000)
        place.area_code = near.area_code if near else ""
    else:
        place.lat = place.lon = None
        place.point_from, place.area_code = Place.PointFrom.NONE, ""
    place.zone = _zone(place) or place.zone or zone


def _zone(place: Place) -> str:
    if place.lat is None or place.lon is None:
        return ""
    try:
        return zone_at(place.lat, place.lon)
    except NoZoneError:
        return ""


def moves(listing: Listing, names: set[str]) -> bool:
    return isinstance(listing, Place) and bool(names & WHERE)
