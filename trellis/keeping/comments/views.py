"""Pages on which anybody says something of a place or a group, or asks to look at what somebody said."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from trellis.keeping.addresses import called, listing_at
from trellis.keeping.comments import actions
from trellis.keeping.comments.forms import SayForm
from trellis.keeping.listings import find
from trellis.keeping.models import Comment
from trellis.keeping.suggesting.actions import own_sites
from trellis.keeping.suggesting.letterbox import is_flood, judged, stamp
from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place
from trellis.safety.access import public
from trellis.safety.limits import Limit, allows

REPORTS: Final = Limit("comments reported", most=10, within=timedelta(hours=1))


@public
@cache_control(no_store=True)
def say(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    listing, now = _open_for_all(kind, slug), timezone.now()
    if not listing.takes_comments or not listing.is_listed:
        return _page(request, listing, "closed")
    if request.method != "POST":
        return _page(request, listing, "say", form=SayForm(stamped=stamp(listing.pk, now)))
    form = SayForm(request.POST)
    if not form.is_valid():
        return _page(request, listing, "say", form=form)
    if is_flood(request, now):
        return _page(request, listing, "too_many", status=429)
    words, name = form.cleaned_data["words"], form.cleaned_data["called"]
    verdict = judged(request, form, listing.pk, words=f"{words} {name}", own_sites=own_sites(listing), now=now)
    actions.say(listing, words=words, called=name, signs=verdict.reasons, is_spam=verdict.is_spam, now=now)
    return redirect("said", kind, listing.slug)


@public
@cache_control(no_store=True)
def said(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    return _page(request, _open_for_all(kind, slug), "said")


@public
@cache_control(no_store=True)
def report(request: HttpRequest, comment_id: uuid.UUID) -> HttpResponse:
    """One press takes it off the page until a moderator has looked."""
    comment, now = get_object_or_404(Comment, pk=comment_id), timezone.now()
    listing = find(comment.listing_kind, comment.listing_id)
    assert not isinstance(listing, Meeting)
    if comment.state == Comment.State.REPORTED:
        return _page(request, listing, "reported")
    if comment.state != Comment.State.SHOWN:
        raise Http404("There is no such comment.")
    if request.method != "POST":
        return _page(request, listing, "report", comment=comment)
    if not allows(REPORTS, request, now=now):
        return _page(request, listing, "too_many", status=429)
    actions.report(comment.pk, now=now)
    return redirect("report-comment", comment.pk)


def _open_for_all(kind: str, slug: str) -> Place | Group:
    listing = listing_at(kind, slug)
    if isinstance(listing, Meeting):
        raise Http404("Things are said of places and groups.")
    return listing


def _page(
    request: HttpRequest, listing: Place | Group, name: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    known = {"listing": listing, "called": called(listing)}
    return render(request, f"keeping/comments/{name}.html", known | context, status=status)
