"""What people would ask of a finder, seeded: most near where they live, some in an authority, some of everything."""

from collections.abc import Iterator
from random import Random
from typing import Final

from trellis.finder.query import Query
from trellis.finder.questions.parts import InArea, Near
from trellis.finder.questions.when import When
from trellis.places.areas import Area, Areas

_NEAR: Final = "near"
_KINDS: Final = {_NEAR: 62, "area": 10, "words": 10, "words near": 5, "online": 6, "country": 6, "everything": 1}
_WITHIN: Final = {None: 45, 5000: 20, 8047: 10, 16_093: 10, 25_000: 8, 50_000: 5, 1000: 2}
_WHENS: Final = {
    None: 40,
    When(hours=0): 10,
    When(hours=3): 6,
    When(day="today"): 12,
    When(day="tonight"): 10,
    When(day="tomorrow"): 8,
    When(day="thu", part="evening"): 5,
    When(day="sun"): 4,
    When(day="weekend"): 3,
    When(part="evening"): 2,
}
_PATHWAYS: Final = ("aa", "na", "ca", "smart", "al-anon")
_FEATURES: Final = ("open", "step-free", "beginners", "women", "men", "lgbtq", "bsl")
_WORDS: Final = (
    *(
        "sunrise",
        "st peter",
        "way in",
        "hope",
        "methodist",
        "step freedom",
        "serenty",
        "women",
        "library",
        "turning poi",
    ),
    *("phoenix", "candlelight", "community", "just for today", "bridge"),
)


def questions(count: int, *, seed: int = 2) -> Iterator[Query]:
    """So many, always the same for one seed."""
    random = Random(seed)
    areas = [area for area in Areas.read() if area.population]
    homes = random.choices(areas, [area.population for area in areas], k=count)
    for home in homes:
        yield _question(random, home)


def _question(random: Random, home: Area) -> Query:
    kind = random.choices(list(_KINDS), list(_KINDS.values()))[0]
    if kind == "everything":
        return Query(page=random.choice((1, 1, 2, 5)))
    is_near = kind.endswith(_NEAR)
    near = Near("home", "home", home.lat + random.gauss(0, 0.03), home.lon + random.gauss(0, 0.05)) if is_near else None
    return Query(
        text=random.choice(_WORDS) if kind.startswith("words") else "",
        near=near,
        within_m=random.choices(list(_WITHIN), list(_WITHIN.values()))[0] if near else None,
        area=InArea(home.code, home.name, frozenset({home.code})) if kind == "area" else None,
        when=random.choices(list(_WHENS), list(_WHENS.values()))[0],
        days=frozenset({random.randrange(7)}) if random.random() < 0.08 else frozenset(),
        pathways=frozenset({random.choice(_PATHWAYS)}) if random.random() < 0.3 else frozenset(),
        features=frozenset({random.choice(_FEATURES)}) if random.random() < 0.2 else frozenset(),
        modes=frozenset({"online"}) if kind == "online" else frozenset(),
        sort="distance" if near and random.random() < 0.25 else "time",
        page=2 if random.random() < 0.08 else 1,
    )
