"""What was said, before moderators: a section of their queue, and a page to show or hide several at once."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from trellis.accounts.access import moderators
from trellis.accounts.roles import Target
from trellis.accounts.viewing import viewer_of
from trellis.keeping.acting import acting
from trellis.keeping.addresses import called
from trellis.keeping.comments import actions
from trellis.keeping.deciding.scope import Scope, scope_of
from trellis.keeping.deciding.sections import MOST_ROWS, Row, Section
from trellis.keeping.listings import KINDS, Listing, with_upper
from trellis.keeping.models import Comment

_DONE: Final = {"show": "Shown: {}.", "hide": "Not shown: {}."}


def waiting(scope: Scope, now: datetime) -> Section | None:
    """Two queries, and one for each kind of listing."""
    hint = "Words about places and groups, before they show. Their page lets you decide about several at once."
    return _section("Somebody here said", hint, scope.only(actions.waiting()))


def held_back(scope: Scope, now: datetime) -> Section | None:
    """Two queries, and one for each kind of listing."""
    hint = "These look like spam, and are deleted after 30 days."
    return _section("Somebody here said: held back", hint, scope.only(actions.held()), is_quiet=True)


def _section(title: str, hint: str, rows: "QuerySet[Comment]", *, is_quiet: bool = False) -> Section:
    found = list(rows[:MOST_ROWS])
    listings = _listings(found)
    return Section(title, hint, [_row(one, listings) for one in found], rows.count(), is_quiet=is_quiet)


def _row(comment: Comment, listings: dict[uuid.UUID, Listing]) -> Row:
    listing = listings.get(comment.listing_id)
    return Row(
        title=called(listing) if listing else "A listing that is gone",
        address=f"{reverse('comments')}#c-{comment.pk}",
        words=comment.words,
        at=comment.made_at,
        area_code=comment.area_code,
        tags=tuple(comment.signs),
    )


@moderators
def comments(request: HttpRequest) -> HttpResponse:
    scope = scope_of(viewer_of(request))
    if request.method == "POST":
        _decide(request, scope)
        return redirect("comments")
    found, held = list(scope.only(actions.waiting())[:MOST_ROWS]), list(scope.only(actions.held())[:MOST_ROWS])
    listings = _listings([*found, *held])
    context = {
        "parts": [("To read", _pairs(found, listings)), ("Held back: these look like spam", _pairs(held, listings))],
        "said": messages.get_messages(request),
    }
    return render(request, "keeping/comments/comments.html", context)


def _decide(request: HttpRequest, scope: Scope) -> None:
    do, now, done = request.POST.get("do", ""), timezone.now(), 0
    if do not in _DONE:
        return
    for comment in _chosen(request.POST.getlist("comment")[: 2 * MOST_ROWS]):
        if scope.holds(comment.area_code):
            by = acting(request, Target(comment.listing_kind, comment.listing_id, with_upper(comment.area_code)))
            done += actions.decide(comment.pk, is_shown=do == "show", by=by, now=now)
    messages.success(request, _DONE[do].format(done) if done else "Nothing was chosen, or somebody was quicker.")


def _chosen(texts: Iterable[str]) -> list[Comment]:
    identities = []
    for text in texts:
        try:
            identities.append(uuid.UUID(text))
        except (ValueError, ValidationError):
            continue
    return list(Comment.objects.filter(pk__in=identities))


def _listings(found: Iterable[Comment]) -> dict[uuid.UUID, Listing]:
    wanted: dict[str, set[uuid.UUID]] = {}
    for comment in found:
        wanted.setdefault(comment.listing_kind, set()).add(comment.listing_id)
    return {
        one.pk: one
        for kind, identities in wanted.items()
        for one in KINDS[kind].model._default_manager.filter(pk__in=identities)
    }


def _pairs(found: Iterable[Comment], listings: dict[uuid.UUID, Listing]) -> list[tuple[Comment, Listing | None, str]]:
    """With the listing, and what it is called."""
    known = ((one, listings.get(one.listing_id)) for one in found)
    return [(one, listing, called(listing) if listing else "A listing that is gone") for one, listing in known]
