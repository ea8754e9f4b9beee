"""A page that says what the machine cannot do just now, instead of "something went wrong"."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.safety.trouble import trouble_of

log = logging.getLogger(__name__)

RETRY_AFTER_S = 30


class TroubleMiddleware:
    """503 with plain words for a full disk, a read-only folder, a database that is locked or away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        trouble = trouble_of(error)
        if trouble is None:
            return None
        log.error("%s (%s)", trouble.cure, str(error).strip())
        context = {"trouble": trouble, "was_sent": request.method == "POST"}
        response = render(request, "web/trouble.html", context, status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
        response.headers["Cache-Control"] = "no-store"
        return response
