"""What a moderator can do with a listing: say that it is right, merge it, take a place off the map."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from trellis.accounts.access import FOR_MODERATORS, guard, moderators
from trellis.accounts.roles import may_moderate
from trellis.accounts.viewing import viewer_of
from trellis.keeping.acting import Acting, acting
from trellis.keeping.actions import propose
from trellis.keeping.addresses import address, listing_at
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.deciding.alike import like
from trellis.keeping.deciding.forms import DeleteForm
from trellis.keeping.deciding.merging import choices
from trellis.keeping.deciding.vouching import checked
from trellis.keeping.listings import Listing, kind_of, target
from trellis.keeping.models import Change
from trellis.places.listed import State
from trellis.places.models import Place

_FOLDERS = {"meetings": "meeting", "groups": "group", "places": "place"}


def moderated(request: HttpRequest, kind: str, slug: str) -> tuple[Listing, Acting]:
    """The listing, and in which role the viewer moderates it. Raises PermissionDenied outside their areas."""
    listing = listing_at(kind, slug)
    about = target(listing)
    guard(may_moderate(viewer_of(request), about.areas), words=FOR_MODERATORS)
    return listing, acting(request, about)


@moderators
@require_GET
def look_up(request: HttpRequest) -> HttpResponse:
    """From the address of a listing, as somebody copied it, to what can be done with it."""
    where = _told(request.GET.get("address", ""))
    if where is None:
        messages.error(request, "We cannot read that address. Copy it from the page of the listing.")
        return redirect("queue")
    return redirect("moderate-listing", *where)


def _told(text: str) -> tuple[str, str] | None:
    """Kind and slug, from "https://example.org/meetings/way-in" or "meetings/way-in"."""
    parts = [part for part in urlsplit(text.strip()).path.split("/") if part]
    if len(parts) < 2 or parts[0] not in _FOLDERS:
        return None
    return _FOLDERS[parts[0]], parts[1].removesuffix(".ics")


@moderators
@require_safe
def listing(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found, _ = moderated(request, kind, slug)
    open_changes = Change.objects.of(kind, found.pk).filter(decided_at__isnull=True)
    context = {
        "listing": found,
        "kind": kind,
        "alike": like(found) if found.state == State.LISTED else [],
        "waiting": open_changes,
        "look_after": address("look-after", found),
        "said": messages.get_messages(request),
    }
    return render(request, "keeping/deciding/listing.html", context)


@moderators
@require_POST
def check(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found, by = moderated(request, kind, slug)
    checked(found, by=by, now=timezone.now())
    messages.success(request, "Thank you. It says from now on that it was confirmed today.")
    return redirect("moderate-listing", kind, found.slug)


@moderators
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """The first of two moderators asks for a place to be taken off the map."""
    found, by = moderated(request, "place", slug)
    if not isinstance(found, Place) or found.state == State.DELETED:
        raise Http404("It was taken off the map already.")
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = timezone.now()
        change = propose(kind=Change.Kind.DELETE, listing=found, by=by, now=now, words=form.cleaned_data["words"])
        messages.success(request, "You have agreed. It is done when another moderator agrees too.")
        return redirect(change)
    context = {"place": found, "form": form, "meetings": found.meetings.listed().order_by("name")}
    return render(request, "keeping/deciding/delete.html", context, status=422 if form.is_bound else 200)


@moderators
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, slug: str, into: str) -> HttpResponse:
    """Both side by side, and for each thing they tell, whose words survive."""
    goes, by = moderated(request, kind, slug)
    stays, _ = moderated(request, kind, into)
    if goes.pk == stays.pk:
        messages.error(request, "They are one listing already.")
        return redirect("moderate-listing", kind, stays.slug)
    offered, wrong = choices(stays, goes, timezone.localdate()), ""
    if request.method == "POST":
        take = [one.code for one in offered if request.POST.get(one.code) == "goes"]
        try:
            return _merged(request, goes, stays, take, by)
        except CannotApplyError as error:
            wrong = str(error)
    other_time = any(one.code == "when" and not one.is_same for one in offered)
    context = {"goes": goes, "stays": stays, "kind": kind, "choices": offered, "wrong": wrong, "other_time": other_time}
    return render(request, "keeping/deciding/merge.html", context, status=422 if wrong else 200)


def _merged(request: HttpRequest, goes: Listing, stays: Listing, take: list[str], by: Acting) -> HttpResponse:
    after = {"into": str(stays.pk), "take": take}
    propose(kind=Change.Kind.MERGE, listing=goes, by=by, now=timezone.now(), after=after)
    messages.success(request, "They are one listing now. The old address leads to it.")
    return redirect("moderate-listing", kind_of(stays), stays.slug)


@moderators
@require_GET
def merge_with(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """With a listing whose address somebody pasted."""
    goes, _ = moderated(request, kind, slug)
    where = _told(request.GET.get("address", ""))
    if where is None or where[0] != kind:
        messages.error(request, f"Give the address of another {kind}. Copy it from its page.")
        return redirect("moderate-listing", kind, goes.slug)
    return redirect("merge", kind, goes.slug, where[1])
