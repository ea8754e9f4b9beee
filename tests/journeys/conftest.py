"""A browser, and a site to visit: the real server with the imaginary town, in a process of its own.

Each worker of a run has a browser and a server. The first makes the data folder ready, and all serve from it.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.journeys import chromium
from tests.journeys.site import Site
from tests.pages.conftest import loaded_town, town  # noqa: F401 - fixtures

FOLDER = Path(__file__).parent
PATIENCE_SECONDS = 120
# Root may not use Chromium's sandbox; the rest keeps it from calling its makers, which no page asked it to do.
CHROMIUM_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium here; script/browser looks for one and says how to get it")
    # Playwright keeps an event loop in this thread, and Django would refuse the database to every test after these.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def site(browser: Browser, tables_of_places: None) -> Iterator[Site]:
    """The imaginary town, served as `script/server` does it."""
    folder = settings.DATA_FOLDER / "journeys"
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "TRELLIS_DATA": str(folder), "LOG_LEVEL": "ERROR"}
    environment.pop("DATABASE_URL", None)
    trellis = [sys.executable, "-m", "trellis"]
    with (settings.DATA_FOLDER / "journeys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for table in settings.DATA_FOLDER.glob("*.bin"):
            if not (folder / table.name).exists():
                (folder / table.name).hardlink_to(table)
        subprocess.run([*trellis, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    log_file = folder / f"log-{port}"
    log = log_file.open("w", encoding="utf-8")
    server = subprocess.Popen(
        [*trellis, "serve", "--port", str(port), "--workers", "1"], env=environment, stdout=log, stderr=log
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{address}/healthz", server)
        yield Site(address, log_file)
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, f"The server stopped with status {server.returncode}."
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer within {PATIENCE_SECONDS} seconds.")


@contextmanager
def opened(browser: Browser, site: Site, **options: object) -> Iterator[Page]:
    """A tab of a fresh visitor. A request to anybody else, a script that breaks, or an error of the server fails."""
    context = browser.new_context(base_url=site.address, locale="en-GB", timezone_id="Europe/London", **options)
    troubles = watched(context, site)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: troubles.append(f"a script broke: {error}"))
    page.on("console", lambda said: said.type == "error" and heard(said, page, troubles))
    try:
        yield page
    finally:
        context.close()
    assert not troubles, "\n".join(troubles)


def heard(said: ConsoleMessage, page: Page, troubles: list[str]) -> None:
    """An error in the console, but for what the visitor sees: a page that is not there, a connection that is gone."""
    is_expected = "ERR_INTERNET_DISCONNECTED" in said.text or (
        said.location.get("url") == page.url and "404" in said.text
    )
    if not is_expected:
        troubles.append(f"the console says: {said.text} {said.location}")


def watched(context: BrowserContext, site: Site) -> list[str]:
    troubles: list[str] = []

    def look_at(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(site.address).netloc:
            troubles.append(f"a request went to somebody else: {request.url}")

    context.on("request", look_at)
    context.on(
        "response", lambda reply: reply.status >= 500 and troubles.append(f"{reply.url} answered {reply.status}")
    )
    return troubles


@pytest.fixture
def open_tab(browser: Browser, site: Site) -> Callable[..., object]:
    """`with open_tab(width=360, dark=True) as page: page.goto("/")`, with options of Playwright's contexts."""

    def open_tab(*, width: int = 1280, height: int = 800, dark: bool = False, **options: object) -> object:
        viewport = {"width": width, "height": height}
        return opened(browser, site, viewport=viewport, color_scheme="dark" if dark else "light", **options)

    return open_tab


def until(page: Page, truth: str, *, seconds: float = 15) -> None:
    """Waits until something is true in the page. Playwright's own way asks within the page, where our content security
    policy forbids it, unless it is true at once."""
    end = time.monotonic() + seconds
    while not page.evaluate(truth):
        assert time.monotonic() < end, f"Not true within {seconds} seconds: {truth}"
        page.wait_for_timeout(50)
