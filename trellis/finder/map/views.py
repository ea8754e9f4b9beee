"""The page with the map, and what its script asks for: marks, tiles, and the sketch of one place."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from trellis.finder.cards.shelf import cards
from trellis.finder.cards.spoken import chips, heading
from trellis.finder.map import tiles
from trellis.finder.map.drawn import drawn
from trellis.finder.map.mercator import LEAST_ZOOM, MOST_ZOOM, Tile
from trellis.finder.map.pins import answer, pins_in
from trellis.finder.query import Query
from trellis.finder.questions.parts import read_box
from trellis.finder.search import asked, search
from trellis.places.models import Place
from trellis.safety.access import public

FOR_EVER = 31_536_000


@public
def map_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    query = asked(dict(request.GET.lists()), now=now)
    found = search(query, now=now)
    context = {
        "query": query,
        "answer": found,
        "heading": f"Map: {heading(query)}",
        "chips": chips(query),
        "cards": [card for card in cards(found.hits, now=now) if card is not None],
        "drawn": drawn(query),
        "words": request.GET.get("q", "").strip()[:200] or (query.near.words if query.near else ""),
        "here": request.path,
    }
    return render(request, "finder/map.html", context)


@public
@cache_control(public=True, max_age=30)
def pins(request: HttpRequest) -> HttpResponse:
    """Marks for `box` and `zoom`, with the same parameters as a search."""
    now = timezone.now()
    query = asked({name: values for name, values in request.GET.lists() if name not in {"box", "zoom"}}, now=now)
    box = read_box(request.GET.get("box", ""))
    zoom = request.GET.get("zoom", "")
    if box is None or not zoom.isdecimal() or not LEAST_ZOOM <= int(zoom) <= MOST_ZOOM:
        problem = f"Give box=south,west,north,east in degrees, and zoom from {LEAST_ZOOM} to {MOST_ZOOM}."
        return JsonResponse({"title": "The map cannot show that", "detail": problem}, status=400)
    listed = {hit.meeting_id for hit in search(query, now=now).hits}
    found = pins_in(everywhere(query), box, int(zoom), now)
    return JsonResponse(answer(found, box, int(zoom), now, query.zone, listed))


def everywhere(query: Query) -> Query:
    """The same question without its radius: who drags the map wants what is there."""
    return replace(query, near=None, within_m=None, area=None, sort="time")


def _version(request: HttpRequest, version: str, *_: object, **__: object) -> str:
    return f'"{tiles.version()}"'


@public
@condition(etag_func=_version)
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
def tile(request: HttpRequest, version: str, zoom: int, column: int, row: int) -> HttpResponse:
    wanted = Tile(zoom, column, row)
    if version != tiles.version() or not wanted.exists:
        raise Http404("There is no such tile.")
    return HttpResponse(tiles.tile_png(wanted), content_type="image/png")


@public
@cache_control(public=True, max_age=86_400)
def sketch(request: HttpRequest, slug: str) -> HttpResponse:
    """The streets around a place that may be shown."""
    place = get_object_or_404(Place, slug=slug, showing=Place.Showing.EXACT, lat__isnull=False)
    assert place.lat is not None
    assert place.lon is not None
    return HttpResponse(tiles.sketch_png(round(place.lat, 4), round(place.lon, 4)), content_type="image/png")
