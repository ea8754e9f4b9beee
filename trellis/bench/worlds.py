"""Made-up meetings, seeded: plausible in where, when, what and how they are, and in what they are called.

They stand where people live: authorities by population, with meetings thick in their middle and thin at their edge.
Times, lengths and days follow the real listings of 2026; one in fourteen is fortnightly, monthly or seasonal, one in
seven can be joined from home. Names are built from common parts, so that words recur as they do in real ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from random import Random
from typing import Any, Final

from trellis.meetings.recurrence import DAYS
from trellis.places.areas import Area, Areas

FIRST_DAY: Final = date(2026, 1, 5)
CITY_SHARE: Final = 0.35
"""How wide a place spreads: most meetings lie within so many tenths of a degree of its centre."""

_PATHWAYS: Final = {
    "aa": 40,
    "na": 22,
    "ca": 12,
    "smart": 8,
    "al-anon": 7,
    "ga": 3,
    "oa": 2,
    "dharma": 2,
    "act": 2,
    "lero": 2,
}
_MODES: Final = {"in-person": 82, "hybrid": 6, "online": 10, "phone": 2}
_ZONES: Final = {"Europe/London": 93, "Europe/Dublin": 5, "America/New_York": 1, "Australia/Sydney": 1}
_STARTS: Final = {
    (19, 30): 22, (19, 0): 15, (20, 0): 13, (20, 30): 8, (13, 0): 6, (18, 0): 6, (18, 30): 5, (12, 30): 4, (11, 0): 4,
    (12, 0): 3, (10, 30): 3, (10, 0): 3, (9, 30): 2, (7, 0): 2, (14, 0): 2, (17, 30): 2, (21, 0): 2, (22, 15): 1, (6, 45): 1,
}  # fmt: skip
_MINUTES: Final = {60: 45, 90: 45, 75: 5, 120: 4, 45: 1}
_RULES: Final = {
    "FREQ=WEEKLY;BYDAY={day}": 900, "FREQ=WEEKLY;BYDAY={day},{other}": 30, "FREQ=DAILY": 6, "FREQ=MONTHLY;BYDAY=1{day}": 18,
    "FREQ=MONTHLY;BYDAY=-1{day}": 12, "FREQ=MONTHLY;BYDAY=1{day},3{day}": 12, "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}": 14,
    "FREQ=WEEKLY;BYMONTH=9,10,11,12,1,2,3,4,5,6;BYDAY={day}": 8,
}  # fmt: skip
_FEATURES: Final = {
    "open": 46, "closed": 6, "step-free": 48, "beginners": 10, "women": 4, "men": 3, "lgbtq": 3, "speaker": 12,
    "discussion": 10, "step-study": 8, "literature": 7, "proof-of-attendance": 16, "young-people": 2, "meditation": 3,
    "dog-friendly": 2, "bsl": 1, "lang-pl": 1, "refreshments": 4, "parking": 4, "family-welcome": 5, "hearing-loop": 2,
}  # fmt: skip
_THEMES: Final = (
    "Way In,Fresh Start,Open Door,Just for Today,Steps to Freedom,New Beginnings,Sunrise,Living Sober,Hope,Serenity,"
    "Keep Coming Back,Courage,Early Birds,Lunchtime,Candlelight,Freedom,Recovery Together,Breakfast Club,Nightlight,Harbour,"
    "Bridge,Anchor,Turning Point,One Day at a Time,Clear Heads,Second Wind,Phoenix,Pathfinders,Daybreak,Lifeline,Compass"
).split(",")
_SAINTS: Final = (
    "Peter,Mary,John,Paul,Andrew,Anne,George,Luke,Mark,Michael,David,Cuthbert,Oswald,Bride,Mungo,Teilo".split(",")
)
_HALLS: Final = (
    "Hall,Church Hall,Community Centre,Methodist Church,Baptist Church,Library,Resource Centre,Parish Rooms".split(",")
)
_ROADS: Final = (
    "Church,Station,Mill,Park,Victoria,Albert,High,Chapel,Green,School,Bridge,York,London,Manor,Abbey,Canal".split(",")
)
_ENDS: Final = "Street,Road,Lane,Avenue,Close,Terrace".split(",")
_SYLLABLES: Final = "ash,bourne,by,chester,clough,cote,dale,den,field,ford,gate,ham,hurst,ley,mere,more,shaw,stead,stow,thorpe,ton,wick,worth".split(
    ","
)
_STEMS: Final = "Alder,Bar,Bramp,Brough,Cald,Cross,Dun,East,Elm,Fern,Graf,Hazel,Holm,Kirk,Lang,Mor,New,North,Oak,Pad,Ric,South,Stan,Thorn,Wal,West,Whit".split(
    ","
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
    weekday = random.randrange(7)
    rule = _one(random, _RULES).format(day=DAYS[weekday], other=DAYS[(weekday + random.randrange(1, 7)) % 7])
    hour, minute = _one(random, _STARTS)
    spread = 0.12 * (random.random() ** 2 + 0.05)
    town = f"{random.choice(_STEMS)}{random.choice(_SYLLABLES)}" if random.random() < 0.5 else home.name
    saint = random.choice(_SAINTS)
    theme = random.choice(_THEMES)
    return Made(
        number=number,
        name=f"{town} {theme}" if random.random() < 0.6 else f"{theme} {random.choice(_HALLS)} {number % 997}",
        group=f"{town} {theme} Group",
        pathway=_one(random, _PATHWAYS),
        mode=_one(random, _MODES),
        rule=rule,
        weekday=weekday,
        start=time(hour, minute),
        minutes=_one(random, _MINUTES),
        zone=_one(random, _ZONES),
        starts_on=date.fromordinal(FIRST_DAY.toordinal() + weekday + 7 * random.randrange(2))
        if "INTERVAL" in rule
        else None,
        features=tuple(code for code, share in _FEATURES.items() if random.random() * 100 < share),
        venue=f"St {saint}'s {random.choice(_HALLS)}",
        address=f"{random.randrange(1, 200)} {random.choice(_ROADS)} {random.choice(_ENDS)}, {town}",
        town=town,
        postcode=_postcode(random, home),
        lat=round(home.lat + random.gauss(0, spread), 6),
        lon=round(home.lon + random.gauss(0, spread * 1.6), 6),
        area=home.code,
    )


def _postcode(random: Random, home: Area) -> str:
    letters = home.name.upper().replace(" ", "")
    return f"{letters[0]}{letters[1]}{random.randrange(1, 30)} {random.randrange(1, 10)}{random.choice('ABDEFGHJ')}{random.choice('LNPQRSTUW')}"


def _one(random: Random, weights: dict[Any, int]) -> Any:
    return random.choices(_keys(weights), weights.values())[0]


def _keys(weights: dict[Any, int]) -> Sequence[Any]:
    return list(weights)
