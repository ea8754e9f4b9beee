"""Small made-up worlds and questions, seeded: few of everything, so that meetings collide in every way they can."""

import datetime as dt
from dataclasses import replace
from random import Random
from uuid import UUID

from trellis.finder.entries import Entry
from trellis.finder.query import InArea, Near, Query
from trellis.finder.questions.when import When
from trellis.lib.geo import Box
from trellis.meetings.recurrence import Move, Schedule

ZONES = ("Europe/London", "Europe/London", "Europe/London", "Europe/Dublin", "America/New_York", "Pacific/Auckland")
RULES = (
    *("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TH", "FREQ=WEEKLY;BYDAY=SU"),
    *("FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYDAY=-1SU,2WE"),
    *("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=29", "FREQ=WEEKLY;BYDAY=SA;BYMONTH=6,7"),
)
NAMES = (
    "Way In",
    "Café Sunrise",
    "St Peter's Hall",
    "Open Door",
    "Burnley Central",
    "Doorstep",
    "Sunrise Women",
    "Wayfarers",
)
FEATURES = ("open", "closed", "women", "step-free", "beginners")
PATHWAYS = ("na", "aa", "smart")
AREAS = ("E07000117", "E07000122", "E10000017", "")
ANY_DAY = dt.date(2026, 3, 1)


def entries(random: Random, count: int) -> list[Entry]:
    return [entry(random) for _ in range(count)]


def entry(random: Random, *, share_pale: float = 0.2) -> Entry:
    has_point = random.random() < 0.85
    return Entry(
        id=UUID(int=random.getrandbits(128)),
        schedule=schedule(random) if random.random() < 0.95 else None,
        pathway=random.choice(PATHWAYS),
        mode=random.choice(("in-person", "in-person", "online", "hybrid", "phone")),
        features=tuple(sorted(random.sample(FEATURES, random.randrange(4)))),
        lat=latitude(random) if has_point else None,
        lon=longitude(random) if has_point else None,
        area=random.choice(AREAS),
        words=" ".join(random.sample(NAMES, 2)),
        is_rough=random.random() < 0.1,
        is_pale=random.random() < share_pale,
    )


def latitude(random: Random) -> float:
    return 53.7 + random.randrange(40) * 0.01


HOLIDAYS = (("public:GB-ENG",), ("public:IE", "good-friday"), ("christmas-eve", "christmas-day"))


def longitude(random: Random) -> float:
    """Most round Burnley; some on either side of the antimeridian."""
    west = -2.4 if random.random() < 0.9 else 179.8
    lon = west + random.randrange(40) * 0.01
    return lon - 360 if lon > 180 else lon


def day(random: Random) -> dt.date:
    return ANY_DAY + dt.timedelta(days=random.randrange(500))


def schedule(random: Random) -> Schedule:
    rule = random.choice(RULES)
    starts_on = day(random) if "INTERVAL" in rule or random.random() < 0.1 else None
    away = day(random) if random.random() < 0.1 else None
    return Schedule(
        start=dt.time(random.randrange(24), random.choice((0, 30, 30, 45))),
        minutes=random.choice((60, 60, 90, 120, 1440)),
        zone=random.choice(ZONES),
        rule=rule,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=90) if starts_on and random.random() < 0.5 else None,
        cancelled=(day(random),) if random.random() < 0.1 else (),
        moved=(move(random),) if random.random() < 0.1 else (),
        extra=(dt.datetime.combine(day(random), dt.time(11)),) if random.random() < 0.1 else (),
        suspended_from=away,
        suspended_until=away + dt.timedelta(days=random.randrange(60)) if away and random.random() < 0.7 else None,
        not_on=random.choice(HOLIDAYS) if random.random() < 0.15 else (),
    )


def move(random: Random) -> Move:
    date = day(random)
    return Move(
        date, dt.datetime.combine(date + dt.timedelta(days=random.randrange(3)), dt.time(15)), random.choice((None, 30))
    )


def moment(random: Random) -> dt.datetime:
    """Any time of the year; one in four within two days of a change of the clocks."""
    if random.random() < 0.25:
        change = random.choice(
            (dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC))
        )
        return change + dt.timedelta(minutes=random.randrange(-2880, 2880))
    start = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
    return start + dt.timedelta(seconds=random.randrange(300 * 24 * 3600))


WHENS = (
    *(None, None, When(hours=0), When(hours=3), When(day="today"), When(day="tonight"), When(day="tomorrow")),
    *(When(day="thu"), When(day="sun"), When(day="tue", part="evening"), When(day="weekend"), When(part="morning")),
    *(When(part="night"), When(day="today", part="evening"), When(day="mon", part="night")),
)


def query(random: Random, now: dt.datetime) -> Query:
    """A question that asks a few things at once."""
    near = Near("here", "here", latitude(random), longitude(random)) if random.random() < 0.5 else None
    return Query(
        text=random.choice(("", "", "", "door", "way", "cafe sun", "st peters", "wayfarrers", "burnly", "zzz")),
        near=near,
        within_m=random.choice((None, 800, 3000, 10_000, 40_000)),
        area=InArea("E1", "There", frozenset(random.sample(AREAS[:3], 2))) if random.random() < 0.15 else None,
        box=Box(53.8, -2.3, 53.95, -2.1) if random.random() < 0.15 else None,
        when=dated(random, now) if random.random() < 0.1 else random.choice(WHENS),
        days=frozenset(random.sample(range(7), random.randrange(1, 3))) if random.random() < 0.25 else frozenset(),
        pathways=frozenset(random.sample(PATHWAYS, random.randrange(1, 3))) if random.random() < 0.3 else frozenset(),
        features=frozenset(random.sample((*FEATURES, "bsl"), random.randrange(1, 3)))
        if random.random() < 0.25
        else frozenset(),
        modes=frozenset({random.choice(("in-person", "online"))}) if random.random() < 0.25 else frozenset(),
        sort="distance" if near and random.random() < 0.5 else "time",
        limit=random.choice((1, 5, 20)),
        page=random.choice((1, 1, 1, 2, 3)),
        zone=random.choice(ZONES),
    )


def dated(random: Random, now: dt.datetime) -> When:
    first = now.date() + dt.timedelta(days=random.choice((1, 20, 34, 40, 200)))
    last = first + dt.timedelta(days=random.randrange(6))
    return When(day=first.isoformat(), until=last.isoformat() if last != first else "")


def replaced(random: Random, old: Entry) -> Entry:
    """The meeting with this id, changed in every other way."""
    return replace(entry(random), id=old.id)
