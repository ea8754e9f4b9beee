"""Home, the pages about the site, what is said when something is wrong, and the health check."""

from datetime import datetime

from django.db import DatabaseError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils import timezone
from django.utils.safestring import SafeString

from trellis.finder.cards.shelf import cards
from trellis.finder.search import asked, search
from trellis.places.models import Revision, Source
from trellis.safety.access import public

NEXT_SHOWN = 3


@public
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "web/home.html", {"online": _next("online", now), "in_person": _next("in-person", now)})


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")


@public
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/data.html", {"sources": _sources()})


@public
def safety(request: HttpRequest) -> HttpResponse:
    return render(request, "web/safety.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@public
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when a page is neither kept nor reachable."""
    return render(request, "web/offline.html")


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be answered: 200 with the revision of the listings, or 503."""
    try:
        revision = Revision.now()
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    response = JsonResponse({"status": "ok", "revision": revision})
    response.headers["Cache-Control"] = "no-store"
    return response


@public
def misread(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a name of this site that `ALLOWED_HOSTS` does not hold, or a request that nobody honest sends."""
    return render(request, "web/400.html", status=400)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if meant := _without_slash(request):
        return HttpResponsePermanentRedirect(meant)
    return render(request, "web/404.html", status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "web/500.html", status=500)


def _without_slash(request: HttpRequest) -> str:
    """Where an address ends in a slash that none of ours has, the page that is meant."""
    path = request.path.rstrip("/")
    if request.method not in {"GET", "HEAD"} or path in {"", request.path} or "//" in path or not is_valid_path(path):
        return ""
    words = request.META.get("QUERY_STRING", "")
    return f"{path}?{words}" if words else path


def _next(mode: str, now: datetime) -> list[SafeString]:
    """The cards of what is on now and next, wherever it is. Two queries at most."""
    answer = search(asked({"mode": [mode], "limit": [str(NEXT_SHOWN)]}, now=now), now=now)
    return [card for card in cards(answer.hits, now=now) if card is not None]


def _sources() -> QuerySet[Source]:
    """With how many meetings each lists. One query."""
    return Source.objects.annotate(listed=Count("meetings", filter=Q(meetings__state="listed")))
