"""Every page says who may enter it."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.conventions.code import told
from trellis.safety.access import access_of, public

# Pages of other people's packages, which hold nothing of ours.
NOT_OURS = ("django.", "whitenoise.")


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site, as it is written in the rooms' urls.py."""
    for address, entry, _ in named_patterns(resolver, prefix):
        yield address, entry


def named_patterns(resolver: URLResolver, prefix: str = "", around: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    """With the name by which `reverse` finds each: `find`, `api-1:search`."""
    for entry in resolver.url_patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from named_patterns(entry, address, f"{around}{entry.namespace}:" if entry.namespace else around)
        else:
            yield address, entry, f"{around}{entry.name}" if entry.name else ""


def undecided(found: Iterable[tuple[str, URLPattern]]) -> list[str]:
    """The addresses of ours whose views carry no mark."""
    return [
        f"/{address}: {entry.callback!r} is open to whom? Mark it @public."
        for address, entry in found
        if not access_of(entry.callback) and not entry.callback.__module__.startswith(NOT_OURS)
    ]


def test_every_page_says_who_may_enter():
    problems = undecided(patterns(get_resolver()))
    assert not problems, told(problems)


def test_the_site_has_pages():
    assert {"", "find", "now", "healthz"} <= {address for address, _ in patterns(get_resolver())}


def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def marked_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_page_without_a_mark_is_found_and_one_with_it_is_not():
    unmarked = path("a", open_page)
    marked = path("b", public(marked_page))
    assert [problem.split(":")[0] for problem in undecided([("a", unmarked), ("b", marked)])] == ["/a"]
