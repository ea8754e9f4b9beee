"""A gazetteer of a few places, for questions in words."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from trellis.finder.questions.parts import Found, InArea

PLACES = {
    "burnley": Found("Burnley", 53.789, -2.240),
    "bb11": Found("BB11", 53.78, -2.25, usual_m=11_000),
    "bb11 1jg": Found("BB11 1JG", 53.788, -2.243),
    "hebden bridge": Found("Hebden Bridge", 53.741, -2.013),
    "york": Found("York", 53.959, -1.082),
    "hope": Found("Hope, Flintshire", 53.11, -3.04, is_well_known=False),
    "phoenix": Found("Phoenix, United States", 33.45, -112.07, is_well_known=False),
    "die": Found("Die, FR", 44.75, 5.37, is_well_known=False, is_far=True),
    "unity": Found("Unity, Fife", 56.2, -3.2, is_small=True),
    "hall": Found("Hall, East Renfrewshire", 55.8, -4.4, is_small=True),
    "settle": Found("Settle", 54.07, -2.28, is_small=True),
    "lancashire": Found(
        "Lancashire", 53.80, -2.61, InArea("E10000017", "Lancashire", frozenset({"E10000017", "E07000117"}))
    ),
}


@dataclass(frozen=True)
class FewPlaces:
    """Names are matched whole, or with one slip."""

    def point(self, words: str) -> Found | tuple[str, ...]:
        key = words.lower()
        if key in PLACES:
            return PLACES[key]
        for name, found in PLACES.items():
            if len(key) > 5 and key.isalpha() and OSA.distance(key, name) == 1:
                return Found(found.label, found.lat, found.lon, is_exact=False)
        return ("BB11 1JG",) if key.startswith("bb11 1") else ()

    def area(self, words: str) -> Found | tuple[str, ...]:
        found = self.point(words)
        return found if isinstance(found, Found) and found.area else ("Lancashire",)
