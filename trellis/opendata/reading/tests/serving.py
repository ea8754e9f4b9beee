"""A web server on this machine that answers a feed in whatever mood a test wishes.

with serving() as feed:
    feed.content, feed.status = b"[]", 200
    read(feed.address)
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What the server answers at /feed, and what it was asked."""

    address: str = ""
    content: bytes = b"[]"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    robots: str = ""
    cut_at: int | None = None
    drips: bool = False
    moved_from: str = ""
    asked: list[str] = field(default_factory=list)
    sent: int = 0


class Handler(BaseHTTPRequestHandler):
    served: Served

    def do_GET(self) -> None:
        served = self.served
        served.asked.append(self.path)
        if self.path == "/robots.txt":
            self._answer(200 if served.robots else 404, served.robots.encode())
        elif self.path == served.moved_from:
            self._answer(301, b"", {"Location": "/feed"})
        elif served.etag and self.headers.get("If-None-Match") == served.etag:
            self._answer(304, b"")
        elif served.drips:
            self._drip()
        else:
            tag = {"ETag": served.etag} if served.etag else {}
            self._answer(served.status, served.content, {**tag, **served.headers})

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        cut = self.served.cut_at if self.path == "/feed" else None
        self.wfile.write(content[:cut])
        self.served.sent += len(content[:cut])

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                time.sleep(0.02)
        except OSError:  # the reader has given up
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Served]:
    served = Served()
    handler = type("ServedHandler", (Handler,), {"served": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        served.address = f"http://127.0.0.1:{listening.server_port}/feed"
        try:
            yield served
        finally:
            listening.shutdown()
            thread.join()
