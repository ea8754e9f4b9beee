"""What happened to a listing, and undoing it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from trellis.accounts.access import FOR_MODERATORS, guard, keepers
from trellis.accounts.viewing import viewer_of
from trellis.keeping import actions
from trellis.keeping.acting import VISITOR, acting
from trellis.keeping.actions import AlreadyDecidedError
from trellis.keeping.addresses import address, address_now, listing_at
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.deciding.decision import may_decide
from trellis.keeping.listings import target
from trellis.keeping.looking_after.actions import hush as hush_change
from trellis.keeping.looking_after.entering import change_of, looked_after, page, sent
from trellis.keeping.looking_after.forms import WhyForm
from trellis.keeping.looking_after.history import history as history_of
from trellis.keeping.looking_after.history import may_undo
from trellis.safety.access import public


@public
@require_safe
def history(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The same for everybody; whoever looks after it sees besides what they may undo, and no cache keeps that."""
    listing = listing_at(kind, slug)
    is_known = viewer_of(request).is_signed_in
    by = acting(request, target(listing)) if is_known else VISITOR
    lines = [(entry, may_undo(entry.change, by)) for entry in history_of(listing, timezone.localdate())]
    response = page(request, listing, "looking_after/history", lines=lines, by=by)
    response.headers["Cache-Control"] = "no-store" if is_known else "public, max-age=300"
    return response


@keepers
def undo(request: HttpRequest, kind: str, slug: str, change_id: uuid.UUID) -> HttpResponse:
    listing, by = looked_after(request, kind, slug)
    change = change_of(listing, change_id)
    guard(may_undo(change, by), words="This change is not yours to undo, or it is undone already.")
    guard(not by.may_decide or may_decide(viewer_of(request), change), words=FOR_MODERATORS)
    entry = next((one for one in history_of(listing, timezone.localdate()) if one.change == change), None)
    form = WhyForm(sent(request))
    if form.is_valid():
        try:
            actions.undo(change, by=by, now=timezone.now(), why=form.cleaned_data["reason"])
        except (AlreadyDecidedError, CannotApplyError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Undone. The page is as it was before.")
            return redirect(address_now("history", listing))
    return page(request, listing, "looking_after/undo", form=form, entry=entry, by=by)


@keepers
@require_POST
def hush(request: HttpRequest, kind: str, slug: str, change_id: uuid.UUID) -> HttpResponse:
    """A moderator takes the words of a change out of its history."""
    listing, by = looked_after(request, kind, slug)
    guard(by.may_decide, words=FOR_MODERATORS)
    hush_change(change_of(listing, change_id), by=by, now=timezone.now())
    messages.success(request, "The history does not say any more what was there.")
    return redirect(address("history", listing))
