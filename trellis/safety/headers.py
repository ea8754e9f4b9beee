"""Headers that every answer carries."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

Handler = Callable[[HttpRequest], HttpResponse]
_OF_PROGRAMS = ("/api/", "/feeds/")


def content_security_policy(tile_address: str = "") -> str:
    """Nothing from anywhere else: scripts, styles, fonts and pictures are our own.

    Only where the operator has set the address of a tile server may pictures come from that host as well.
    """
    pictures = "'self' data:"
    if tile_address:
        parts = urlsplit(tile_address.replace("{s}", "*"))
        pictures += f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'self'; img-src {pictures}; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    )


def _by_https_alone(request: HttpRequest) -> HttpResponse | None:
    """A page leads whoever comes by http on to https. A program would be led on each time and nobody would notice that
    its questions, such as a postcode, were told to everybody on the way: it is refused, so that its maker mends it."""
    if not settings.SECURE_SSL_REDIRECT or request.is_secure() or not request.path.startswith(_OF_PROGRAMS):
        return None
    detail = "Ask by https://, so that nobody on the way reads what is asked. Nothing is answered by http."
    problem = {"type": "about:blank", "title": "Ask by https", "status": HTTPStatus.FORBIDDEN, "detail": detail}
    return JsonResponse(problem, status=HTTPStatus.FORBIDDEN, content_type="application/problem+json")


class SafeHeadersMiddleware:
    """Adds the content security policy and closes doors that no page of ours needs.

    What has a window, or could ask for a camera, is a page; a tile of the map need not carry words about either.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = content_security_policy(settings.TILE_ADDRESS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = _by_https_alone(request) or self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault(
                "Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=(), browsing-topics=()"
            )
        else:
            response.headers.pop("Cross-Origin-Opener-Policy", None)
        is_open = "Access-Control-Allow-Origin" in response.headers
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin")
        return response
