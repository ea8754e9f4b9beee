"""script/bootstrap on machines that lack something: each is told what, and the cure. Pythons here are shell scripts."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conventions.code import REPOSITORY

TOO_OLD = 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac'
WITHOUT_VENV = """
case "$1 $2" in
  "--version ") echo "Python 3.11.2";;
  "-m venv") echo "ensurepip is not available"; exit 1;;
esac
"""
# Makes a .venv whose python is this same script; pip notes that it was called, and does what the test says.
WHOLE = """
case "$1 $2" in
  "--version ") echo "Python 3.11.2";;
  "-m venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo "VIRTUAL_ENV=$(pwd -P)/.venv" > .venv/bin/activate;;
  "-m pip") echo "$@" >> pip.log; exit ${PIP_STATUS:-0};;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    for name in ("script/bootstrap", "requirements/runtime.txt", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def bootstrap(checkout: Path, python: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it where the only Python is `python`."""
    folder = checkout / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "python3").write_text(f"#!/bin/sh\n{python}")
    (folder / "python3").chmod(0o755)
    for name in ("bash", "cat", "cksum", "cp", "dirname", "grep", "mkdir", "rm", "env"):
        if not (folder / name).exists():
            (folder / name).symlink_to(str(shutil.which(name)))
    return subprocess.run(
        [str(shutil.which("bash")), "script/bootstrap", *words],
        cwd=checkout,
        env={"PATH": str(folder), "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def pip_calls(checkout: Path) -> int:
    log = checkout / "pip.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_a_python_that_is_too_old_is_told_which_is_needed_and_where_to_get_it(checkout):
    told = bootstrap(checkout, TOO_OLD)
    assert told.returncode == 1
    assert "needs Python 3.11 or newer. Found here: Python 3.9.2" in told.stderr
    assert "apt-get install python3" in told.stderr


def test_a_python_that_was_named_and_is_too_old_is_told_so(checkout):
    told = bootstrap(checkout, WHOLE, PYTHON="/bin/false")
    assert (told.returncode, "PYTHON is /bin/false" in told.stderr) == (1, True)


def test_a_python_without_venv_is_told_how_to_get_it_and_leaves_nothing_behind(checkout):
    told = bootstrap(checkout, WITHOUT_VENV)
    assert told.returncode == 1
    assert "ensurepip is not available" in told.stderr
    assert "apt-get install python3-venv" in told.stderr
    assert not (checkout / ".venv").exists()


def test_without_a_network_it_says_so_and_goes_on_the_next_time(checkout):
    told = bootstrap(checkout, WHOLE, PIP_STATUS="1")
    assert told.returncode == 1
    assert "reaches the network" in told.stderr
    assert bootstrap(checkout, WHOLE).returncode == 0


def test_packages_are_installed_by_hash_and_only_once(checkout):
    first = bootstrap(checkout, WHOLE)
    assert (first.returncode, pip_calls(checkout)) == (0, 2), first.stderr
    assert "--require-hashes" in (checkout / "pip.log").read_text()
    assert bootstrap(checkout, WHOLE).stdout == ""
    assert pip_calls(checkout) == 2


def test_what_makers_have_is_enough_to_serve(checkout):
    bootstrap(checkout, WHOLE)
    bootstrap(checkout, WHOLE, "runtime")
    assert pip_calls(checkout) == 2


def test_changed_requirements_are_installed(checkout):
    bootstrap(checkout, WHOLE)
    with (checkout / "requirements" / "dev.txt").open("a") as file:
        file.write("# changed\n")
    bootstrap(checkout, WHOLE)
    assert pip_calls(checkout) == 4


def test_a_checkout_that_moved_gets_a_new_environment(checkout):
    bootstrap(checkout, WHOLE)
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    assert "Making .venv" in bootstrap(moved, WHOLE).stdout


def test_a_kind_of_requirements_that_is_not_there_is_refused(checkout):
    told = bootstrap(checkout, WHOLE, "runtme")
    assert (told.returncode, "There is no requirements/runtme.txt" in told.stderr) == (1, True)
