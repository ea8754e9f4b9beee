"""A spreadsheet that its owner sends again: first what would change, then the change.

The sheet lies in the data folder from the look to the decision, a day at most, under its own digest: what is taken is
what was looked at. A small one is looked at, and taken in, while its owner waits. A large one is the worker's: looking
writes nothing to the listings, and taking in is a row of small transactions, so nobody else waits for it. Each leaves
things whole, and all of it may be done over: who takes up a sheet that a killed worker left passes over what is in.
"""

import contextlib
import datetime as dt
import hashlib
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from trellis.keeping.acting import Acting
from trellis.opendata.actions import Wishes, import_listings
from trellis.opendata.atlas import the_atlas
from trellis.opendata.listing import FeedError
from trellis.opendata.models import Read, Sheet
from trellis.opendata.report import Report
from trellis.opendata.sources import open_source
from trellis.places.models import Source
from trellis.safety.audit import record

KEPT: Final = dt.timedelta(days=1)
LEASE: Final = dt.timedelta(minutes=2)
"""Longer than a piece takes, with everything else at work. It is renewed with every piece."""
SMALL: Final = {"csv": 60_000, "xlsx": 20_000}
"""Bytes: some two hundred rows, which take a second or two."""
BREATH_S: Final = 0.05
"""Between two pieces, for others who wait to write."""
SHOWN: Final = 100
_NAME: Final = re.compile(r"[0-9a-f]{64}\.(csv|xlsx)")


class SheetGoneError(LookupError):
    """The sheet was taken already, or was looked at too long ago."""


class StoppedError(Exception):
    """Somebody has stopped it, or done with it meanwhile."""


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "sheets"


def send(source: Source, blocks: Iterable[bytes], suffix: str, *, now: dt.datetime) -> Sheet:
    """Lays the sheet aside, to be looked at."""
    name = _keep(blocks, suffix)
    afresh = {"stage": Sheet.Stage.LOOKING, "moved_at": now, "lease_until": None, "rows": 0, "words": "", "counts": {}}
    return Sheet.objects.update_or_create(source=source, name=name, defaults=afresh)[0]


def _keep(blocks: Iterable[bytes], suffix: str) -> str:
    folder().mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="unfinished-", delete=False) as file:
        for block in blocks:
            digest.update(block)
            file.write(block)
    name = f"{digest.hexdigest()}.{suffix}"
    Path(file.name).replace(folder() / name)
    return name


def found(source: Source, name: str) -> Sheet:
    """Raises SheetGoneError."""
    sheet = Sheet.objects.filter(source=source, name=name).select_related("source").first()
    if sheet is None or (sheet.stage != Sheet.Stage.TAKEN and not _path(sheet).exists()):
        raise SheetGoneError("This sheet is no longer here. Send it again.")
    return sheet


def is_small(sheet: Sheet) -> bool:
    path = _path(sheet)
    return path.exists() and path.stat().st_size <= SMALL[path.suffix.removeprefix(".")]


def agree(sheet: Sheet, *, by: Acting, now: dt.datetime) -> bool:
    """Somebody has seen what it would change, and wants it. False where it is not there to be agreed to any more."""
    stages = [Sheet.Stage.LOOKED, *([Sheet.Stage.STOPPED] if sheet.is_partly_in else [])]
    with transaction.atomic():
        waiting = Sheet.objects.filter(pk=sheet.pk, stage__in=stages)
        if not waiting.update(stage=Sheet.Stage.TAKING, moved_at=now, rows=0, lease_until=None):
            return False
        record(
            action="source.sheet-agreed",
            by=by.actor,
            now=now,
            subject_kind="source",
            subject_id=sheet.source_id,
            detail={name: sheet.counts[name] for name in ("created", "updated", "closed")},
        )
    return True


def stop(sheet: Sheet) -> None:
    """Whoever works at it finds out at its next piece."""
    Sheet.objects.in_hand().filter(pk=sheet.pk).update(stage=Sheet.Stage.STOPPED, lease_until=None)


