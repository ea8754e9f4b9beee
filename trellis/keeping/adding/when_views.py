"""The page that asks when it is, says back what it understood, and offers days and times to choose."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trellis.keeping.adding import answers as said
from trellis.keeping.adding import drafts
from trellis.keeping.adding.answers import Answers
from trellis.keeping.adding.once import OnceForm
from trellis.keeping.adding.pages import headed, onward, page, step_context
from trellis.keeping.adding.point import point_of
from trellis.keeping.adding.when import DaysForm, WhenForm, said_back, schedule_of
from trellis.keeping.models import Draft
from trellis.meetings.holidays import calendar_of
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place


def when_step(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """`by=days` shows the form with days and times; `said=1` says back what is kept."""
    then, is_by_days = request.GET.get("then", ""), request.GET.get("by") == "days"
    context = step_context(draft, token, "when", then=then) | {
        "is_by_days": is_by_days,
        "is_once": said.is_once(draft.answers),
    }
    schedule = schedule_of(draft.answers)
    if request.method == "POST" and "right" in request.POST:
        return onward(draft, token, "when", then=then)
    if request.method != "POST" and "said" in request.GET and schedule:
        told = draft.answers["when"]
        return page(request, "when_said", context | {"said": said_back(schedule, timezone.now()), "told": told})
    form = _form(request, draft, is_by_days=is_by_days)
    if not form.is_valid():
        return page(request, "when", headed(context, form))
    drafts.answer(draft, "when", form.values(), now=timezone.now())
    if schedule_of(draft.answers) is None:
        return onward(draft, token, "when", then=then)
    return redirect(f"{request.path}?said=1{'&then=check' if then else ''}")


def _form(request: HttpRequest, draft: Draft, *, is_by_days: bool) -> WhenForm | DaysForm | OnceForm:
    data = request.POST if request.method == "POST" else None
    kept: dict[str, Any] = draft.answers.get("when", {})
    if said.is_once(draft.answers):
        before = {"day": kept.get("starts_on"), "start": kept.get("start")}
        return OnceForm(data, answers=draft.answers, today=timezone.localdate(), initial=before)
    if is_by_days:
        return DaysForm(data, answers=draft.answers, calendar=_calendar(draft.answers))
    today = timezone.localdate()
    words = {"words": kept.get("words", "")}
    return WhenForm(data, answers=draft.answers, today=today, calendar=_calendar(draft.answers), initial=words)


def _calendar(answers: Answers) -> str:
    """Of the public holidays where it meets; nothing where that cannot be told."""
    if not said.is_somewhere(answers):
        return ""
    if known := said.known_place(answers):
        place = Place.objects.filter(pk=known).first()
        return calendar_of(area=place.area_code, country=place.country) if place else ""
    point = point_of(answers)
    near = gazetteer().postcodes.nearest(point.lat, point.lon, limit_m=10_000) if point else None
    return calendar_of(area=near.area_code if near else "", country="")
