"""The time zone of a point, for a listing whose source gives none."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzfpy import get_tz


class NoZoneError(LookupError):
    """No time zone is known for a point."""


def zone_at(lat: float, lon: float) -> str:
    """The IANA zone at a point, such as "Europe/London"; on the open sea a zone of the "Etc" area.

    Within a mile of a border it may be the neighbour's. Raises NoZoneError for what is no point on Earth.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise NoZoneError(f"{lat}, {lon} is no point on Earth: a latitude goes to 90, a longitude to 180.")
    name = get_tz(lon, lat)
    try:
        return ZoneInfo(name).key
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise NoZoneError(
            f"This machine knows no time zone “{name}”, of {lat}, {lon}. Update the package tzdata."
        ) from error
