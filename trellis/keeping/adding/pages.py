"""What all pages of a draft have in common."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trellis.keeping.adding import steps
from trellis.keeping.adding.drafts import NoDraftError
from trellis.keeping.forms import PlainForm
from trellis.keeping.models import Draft
from trellis.safety.limits import Limit

BEGINNINGS: Final = Limit("things begun to be added", most=30, within=timedelta(hours=1))
CHECK: Final = "check"


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Kept by no cache and found by no search engine. Its address is a key: nobody else is told of it.

    Referrer-Policy stays the site's same-origin: no-referrer would make browsers send forms with `Origin: null`, which
    the check against forged forms refuses.
    """
    response = render(request, f"keeping/adding/{template}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def of_a_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a draft. Where it has gone, such as by a second press of "Send", the page says so."""

    @wraps(view)
    def with_draft(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except NoDraftError:
            return page(request, "gone", {}, status=404)

    return with_draft


def step_context(draft: Draft, token: str, slug: str, *, then: str = "") -> dict[str, Any]:
    """Where one is."""
    number, many = steps.number_of(slug, draft.answers)
    back = steps.before(slug, draft.answers)
    return {
        "token": token,
        "step": steps.BY_SLUG[slug],
        "number": number,
        "many": many,
        "back": CHECK if then == CHECK else back.slug if back else "",
        "then": then,
    }


def onward(draft: Draft, token: str, slug: str, *, then: str = "") -> HttpResponse:
    """To the next question; to the check where that was come from and nothing is open."""
    following = steps.after(slug, draft.answers)
    if then == CHECK:
        following = steps.first_open(draft.answers)
    return redirect("add-step", token, following.slug) if following else redirect("add-check", token)


def headed(context: dict[str, Any], form: PlainForm) -> dict[str, Any]:
    """With the form. Where it asks one thing, that is the heading of the page."""
    fields = list(form)
    heading = fields[0].label if len(fields) == 1 else context["step"].title
    return context | {"form": form, "is_title": len(fields) == 1, "heading": heading}
