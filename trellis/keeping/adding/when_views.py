"""The page that asks when it is, says back what it understood, and offers days and times to choose."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trellis.keeping.adding import drafts
from trellis.keeping.adding.pages import headed, onward, page, step_context
from trellis.keeping.adding.when import DaysForm, WhenForm, said_back, schedule_of
from trellis.keeping.models import Draft


def when_step(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """`by=days` shows the form with days and times; `said=1` says back what is kept."""
    then, is_by_days = request.GET.get("then", ""), request.GET.get("by") == "days"
    context = step_context(draft, token, "when", then=then) | {"is_by_days": is_by_days}
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


def _form(request: HttpRequest, draft: Draft, *, is_by_days: bool) -> WhenForm | DaysForm:
    data = request.POST if request.method == "POST" else None
    kept: dict[str, Any] = draft.answers.get("when", {})
    if is_by_days:
        return DaysForm(data, answers=draft.answers)
    today = timezone.localdate()
    return WhenForm(data, answers=draft.answers, today=today, initial={"words": kept.get("words", "")})
