"""Feeds that others read: made once for each change of the listings, kept compressed, sent as they lie."""

import contextlib
import gzip
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from trellis.opendata.publishing import each, geojson_feature, guide_row, published
from trellis.places.models import Revision
from trellis.safety.access import public

MAX_AGE_S: Final = 300
Lines = Callable[[], Iterator[bytes]]

_encode: Final = msgspec.json.Encoder().encode


def guide_lines() -> Iterator[bytes]:
    """Meeting Guide JSON, a meeting a line."""
    return _array(guide_row(meeting, site=settings.SITE_ADDRESS) for meeting in each(published()))


def geojson_lines() -> Iterator[bytes]:
    features = (geojson_feature(meeting, site=settings.SITE_ADDRESS) for meeting in each(published()))
    yield b'{"type":"FeatureCollection","features":'
    yield from _array(feature for feature in features if feature)
    yield b"}"


def _array(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    start = b"[\n"
    for row in rows:
        yield start + _encode(row)
        start = b",\n"
    yield b"\n]" if start == b",\n" else b"[]"


@public
def meeting_guide(request: HttpRequest) -> HttpResponseBase:
    """/feeds/meeting-guide.json"""
    return _feed(request, "meeting-guide.json", guide_lines, "application/json")


@public
def geojson(request: HttpRequest) -> HttpResponseBase:
    """/feeds/meetings.geojson"""
    return _feed(request, "meetings.geojson", geojson_lines, "application/geo+json")


def _feed(request: HttpRequest, name: str, lines: Lines, content_type: str) -> HttpResponseBase:
    revision = Revision.now()
    # Weak: the same listings, whether they are sent compressed or not.
    tag = f'W/"{name}-{revision}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _finished(HttpResponseNotModified(), tag)
    path = made(name, revision, lines)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response: HttpResponseBase = FileResponse(path.open("rb"), content_type=content_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(path.read_bytes()), content_type=content_type)
    return _finished(response, tag)


def _finished(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def made(name: str, revision: int, lines: Lines) -> Path:
    """The compressed file of this revision, made if it is not there; those of earlier revisions go."""
    folder: Path = settings.DATA_FOLDER / "feeds"
    path = folder / f"{name}.{revision}.gz"
    if path.exists():
        return path
    folder.mkdir(exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix="unfinished-")
    with os.fdopen(handle, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as file:
        for line in lines():
            file.write(line)
    Path(unfinished).replace(path)
    for old in folder.glob(f"{name}.*.gz"):
        if old != path:
            with contextlib.suppress(OSError):  # somebody may be reading it just now
                old.unlink()
    return path
