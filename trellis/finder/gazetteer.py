"""The tables of places, as the finder asks them."""

from dataclasses import dataclass
from functools import lru_cache

from trellis.finder.query_parts import Found, InArea
from trellis.places.areas import Area, Areas


@dataclass(frozen=True, slots=True)
class PlacesGazetteer:
    """Postcodes, towns and authorities behind the two questions of the finder."""

    areas: Areas

    def point(self, words: str) -> Found | tuple[str, ...]:
        return self.area(words)

    def area(self, words: str) -> Found | tuple[str, ...]:
        found = self.areas.find(words)
        if found is None:
            return tuple(area.name for area in self.areas.like(words, limit=3))
        codes = {found.code, *(child.code for child in self.areas.children(found.code))}
        is_exact = _is_called(found, words)
        return Found(found.name, found.lat, found.lon, InArea(found.code, found.name, frozenset(codes)), is_exact)


def _is_called(area: Area, words: str) -> bool:
    return words.lower() in {area.code.lower(), area.name.lower(), *(name.lower() for name in area.also)}


@lru_cache(maxsize=1)
def finder_gazetteer() -> PlacesGazetteer:
    """The tables of this installation."""
    return PlacesGazetteer(Areas.read())
