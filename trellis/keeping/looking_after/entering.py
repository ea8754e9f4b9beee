"""Who may look after a listing, asked at the door of every page of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from trellis.accounts.access import guard
from trellis.accounts.roles import may_keep
from trellis.accounts.sessions import has_session
from trellis.accounts.viewing import viewer_of
from trellis.keeping.acting import Acting, acting
from trellis.keeping.addresses import called, listing_at
from trellis.keeping.listings import Listing, kind_of, target
from trellis.keeping.models import Change


def looked_after(request: HttpRequest, kind: str, slug: str) -> tuple[Listing, Acting]:
    """The listing, and in which role the viewer looks after it. Raises PermissionDenied for anybody else."""
    listing = listing_at(kind, slug)
    about = target(listing)
    guard(may_keep(viewer_of(request), about))
    return listing, acting(request, about)


def change_of(listing: Listing, change_id: uuid.UUID) -> Change:
    """A change of this listing and of no other. Raises Http404."""
    rows = Change.objects.of(kind_of(listing), listing.pk).select_related("undoes", "undone_by")
    return get_object_or_404(rows, pk=change_id)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, if it was: one without answers is sent too."""
    return request.POST if request.method == "POST" else None


def page(request: HttpRequest, listing: Listing, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """With what every page of a keeper needs. A browser without session is asked for none."""
    known = {
        "listing": listing,
        "kind": kind_of(listing),
        "called": called(listing),
        "said": messages.get_messages(request) if has_session(request) else (),
    }
    return render(request, f"keeping/{name}.html", known | context, status=status)
