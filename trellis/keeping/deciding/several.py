"""Several changes decided together: each in its own transaction, and a list of what became of each."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.access import moderators
from trellis.accounts.viewing import viewer_of
from trellis.keeping import actions
from trellis.keeping.acting import Acting, acting
from trellis.keeping.actions import AlreadyDecidedError, NeedsAnotherError
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.deciding.changes import names_of, row_of, title_of, what_became
from trellis.keeping.deciding.decision import may_decide, target_of
from trellis.keeping.deciding.forms import DeclineForm
from trellis.keeping.deciding.sections import MOST_ROWS
from trellis.keeping.models import Change

_KEPT = "decided together"
"""Where a session holds what became of them, until the page that tells it is read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    title: str
    address: str
    words: str
    is_done: bool


Do = Callable[[Change, Acting, dt.datetime], str]


def _approve(change: Change, by: Acting, now: dt.datetime) -> str:
    if change.kind == Change.Kind.DELETE:
        raise CannotApplyError("Open it and read it first. What cannot be undone is not agreed to with others.")
    return what_became(actions.approve(change.pk, by=by, now=now))


def _look(change: Change, by: Acting, now: dt.datetime) -> str:
    actions.look_at(change.pk, by=by, now=now)
    return "Noted that you have looked."


def _release(change: Change, by: Acting, now: dt.datetime) -> str:
    actions.release(change.pk, by=by, now=now)
    return "Put into the queue."


_DO: dict[str, Do] = {"approve": _approve, "looked": _look, "release": _release}


@moderators
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "keeping/deciding/outcomes.html", {"outcomes": request.session.pop(_KEPT, [])})
    chosen, do = _chosen(request), request.POST.get("do", "")
    if not chosen or do not in {*_DO, "decline"}:
        return render(request, "keeping/deciding/outcomes.html", {"outcomes": [], "is_empty": True}, status=422)
    if do == "decline":
        form = DeclineForm(request.POST if "reason" in request.POST or "said" in request.POST else None)
        if not form.is_valid():
            return _ask_why(request, chosen, form)
        outcomes = decided(request, chosen, _declining(form.said))
    else:
        outcomes = decided(request, chosen, _DO[do])
    request.session[_KEPT] = [_as_kept(one) for one in outcomes]
    return redirect("several")


def _declining(reason: str) -> Do:
    def decline(change: Change, by: Acting, now: dt.datetime) -> str:
        actions.decline(change.pk, by=by, now=now, reason=reason)
        return "Declined."

    return decline


def _ask_why(request: HttpRequest, chosen: Sequence[Change], form: DeclineForm) -> HttpResponse:
    names = names_of(chosen)
    context = {"rows": [row_of(change, names) for change in chosen], "form": form}
    return render(request, "keeping/deciding/why.html", context, status=422 if form.is_bound else 200)


def _chosen(request: HttpRequest) -> list[Change]:
    """In the order of the page; what is no identifier is passed over."""
    identities = []
    for text in request.POST.getlist("change")[:MOST_ROWS]:
        try:
            identities.append(uuid.UUID(text))
        except ValueError:
            continue
    found = Change.objects.in_bulk(identities)
    return [found[identity] for identity in dict.fromkeys(identities) if identity in found]


def decided(request: HttpRequest, chosen: Sequence[Change], do: Do) -> list[Outcome]:
    names, now = names_of(chosen), timezone.now()
    outcomes = []
    for change in chosen:
        words, is_done = _one(request, change, do, now)
        outcomes.append(Outcome(title_of(change, names), change.get_absolute_url(), words, is_done))
    return outcomes


def _one(request: HttpRequest, change: Change, do: Do, now: dt.datetime) -> tuple[str, bool]:
    if not may_decide(viewer_of(request), change):
        return "It is not in your areas.", False
    try:
        return do(change, acting(request, target_of(change)), now), True
    except (AlreadyDecidedError, NeedsAnotherError) as error:
        return str(error), False
    except CannotApplyError as error:
        return f"It cannot be done as it is: {error}", False


def _as_kept(outcome: Outcome) -> dict[str, Any]:
    return {
        "title": outcome.title,
        "address": outcome.address,
        "words": outcome.words,
        "is_done": outcome.is_done,
    }
