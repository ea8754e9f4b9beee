"""Every address ever published still answers. addresses.txt holds them: name and pattern; lines are only ever added.

An address that must go is replaced by a redirect of the same name and pattern, so its line stays.
UPDATE=1 pytest tests/conventions/test_addresses.py adds the new ones.
"""

import os
import re
from pathlib import Path

from django.urls import get_resolver

from tests.conventions.code import told
from tests.conventions.test_access import named_patterns

PUBLISHED = Path(__file__).parent / "addresses.txt"
NOT_PUBLISHED = re.compile(r"^(static|__debug__)/")


def present() -> set[str]:
    """Today's addresses, as lines of the file."""
    lines = set()
    for address, _, name in named_patterns(get_resolver()):
        if not NOT_PUBLISHED.match(address):
            lines.add(line_of(name, address))
    return lines


def line_of(name: str, address: str) -> str:
    return f"{name or '-':<24} /{address}"


def published() -> set[str]:
    return {line for line in PUBLISHED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}


def missing(published: set[str], present: set[str]) -> list[str]:
    return sorted(published - present)


def test_every_address_ever_published_still_answers():
    gone = missing(published(), present())
    assert not gone, "Somebody may have kept these addresses. Let a redirect answer at each:" + told(gone)


def test_new_addresses_are_written_down():
    if os.environ.get("UPDATE"):
        head = [line for line in PUBLISHED.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        lines = sorted(published() | present(), key=lambda line: line.split()[::-1])
        PUBLISHED.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    new = missing(present(), published())
    assert not new, "Not in addresses.txt yet (UPDATE=1 adds them):" + told(new)


def test_an_address_that_went_away_is_found():
    kept, lost = line_of("find", "find"), line_of("now", "now")
    assert missing({kept, lost}, {kept, line_of("new", "new")}) == [lost]
