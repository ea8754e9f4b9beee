"""Requests a second of a page and of the API, beside those of a view that does nothing in the same server.

The server is that of `trellis serve` (gunicorn), one process, asked over loopback by this process: one connection that
is kept open, one request at a time. Every address is asked in every round, so that whatever else the machine does slows
all of them; the best of an address is kept, and the median over addresses is told.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Final

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trellis.bench.measuring import Figure, best_seconds, over, under
from trellis.places.areas import Areas

ROUNDS: Final = 25
ADDRESSES: Final = 40
MOST_QUERIES: Final = 4
NOTHING: Final = "/bench/nothing"
_START_SECONDS: Final = 120
_FILES: Final = re.compile(r'(?:href|src)="/static/([^"#?]+\.(?:css|js|svg|png|webp|woff2))[^"]*"')


class Site:
    """The site over one connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address: str, *, encoding: str = "identity") -> bytes:
        self.connection.request("GET", address, headers={"Accept-Encoding": encoding})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}. Mend that before measuring it.")
        return body


@contextmanager
def served() -> Iterator[Site]:
    """The site of this data folder, served by a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "trellis.bench.server", str(port)]
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own words
    try:
        _wait_for(port, process)
        yield Site(port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            Site(port).get(NOTHING)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The server to be measured did not start. Try `trellis serve`, which says why.")


def addresses(page: str, count: int) -> list[str]:
    """Searches round the largest authorities, 20 results each."""
    largest = sorted(Areas.read(), key=lambda area: -area.population)[:count]
    return [f"{page}?near={area.lat},{area.lon}&within=25mi&limit=20" for area in largest]


def serving() -> Iterator[Figure]:
    yield _queries()
    with served() as site:
        for encoding, words in (("identity", ""), ("gzip", ", compressed")):
            sets = [[NOTHING] * ADDRESSES, addresses("/find", ADDRESSES), addresses("/api/v1/search", ADDRESSES)]
            nothing, page, search = _rates(site, sets, encoding)
            yield Figure(f"a view that does nothing{words}", round(nothing), "a second")
            yield Figure(f"results page of 20{words}", round(page), "a second")
            yield over(f"results page beside nothing{words}", page / nothing, "of it", 0.1)
            yield Figure(f"search API of 20{words}", round(search), "a second")
            yield over(f"search API beside nothing{words}", search / nothing, "of it", 0.333)
        yield under("first page with all its files, compressed", _weight(site, "/") / 1000, "KB", 50)
        yield under("map page with all its files, compressed", _weight(site, "/map") / 1000, "KB", 120)


def _queries() -> Figure:
    """Of the page when none of its cards is kept yet, which is the most there can be."""
    address = addresses("/find", 1)[0]
    with CaptureQueriesContext(connection) as captured:
        Client(headers={"host": "127.0.0.1"}).get(address)
    count = len(captured)
    return Figure("results page, database queries", count, "queries", f"at most {MOST_QUERIES}", count <= MOST_QUERIES)


def _rates(site: Site, sets: Sequence[Sequence[str]], encoding: str) -> list[float]:
    """Requests a second of each set of addresses."""
    every = [address for each in zip(*sets, strict=True) for address in each]
    best = best_seconds(every, lambda address, _round: site.get(address, encoding=encoding), rounds=ROUNDS)
    return [1 / median(best[number :: len(sets)]) for number in range(len(sets))]


def _weight(site: Site, address: str) -> int:
    """Bytes of a page and all its files as they travel, compressed."""
    page = site.get(address, encoding="gzip")
    files = set(_FILES.findall(site.get(address).decode()))
    return len(page) + sum(_sent(Path(settings.STATIC_ROOT) / name) for name in files)


def _sent(file: Path) -> int:
    """Of a file as WhiteNoise sends it: the smallest of those it keeps ready."""
    ready = (file.with_name(file.name + ending) for ending in (".br", ".gz", ""))
    return next(one for one in ready if one.exists()).stat().st_size
