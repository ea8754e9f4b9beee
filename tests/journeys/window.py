"""A window of a browser onto pages that are made in this process, for whoever is signed in with a test client.

No server and no start: what the browser asks for is answered by the client, within the transaction of the test.
"""

from contextvars import copy_context
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Route

from tests.conventions.code import told

HERE = "http://localhost"
"""Nobody listens there. A browser trusts it as it trusts a site with a certificate."""


class Window:
    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context(
            base_url=HERE, locale="en-GB", timezone_id="Europe/London", service_workers="block"
        )
        self._context.route("**/*", self._answer)
        self._files: dict[str, Any] = {}
        self.page = self._context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self._troubles.append(f"a script broke: {error}"))
        self.page.on("console", self._hear)
        self._troubles: list[str] = []

    def show(self, client: Client, at: str, answer: Any, *, width: int, scheme: str) -> None:
        """Goes to `at`, where there is `answer`; all else that the page asks for the client fetches."""
        self._client, self._at, self._shown = client, at, answer
        self._around = copy_context()  # Playwright answers in another, which has no part in the test's transaction
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme)
        self.page.goto(at)

    def troubles(self) -> list[str]:
        """Since they were asked for last: requests to anybody else, scripts that broke, errors in the console."""
        found, self._troubles = self._troubles, []
        return found

    def close(self) -> None:
        self._context.close()

    def _hear(self, said: ConsoleMessage) -> None:
        is_of_the_page_itself = said.location.get("url") == self.page.url and "status of 4" in said.text
        if said.type == "error" and not is_of_the_page_itself:
            self._troubles.append(f"the console says: {said.text} {said.location}")

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if f"{parts.scheme}://{parts.netloc}" != HERE:
            self._troubles.append(f"a request went to somebody else: {route.request.url}")
            route.abort()
            return
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if route.request.is_navigation_request() and path == self._at.partition("#")[0]:
            answer = self._shown
        elif parts.path.startswith("/static/"):
            if path not in self._files:
                self._files[path] = content_of(self._fetched(path))
            answer = self._files[path]
        else:
            answer = self._fetched(path)
        status, headers, body = answer if isinstance(answer, tuple) else content_of(answer)
        if status >= 500:
            self._troubles.append(f"{path} answered {status}")
        route.fulfill(status=status, headers=headers, body=body)

    def _fetched(self, path: str) -> Any:
        return self._around.run(self._client.get, path)


def content_of(answer: Any) -> tuple[int, dict[str, str], bytes]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kept = {name: value for name, value in answer.items() if name.lower() not in {"content-length", "set-cookie"}}
    return answer.status_code, kept, body


def raise_if(faults: list[str]) -> None:
    assert not faults, told(faults)
