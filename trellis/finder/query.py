"""What somebody asks the finder: where, when, which pathway, what kind; and the address that says so again.

A query comes from the parameters of an address (`parse`) and gives them back in one canonical form (`to_params`), so
that every filter is a link. `/find`, `/api/v1/search` and `trellis find` take the same parameters:

    q         free words: "na thu evening near bb11"
    near      a postcode, a town or "lat,lon"          within    "5km", "3mi", "800m" (a bare number is km)
    area      the code or name of an authority          box       "south,west,north,east" in degrees
    when      now, tonight, "thu evening", a date …     from, to  dates, in place of `when`
    day       mon … sun (repeatable: any of)            pathway   na … (repeatable: any of)
    feature   women … (repeatable: all of)              mode      in-person, online (repeatable: any of)
    sort      time, distance                            limit, page, tz (an IANA zone)

A value that cannot be read is never an error: it is left out, and `problems` says what to write instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapidfuzz import process

from trellis.finder.questions.parts import (
    MOST_WITHIN_M,
    USUAL_WITHIN_M,
    Found,
    Gazetteer,
    InArea,
    Near,
    Problem,
    Understood,
    listed,
    read_box,
    read_distance,
    read_point,
    write_box,
    write_distance,
)
from trellis.finder.questions.when import DAY_NAMES, DAY_WORDS, When, WhenError
from trellis.finder.questions.when_in_words import read_when
from trellis.finder.questions.words import Says, hear
from trellis.lib.geo import Box
from trellis.meetings.features import FEATURES, feature_named
from trellis.meetings.pathways import PATHWAYS, pathway_named

Value = TypeVar("Value")
Params = Mapping[str, Sequence[str]]

NAMES: Final = (
    *("q", "near", "within", "area", "box", "when", "day", "pathway", "feature", "mode"),
    *("sort", "limit", "page", "tz"),
)
REPEATABLE: Final = frozenset({"day", "pathway", "feature", "mode"})
MODES: Final = {"in-person": "In person", "online": "Online"}
SORTS: Final = ("time", "distance")
DEFAULT_LIMIT: Final = 20
MOST_LIMIT: Final = 100
MOST_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Query:
    """Everything asked, ready for the index. Equal questions compare equal."""

    text: str = ""
    near: Near | None = None
    within_m: int | None = None
    area: InArea | None = None
    box: Box | None = None
    when: When | None = None
    days: frozenset[int] = frozenset()
    pathways: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    sort: str = "time"
    limit: int = DEFAULT_LIMIT
    page: int = 1
    zone: str = "Europe/London"
    is_visitors_zone: bool = False
    understood: tuple[Understood, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_of_danger: bool = False

    @property
    def radius_m(self) -> int:
        """How far from the point to look."""
        return self.within_m or (self.near.usual_m if self.near else USUAL_WITHIN_M)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was asked."""
        return replace(self, sort="time", limit=DEFAULT_LIMIT, page=1, understood=(), problems=()) == Query(
            zone=self.zone
        )

    @property
    def namesakes(self) -> list[tuple[str, str]]:
        """Other places of the name that was given, each with the address of the question asked there."""
        names = [name for one in self.understood for name in one.namesakes] if self.near else []
        return [(name, self.link(near=name)) for name in names]

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit

    def to_params(self) -> dict[str, list[str]]:
        """The canonical parameters; what is usual is left out."""
        said: dict[str, list[str]] = {
            "q": [self.text] if self.text else [],
            "near": [self.near.words] if self.near else [],
            "within": [write_distance(self.within_m)] if self.within_m else [],
            "area": [self.area.code] if self.area else [],
            "box": [write_box(self.box)] if self.box else [],
            "when": [self.when.words] if self.when else [],
            "day": [DAY_WORDS[day] for day in sorted(self.days)],
            "pathway": sorted(self.pathways),
            "feature": sorted(self.features),
            "mode": sorted(self.modes),
            "sort": [self.sort] if self.sort != "time" else [],
            "limit": [str(self.limit)] if self.limit != DEFAULT_LIMIT else [],
            "page": [str(self.page)] if self.page != 1 else [],
            "tz": [self.zone] if self.is_visitors_zone else [],
        }
        return {name: values for name, values in said.items() if values}

    def link(self, **changes: Any) -> str:
        """The address ("?near=bb11&pathway=na") of this question with changes: a value, several, or None to drop it.

        A change of anything but the page goes back to the first page.
        """
        params = self.to_params()
        if changes.keys() - {"page"}:
            params.pop("page", None)
        for name, value in changes.items():
            if name not in NAMES:
                raise ValueError(f"{name} is not a parameter of a search. The parameters are {', '.join(NAMES)}.")
            values = [] if value in (None, "") else [value] if isinstance(value, str | int) else list(value)
            params.pop(name, None)
            if values and (name, values) != ("page", [1]):
                params[name] = [str(one) for one in values]
        return "?" + urlencode([(name, one) for name in NAMES for one in params.get(name, ())])

    def toggled(self, name: str, value: str) -> str:
        """The address with this filter put on, or taken off where it is on."""
        chosen = self.to_params().get(name, [])
        if name not in REPEATABLE:
            return self.link(**{name: None if chosen == [value] else value})
        kept = [one for one in chosen if one != value]
        return self.link(**{name: kept if len(kept) < len(chosen) else sorted([*chosen, value])})


