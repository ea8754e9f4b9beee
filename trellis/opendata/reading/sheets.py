"""A spreadsheet that its owner sends again: first what would change, then the change.

The sheet lies in the data folder from the look to the decision, a day at most, under its own digest: what is taken is
what was looked at.
"""

import contextlib
import datetime as dt
import hashlib
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from trellis.opendata.actions import Wishes, import_listings
from trellis.opendata.atlas import the_atlas
from trellis.opendata.listing import FeedError
from trellis.opendata.models import Read
from trellis.opendata.report import Report
from trellis.opendata.sources import open_source
from trellis.places.models import Source

KEPT: Final = dt.timedelta(days=1)
_NAME: Final = re.compile(r"[0-9a-f]{64}\.(csv|xlsx)")


class SheetGoneError(LookupError):
    """The sheet was taken already, or was looked at too long ago."""


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "sheets"


def keep(blocks: Iterable[bytes], suffix: str) -> str:
    """Lays the sheet aside; returns the name to come back with."""
    folder().mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="unfinished-", delete=False) as file:
        for block in blocks:
            digest.update(block)
            file.write(block)
    name = f"{digest.hexdigest()}.{suffix}"
    Path(file.name).replace(folder() / name)
    return name


def rehearse(source: Source, name: str, *, now: dt.datetime) -> Report:
    """What would change. Changes nothing. Raises SheetGoneError and FeedError."""
    return _import(source, name, now, Wishes(is_rehearsal=True))


def take(source: Source, name: str, *, now: dt.datetime) -> Read:
    """Change it. A loss that was looked at is agreed to. Raises SheetGoneError and FeedError."""
    report = _import(source, name, now, Wishes(is_confirmed=True))
    outcome = Read.Outcome.CHANGED if report.has_changes else Read.Outcome.SAME
    counts = {key: getattr(report, key) for key in ("read", "created", "updated", "unchanged", "closed")}
    read = Read.objects.create(
        source=source,
        began_at=now,
        ended_at=timezone.now(),
        outcome=outcome,
        words="Somebody sent the sheet.",
        counts={**counts, "rejected": len(report.rejected)},
        differences=report.differences.rows,
        rejected=[rejection.as_dict() for rejection in report.rejected[:100]],
    )
    (folder() / name).unlink(missing_ok=True)
    return read


def sweep(now: dt.datetime) -> int:
    """Take away sheets that nobody decided about within a day."""
    gone = 0
    for path in folder().glob("*") if folder().exists() else ():
        with contextlib.suppress(OSError):
            if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now - KEPT:
                path.unlink()
                gone += 1
    return gone


def _import(source: Source, name: str, now: dt.datetime, wishes: Wishes) -> Report:
    path = folder() / name
    if not _NAME.fullmatch(name) or not path.exists():
        raise SheetGoneError("This sheet is no longer here. Send it again.")
    try:
        with open_source(str(path), pathway=source.pathway) as opened:
            source.format = opened.source.format
            return import_listings(source=source, feed=opened.feed, atlas=the_atlas(), now=now, wishes=wishes)
    except FeedError as error:
        raise FeedError(str(error).removeprefix(f"{path}: ")) from error
