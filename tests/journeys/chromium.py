"""Prints the path of a Chromium that starts, or exits with status 1. CHROMIUM may name one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def candidates() -> Iterator[str]:
    """The likeliest first. Playwright is asked last, since it takes a second to answer."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        yield named
        return
    yield from (found for name in NAMES if (found := shutil.which(name)))
    yield from PLACES

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def starts(path: str) -> bool:
    """Whether it runs here: a browser whose libraries are missing is found on the path all the same."""
    if not Path(path).exists():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except OSError:
        return False


def find() -> str | None:
    return next((path for path in candidates() if starts(path)), None)


if __name__ == "__main__":
    found = find()
    print(found or "none")
    sys.exit(0 if found else 1)