def parse(params: Params, *, gazetteer: Gazetteer, now: datetime, zone: str, says: Says = lambda _word: False) -> Query:
    """What the parameters ask. `zone` is the site's; a parameter `tz` states the visitor's.

    `says` tells whether any listing says a word: such words are not taken for misspelt places.
    """
    reader = _Reader(params, gazetteer, now, zone, says)
    return reader.query()


class _Reader:
    """Reads one set of parameters, collecting what was understood and what was not."""

    def __init__(self, params: Params, gazetteer: Gazetteer, now: datetime, zone: str, says: Says) -> None:
        self.params, self.gazetteer, self.now, self.says = params, gazetteer, now, says
        self.understood: list[Understood] = []
        self.problems: list[Problem] = []
        self.visitors_zone = self._zone()
        self.zone = self.visitors_zone or zone

    def query(self) -> Query:
        within, area, box = self._within(), self._area(), self._box()
        near = self._near(is_circle=within is not None)
        if isinstance(near, InArea):
            near, area = None, area or near
        has_place = bool(near or area or box)
        zone = ZoneInfo(self.zone)
        heard = hear(self.one("q"), self.gazetteer, self.now, zone, says=self.says, has_place=has_place)
        self.understood += heard.understood
        self.problems += heard.problems
        near = near or heard.near
        return Query(
            text=heard.text,
            near=near,
            within_m=(within or heard.within_m) if near else None,
            area=area or heard.area,
            box=box,
            when=self._when() or heard.when,
            days=self._days() | heard.days,
            pathways=self._codes("pathway", PATHWAYS, pathway_named) | heard.pathways,
            features=self._codes("feature", FEATURES, feature_named) | heard.features,
            modes=self._codes("mode", MODES, _mode_named) | heard.modes,
            sort=self._sort(near),
            limit=self._number("limit", DEFAULT_LIMIT, MOST_LIMIT),
            page=self._number("page", 1, MOST_PAGE),
            zone=self.zone,
            is_visitors_zone=bool(self.visitors_zone),
            # Last: all that stands above adds to them.
            understood=tuple(self.understood),
            problems=tuple(self.problems),
            is_of_danger=heard.is_of_danger,
        )

    def all(self, name: str) -> list[str]:
        """The values given, without the empty ones that a form sends."""
        return [value.strip()[:200] for value in self.params.get(name, ()) if value.strip()][:50]

    def one(self, name: str) -> str:
        return next(reversed(self.all(name)), "")

    def refuse(self, field: str, sentence: str, suggestions: Sequence[str] = ()) -> None:
        self.problems.append(Problem(field, sentence, tuple(suggestions)))

    def _zone(self) -> str:
        name = self.one("tz")
        if name and not _is_zone(name):
            self.refuse("tz", f"“{name}” is not a time zone. Write its IANA name, such as Europe/London.")
            return ""
        return name

    def _near(self, *, is_circle: bool) -> Near | InArea | None:
        words = self.one("near")
        if not words:
            return None
        if point := read_point(words):
            label = "the point you gave"
            return self._heard("near", label, words, Near(f"{point[0]:g},{point[1]:g}", label, *point))
        found = self.gazetteer.point(words)
        if isinstance(found, tuple):
            hint = f" Did you mean {listed(found)}?" if found else ""
            self.refuse("near", f"We cannot find “{words}”.{hint} A town or a postcode works.", found)
            return None
        if found.area and not is_circle:
            return self._heard("area", found.label, words, found.area, is_corrected=not found.is_exact)
        self.understood.append(Understood("near", found.label, words, not found.is_exact, found.namesakes))
        return found.near(words)

    def _heard(self, kind: str, label: str, words: str, value: Value, *, is_corrected: bool = False) -> Value:
        self.understood.append(Understood(kind, label, words, is_corrected))
        return value

    def _within(self) -> int | None:
        words = self.one("within")
        if not words:
            return None
        metres = read_distance(words)
        if not metres:
            self.refuse("within", f"We cannot read “{words}” as a distance. Write 5km or 3mi.", ("5km", "3mi"))
            return None
        if metres > MOST_WITHIN_M:
            self.refuse("within", f"“{words}” is too far. We look up to {MOST_WITHIN_M // 1000} km away.")
        return min(metres, MOST_WITHIN_M)

    def _area(self) -> InArea | None:
        words = self.one("area")
        if not words:
            return None
        found = self.gazetteer.area(words)
        if isinstance(found, Found) and found.area:
            label = found.area.name
            return self._heard("area", label, words, found.area, is_corrected=not found.is_exact)
        names = found if isinstance(found, tuple) else ()
        hint = f" Did you mean {listed(names)}?" if names else ""
        self.refuse("area", f"We know no area “{words}”.{hint} Give an authority by its name or code.", names)
        return None

    def _box(self) -> Box | None:
        words = self.one("box")
        box = read_box(words) if words else None
        if words and box is None:
            self.refuse("box", f"We cannot read “{words}” as a box. Write south,west,north,east in degrees.")
        return box

    def _when(self) -> When | None:
        first, last = self.one("from"), self.one("to")
        words = self.one("when") or (f"{first}..{last}" if first and last else first or last)
        if not words:
            return None
        try:
            when = read_when(words, self.now, ZoneInfo(self.zone))
        except WhenError as error:
            self.refuse("when", str(error), ("now", "today", "tonight", "tomorrow"))
            return None
        return self._heard("when", when.label, words, when)

    def _days(self) -> frozenset[int]:
        found = set()
        for words in self.all("day"):
            day = next(
                (n for n, name in enumerate(DAY_NAMES) if len(words) > 1 and name.lower().startswith(words.lower())),
                None,
            )
            if day is None:
                self.refuse("day", f"“{words}” is not a day. Write mon, tue, wed, thu, fri, sat or sun.", DAY_WORDS)
            else:
                found.add(day)
                self._heard("day", f"{DAY_NAMES[day]}s", words, day)
        return frozenset(found)

    def _codes(self, name: str, table: Mapping[str, Any], named: Callable[[str], str | None]) -> frozenset[str]:
        found = set()
        for words in self.all(name):
            code = words.lower() if words.lower() in table else named(words)
            if code is None:
                near = process.extract(words.lower(), list(table), limit=3, score_cutoff=60)
                names = tuple(code for code, _, _ in near)
                hint = f" Did you mean {listed(names)}?" if names else ""
                self.refuse(name, f"We know no {name} “{words}”.{hint}", names)
            else:
                found.add(code)
                self._heard(name, _name_of(table[code]), words, code)
        return frozenset(found)

    def _sort(self, near: Near | None) -> str:
        words = self.one("sort").lower()
        if words and words not in SORTS:
            self.refuse("sort", f"We cannot sort by “{words}”. Write time or distance.", SORTS)
        if words == "distance" and near is None:
            self.refuse("sort", "To sort by distance, say near which place.")
        return "distance" if words == "distance" and near else "time"

    def _number(self, name: str, usual: int, most: int) -> int:
        words = self.one(name)
        if not words:
            return usual
        if not words.isdecimal() or not 1 <= int(words) <= most:
            self.refuse(name, f"“{words}” is not a {name} from 1 to {most}.")
            return usual
        return int(words)


def _name_of(facts: Any) -> str:
    return facts if isinstance(facts, str) else facts.name


def _mode_named(words: str) -> str | None:
    return {"in person": "in-person", "inperson": "in-person", "face to face": "in-person"}.get(words.lower())


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