def claim(now: dt.datetime, *, only: Sheet | None = None) -> Sheet | None:
    """The sheet that has waited longest, for the caller alone; None where none does."""
    free = Sheet.objects.free(now)
    waiting = free.filter(pk=only.pk) if only else free.order_by("moved_at")
    for sheet in waiting.select_related("source")[:10]:
        if free.filter(pk=sheet.pk, stage=sheet.stage).update(lease_until=now + LEASE):
            return sheet
    return None


def work_at(sheet: Sheet) -> None:
    """All that is to be done of a sheet that the caller has claimed. Never raises for a bad sheet."""
    try:
        _look(sheet) if sheet.stage == Sheet.Stage.LOOKING else _take(sheet)
    except StoppedError:
        return
    except (FeedError, SheetGoneError) as error:
        _turn(sheet, Sheet.Stage.REFUSED, words=str(error))


def _look(sheet: Sheet) -> None:
    """Changes nothing but what is known of the sheet."""
    report = _import(sheet, Wishes(is_rehearsal=True))
    _turn(
        sheet,
        Sheet.Stage.LOOKED,
        rows=report.read,
        counts=report.counts(),
        differences=report.differences.rows,
        rejected=[rejection.as_dict() for rejection in report.rejected[:SHOWN]],
        doubts=report.doubts[:SHOWN],
        held=bool(report.held),
    )


def _take(sheet: Sheet) -> None:
    """A loss that was looked at is agreed to."""
    began, was_begun = timezone.now(), sheet.rows > 0
    report = _import(sheet, Wishes(is_confirmed=True, in_pieces=True))
    with transaction.atomic():
        _turn(sheet, Sheet.Stage.TAKEN, rows=report.read)
        Read.objects.create(
            source=sheet.source,
            began_at=began,
            ended_at=timezone.now(),
            outcome=Read.Outcome.CHANGED if sheet.has_changes or report.has_changes else Read.Outcome.SAME,
            words="Somebody sent the sheet.",
            # Cut short and gone on with, the last part tells of itself alone: then what was agreed to is told.
            counts=sheet.counts if was_begun else report.counts(),
            differences=sheet.differences if was_begun else report.differences.rows,
            rejected=[rejection.as_dict() for rejection in report.rejected[:SHOWN]],
        )
    if not Sheet.objects.exclude(stage=Sheet.Stage.TAKEN).filter(name=sheet.name).exists():
        _path(sheet).unlink(missing_ok=True)


def _turn(sheet: Sheet, stage: Sheet.Stage, **fields: object) -> None:
    """From the stage at which it was claimed to another. Raises StoppedError where it is there no more."""
    if not Sheet.objects.filter(pk=sheet.pk, stage=sheet.stage).update(stage=stage, lease_until=None, **fields):
        raise StoppedError


def _import(sheet: Sheet, wishes: Wishes) -> Report:
    path = _path(sheet)
    if not _NAME.fullmatch(sheet.name) or not path.exists():
        raise SheetGoneError("This sheet is no longer here. Send it again.")

    def tell(rows: int) -> None:
        mine = Sheet.objects.filter(pk=sheet.pk, stage=sheet.stage)
        if not mine.update(rows=rows, lease_until=timezone.now() + LEASE):
            raise StoppedError
        time.sleep(BREATH_S)

    source, now = sheet.source, timezone.now()
    try:
        with open_source(str(path), pathway=source.pathway) as opened:
            source.format = opened.source.format
            feed, atlas = opened.feed, the_atlas()
            return import_listings(source=source, feed=feed, atlas=atlas, now=now, wishes=wishes, tell=tell)
    except FeedError as error:
        raise FeedError(str(error).removeprefix(f"{path}: ")) from error


def sweep(now: dt.datetime) -> int:
    """Take away sheets that nobody decided about within a day. One that was agreed to waits until it is in."""
    old = Sheet.objects.exclude(stage=Sheet.Stage.TAKING).filter(moved_at__lt=now - KEPT)
    gone = old.delete()[0]
    wanted = set(Sheet.objects.values_list("name", flat=True))
    for path in folder().glob("*") if folder().exists() else ():
        with contextlib.suppress(OSError):
            is_old = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now - KEPT
            if is_old and path.name not in wanted:
                path.unlink()
                gone += 1
    return gone


def _path(sheet: Sheet) -> Path:
    return folder() / sheet.name
