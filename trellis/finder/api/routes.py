"""The JSON API: the same answers as the pages, for programs. Its description is at /api/v1/openapi.json.

Answers are written by hand, because they are quick so; the shapes of `schema.py` describe them, and tests hold the
two together. Every parameter of a description has an example, and the tests ask them all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import ValidationError

from trellis.finder.api import schema as shapes
from trellis.finder.api.answer import told, told_choice
from trellis.finder.api.exceptions import unusual_json
from trellis.finder.api.http import (
    FOR_ONE,
    answered,
    asked_beforehand,
    not_found,
    page_links,
    read_alone,
    refused,
    wrong_values,
)
from trellis.finder.api.rows import meeting_in_full
from trellis.finder.query import MODES, MOST_LIMIT, SORTS, Query
from trellis.finder.questions.gazetteer import finder_gazetteer, in_area
from trellis.finder.questions.when import DAY_WORDS
from trellis.finder.search import asked, search
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import PATHWAYS
from trellis.places.areas import Area
from trellis.safety.access import public

api = NinjaAPI(
    title="Trellis",
    version="1",
    description=(
        "What is on near a place, now or next. Nothing needs a key, and nothing about a search is kept."
        " Listings belong to their sources: say whose they are, with the licence that each result names."
        " An answer that is not as asked is a problem as RFC 9457 tells them."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)

_PROBLEM: Final = {
    "description": "What is wrong, and how to mend it.",
    "content": {"application/problem+json": {"schema": shapes.problem()}},
}


def _asks(name: str, description: str, example: str, **schema: Any) -> dict[str, Any]:
    """A parameter of a search."""
    kind = schema or {"type": "string"}
    return {"in": "query", "name": name, "description": description, "schema": kind, "example": example}


def _several(codes: list[str]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": codes}}


SEARCH_PARAMETERS: Final = [
    _asks("q", "Free words: what, where and when. What was understood of them is in the answer.", "na thu evening"),
    _asks("near", "A postcode, a town, or latitude and longitude.", "53.789,-2.248"),
    _asks("within", "How far from there: 5km, 3mi, 800m. Five miles where nothing is said.", "10km"),
    _asks("area", "An authority by its official code or name.", "E07000117"),
    _asks("box", "south,west,north,east in degrees.", "53.7,-2.4,53.9,-2.1"),
    _asks("when", "now, next 3 hours, today, tonight, tomorrow, thu evening, a date, or dates as a..b.", "thu evening"),
    _asks("day", "Any of these days of the week.", "thu", **_several(list(DAY_WORDS))),
    _asks("pathway", "Any of these pathways.", "na", **_several(list(PATHWAYS))),
    _asks("feature", "All of these features.", "open", **_several(list(FEATURES))),
    _asks("mode", "Any of these ways to take part.", "in-person", **_several(list(MODES))),
    _asks("sort", "By start then distance, or by distance.", "time", type="string", enum=list(SORTS)),
    _asks("limit", "How many on a page.", "20", type="integer", minimum=1, maximum=MOST_LIMIT),
    _asks("page", "Which page, from 1. The Link header leads to the others.", "1", type="integer", minimum=1),
    _asks("tz", "The asker's IANA time zone, where it is not this site's.", "Europe/London"),
]


@api.get(
    "/search",
    response={200: shapes.SearchOut},
    summary="Find meetings",
    openapi_extra={"parameters": SEARCH_PARAMETERS, "responses": {400: _PROBLEM}},
)
def search_meetings(request: HttpRequest) -> HttpResponse:
    """By place, time, pathway, features and words. A meeting answers once, with its first occurrence asked for."""
    now = timezone.now()
    query = asked(dict(request.GET.lists()), now=now)
    if query.problems:
        return wrong_values(query.problems)
    answer = search(query, now=now)
    return answered(request, told(answer), cache=FOR_ONE, links=page_links(answer, request.path))


@api.get("/meetings/{uuid:meeting_id}", response=shapes.MeetingInFull, openapi_extra={"responses": {404: _PROBLEM}})
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting in full, with its next occurrences."""
    found = Meeting.objects.listed().with_listing().filter(pk=meeting_id).first()
    if found is None:
        return _led_on(meeting_id) or not_found(request, "No meeting with this id is listed.")
    return answered(request, meeting_in_full(found))


