"""Pages of sources: one for everybody, one for those who look after it, and the register."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.accounts.access import FOR_MODERATORS, guard, keepers, moderators
from trellis.accounts.roles import Target, may_keep, may_moderate
from trellis.accounts.viewing import viewer_of
from trellis.keeping.acting import Acting, acting
from trellis.keeping.deciding.scope import scope_of
from trellis.keeping.listings import with_upper
from trellis.meetings.models import Meeting
from trellis.opendata.models import Read, Sheet
from trellis.opendata.reading import actions
from trellis.opendata.reading.forms import AddressForm, PaceForm, SheetForm, SourceForm
from trellis.opendata.reading.health import health
from trellis.opendata.reading.known_sources import target_of
from trellis.places.models import Source
from trellis.safety.access import public

READS_SHOWN = 20
FOR_ITS_PEOPLE = "This page is for those who look after this source."


def in_hand(request: HttpRequest, slug: str) -> tuple[Source, Acting]:
    """The source, and in which role the viewer looks after it. Raises PermissionDenied, Http404."""
    source = get_object_or_404(Source, slug=slug)
    guard(may_keep(viewer_of(request), target_of(source)), words=FOR_ITS_PEOPLE)
    return source, acting(request, target_of(source))


@public
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody may know of a source. Three queries."""
    found = get_object_or_404(Source, slug=slug)
    listed = Meeting.objects.listed().filter(source=found).count()
    reads = found.reads.exclude(outcome=Read.Outcome.READING)[:READS_SHOWN]
    context = {"source": found, "listed": listed, "reads": reads, "health": health(found, timezone.now())}
    return render(request, "opendata/sources/source.html", context)


@moderators
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The register, those that need somebody first."""
    now = timezone.now()
    rows: QuerySet[Source] = scope_of(viewer_of(request)).only(Source.objects.all())
    listed = Count("meetings", filter=Q(meetings__state=Meeting.State.LISTED))
    found = rows.exclude(format=Source.Format.FORM).annotate(listed=listed).order_by("name")
    shown = sorted(((one, health(one, now)) for one in found), key=lambda pair: pair[1].is_good)
    return render(request, "opendata/sources/sources.html", {"sources": shown, "said": messages.get_messages(request)})


@moderators
@require_http_methods(["GET", "HEAD", "POST"])
def new_source(request: HttpRequest) -> HttpResponse:
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        areas = with_upper(form.cleaned_data["area_code"])
        guard(may_moderate(viewer_of(request), areas), words=FOR_MODERATORS)
        by = acting(request, Target("source", Source.id_for("new"), areas))
        try:
            made = actions.register_source(values=form.cleaned_data, by=by, now=timezone.now())
        except actions.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return redirect("source-keeping", made.slug)
    status = 422 if form.errors else 200
    return render(request, "opendata/sources/new.html", {"form": form}, status=status)


@keepers
@require_safe
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Its last readings with what they changed, how it is doing, and what can be asked of it."""
    found, _ = in_hand(request, slug)
    return keeping_page(request, found)


def keeping_page(request: HttpRequest, found: Source, *, status: int = 200, **forms: object) -> HttpResponse:
    reads = list(found.reads.all()[:READS_SHOWN])
    context = {
        "source": found,
        "reads": reads,
        "health": health(found, timezone.now(), last_words=reads[0].words if reads else ""),
        "pace": forms.get("pace") or PaceForm(initial={"every_hours": str(found.every_hours)}),
        "moved": forms.get("moved") or AddressForm(),
        "sheet": forms.get("sheet") or SheetForm(),
        "sheets": found.sheets.exclude(stage__in=[Sheet.Stage.TAKEN, Sheet.Stage.REFUSED]).order_by("moved_at"),
        "said": messages.get_messages(request),
    }
    return render(request, "opendata/sources/keeping.html", context, status=status)


@keepers
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Read it soon, take what was held, or read it at another pace or address."""
    found, by = in_hand(request, slug)
    now, asked = timezone.now(), request.POST.get("ask", "")
    if asked == "pace":
        form = PaceForm(request.POST)
        if not form.is_valid():
            return keeping_page(request, found, status=422, pace=form)
        actions.set_pace(found, int(form.cleaned_data["every_hours"]), by=by, now=now)
        messages.success(request, "Kept.")
    elif asked == "move":
        return _move(request, found, by)
    elif asked == "take":
        actions.accept_losses(found, by=by, now=now)
        messages.success(request, "It is read again within a minute or two, and what was held comes in.")
    else:
        actions.read_soon(found, by=by, now=now)
        messages.success(request, "It is read within a minute or two.")
    return redirect("source-keeping", found.slug)


def _move(request: HttpRequest, found: Source, by: Acting) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            actions.set_address(found, form.cleaned_data["address"], by=by, now=timezone.now())
        except actions.NameTakenError as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, "It is read from there within a minute or two.")
            return redirect("source-keeping", found.slug)
    return keeping_page(request, found, status=422, moved=form)
