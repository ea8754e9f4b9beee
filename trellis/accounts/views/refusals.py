"""What is said to somebody who may not enter, or whose form came too late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.accounts.access import FOR_KEEPERS
from trellis.accounts.viewing import viewer_of
from trellis.safety.access import public


@public
def closed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: for whom the page is. The words are those that `guard` was given."""
    words = str(exception or "") or FOR_KEEPERS
    context = {"words": words, "is_signed_in": viewer_of(request).is_signed_in, "next": request.get_full_path()}
    return _kept_by_nobody(render(request, "accounts/closed.html", context, status=403))


@public
def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: the page was open for very long, or cookies are switched off."""
    return _kept_by_nobody(render(request, "accounts/form_refused.html", {"next": request.path}, status=403))


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
