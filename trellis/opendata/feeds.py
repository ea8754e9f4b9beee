"""Feeds that others read, sent as their files lie; and the duty of the worker to make those before anybody asks."""

import gzip
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from trellis.meetings.models import Meeting
from trellis.opendata import feed_files
from trellis.opendata.feed_files import Feed
from trellis.opendata.publishing import geojson_feature, guide_row, published
from trellis.safety.access import public
from trellis.safety.duties import duty

MAX_AGE_S: Final = 300


class _Slug(msgspec.Struct):
    slug: str


class _Id(msgspec.Struct):
    id: str


_slug, _id = msgspec.json.Decoder(_Slug), msgspec.json.Decoder(_Id)


def _guide(meeting: Meeting) -> dict[str, Any]:
    return guide_row(meeting, site=settings.SITE_ADDRESS)


def _geojson(meeting: Meeting) -> dict[str, Any] | None:
    return geojson_feature(meeting, site=settings.SITE_ADDRESS)


GUIDE: Final = Feed(
    name="meeting-guide.json",
    content_type="application/json",
    row=_guide,
    key=lambda row: _slug.decode(row).slug,
    key_of=lambda meeting: meeting.slug,
)
GEOJSON: Final = Feed(
    name="meetings.geojson",
    content_type="application/geo+json",
    row=_geojson,
    key=lambda row: _id.decode(row).id,
    key_of=lambda meeting: str(meeting.pk),
    head=b'{"type":"FeatureCollection","features":',
    tail=b"}",
)
FEEDS: Final = (GUIDE, GEOJSON)


def guide_lines() -> Iterator[bytes]:
    """Meeting Guide JSON, a meeting a line."""
    return GUIDE.lines(GUIDE.rows(published()))


def geojson_lines() -> Iterator[bytes]:
    return GEOJSON.lines(GEOJSON.rows(published()))


@duty("make-feeds", every=feed_files.LOOKS_EVERY)
def make_feeds(now: datetime) -> int:
    feed_files.look_after(FEEDS)
    return 0


@public
def meeting_guide(request: HttpRequest) -> HttpResponseBase:
    """/feeds/meeting-guide.json"""
    return _feed(request, GUIDE)


@public
def geojson(request: HttpRequest) -> HttpResponseBase:
    """/feeds/meetings.geojson"""
    return _feed(request, GEOJSON)


def _feed(request: HttpRequest, feed: Feed) -> HttpResponseBase:
    revision, file = feed_files.opened(feed)
    # Weak: the same listings, whether they are sent compressed or not.
    tag = f'W/"{feed.name}-{revision}"'
    if tag in request.headers.get("If-None-Match", ""):
        file.close()
        return _finished(HttpResponseNotModified(), tag)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response: HttpResponseBase = FileResponse(file, content_type=feed.content_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        with gzip.open(file) as unpacked:
            response = HttpResponse(unpacked.read(), content_type=feed.content_type)
        file.close()
    return _finished(response, tag)


def _finished(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
