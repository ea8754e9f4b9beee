"""Requests a second of a page and of the API, beside those of a view that does nothing in the same server.

The server is that of `trellis serve` (gunicorn), one process, asked over loopback by this process: one connection that
is kept open, one request at a time. Every address is asked in every round, so that whatever else the machine does slows
all of them; the best of an address is kept, and the median over addresses is told.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import islice
from statistics import median
from typing import Final

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trellis.bench.measuring import Figure, best_seconds, over, under
from trellis.bench.weighing import OPENED, WINDOWS, map_bytes, page_bytes
from trellis.finder.search import asked as read_query
from trellis.finder.search import search
from trellis.places.areas import Areas

ROUNDS: Final = 25
ADDRESSES: Final = 40
RESULTS: Final = 20
MOST_QUERIES: Final = 4
NOTHING: Final = "/bench/nothing"
_START_SECONDS: Final = 120


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

    def travelled(self, address: str) -> tuple[int, str]:
        """How many bytes an answer has as a browser gets it, its head with it; and the text of a page."""
        self.connection.request("GET", address, headers={"Accept-Encoding": "gzip, deflate, br"})
        answer = self.connection.getresponse()
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}. Mend that before measuring it.")
        is_page = answer.headers.get_content_type() == "text/html"
        return head + len(body), self.get(address).decode() if is_page else ""


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


def searches(count: int) -> list[str]:
    """Round the largest authorities, those that find 20 meetings or more within ten miles."""
    largest = sorted(Areas.read(), key=lambda area: -area.population)
    asked = (f"?near={area.lat},{area.lon}&within=10mi&limit={RESULTS}" for area in largest)
    return list(islice((one for one in asked if _total(one) >= RESULTS), count))


def _total(search_words: str) -> int:
    now = timezone.now()
    return search(read_query(dict(QueryDict(search_words[1:]).lists()), now=now), now=now).total


def serving() -> Iterator[Figure]:
    asked = searches(ADDRESSES)
    if not asked:
        raise RuntimeError("Nowhere are there 20 meetings within ten miles. Measure with more: --size 8000.")
    yield _queries("/find" + asked[-1])
    with served() as site:
        for encoding, words in (("identity", ""), ("gzip", ", compressed")):
            sets = [[page + one for one in asked] for page in ("/find", "/api/v1/search")]
            sets.insert(0, [NOTHING] * len(asked))
            nothing, page, search = _rates(site, sets, encoding)
            yield Figure(f"a view that does nothing{words}", round(nothing), "a second")
            yield Figure(f"results page of 20{words}", round(page), "a second")
            yield over(f"results page beside nothing{words}", page / nothing, "of it", 0.1)
            yield Figure(f"search API of 20{words}", round(search), "a second")
            yield over(f"search API beside nothing{words}", search / nothing, "of it", 0.333)
        yield under("first page with all its files", page_bytes(site, "/") / 1000, "KB", 50)
        for screen, window in WINDOWS.items():
            heaviest = max(map_bytes(site, address, *window) for address in OPENED)
            yield under(f"map with its files, tiles and marks, {screen}", heaviest / 1000, "KB", 120)


def _queries(address: str) -> Figure:
    """Of the page when none of its cards is kept yet, which is the most there can be."""
    with CaptureQueriesContext(connection) as captured:
        Client(headers={"host": "127.0.0.1"}).get(address)
    count = len(captured)
    return Figure("results page, database queries", count, "queries", f"at most {MOST_QUERIES}", count <= MOST_QUERIES)


def _rates(site: Site, sets: Sequence[Sequence[str]], encoding: str) -> list[float]:
    """Requests a second of each set of addresses."""
    every = [address for each in zip(*sets, strict=True) for address in each]
    best = best_seconds(every, lambda address, _round: site.get(address, encoding=encoding), rounds=ROUNDS)
    return [1 / median(best[number :: len(sets)]) for number in range(len(sets))]
