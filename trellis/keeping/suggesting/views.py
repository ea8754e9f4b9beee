"""Pages on which anybody says that a listing is wrong, or how it is right. No account is needed."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from trellis.accounts.roles import may_keep
from trellis.accounts.viewing import viewer_of
from trellis.keeping.acting import VISITOR
from trellis.keeping.actions import AlreadyDecidedError, NothingToChangeError, propose
from trellis.keeping.addresses import address, called, listing_at
from trellis.keeping.listings import Listing, kind_of, target
from trellis.keeping.models import Change
from trellis.keeping.suggesting.actions import add_words, own_sites, receipt, received
from trellis.keeping.suggesting.forms import MoreForm, ReportForm, WordsForm
from trellis.keeping.suggesting.letterbox import is_flood, judged, stamp
from trellis.keeping.suggesting.listing_form import SuggestForm
from trellis.places.models import Place
from trellis.safety.access import public


@public
@cache_control(no_store=True)
def report(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Four buttons. Each sends at once; "something else" asks for a few words first."""
    listing, now = listing_at(kind, slug), timezone.now()
    stamped = stamp(listing.pk, now)
    if request.method != "POST":
        return _page(request, listing, "report", form=ReportForm(stamped=stamped), problems=Change.Problem.choices)
    if is_flood(request, now):
        return too_many(request, listing)
    if request.POST.get("problem") == Change.Problem.OTHER and "words" not in request.POST:
        asking = WordsForm(stamped=request.POST.get("stamped", ""), initial={"problem": Change.Problem.OTHER})
        return _page(request, listing, "report_words", form=asking)
    is_other = request.POST.get("problem") == Change.Problem.OTHER
    form = WordsForm(request.POST) if is_other else ReportForm(request.POST)
    if not form.is_valid():
        page = "report_words" if "words" in request.POST else "report"
        return _page(request, listing, page, form=form, problems=Change.Problem.choices)
    return _thanks(listing, _reported(request, listing, form, now))


def _reported(request: HttpRequest, listing: Listing, form: ReportForm, now: dt.datetime) -> Change:
    words = form.cleaned_data["words"]
    verdict = judged(request, form, listing.pk, words=words, own_sites=own_sites(listing), now=now)
    return propose(
        kind=Change.Kind.PROBLEM,
        listing=listing,
        by=VISITOR,
        now=now,
        problem=form.cleaned_data["problem"],
        words=words,
        reply_to=form.cleaned_data["reply_to"],
        signs=verdict.reasons,
        is_spam=verdict.is_spam,
    )


def _thanks(listing: Listing, change: Change) -> HttpResponse:
    return redirect("sent", kind_of(listing), listing.slug, receipt(change))


@public
@cache_control(no_store=True)
def sent(request: HttpRequest, kind: str, slug: str, receipt: str) -> HttpResponse:
    """Thank you; and for an hour, a place for a few words more."""
    listing, now = listing_at(kind, slug), timezone.now()
    change = received(receipt)
    if change is None or change.listing_id != listing.pk:
        return _page(request, listing, "sent", change=None)
    may_add = change.kind == Change.Kind.PROBLEM and change.is_open
    form = MoreForm(request.POST if may_add and request.method == "POST" else None, stamped=stamp(listing.pk, now))
    if not form.is_valid():
        more = form if may_add and "added" not in request.GET else None
        return _page(request, listing, "sent", change=change, form=more, is_added="added" in request.GET)
    if is_flood(request, now):
        return too_many(request, listing)
    words, reply_to = form.cleaned_data["words"], form.cleaned_data["reply_to"]
    verdict = judged(request, form, listing.pk, words=words, own_sites=own_sites(listing), now=now)
    try:
        add_words(change, words=words, reply_to=reply_to, verdict=verdict, by=VISITOR, now=now)
    except AlreadyDecidedError:
        return _page(request, listing, "sent", change=change)
    return redirect(f"{request.path}?added=1")


@public
@cache_control(no_store=True)
def suggest(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The listing as a form. What changed in it waits for a moderator. Keepers have a page of their own."""
    listing, now = listing_at(kind, slug), timezone.now()
    viewer = viewer_of(request)
    if viewer.is_signed_in and may_keep(viewer, target(listing)):
        return redirect("edit", kind_of(listing), listing.slug)
    is_sent = request.method == "POST"
    today, stamped = timezone.localdate(now), stamp(listing.pk, now)
    form = SuggestForm(request.POST if is_sent else None, listing=listing, today=today, stamped=stamped)
    if not form.is_valid():
        is_private = isinstance(listing, Place) and listing.showing != Place.Showing.EXACT
        return _page(request, listing, "suggest", form=form, is_private=is_private)
    if is_flood(request, now):
        return too_many(request, listing)
    try:
        return _thanks(listing, _suggested(request, listing, form, now))
    except NothingToChangeError:
        form.add_error(None, "Nothing is changed yet. Change what is wrong, then send it.")
        return _page(request, listing, "suggest", form=form)


def _suggested(request: HttpRequest, listing: Listing, form: SuggestForm, now: dt.datetime) -> Change:
    """Raises NothingToChangeError."""
    verdict = judged(request, form, listing.pk, words=form.typed_words, own_sites=own_sites(listing), now=now)
    return propose(
        kind=Change.Kind.EDIT,
        listing=listing,
        by=VISITOR,
        now=now,
        after=form.changes,
        words=form.cleaned_data["words"],
        reply_to=form.cleaned_data["reply_to"],
        signs=verdict.reasons,
        is_spam=verdict.is_spam,
    )


def too_many(request: HttpRequest, listing: Listing) -> HttpResponse:
    response = _page(request, listing, "too_many")
    response.status_code = 429
    return response


def _page(request: HttpRequest, listing: Listing, name: str, **context: Any) -> HttpResponse:
    known = {
        "listing": listing,
        "kind": kind_of(listing),
        "called": called(listing),
        "here": address("report", listing),
    }
    return render(request, f"keeping/suggesting/{name}.html", known | context)
