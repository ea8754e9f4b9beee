"""A keeper gives a place or a group a picture, or takes it away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from trellis.accounts.access import keepers
from trellis.keeping import pictures
from trellis.keeping.actions import NothingToChangeError, propose
from trellis.keeping.adding.picture_views import SENDINGS, Capped, PictureForm
from trellis.keeping.addresses import address
from trellis.keeping.listings import Listing
from trellis.keeping.looking_after.entering import looked_after, page, sent
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.safety.limits import allows


@keepers
@csrf_exempt
def picture(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Checked against forged forms once too large a file cannot be read any more."""
    request.upload_handlers.insert(0, Capped(request))
    return _picture(request, kind, slug)


@csrf_protect
def _picture(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    listing, by = looked_after(request, kind, slug)
    if isinstance(listing, Meeting):
        raise Http404("A meeting has no picture: its place and its group may have one.")
    files = request.FILES if request.method == "POST" else None
    is_gone = "remove" in request.POST
    form = PictureForm(None if is_gone else sent(request), None if is_gone else files, answers={})
    if is_gone or form.is_valid():
        if is_gone or allows(SENDINGS, request, now=timezone.now()):
            name = "" if is_gone else pictures.keep(form.made)
            after = {"picture": name, "picture_words": "" if is_gone else form.cleaned_data["words"]}
            try:
                change = propose(
                    kind=Change.Kind.EDIT, listing=listing, by=by, now=timezone.now(), after=after, picture=name
                )
            except NothingToChangeError:
                return redirect(address("look-after", listing))
            return _said(request, listing, change, is_gone=is_gone)
        form.add_error("file", "Many pictures came from your network within an hour. Try again in an hour.")
    return page(request, listing, "looking_after/picture", form=form)


def _said(request: HttpRequest, listing: Listing, change: Change, *, is_gone: bool) -> HttpResponse:
    is_waiting = change.state == Change.State.WAITING
    done = "The picture is gone." if is_gone else "It is on the page now."
    messages.success(request, "A moderator looks at your picture first." if is_waiting else done)
    return redirect(address("look-after", listing))
