"""The page on which the point is chosen, and its picture."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trellis.finder.map.drawn import ground
from trellis.finder.map.tiles import sketch_png
from trellis.keeping.adding import answers as said
from trellis.keeping.adding import drafts
from trellis.keeping.adding.near import Point, places_near
from trellis.keeping.adding.pages import onward, page, step_context
from trellis.keeping.adding.point import (
    DENSITY,
    MOVES,
    SIDE,
    STEP_M,
    PointForm,
    is_drawn,
    marked,
    point_of,
    pressed,
    stepped,
    where_words,
)
from trellis.keeping.adding.where import spot
from trellis.keeping.models import Draft
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place
from trellis.safety.access import public


def point_step(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """A press on the picture, or a button, moves the mark and shows the page again."""
    then, point = request.GET.get("then", ""), point_of(draft.answers)
    if point is None:
        return redirect("add-step", token, "where")
    if request.method == "POST" and (moved := _moved(request, point)):
        drafts.answer(draft, "mark", {"lat": moved.lat, "lon": moved.lon}, now=timezone.now())
        return redirect(f"{request.get_full_path()}#mark")
    is_sent = request.method == "POST" and "showing" in request.POST
    if is_sent and (put := marked(request.POST.get("lat", ""), request.POST.get("lon", ""), point.postcode)):
        point = put
        drafts.answer(draft, "mark", {"lat": put.lat, "lon": put.lon}, now=timezone.now())
    places = [] if said.is_place(draft.answers) else places_near(point)
    seen = _seen(draft, point, places)
    start = None if seen["has_map"] else seen["start"]
    form = PointForm(request.POST if is_sent else None, answers=draft.answers, places=places, start=start)
    if form.is_valid():
        if form.mark:
            drafts.answer(draft, "mark", form.mark, now=timezone.now())
        drafts.answer(draft, "point", form.values(), now=timezone.now())
        return onward(draft, token, "point", then=then)
    context = step_context(draft, token, "point", then=then)
    return page(request, "point", context | {"form": form, **seen})


def _seen(draft: Draft, point: Point, places: list[Place]) -> dict[str, Any]:
    """What the picture and the map of the page need."""
    start, under = spot(draft.answers, gazetteer()), ground("")
    has_picture = is_drawn(point)
    return {
        "point": point,
        "start": start,
        "where": where_words(point, start) if start else "",
        "has_picture": has_picture,
        "has_map": has_picture or not under.is_own,
        "ground": under,
        "side": SIDE,
        "moves": MOVES,
        "step_m": STEP_M,
        "near_places": json.dumps([[str(one.pk), str(one), one.lat, one.lon] for one in places]),
    }


def _moved(request: HttpRequest, point: Point) -> Point | None:
    if direction := request.POST.get("move", ""):
        return stepped(point, direction)
    return pressed(point, request.POST.get("picture.x", ""), request.POST.get("picture.y", ""))


@public
def sketch(request: HttpRequest, token: str) -> HttpResponse:
    """The streets around the mark, which is in the middle."""
    point = point_of(drafts.find(token, now=timezone.now()).answers)
    if point is None:
        raise Http404("There is no point yet.")
    side = SIDE * DENSITY
    response = HttpResponse(sketch_png(point.lat, point.lon, side, side), content_type="image/png")
    response.headers["Cache-Control"] = "no-store"
    return response
