"""A window of a browser onto pages that are made in this process, for whoever is signed in with a test client.

No server and no start: what the browser asks for is answered by the client, within the transaction of the test. It is
answered over a socket and not by Playwright's interception, which would have the browser keep no style and no script
from one page to the next.
"""

import asyncio
import socket
from collections.abc import Callable
from contextvars import copy_context
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Request

from tests.conventions.code import told

KEPT = "max-age=3600"
"""Styles and scripts, by the browser; a page is what is shown of it each time."""


class Connection(asyncio.Protocol):
    """One of the browser's, over which it asks for one thing after another."""

    def __init__(self, answer: Callable[[str], bytes]) -> None:
        self._answer, self._heard = answer, b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *asked, self._heard = (self._heard + data).split(b"\r\n\r\n")
        for head in asked:
            self._transport.write(self._answer(head.split(b" ", 2)[1].decode()))


class Window:
    def __init__(self, browser: Browser) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        # A browser trusts this name as it trusts a site with a certificate.
        self._here = f"http://localhost:{listening.getsockname()[1]}"
        self._context = browser.new_context(
            base_url=self._here, locale="en-GB", timezone_id="Europe/London", service_workers="block"
        )
        # Playwright's loop runs while a test waits for the browser, and at no other time.
        loop = asyncio.get_running_loop()
        self._serving = loop.create_task(loop.create_server(lambda: Connection(self._answer), sock=listening))
        self._files: dict[str, bytes] = {}
        self.page = self._context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("request", self._see)
        self.page.on("pageerror", lambda error: self._troubles.append(f"a script broke: {error}"))
        self.page.on("console", self._hear)
        self._troubles: list[str] = []

    def show(self, client: Client, at: str, answer: Any, *, width: int, scheme: str) -> None:
        """Goes to `at`, where there is `answer`; all else that the page asks for the client fetches."""
        self._client, self._at, self._shown = client, at, answer
        self._around = copy_context()  # Playwright's loop has another, which has no part in the test's transaction
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme)
        self.page.goto(at)

    def troubles(self) -> list[str]:
        """Since they were asked for last: requests to anybody else, scripts that broke, errors in the console."""
        found, self._troubles = self._troubles, []
        return found

    def close(self) -> None:
        self._context.close()
        self._serving.result().close()

    def _hear(self, said: ConsoleMessage) -> None:
        is_of_the_page_itself = said.location.get("url") == self.page.url and "status of 4" in said.text
        if said.type == "error" and not is_of_the_page_itself:
            self._troubles.append(f"the console says: {said.text} {said.location}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self._here:
            self._troubles.append(f"a request went to somebody else: {request.url}")

    def _answer(self, path: str) -> bytes:
        if path == self._at.partition("#")[0]:
            return self._told(path, self._shown)
        if not path.startswith("/static/"):
            return self._told(path, self._fetched(path))
        if path not in self._files:
            self._files[path] = self._told(path, self._fetched(path), keep=KEPT)
        return self._files[path]

    def _fetched(self, path: str) -> Any:
        return self._around.run(self._client.get, path)

    def _told(self, path: str, answer: Any, *, keep: str = "no-store") -> bytes:
        """The answer as it goes over the wire."""
        if answer.status_code >= 500:
            self._troubles.append(f"{path} answered {answer.status_code}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        left_out = {"content-length", "set-cookie", "cache-control"}
        lines = [f"{name}: {value}" for name, value in answer.items() if name.lower() not in left_out]
        lines += [f"Content-Length: {len(body)}", f"Cache-Control: {keep}"]
        status = HTTPStatus(answer.status_code)
        return "\r\n".join([f"HTTP/1.1 {status.value} {status.phrase}", *lines, "", ""]).encode() + body


def raise_if(faults: list[str]) -> None:
    assert not faults, told(faults)
