"""Posters and cards of places and groups, as anybody may print them."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from trellis.finder.listings.gatherings import is_once
from trellis.keeping.addresses import called, listing_at
from trellis.keeping.listings import Listing
from trellis.keeping.showing import paper
from trellis.keeping.showing.sheets import Sheet, group_sheet, place_sheet
from trellis.meetings.models import Group, Meeting
from trellis.places.listed import State
from trellis.places.models import Place
from trellis.safety.access import public

_HOUR: Final = "public, max-age=3600"


@public
def posters(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """What there is to print, and which is for what. One query."""
    listing = _shown_at(kind, slug)
    if listing.slug != slug:
        return redirect("posters", kind, listing.slug)
    context = {"listing": listing, "kind": kind, "called": called(listing)}
    return render(request, "keeping/showing/posters.html", context)


@public
def poster_pdf(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Two queries."""
    listing = _shown_at(kind, slug)
    return _answer(paper.poster(_sheet(request, listing), is_large=_is_large(request)), f"poster-{listing.slug}")


@public
def card_pdf(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One card, or with `?sheet=four` four of them to cut. Two queries."""
    listing = _shown_at(kind, slug)
    draw = paper.four_cards if request.GET.get("sheet") == "four" else paper.card
    return _answer(draw(_sheet(request, listing), is_large=_is_large(request)), f"card-{listing.slug}")


def _shown_at(kind: str, slug: str) -> Place | Group:
    listing: Listing = listing_at(kind, slug)
    if isinstance(listing, Meeting) or listing.state != State.LISTED:
        raise Http404("There are posters of places and groups that are listed.")
    return listing


def _sheet(request: HttpRequest, listing: Place | Group) -> Sheet:
    rows = listing.meetings.all().listed().with_listing()
    meetings = [one for one in rows if not is_once(one.schedule)]
    today, is_plain = timezone.localdate(), request.GET.get("face") == "plain"
    if isinstance(listing, Place):
        return place_sheet(listing, meetings, today, is_plain=is_plain)
    return group_sheet(listing, meetings, today, is_plain=is_plain)


def _is_large(request: HttpRequest) -> bool:
    return request.GET.get("print") == "large"


def _answer(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": _HOUR}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
