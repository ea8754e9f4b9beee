"""Made-up meetings, seeded: plausible in where, when, what and how they are, and in what they are called.

They stand where people live: authorities by population, with meetings thick in their middle and thin at their edge.
Times, lengths and days follow real listings of 2026; one in sixteen is fortnightly, monthly or seasonal, one in six can
be joined from home. Names are built from common parts, so that words recur as they do in real ones. The shares and the
parts stand in `data/worlds.toml`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from trellis.meetings.recurrence import DAYS
from trellis.places.areas import Area, Areas

FIRST_MONDAY: Final = date(2026, 1, 5)
LIKENESS: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "worlds.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up meeting."""

    number: int
    name: str
    group: str
    pathway: str
    mode: str
    rule: str
    weekday: int
    start: time
    minutes: int
    zone: str
    starts_on: date | None
    features: tuple[str, ...]
    venue: str
    address: str
    town: str
    postcode: str
    lat: float
    lon: float
    area: str

    @property
    def has_place(self) -> bool:
        return self.mode in {"in-person", "hybrid"}


def made_meetings(size: int, *, seed: int = 1) -> Iterator[Made]:
    """So many, always the same for one seed."""
    random = Random(seed)
    areas = [area for area in Areas.read() if area.population]
    homes = random.choices(areas, [area.population for area in areas], k=size)
    for number, home in enumerate(homes):
        yield _made(random, number, home)


def _made(random: Random, number: int, home: Area) -> Made:
    names = LIKENESS["names"]
    weekday = random.randrange(7)
    rule = _one(random, "rules").format(day=DAYS[weekday], other=DAYS[(weekday + random.randrange(1, 7)) % 7])
    is_village = random.random() < 0.5
    town = f"{random.choice(names['stems'])}{random.choice(names['endings'])}" if is_village else home.name
    theme, hall = random.choice(names["themes"]), random.choice(names["halls"])
    spread = 0.12 * (random.random() ** 2 + 0.05)
    return Made(
        number=number,
        name=f"{town} {theme}" if random.random() < 0.6 else f"{theme} {hall} {number % 997}",
        group=f"{town} {theme} Group",
        pathway=_one(random, "pathways"),
        mode=_one(random, "modes"),
        rule=rule,
        weekday=weekday,
        start=time.fromisoformat(_one(random, "starts")),
        minutes=int(_one(random, "minutes")),
        zone=_one(random, "zones"),
        starts_on=_first_date(random, weekday) if "INTERVAL" in rule else None,
        features=tuple(code for code, share in LIKENESS["features"].items() if random.random() * 100 < share),
        venue=f"St {random.choice(names['saints'])}'s {hall}",
        address=f"{random.randrange(1, 200)} {random.choice(names['roads'])} {random.choice(names['ends'])}, {town}",
        town=town,
        postcode=_postcode(random, home),
        lat=round(home.lat + random.gauss(0, spread), 6),
        lon=round(home.lon + random.gauss(0, spread * 1.6), 6),
        area=home.code,
    )


def _first_date(random: Random, weekday: int) -> date:
    return FIRST_MONDAY + timedelta(days=weekday + 7 * random.randrange(2))


def _postcode(random: Random, home: Area) -> str:
    letters = home.name.upper().replace(" ", "")[:2]
    inward = f"{random.randrange(1, 10)}{random.choice('ABDEFGHJ')}{random.choice('LNPQRSTUW')}"
    return f"{letters}{random.randrange(1, 30)} {inward}"


def _one(random: Random, table: str) -> str:
    weights = LIKENESS[table]
    chosen: str = random.choices(list(weights), list(weights.values()))[0]
    return chosen
