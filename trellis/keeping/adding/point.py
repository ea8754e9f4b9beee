"""Choosing the point: a mark that is moved, by pressing on a picture or by buttons, and places that are listed already.

The picture is an `<input type="image">`: a browser without JavaScript sends where it was pressed. Its size on the page
is fixed, since only so does the position say which metre. With JavaScript a map stands in its place (pointing.js): its
mark is dragged, or moved by the arrow keys, and where it was put comes along with the answers of the page.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError

from trellis.finder.map.mercator import EQUATOR_METRES
from trellis.finder.map.tiles import SKETCH_ZOOM
from trellis.finder.questions.parts import read_point
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.near import Point
from trellis.keeping.adding.questions import Question, choice
from trellis.keeping.adding.where import Spot, spot
from trellis.keeping.forms import Line, OneOf
from trellis.lib.geo import distance_m
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place

SIDE: Final = 288
"""Of the picture on the page, in CSS pixels: as wide as the smallest phone shows."""
DENSITY: Final = 2
STEP_M: Final = 25.0
MOVES: Final = {"north": (1, 0), "south": (-1, 0), "east": (0, 1), "west": (0, -1)}
NEW: Final = "new"
NEAR_ENOUGH_M: Final = 100_000.0
"""Numbers that lead further from the town than this have a slip in them."""


def metres_per_pixel(lat: float) -> float:
    """Of a CSS pixel: tiles are 256 of them wide."""
    return EQUATOR_METRES * math.cos(math.radians(lat)) / (256 * (1 << SKETCH_ZOOM))


def moved(point: Point, north_m: float, east_m: float) -> Point:
    lat = max(-85.0, min(85.0, point.lat + north_m / 111_195))
    lon = point.lon + east_m / (111_195 * math.cos(math.radians(lat)))
    return Point(round(lat, 6), round((lon + 180) % 360 - 180, 6), point.postcode)


def pressed(point: Point, across: str, down: str) -> Point | None:
    """Where it was pressed; None for what is no position. A key press comes as 0, 0, and so chooses nothing."""
    if not (across.isdecimal() and down.isdecimal()) or len(across + down) > 8:
        return None
    x, y = int(across), int(down)
    if (x, y) == (0, 0) or x > SIDE or y > SIDE:
        return None
    scale = metres_per_pixel(point.lat)
    return moved(point, (SIDE / 2 - y) * scale, (x - SIDE / 2) * scale)


def stepped(point: Point, direction: str) -> Point | None:
    if direction not in MOVES:
        return None
    north, east = MOVES[direction]
    return moved(point, north * STEP_M, east * STEP_M)


def marked(lat: str, lon: str, postcode: str) -> Point | None:
    """Where the mark of the map was put; None where it was not moved, or is nowhere."""
    try:
        found = Point(round(float(lat), 6), round(float(lon), 6), postcode)
    except ValueError:
        return None
    return found if abs(found.lat) <= 85 and abs(found.lon) <= 180 else None  # nor is what is no number


def where_words(point: Point, start: Spot) -> str:
    """Where the mark is, as somebody would say it who looks at the map."""
    far = float(distance_m(start.lat, start.lon, point.lat, point.lon))
    if far < 5:
        return f"in {start.words}"
    turn = math.degrees(math.atan2((point.lon - start.lon) * math.cos(math.radians(start.lat)), point.lat - start.lat))
    return f"{_metres(far)} {_COMPASS[round(turn / 45) % 8]} of {start.words}"


def _metres(far: float) -> str:
    return f"{round(far, -1 if far > 30 else None):.0f} metres" if far < 2_000 else f"{far / 1_000:.0f} kilometres"


_COMPASS: Final = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def point_of(answers: Answers) -> Point | None:
    """Where the mark is: as it was moved, else where the postcode or the town is. Reads the tables of places."""
    postcode = str(value(answers, "where", "postcode"))
    mark = answers.get("mark")
    if mark:
        return Point(mark["lat"], mark["lon"], postcode)
    found = spot(answers, gazetteer())
    return Point(found.lat, found.lon, postcode) if found else None


def is_drawn(point: Point) -> bool:
    """The picture is drawn from postcodes, so only where those are known."""
    return gazetteer().postcodes.nearest(point.lat, point.lon, limit_m=2_000) is not None


class PointForm(Question):
    """`places` are those listed near; `start` is where the mark begins, given where no picture can be pressed on."""

    place = OneOf("Is it one of these places?", [], missing="Choose one of them, or “None of these”.")
    position = Line(
        "Where is the door?",
        hint="Hold a finger on the door in the map of your phone, or right-click it on a computer. It shows two"
        " numbers, such as 53.3498, -6.2603. Copy them here.",
        limit=60,
        attrs={"inputmode": "text", "spellcheck": "false"},
    )
    showing = OneOf(
        "May everybody see where it is?",
        [
            ("exact", choice("Yes", "The address and the mark on the map.")),
            ("approximate", choice("Only roughly", "The town and the first half of the postcode.")),
            ("hidden", choice("No", "People ask the group for the door.")),
        ],
        missing="Choose how much of it everybody may see.",
        initial="exact",
    )

    def __init__(self, *args: Any, places: list[Place], start: Spot | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {**self.answers.get("point", {}), "position": _typed(self.answers.get("mark"))}
        self.start = start
        if start is None:
            del self.fields["position"]
        else:
            self.fields["position"].help_text += f" Without them, the mark stays in {start.words}."
        if not places:
            del self.fields["place"]
            return
        field = self.fields["place"]
        assert isinstance(field, OneOf)
        field.choices = [*((str(one.pk), choice(str(one), _line(one))) for one in places), (NEW, "None of these")]

    def clean_position(self) -> tuple[float, float] | None:
        typed = self.cleaned_data["position"].strip("()")
        if not typed:
            return None
        found = read_point(typed)
        if found is None:
            raise ValidationError("Give the two numbers, with a point in each and a comma between: 53.3498, -6.2603.")
        assert self.start is not None
        if distance_m(self.start.lat, self.start.lon, *found) > NEAR_ENOUGH_M:
            raise ValidationError(f"That is far from {self.start.words}. The number for north and south comes first.")
        return found

    @property
    def mark(self) -> dict[str, float] | None:
        """Where the door was said to be, in numbers."""
        found = self.cleaned_data.get("position")
        return {"lat": found[0], "lon": found[1]} if found else None

    def values(self) -> dict[str, Any]:
        place = self.cleaned_data.get("place", NEW)
        return {"place": "" if place == NEW else place, "showing": self.cleaned_data["showing"]}


def _typed(mark: Mapping[str, float] | None) -> str:
    return f"{mark['lat']}, {mark['lon']}" if mark else ""


def _line(place: Place) -> str:
    return ", ".join(part for part in (place.address, place.postcode) if part)