def _led_on(meeting_id: UUID) -> HttpResponse | None:
    """To the meeting that it was merged into."""
    into = Meeting.objects.filter(pk=meeting_id).values_list("merged_into_id", flat=True).first()
    return redirect("api-1:meeting", into, permanent=True) if into else None


@api.get("/exceptions", response=shapes.ExceptionsOut)
def exceptions(request: HttpRequest) -> HttpResponse:
    """All meetings that are not as usual: dates off, moved or besides, times away, and those that ended lately."""
    return answered(request, {"meetings": unusual_json(timezone.now())})


@api.get("/areas", response=shapes.AreasOut)
def areas(request: HttpRequest) -> HttpResponse:
    """All authorities, by code."""
    return answered(request, {"areas": [_area(one) for one in finder_gazetteer().areas]})


@api.get("/areas/{str:code}", response=shapes.AreaInFull, openapi_extra={"responses": {404: _PROBLEM}})
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One authority, with how many meetings there are in it by pathway. Codes of former authorities are known too."""
    known = finder_gazetteer().areas
    found = known.get(code)
    if found is None:
        return not_found(request, "No area has this code.")
    now = timezone.now()
    answer = search(Query(area=in_area(found, known), zone=settings.TIME_ZONE), now=now)
    return answered(
        request,
        _area(found)
        | {
            "meetings": answer.total,
            "pathways": [told_choice(choice) for choice in answer.facets["pathway"]],
            "parts": [{"code": part.code, "name": part.name} for part in known.children(found.code)],
        },
    )


def _area(one: Area) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "nation": one.nation,
        "region": one.region,
        "kind": one.kind,
        "part_of": None if one.is_upper_tier else one.upper_tier,
        "population": one.population,
        "lat": one.lat,
        "lon": one.lon,
        "url": f"{settings.SITE_ADDRESS}/areas/{one.code}",
    }


@api.get("/pathways", response=shapes.PathwaysOut)
def pathways(request: HttpRequest) -> HttpResponse:
    """Ways of recovery that groups follow. None comes first."""
    facts = ("code", "name", "short", "kind", "for_whom", "site", "not_affiliated")
    return answered(request, {"pathways": [{fact: getattr(one, fact) for fact in facts} for one in PATHWAYS.values()]})


@api.get("/features", response=shapes.FeaturesOut)
def features(request: HttpRequest) -> HttpResponse:
    """What meetings and places may be like."""
    facts = ("code", "name", "kind", "words")
    return answered(request, {"features": [{fact: getattr(one, fact) for fact in facts} for one in FEATURES.values()]})


@api.exception_handler(ValidationError)
def _not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refused(400, "A value could not be read", str(error.errors))


@csrf_exempt
@public
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below /api/."""
    return not_found(request)


def _reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who may GET may HEAD: the same headers, and the server leaves the content out."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return asked_beforehand() if request.method == "OPTIONS" else read_alone()
        asked_for, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        try:
            return view(request, *args, **values)
        finally:
            request.method = asked_for

    return public(answer)


def _addresses() -> list[URLPattern | URLResolver]:
    """The API's addresses, each marked as open to anybody. Its root has nothing of its own to say."""
    patterns, _, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = nothing_here if pattern.name == "api-root" else _reading(pattern.callback)
    return [
        path("api/v1/", (patterns, "ninja", namespace)),
        path("api/<path:rest>", nothing_here, name="api-nothing-here"),
    ]


urlpatterns = _addresses()
