"""Zones to choose from, for a visitor whose browser does not tell theirs: cities of each clock, east to west."""

from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from trellis.meetings.telling_time import say_time, say_zone

CITIES: Final = (
    ("Pacific/Auckland", "Auckland"),
    ("Australia/Sydney", "Sydney, Melbourne"),
    ("Australia/Adelaide", "Adelaide"),
    ("Asia/Tokyo", "Tokyo, Seoul"),
    ("Australia/Perth", "Perth"),
    ("Asia/Singapore", "Singapore, Hong Kong"),
    ("Asia/Bangkok", "Bangkok, Jakarta"),
    ("Asia/Kathmandu", "Kathmandu"),
    ("Asia/Kolkata", "Delhi, Mumbai"),
    ("Asia/Karachi", "Karachi"),
    ("Asia/Dubai", "Dubai"),
    ("Asia/Tehran", "Tehran"),
    ("Africa/Nairobi", "Nairobi"),
    ("Europe/Istanbul", "Istanbul"),
    ("Europe/Kyiv", "Kyiv, Helsinki"),
    ("Africa/Johannesburg", "Johannesburg"),
    ("Europe/Berlin", "Berlin, Paris, Madrid, Warsaw"),
    ("Africa/Lagos", "Lagos"),
    ("Europe/London", "London, Dublin, Lisbon"),
    ("Atlantic/Reykjavik", "Reykjavik, Accra"),
    ("Atlantic/Azores", "Azores"),
    ("America/Sao_Paulo", "São Paulo, Buenos Aires"),
    ("America/St_Johns", "St John’s"),
    ("America/Halifax", "Halifax"),
    ("America/New_York", "New York, Toronto"),
    ("America/Bogota", "Bogotá, Lima"),
    ("America/Chicago", "Chicago, Winnipeg"),
    ("America/Mexico_City", "Mexico City"),
    ("America/Denver", "Denver, Calgary"),
    ("America/Phoenix", "Phoenix"),
    ("America/Los_Angeles", "Los Angeles, Vancouver"),
    ("America/Anchorage", "Anchorage"),
    ("Pacific/Honolulu", "Honolulu"),
)


class Choice(NamedTuple):
    """A zone to choose, with its cities and the time it is there."""

    zone: str
    cities: str
    clock: str
    is_chosen: bool


def zone_choices(chosen: str, now: datetime) -> list[Choice]:
    """The chosen one is always among them."""
    known = dict(CITIES)
    cities = {**({} if chosen in known else {chosen: say_zone(ZoneInfo(chosen))}), **known}
    return [Choice(zone, names, _clock(now, zone), zone == chosen) for zone, names in cities.items()]


def _clock(now: datetime, zone: str) -> str:
    there = now.astimezone(ZoneInfo(zone))
    return f"{there:%A} {say_time(there.time())}"
