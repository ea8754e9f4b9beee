"""The queue, and one decision on one screen."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from trellis.accounts.access import FOR_MODERATORS, guard, moderators
from trellis.accounts.viewing import viewer_of
from trellis.finder.listings.meeting_page import dates_of, meeting_page
from trellis.finder.map.tiles import sketch_png
from trellis.finder.questions.parts import read_point
from trellis.keeping import actions
from trellis.keeping.acting import Acting, acting
from trellis.keeping.actions import AlreadyDecidedError, NeedsAnotherError
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.deciding.changes import in_line, what_became
from trellis.keeping.deciding.decision import decision, may_decide, target_of
from trellis.keeping.deciding.forms import DeclineForm, EditsForm
from trellis.keeping.deciding.preview import previewed
from trellis.keeping.deciding.scope import area_name, counted_by_area, scope_of
from trellis.keeping.deciding.sections import sections
from trellis.keeping.models import Change

_FEW_AREAS = 8
"""As many as stand above the queue on a small screen without hiding it."""


@moderators
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits in the viewer's areas, or in the one that is chosen."""
    now = timezone.now()
    whole = scope_of(viewer_of(request))
    chosen = request.GET.get("area", "")
    counts = counted_by_area(whole.only(Change.objects.waiting()))
    found = sections(whole.within(chosen) if chosen else whole, now)
    context = {
        "areas": sorted((area_name(code), code or "-", count) for code, count in counts.items()),
        "are_many": len(counts) > _FEW_AREAS,
        "chosen": chosen,
        "chosen_name": area_name("" if chosen == "-" else chosen),
        "sections": found,
        "waiting": sum(section.count for section in found.values() if not section.is_quiet),
        "said": messages.get_messages(request),
    }
    return render(request, "keeping/deciding/queue.html", context)


def in_hand(request: HttpRequest, change_id: uuid.UUID) -> tuple[Change, Acting]:
    """The change, and in which role the viewer decides it. Raises PermissionDenied outside their areas."""
    rows: QuerySet[Change] = Change.objects.select_related("undoes", "undone_by")
    change = get_object_or_404(rows, pk=change_id)
    guard(may_decide(viewer_of(request), change), words=FOR_MODERATORS)
    return change, acting(request, target_of(change))


@moderators
@require_safe
def change(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    found, by = in_hand(request, change_id)
    return _shown(request, found, by)


def _shown(
    request: HttpRequest, found: Change, by: Acting, *, status: int = 200, wrong: str = "", **forms: Any
) -> HttpResponse:
    context = {
        "change": found,
        "decision": decision(found, timezone.now()),
        "decline_form": forms.get("decline") or DeclineForm(),
        "edits_form": forms.get("edits") or EditsForm(found, timezone.localdate()),
        "is_editing": "edits" in forms,
        "wrong": wrong,
        "is_second": found.state == Change.State.SECONDING,
        "was_first": by.person is not None and found.first_by_id == by.person.pk,
        "said": messages.get_messages(request),
    }
    return render(request, "keeping/deciding/change.html", context, status=status)


@moderators
@require_POST
def approve(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """As it is proposed, or with the moderator's own hand over it."""
    found, by = in_hand(request, change_id)
    form = EditsForm(found, timezone.localdate(), request.POST) if "edit" in request.POST else None
    if form is not None and not form.is_valid():
        return _shown(request, found, by, status=422, edits=form)
    try:
        done = actions.approve(found.pk, by=by, now=timezone.now(), edits=form.edits if form else None)
    except AlreadyDecidedError:
        return _too_late(request, found)
    except (CannotApplyError, NeedsAnotherError) as error:
        return _shown(request, found, by, status=422, wrong=str(error), **({"edits": form} if form else {}))
    messages.success(request, what_became(done))
    return redirect("queue")


@moderators
@require_POST
def decline(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    found, by = in_hand(request, change_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, by, status=422, decline=form)
    try:
        actions.decline(found.pk, by=by, now=timezone.now(), reason=form.said)
    except AlreadyDecidedError:
        return _too_late(request, found)
    messages.success(request, "Declined. The listing stays as it was.")
    return redirect("queue")


def _too_late(request: HttpRequest, found: Change) -> HttpResponse:
    """Somebody else was quicker: say what they decided."""
    found.refresh_from_db()
    return render(request, "keeping/deciding/too_late.html", {"change": found}, status=409)


@moderators
@require_GET
def after(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """The next one in line, for who leaves this one to somebody else."""
    found, _ = in_hand(request, change_id)
    line = in_line(scope_of(viewer_of(request)).only(Change.objects.waiting()))
    place = line.index(found.pk) + 1 if found.pk in line else 0
    return redirect("change", line[place]) if place < len(line) else redirect("queue")


@moderators
@require_POST
def looked(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """At what was done at once, which stays as it is."""
    found, by = in_hand(request, change_id)
    try:
        actions.look_at(found.pk, by=by, now=timezone.now())
    except AlreadyDecidedError:
        return _too_late(request, found)
    messages.success(request, "Noted. It stays as it is.")
    return redirect("queue")


@moderators
@require_safe
def preview(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """The page of a meeting as it would be."""
    found, _ = in_hand(request, change_id)
    now = timezone.now()
    try:
        meeting = previewed(found)
        if meeting is None:
            raise Http404("It is about no meeting.")
        context = meeting_page(meeting, dates_of(meeting, now, settings.TIME_ZONE), now)
    except (ValueError, ValidationError) as error:
        raise Http404("It cannot be shown as it is proposed.") from error
    return render(request, "keeping/deciding/preview.html", context | {"change": found})


@moderators
@require_GET
def sketch(request: HttpRequest) -> HttpResponse:
    """The streets around a point that is proposed and shown to nobody else yet."""
    at = read_point(request.GET.get("at", ""))
    if at is None:
        raise Http404("Give a point as at=53.79,-2.24.")
    return HttpResponse(sketch_png(round(at[0], 4), round(at[1], 4)), content_type="image/png")
