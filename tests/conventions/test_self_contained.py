"""Pages fetch nothing from anybody else, and the repository names no machine and no package index."""

import re
from pathlib import Path

import pytest

from tests.conventions.code import files, name_of, repository_files, told

# What makes a browser fetch: src, href of link, url() and @import in CSS, fetch() and import in scripts.
FETCHES = re.compile(
    r"""(?:\bsrc(?:set)?\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|<link\b[^>]*\bhref\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?\s*(?:https?:)?//"""
    r"""|@import\s+["'](?:https?:)?//"""
    r"""|\b(?:fetch|import|importScripts|WebSocket|EventSource|sendBeacon)\s*\(\s*["'`](?:https?:|wss?:)?//"""
    r"""|\bfrom\s+["'`]https?://)""",
    re.IGNORECASE,
)
# link rel=canonical and the like name an address and fetch nothing.
NAMES_ONLY = re.compile(r"""<link\b[^>]*\brel\s*=\s*["'](?:canonical|alternate|license|me)["'][^>]*>""", re.IGNORECASE)
INDEX_HOSTS = [re.escape(".".join(parts)) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
INDEXES = re.compile("|".join([*INDEX_HOSTS, r"--(?:extra-)?index-url[ =]\S+", r"--find-links[ =]\S+"]), re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|Users|work|opt)/[\w.-]+")
TEXTS = {"", ".cfg", ".css", ".csv", ".example", ".html", ".ini", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml"}
TEXTS |= {".txt", ".xml", ".yaml", ".yml", ".webmanifest"}


def fetches_elsewhere(text: str) -> list[str]:
    return FETCHES.findall(NAMES_ONLY.sub("", text))


def names_a_machine_or_index(text: str) -> list[str]:
    return [match[0] for pattern in (INDEXES, MACHINE_PATHS) for match in pattern.finditer(text)]


def texts() -> list[tuple[Path, str]]:
    """Every text of the repository but this one, whose examples would be found."""
    found = [file for file in repository_files() if file.suffix in TEXTS and file != Path(__file__)]
    return [(file, file.read_text(encoding="utf-8", errors="replace")) for file in found]


def test_templates_styles_and_scripts_fetch_nothing_from_elsewhere():
    found = {
        name_of(file): fetched
        for file in files(".html", ".css", ".js", ".svg", under=("trellis",))
        if (fetched := fetches_elsewhere(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_file_names_a_package_index_or_a_machine():
    found = [f"{name_of(file)}: {names}" for file, text in texts() if (names := names_a_machine_or_index(text))]
    assert not found, told(found)


@pytest.mark.parametrize(
    "bad",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<img src=//tiles.example/1.png>",
        '<link rel="stylesheet" href="https://fonts.example/css">',
        "@font-face { src: url(https://fonts.example/a.woff2) }",
        'import "https://esm.example/x"; fetch("https://api.example/")',
    ],
)
def test_what_would_fetch_from_elsewhere_is_found(bad):
    assert fetches_elsewhere(bad)


@pytest.mark.parametrize(
    "good",
    [
        '<a href="https://www.samaritans.org">Samaritans</a>',
        '<img src="/static/web/mark.svg" alt="">',
        '<link rel="canonical" href="https://trellis.example/find">',
        "background: url(pattern.svg)",
    ],
)
def test_links_and_our_own_files_pass(good):
    assert not fetches_elsewhere(good)


def test_indexes_and_machine_paths_are_found_and_addresses_are_not():
    assert names_a_machine_or_index("--index-url x, then /home/alice/trellis") == ["--index-url x,", "/home/alice"]
    assert names_a_machine_or_index("see https://example.org/home/alice and /work-together") == []
