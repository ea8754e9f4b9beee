"""Pages of a spreadsheet that somebody sent: how far it is, what it would change, and that it is in."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from trellis.accounts.access import keepers
from trellis.opendata.models import Sheet
from trellis.opendata.reading import sheets
from trellis.opendata.reading.forms import SheetForm
from trellis.opendata.reading.views import in_hand, keeping_page
from trellis.places.models import Source

PATIENCE: Final = timedelta(seconds=20)
"""So long after a sheet was sent a worker has it in hand, or is busy, or there is none."""


@keepers
@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Lays the sheet aside. A small one is looked at now."""
    found, _ = in_hand(request, slug)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return keeping_page(request, found, status=422, sheet=form)
    given = form.cleaned_data["sheet"]
    suffix = "xlsx" if given.name.lower().endswith(".xlsx") else "csv"
    laid = sheets.send(found, given.chunks(), suffix, now=timezone.now())
    _go_on(laid, only_if_small=True)
    return redirect("sheet", found.slug, laid.name)


@keepers
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def sheet(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Where it stands: being looked at, to be agreed to, being taken in, in, stopped, or of no use."""
    source, by = in_hand(request, slug)
    try:
        found = sheets.found(source, name)
    except sheets.SheetGoneError as error:
        return _refused(request, source, str(error))
    if request.method == "POST":
        asked = request.POST.get("ask", "take")
        if asked == "stop":
            sheets.stop(found, timezone.now())
        elif asked == "here" or sheets.agree(found, by=by, now=timezone.now()):
            _go_on(found, only_if_small=asked != "here")
        return redirect("sheet", source.slug, found.name)
    if found.stage == Sheet.Stage.REFUSED:
        return _refused(request, source, found.words)
    now = timezone.now()
    is_waiting = found.lease_until is None or found.lease_until < now
    is_late = is_waiting and now - found.moved_at > PATIENCE
    context = {"source": source, "sheet": found, "rows": sheets.how_far(found), "is_late": is_late}
    return render(request, "opendata/sources/sheet.html", context)


def _go_on(sheet: Sheet, *, only_if_small: bool) -> None:
    """Here and now, while whoever asked for it waits."""
    if only_if_small and not sheets.is_small(sheet):
        return
    if claimed := sheets.claim(timezone.now(), only=sheet):
        sheets.work_at(claimed)


def _refused(request: HttpRequest, source: Source, words: str) -> HttpResponse:
    form = SheetForm({}, {})
    form.full_clean()
    form.errors["sheet"] = form.error_class([words])
    return keeping_page(request, source, status=422, sheet=form)
