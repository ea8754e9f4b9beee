"""Pages on which people vouch for a listing: by the link of a reminder, as a visitor, as a moderator."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from trellis.accounts.access import FOR_MODERATORS, guard, moderators
from trellis.accounts.roles import may_moderate
from trellis.accounts.viewing import viewer_of
from trellis.keeping.acting import acting
from trellis.keeping.addresses import called, listing_at
from trellis.keeping.confirming import answering, visitors
from trellis.keeping.confirming.actions import confirm as vouch_for
from trellis.keeping.confirming.answering import Asked, asked_by
from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.confirming.letter import when_words
from trellis.keeping.confirming.links import Link, NotALinkError, read
from trellis.keeping.confirming.vouched import last_confirmed
from trellis.keeping.listings import Listing, kind_of, target
from trellis.places.listed import Voucher
from trellis.safety.access import public
from trellis.safety.limits import Limit, allows, visitor

ANSWERS: Final = Limit("confirm", most=60, within=dt.timedelta(hours=1))
NEW_LINKS: Final = Limit("confirm-again", most=3, within=dt.timedelta(hours=1))
IT_WAS_ON: Final = Limit("it-was-on", most=20, within=dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Row:
    """One listing that somebody is asked about."""

    listing: Listing
    kind: str
    called: str
    when: str
    last: dt.datetime | None


@public
@cache_control(no_store=True)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link does nothing: mail scanners open every link. Pressing a button does, and may be done again."""
    now = timezone.now()
    try:
        link = read(token)
    except NotALinkError:
        return _page(request, "not_a_link", status=404)
    asked = asked_by(link)
    if asked is None:
        return _page(request, "not_yours", status=410)
    if link.has_ended(now.date()):
        return _ended(request, link, asked, now)
    if request.method != "POST":
        return _page(request, "confirm", **_about(asked), done=request.GET.get("done", ""))
    if not allows(ANSWERS, request, now=now):
        return _page(request, "too_many", status=429)
    return redirect(f"{request.path}?done={_answer(request, asked, now)}")


def _answer(request: HttpRequest, asked: Asked, now: dt.datetime) -> str:
    answer, _, slug = request.POST.get("answer", "").partition(":")
    if answer == "right":
        return "right" if answering.all_is_right(asked, now=now) else ""
    if answer == "closed":
        return "closed" if answering.close(asked, slug, now=now) else ""
    if answer == "open":
        return "open" if answering.reopen(asked, slug, now=now) else ""
    return ""


def _about(asked: Asked) -> dict[str, Any]:
    clock = the_clock()
    rows = [Row(one, kind_of(one), called(one), when_words(one), last_confirmed(one)) for one in asked.about]
    due = [clock.due_on(row.last, row.kind) for row in rows if row.listing.is_listed and row.last]
    return {"rows": rows, "any_listed": bool(asked.listed), "until": min(due, default=None)}


def _ended(request: HttpRequest, link: Link, asked: Asked, now: dt.datetime) -> HttpResponse:
    if request.method != "POST" or not asked.listed:
        return _page(request, "ended", is_sent="sent" in request.GET, any_listed=bool(asked.listed))
    if not allows(NEW_LINKS, request, now=now, also=str(link.id)):
        return _page(request, "too_many", status=429)
    answering.send_anew(link, asked, clock=the_clock(), now=now)
    return redirect(f"{request.path}?sent=1")


@public
@cache_control(no_store=True)
def it_was_on(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One button for somebody who has been there lately."""
    listing, now = listing_at(kind, slug), timezone.now()
    about: dict[str, Any] = {"listing": listing, "kind": kind, "called": called(listing)}
    if not listing.is_listed or kind == "group" or request.method != "POST":
        return _page(request, "it_was_on", **about, heard=request.GET.get("heard", ""))
    if not allows(IT_WAS_ON, request, now=now):
        return _page(request, "too_many", status=429)
    heard = visitors.it_was_on(listing, visitors.voice_of(listing, visitor(request)), clock=the_clock(), now=now)
    return redirect(f"{request.path}?heard={heard}")


@moderators
def moderator_call(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A moderator has rung, written or gone there. A group has no clock: its meetings have."""
    listing, now = listing_at(kind, slug), timezone.now()
    if kind == "group":
        return redirect(listing)
    target_of = target(listing)
    guard(may_moderate(viewer_of(request), target_of.areas), words=FOR_MODERATORS)
    if request.method == "POST":
        vouch_for([listing], Voucher.MODERATOR, by=acting(request, target_of), now=now)
        return redirect(f"{request.path}?done=1")
    return _page(request, "moderator_call", **_contacts(listing), is_done="done" in request.GET)


def _contacts(listing: Listing) -> dict[str, Any]:
    """Who can be asked: what is published."""
    owners = [owner for owner in (getattr(listing, "group", None), getattr(listing, "place", None), listing) if owner]
    found = {
        name: next((value for owner in owners if (value := getattr(owner, name, ""))), "")
        for name in ("email", "phone", "website")
    }
    return {
        "listing": listing,
        "kind": kind_of(listing),
        "called": called(listing),
        "last": last_confirmed(listing),
        "contacts": found,
    }


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"keeping/confirming/{name}.html", context, status=status)
