"""script/browser on machines without a Chromium: each is told why none came, and the cure. Programs here are shell."""

import os
import shutil
import subprocess

import pytest

from tests.conventions.code import REPOSITORY

NO_NETWORK = 'echo "Downloading …"; echo "Error: getaddrinfo EAI_AGAIN" >&2; exit 1'
PUTS_ONE_THERE = "touch chromium-is-here"
LOOKS = "[ -f chromium-is-here ] && echo /usr/bin/chromium"


@pytest.fixture
def browser(tmp_path):
    """Runs it where Playwright does as is said, and there is no apt-get."""

    def browser(playwright: str, **environment: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "bin"
        for at, words in ((".venv/bin/python", LOOKS), (".venv/bin/playwright", playwright)):
            (tmp_path / at).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / at).write_text(f"#!/bin/sh\n{words}\n")
            (tmp_path / at).chmod(0o755)
        (tmp_path / "script").mkdir()
        shutil.copy(REPOSITORY / "script" / "browser", tmp_path / "script")
        folder.mkdir()
        for name in ("bash", "cat", "dirname", "grep", "head", "id", "sh", "timeout", "touch", "env"):
            (folder / name).symlink_to(str(shutil.which(name)))
        return subprocess.run(
            [str(shutil.which("bash")), "script/browser"],
            cwd=tmp_path,
            env={"PATH": str(folder), "HOME": os.environ.get("HOME", "/"), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return browser


def test_without_a_network_it_says_why_and_how_to_get_one(browser):
    ended = browser(NO_NETWORK)
    assert ended.returncode == 1
    assert "  Error: getaddrinfo EAI_AGAIN\n" in ended.stdout
    assert "apt-get install chromium" in ended.stdout
    assert ended.stderr == ""


def test_one_that_was_fetched_is_enough(browser):
    ended = browser(PUTS_ONE_THERE)
    assert (ended.returncode, ended.stdout.count("Trying")) == (0, 1)


@pytest.mark.parametrize(("named", "said"), [("none", "CHROMIUM is none"), ("/bin/false", "which does not start")])
def test_where_one_is_named_none_is_fetched(browser, named, said):
    ended = browser(PUTS_ONE_THERE, CHROMIUM=named)
    assert (ended.returncode, said in ended.stdout, "Trying" in ended.stdout) == (1, True, False)
