"""Asks the operator's geocoder about addresses that nothing else can place, gently and within bounds.

One question a second at most, as public geocoders ask; each address once; so many in one import. A geocoder that fails
three times running is not asked again in this import: the listings come in without those points.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from trellis.opendata.points import Point
from trellis.places.geocoder import Geocoder, GeocoderError

log = logging.getLogger(__name__)

PAUSE_S: Final = 1.0
MOST_IN_ONE_IMPORT: Final = 200
MOST_FAILURES: Final = 3


@dataclass(slots=True)
class Asker:
    """Called with an address and a country code: the point, or None where none is known or nobody is asked any more."""

    geocoder: Geocoder
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    most: int = MOST_IN_ONE_IMPORT
    _known: dict[tuple[str, str], Point | None] = field(default_factory=dict)
    _asked_at: float | None = None
    _failures: int = 0

    def __call__(self, address: str, country: str) -> Point | None:
        question = (" ".join(address.split()).casefold(), country)
        if question not in self._known:
            if len(self._known) >= self.most or self._failures >= MOST_FAILURES:
                return None
            self._known[question] = self._ask(address, country)
        return self._known[question]

    def _ask(self, address: str, country: str) -> Point | None:
        if self._asked_at is not None:
            self.sleep(max(0.0, self._asked_at + PAUSE_S - self.clock()))
        self._asked_at = self.clock()
        try:
            found = self.geocoder.find(address, country=country)
        except GeocoderError as error:
            self._failures += 1
            log.warning("%s", error)
            return None
        self._failures = 0
        return Point(found.lat, found.lon) if found else None
