"""Requests a second of a page and of the API, beside those of a view that does nothing in the same server.

The server is the site's own WSGI application with all its middleware, asked in this process: no network and no second
process to share the machine with. Each round asks all three in turn, so that whatever else runs slows all of them.
"""

import re
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from trellis.bench.measuring import Figure, over, under
from trellis.places.areas import Areas

ROUNDS: Final = 15
REQUESTS: Final = 40
MOST_QUERIES: Final = 4
NOTHING: Final = "/bench/nothing"
_FILES: Final = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg|png|webp|woff2))(?:\?[^"]*)?"')


class Site:
    """The site, asked as a web server asks it."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def get(self, address: str, *, encoding: str = "") -> bytes:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "HTTP_ACCEPT_ENCODING": encoding,
        }
        status = ""

        def start(line: str, _headers: list[tuple[str, str]], _error: Any = None) -> None:
            nonlocal status
            status = line

        answer = self.application(environ, start)  # type: ignore[arg-type]
        body = b"".join(answer)
        answer.close()
        if not status.startswith("200"):
            raise RuntimeError(f"{address} answered {status}. Mend that before measuring it.")
        return body


def addresses(page: str, count: int) -> list[str]:
    """Searches round the largest authorities, 20 results each."""
    largest = sorted(Areas.read(), key=lambda area: -area.population)[:count]
    return [f"{page}?near={area.lat},{area.lon}&within=25mi&limit=20" for area in largest]


def serving() -> Iterator[Figure]:
    with override_settings(ROOT_URLCONF="trellis.bench.urls"):
        yield from _serving(Site())


def _serving(site: Site) -> Iterator[Figure]:
    pages, searches = addresses("/find", REQUESTS), addresses("/api/v1/search", REQUESTS)
    with CaptureQueriesContext(connection) as captured:
        site.get(pages[0])
    yield Figure(
        "results page, database queries",
        len(captured),
        "queries",
        f"at most {MOST_QUERIES}",
        len(captured) <= MOST_QUERIES,
    )
    for encoding, words in (("", ""), ("gzip", ", compressed")):
        nothing, page, search = _rates(site, [[NOTHING] * REQUESTS, pages, searches], encoding)
        yield Figure(f"a view that does nothing{words}", round(nothing), "a second")
        yield Figure(f"results page of 20{words}", round(page), "a second")
        yield over(f"results page beside nothing{words}", page / nothing, "of it", 1 / 10)
        yield Figure(f"search API of 20{words}", round(search), "a second")
        yield over(f"search API beside nothing{words}", search / nothing, "of it", 1 / 3)


def _rates(site: Site, sets: Sequence[Sequence[str]], encoding: str) -> list[float]:
    """Requests a second of each set of addresses: medians over the rounds, after one that warms everything."""
    rates: list[list[float]] = [[] for _ in sets]
    for number in range(ROUNDS + 1):
        for asked, found in zip(sets, rates, strict=True):
            begun = time.perf_counter()
            for address in asked:
                site.get(address, encoding=encoding)
            if number:
                found.append(len(asked) / (time.perf_counter() - begun))
    return [median(found) for found in rates]


def weighing() -> Iterator[Figure]:
    """The first page and all its files as they travel, compressed."""
    site = Site()
    yield under("first page with all its files, compressed", _weight(site, "/") / 1000, "KB", 50)
    yield under("map page with all its files, compressed", _weight(site, "/map") / 1000, "KB", 120)


def _weight(site: Site, address: str) -> int:
    page = site.get(address, encoding="gzip")
    files = set(_FILES.findall(site.get(address).decode()))
    return len(page) + sum(_sent(Path(settings.STATIC_ROOT) / name) for name in files)


def _sent(file: Path) -> int:
    """Bytes of a file as WhiteNoise sends it: the smallest of those it keeps ready."""
    ready = (file.with_name(file.name + ending) for ending in (".br", ".gz", ""))
    return next(one for one in ready if one.exists()).stat().st_size
