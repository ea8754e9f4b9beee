"""Asks a geocoder that the operator chose where an address is. By default there is none, and nothing leaves the server.

It must speak as Nominatim does (`/search?q=…&format=jsonv2`); operators who care for privacy run their own. Only the
addresses of listings are asked for, never what a visitor types, and they are not written to any log.
"""

import logging
from dataclasses import dataclass
from typing import Any, Final

import httpx
from django.conf import settings

from trellis import __version__

# At INFO it would write each request with its query.
logging.getLogger("httpx").setLevel(logging.WARNING)

TIMEOUT_S: Final = 10.0
_MOST_BYTES: Final = 1_000_000


class GeocoderError(RuntimeError):
    """The geocoder could not be asked, or gave no sensible answer; says which, never the address asked for."""


@dataclass(frozen=True, slots=True)
class GeocodedPoint:
    lat: float
    lon: float
    label: str  # as the geocoder names it


@dataclass(frozen=True, slots=True)
class Geocoder:
    """`address` is where the geocoder answers, such as "https://geocoder.example.org/search".

    `contact` is an e-mail or web address that goes with each request, as the Nominatim usage policy asks.
    """

    address: str
    contact: str = ""
    transport: httpx.BaseTransport | None = None  # another one in tests

    def find(self, text: str, *, country: str = "") -> GeocodedPoint | None:
        """The likeliest point, or None when the geocoder knows none. Raises GeocoderError."""
        query = {"q": text, "format": "jsonv2", "limit": "1"} | ({"countrycodes": country.lower()} if country else {})
        agent = f"Trellis/{__version__}" + (f" ({self.contact})" if self.contact else "")
        try:
            with httpx.Client(timeout=TIMEOUT_S, transport=self.transport, headers={"User-Agent": agent}) as client:
                answer = client.get(self.address, params=query).raise_for_status()
        except httpx.HTTPStatusError as error:
            raise GeocoderError(f"The geocoder at {self.address} answered {error.response.status_code}.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            kind = type(error).__name__
            raise GeocoderError(f"The geocoder at {self.address} could not be asked ({kind}).") from None
        return self._point(answer)

    def _point(self, answer: httpx.Response) -> GeocodedPoint | None:
        try:
            found: Any = answer.json() if len(answer.content) <= _MOST_BYTES else None
            if found == []:
                return None
            point = GeocodedPoint(float(found[0]["lat"]), float(found[0]["lon"]), str(found[0]["display_name"]))
        except (ValueError, TypeError, KeyError, IndexError):
            raise GeocoderError(f"The geocoder at {self.address} did not answer as Nominatim does.") from None
        if not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
            raise GeocoderError(f"The geocoder at {self.address} gave a point that is not on Earth.")
        return point


def configured_geocoder() -> Geocoder | None:
    """The one in the settings; None, as by default, when there is none: then no listing's address goes anywhere."""
    return Geocoder(settings.GEOCODER_ADDRESS) if settings.GEOCODER_ADDRESS else None
