"""What somebody looks after: one page that leads to all they can do, changing it, closing it, and its source's word."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from trellis.accounts.access import keepers
from trellis.keeping.acting import Acting
from trellis.keeping.actions import AlreadyDecidedError, NothingToChangeError, propose
from trellis.keeping.addresses import address, address_now
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.confirming.actions import confirm
from trellis.keeping.listings import kind_of
from trellis.keeping.looking_after import actions
from trellis.keeping.looking_after.entering import change_of, looked_after, page, sent
from trellis.keeping.looking_after.forms import KeeperForm, WhyForm
from trellis.keeping.looking_after.overview import overview
from trellis.keeping.looking_after.saving import save
from trellis.keeping.models import Change
from trellis.meetings.models import Group
from trellis.places.listed import Voucher


@keepers
@require_safe
def look_after(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    listing, by = looked_after(request, kind, slug)
    return page(request, listing, "looking_after/listing", **overview(listing, by, timezone.now()))


@keepers
def edit(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """What is small is on the page at once; what is weighty waits for a moderator, and the page says so."""
    listing, by = looked_after(request, kind, slug)
    now = timezone.now()
    form = KeeperForm(sent(request), listing=listing, today=timezone.localdate(now))
    if form.is_valid():
        try:
            saved = save(listing, form.changes, reason=form.cleaned_data["reason"], by=by, now=now)
        except (NothingToChangeError, CannotApplyError) as error:
            form.add_error(None, str(error))
        else:
            for words in saved.words(kind_of(listing)):
                messages.success(request, words)
            return redirect(address_now("look-after", listing))
    status = 422 if form.errors else 200
    return page(request, listing, "looking_after/edit", status=status, form=form, by=by)


@keepers
def close(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """It has ended, or is held again. Its page stays, and says so."""
    listing, by = looked_after(request, kind, slug)
    form = WhyForm(sent(request))
    if form.is_valid():
        what = Change.Kind.CLOSE if listing.is_listed else Change.Kind.REOPEN
        reason = form.cleaned_data["reason"]
        propose(kind=what, listing=listing, by=by, now=timezone.now(), reason=reason)
        messages.success(request, "It is closed now. Its page stays and says so." if listing.is_listed else "It is on.")
        return redirect(address("look-after", listing))
    return page(request, listing, "looking_after/close", form=form)


@keepers
@require_POST
def still_right(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One press: all is as its page says. Of a group, also its meetings."""
    listing, by = looked_after(request, kind, slug)
    voucher = Voucher.MODERATOR if by.may_decide else Voucher.KEEPER
    meetings = listing.meetings.listed() if isinstance(listing, Group) else []
    confirm([listing, *meetings], voucher, by=by, now=timezone.now())
    messages.success(request, "Thank you. Its page says that it was confirmed today.")
    return redirect(address("look-after", listing))


@keepers
@require_POST
def answer(request: HttpRequest, kind: str, slug: str, change_id: uuid.UUID) -> HttpResponse:
    """Take what the source says, or keep what is there."""
    listing, by = looked_after(request, kind, slug)
    found = change_of(listing, change_id)
    try:
        words = _answered(found, by, takes=request.POST.get("answer") == "take")
    except (AlreadyDecidedError, CannotApplyError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(address_now("look-after", listing))


def _answered(found: Change, by: Acting, *, takes: bool) -> str:
    if takes:
        actions.take(found.pk, by=by, now=timezone.now())
        return "Taken. It is on the page now."
    actions.keep_ours(found.pk, by=by, now=timezone.now())
    return "Your word stands. We ask again only if something else is said."
