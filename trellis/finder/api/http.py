"""How the API answers: JSON with caching headers, open to pages of other sites, and problems as RFC 9457 tells them."""

import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, Final

import brotli
import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from trellis.finder.questions.parts import Problem
from trellis.finder.search import Answer

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
FOR_ONE: Final = "private, max-age=60"
"""A search says where somebody is: only their own device keeps the answer."""
FOR_ALL: Final = "public, max-age=300"
READING: Final = "GET, HEAD"
WORTH_PACKING: Final = 500
_PACKINGS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "br": partial(brotli.compress, quality=2),  # smaller than gzip at its lightest, in half the time
    "gzip": partial(gzip.compress, compresslevel=1, mtime=0),
}
_NEVER: Final = re.compile(r"q=0(\.0*)?")


def answered(request: HttpRequest, body: object, *, cache: str = FOR_ALL, links: str = "") -> HttpResponse:
    """With an ETag of its own: what `ConditionalGetMiddleware` would reckon takes twice as long.

    Compressed here, and lightly: it takes a third of the middleware's time, and an answer holds no secret that would
    need its padding.
    """
    text = msgspec.json.encode(body)
    packing = _packing(request.META.get("HTTP_ACCEPT_ENCODING", "")) if len(text) >= WORTH_PACKING else ""
    response = HttpResponse(_PACKINGS[packing](text) if packing else text, content_type=JSON)
    if packing:
        response.headers["Content-Encoding"] = packing
    response.headers["ETag"] = f'"{sha256(text).hexdigest()[:32]}{packing and f"-{packing}"}"'
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache
    if links:
        response.headers["Link"] = links
    return opened(get_conditional_response(request, etag=response.headers["ETag"], response=response) or response)


@lru_cache(maxsize=256)
def _packing(accepted: str) -> str:
    """The best of ours that the asker reads; what is accepted with weight nought is not."""
    said = {name.strip(): weight for name, _, weight in (one.partition(";") for one in accepted.lower().split(","))}
    return next((name for name in _PACKINGS if name in said and not _NEVER.fullmatch(said[name].strip())), "")


def refused(status: int, title: str, detail: str, errors: Sequence[Mapping[str, Any]] = ()) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": list(errors)}
    response = HttpResponse(msgspec.json.encode(body), status=status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    return opened(response)


def wrong_values(problems: Sequence[Problem]) -> HttpResponse:
    errors = [
        {"field": one.field, "reason": one.reason, "cure": one.cure, "suggestions": list(one.suggestions)}
        for one in problems
    ]
    return refused(400, "A value could not be read", " ".join(map(str, problems)), errors)


def not_found(request: HttpRequest, what: str = "There is nothing at this address.") -> HttpResponse:
    return refused(404, "Not found", f"{what} What there is: {settings.SITE_ADDRESS}/api/v1/openapi.json")


def read_alone() -> HttpResponse:
    response = refused(405, "Method not allowed", "What is here can be read: ask with GET.")
    response.headers["Allow"] = READING
    return response


def asked_beforehand() -> HttpResponse:
    """What a browser asks before a page of another site may send headers of its own, such as If-None-Match."""
    allowed = {"Access-Control-Allow-Methods": READING, "Access-Control-Allow-Headers": "*", "Allow": READING}
    return opened(HttpResponse(status=204, headers=allowed))


def opened(response: HttpResponse) -> HttpResponse:
    """Pages of any site may read it: it is the same for everybody, and nobody is signed in."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, ETag"
    return response


def page_links(answer: Answer, path: str) -> str:
    """RFC 8288: first, previous, next and last page."""
    pages = {"first": 1, "prev": answer.query.page - 1, "next": answer.query.page + 1, "last": answer.pages}
    first = answer.query.link(page=None)
    address = f"{settings.SITE_ADDRESS}{path}{first}{'&' * (len(first) > 1)}page="
    return ", ".join(
        f'<{address}{number}>; rel="{name}"' for name, number in pages.items() if 1 <= number <= answer.pages
    )
