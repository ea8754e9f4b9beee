"""What there is to find, for search engines: `/sitemap.xml` names one file a kind and page, and `/robots.txt` names it.

A file holds at most 50,000 addresses (sitemaps.org). Meetings that have closed, or are made up to
try things out, are left out; their pages stay.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from trellis.finder.questions.gazetteer import finder_gazetteer
from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place
from trellis.safety.access import public

MOST: Final = 50_000
KINDS: Final = ("meetings", "groups", "places", "areas")
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Searches are endless, and none of them is a page about something.
_ROBOTS: Final = "User-agent: *\nDisallow: /find\nDisallow: /api/\nAllow: /\n\nSitemap: {address}\n"

Address = tuple[str, datetime | None]


@public
def robots(request: HttpRequest) -> HttpResponse:
    words = _ROBOTS.format(address=settings.SITE_ADDRESS + reverse("sitemap"))
    return HttpResponse(words, content_type="text/plain; charset=utf-8", headers=_KEPT)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of files. Three queries."""
    files = []
    for kind in KINDS:
        pages = -(-_count(kind) // MOST)
        files += [reverse("sitemap-part", args=[kind, page]) for page in range(1, pages + 1)]
    return _xml("sitemapindex", "sitemap", [(address, None) for address in files])


# Far past the last part; a number too long for the database never reaches it.
_MOST_PAGES: Final = 10_000


@public
def sitemap_part(request: HttpRequest, kind: str, page: int) -> HttpResponse:
    """One query, or none. The first part of each kind answers even while there is nothing of it."""
    found = list(_addresses(kind, (page - 1) * MOST, page * MOST)) if kind in KINDS and 1 <= page <= _MOST_PAGES else []
    if kind not in KINDS or page < 1 or (page > 1 and not found):
        raise Http404("There is no such part of the sitemap.")
    return _xml("urlset", "url", found)


_KEPT: Final = {"Cache-Control": "public, max-age=3600"}


def _count(kind: str) -> int:
    return len(finder_gazetteer().areas) if kind == "areas" else _rows(kind).count()


def _rows(kind: str) -> Any:
    """Slugs; of meetings with the time of the last change that the source tells of."""
    listed = Meeting.objects.listed().filter(source__is_imaginary=False)
    if kind == "meetings":
        return listed.order_by("slug").values_list("slug", "source_changed_at")
    if kind == "groups":
        groups = Group.objects.filter(Exists(listed.filter(group=OuterRef("pk"))))
        return groups.order_by("slug").values_list("slug")
    # The slug of a place that is not shown may name it.
    found = Place.objects.exclude(standing=Place.Standing.LEFT)
    places = found.filter(Exists(listed.filter(place=OuterRef("pk"))), showing=Place.Showing.EXACT)
    return places.order_by("slug").values_list("slug")


def _addresses(kind: str, first: int, last: int) -> Iterable[Address]:
    if kind == "areas":
        pages = ["/areas", *(f"/areas/{area.code}" for area in finder_gazetteer().areas)]
        return ((page, None) for page in pages[first:last])
    folder = f"/{kind}/"
    return ((folder + row[0], row[1] if len(row) > 1 else None) for row in _rows(kind)[first:last])


def _xml(root: str, item: str, addresses: Iterable[Address]) -> HttpResponse:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}">']
    for address, changed in addresses:
        when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
        lines.append(f"<{item}><loc>{escape(settings.SITE_ADDRESS + address)}</loc>{when}</{item}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8", headers=_KEPT)
