"""The frame around every page: the site's name, the ways through it, and the helplines at its foot."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from trellis.finder.helplines import Country, helplines_for

HEADER = (("find", "Find"), ("now", "Now"), ("map", "Map"), ("saved", "Saved"), ("add", "Add"))
FOOTER = (
    ("about", "About"),
    ("data", "Where the listings come from"),
    ("safety", "How to cover your tracks"),
    ("accessibility", "Accessibility"),
    ("you", "Look after a listing"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A page of ours and what it is called in the header or the footer."""

    page: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` knows as `site`. Header and footer are rendered once for each page they name."""

    name: str
    address: str
    contact: str
    helplines: Country
    header: SafeString
    footer: SafeString


def site(request: HttpRequest) -> dict[str, object]:
    """The context processor."""
    facts = settings.SITE_NAME, settings.SITE_ADDRESS, settings.CONTACT_EMAIL, settings.COUNTRY
    return {"site": _frame(*facts, here=request.path if request.path in _named() else "")}


@cache
def _frame(name: str, address: str, contact: str, country: str, *, here: str) -> Frame:
    """`here` is the page it stands around, where header or footer name that one."""
    helplines = helplines_for(country)
    header = render_to_string("web/_header.html", {"name": name, "links": _links(HEADER), "here": here})
    footer = render_to_string("web/_footer.html", {"helplines": helplines, "links": _links(FOOTER), "here": here})
    return Frame(name, address, contact, helplines, header, footer)


@cache
def _named() -> frozenset[str]:
    return frozenset(link.address for link in (*_links(HEADER), *_links(FOOTER)))


def _links(pages: tuple[tuple[str, str], ...]) -> tuple[Link, ...]:
    """Those that this installation has: a page that is not there is not offered."""
    return tuple(Link(page, words, address) for page, words in pages if (address := _address(page)))


def _address(page: str) -> str | None:
    try:
        return reverse(page)
    except NoReverseMatch:
        return None
