"""The files of feeds: one for each change of the listings, compressed, made anew from the one before it.

A change touches few meetings, so the rows of the others are taken over from the last file. The worker looks every few
seconds and makes files as listings change; while it does, whoever asks gets the last one and never waits. Where no
worker looks after this folder, a file is made when somebody asks for it.
"""

import contextlib
import gzip
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
from django.conf import settings

from trellis import __version__
from trellis.meetings.models import Meeting, MeetingQuerySet
from trellis.opendata.publishing import each, published
from trellis.places.models import Revision, Source

LOOKS_EVERY: Final = timedelta(seconds=5)
WATCHED_S: Final = 120
"""So long after it began its last look a worker is taken to be there."""
MOST_PATCHED: Final = 2000
"""With more changed meetings than this every row is made anew."""
_PACKING: Final = 6

_encode: Final = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Feed:
    """One feed: how a meeting reads in it (None: it is left out), and what stands round the rows.

    `key` tells of a row whose it is: the same that `key_of` says of a meeting.
    """

    name: str
    content_type: str
    row: Callable[[Meeting], dict[str, Any] | None]
    key: Callable[[bytes], str]
    key_of: Callable[[Meeting], str]
    head: bytes = b""
    tail: bytes = b""

    def rows(self, meetings: MeetingQuerySet) -> Iterator[bytes]:
        return (_encode(row) for meeting in each(meetings) if (row := self.row(meeting)))

    def lines(self, rows: Iterable[bytes]) -> Iterator[bytes]:
        """JSON, a meeting a line."""
        if self.head:
            yield self.head
        start = b"[\n"
        for row in rows:
            yield start + row
            start = b",\n"
        yield (b"\n]" if start == b",\n" else b"[]") + self.tail


@dataclass(frozen=True, order=True)
class Made:
    """A file of a feed, and the revision of the listings that it shows."""

    revision: int
    path: Path

    @property
    def stamp(self) -> str:
        return self.path.name.split(".")[-3]


def opened(feed: Feed) -> tuple[int, BinaryIO]:
    """The file to send, open, and its revision: that of this moment; or the last, while a worker makes the next."""
    last, revision = _last(feed), Revision.now()
    if last and (last.revision == revision or _is_watched()):
        # Another process may have made the next one just now, and put this one away.
        with contextlib.suppress(FileNotFoundError):
            return last.revision, last.path.open("rb")
    made = make(feed, revision, last)
    return made.revision, made.path.open("rb")


def look_after(feeds: Iterable[Feed]) -> None:
    """What the worker does: makes what is out of date, and says that it is there."""
    _folder().mkdir(exist_ok=True)
    _sign().touch()
    revision = Revision.now()
    for feed in feeds:
        last = _last(feed)
        if last is None or last.revision != revision:
            make(feed, revision, last)


def make(feed: Feed, revision: int, last: Made | None) -> Made:
    """The file of this revision, from the last one where that is possible; earlier ones go."""
    folder = _folder()
    folder.mkdir(exist_ok=True)
    made = Made(revision, folder / f"{feed.name}.{_stamp()}.{revision}.gz")
    rows = _patched(feed, last, made)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix="unfinished-")
    with os.fdopen(handle, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=_PACKING, mtime=0) as file:
        for line in feed.lines(feed.rows(published()) if rows is None else rows):
            file.write(line)
    Path(unfinished).replace(made.path)
    for old in folder.glob(f"{feed.name}.*.*.gz"):
        if old != made.path:
            with contextlib.suppress(OSError):  # somebody may be reading it just now
                old.unlink()
    return made


def _patched(feed: Feed, last: Made | None, made: Made) -> Iterator[bytes] | None:
    """The rows of the last file, with those in their place that have changed since; None where all are to be made."""
    # What a row says hangs on the meeting, its group and place, and on what the stamp tells of.
    if last is None or last.revision > made.revision or last.stamp != made.stamp:
        return None
    changed = Meeting.objects.changed_since(last.revision)
    touched = {feed.key_of(meeting) for meeting in changed.only("pk", "slug")[: MOST_PATCHED + 1]}
    if len(touched) > MOST_PATCHED:
        return None
    fresh = {feed.key(row): row for row in feed.rows(published().changed_since(last.revision))}
    return _merged(feed, last.path, touched, fresh)


def _merged(feed: Feed, path: Path, touched: set[str], fresh: dict[str, bytes]) -> Iterator[bytes]:
    """Each in the place it had; new ones at the end."""
    with gzip.open(path) as file:
        for line in file:
            row = line.rstrip(b",\n")
            if row.startswith((feed.head + b"[", b"]")):
                continue
            key = feed.key(row)
            if key not in touched:
                yield row
            elif key in fresh:
                yield fresh.pop(key)
    yield from fresh.values()


def _last(feed: Feed) -> Made | None:
    found = [Made(int(path.name.split(".")[-2]), path) for path in _folder().glob(f"{feed.name}.*.*.gz")]
    return max(found, default=None)


def _stamp() -> str:
    """Of everything that rows hang on besides the listings: this program, its address, and the sources."""
    sources = Source.objects.order_by("pk").values_list("pk", "name", "format", "is_imaginary")
    facts = repr((__version__, settings.SITE_ADDRESS, list(sources)))
    return hashlib.blake2b(facts.encode(), digest_size=6).hexdigest()


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "feeds"


def _sign() -> Path:
    return _folder() / "looked-after"


def _is_watched() -> bool:
    try:
        return time.time() - _sign().stat().st_mtime < WATCHED_S
    except OSError:
        return False
