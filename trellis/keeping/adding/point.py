"""Choosing the point: a mark on a picture that is moved by pressing on it, and places that are listed already.

The picture is an `<input type="image">`: a browser without JavaScript sends where it was pressed. Its size on the page
is fixed, since only so does the position say which metre. Who uses no mouse moves the mark by buttons.
"""

import math
from typing import Any, Final

from trellis.finder.map.mercator import EQUATOR_METRES
from trellis.finder.map.tiles import SKETCH_ZOOM
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.near import Point
from trellis.keeping.adding.questions import Question, choice
from trellis.keeping.adding.where import spot
from trellis.keeping.forms import OneOf
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place

SIDE: Final = 288
"""Of the picture on the page, in CSS pixels: as wide as the smallest phone shows."""
DENSITY: Final = 2
STEP_M: Final = 25.0
MOVES: Final = {"north": (1, 0), "south": (-1, 0), "east": (0, 1), "west": (0, -1)}
NEW: Final = "new"


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
    """`places` are those listed near; without any there is nothing to choose but the mark."""

    place = OneOf("Is it one of these places?", [], missing="Choose one of them, or “None of these”.")
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

    def __init__(self, *args: Any, places: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        if not places:
            del self.fields["place"]
            return
        field = self.fields["place"]
        assert isinstance(field, OneOf)
        field.choices = [*((str(one.pk), choice(str(one), _line(one))) for one in places), (NEW, "None of these")]

    def values(self) -> dict[str, Any]:
        place = self.cleaned_data.get("place", NEW)
        return {"place": "" if place == NEW else place, "showing": self.cleaned_data["showing"]}


def _line(place: Place) -> str:
    return ", ".join(part for part in (place.address, place.postcode) if part)
