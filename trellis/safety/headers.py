"""Headers that every answer carries."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


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


class SafeHeadersMiddleware:
    """Adds the content security policy and closes doors that no page of ours needs.

    What has a window, or could ask for a camera, is a page; a tile of the map need not carry words about either.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = content_security_policy(settings.TILE_ADDRESS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
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
