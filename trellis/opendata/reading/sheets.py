"""A spreadsheet that its owner sends again: first what would change, then the change.

The sheet lies in the data folder from the look to the decision, a day at most, under its own digest: what is taken is
what was looked at. A small one is looked at, and taken in, while its owner waits; a large one is the worker's. Looking
writes nothing to the listings, and taking in is one transaction: all of it or nothing. Nobody sees into a transaction,
so how far it is stands in a small file beside the sheet, and so does the wish to stop.
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
"""Whoever works at a sheet renews it while looking; inside the transaction of taking in nobody would see that."""
LEASE_A_ROW: Final = dt.timedelta(milliseconds=20)
"""Besides, for taking in: many times what a row takes. Whoever holds a sheet for longer has been killed."""
SMALL: Final = {"csv": 60_000, "xlsx": 20_000}
"""Bytes: some two hundred rows, which take a second or two."""
SHOWN: Final = 100
_FAR, _STOP = ".far", ".stop"
_NAME: Final = re.compile(r"[0-9a-f]{64}\.(csv|xlsx)")


class SheetGoneError(LookupError):
    """The sheet was taken already, or was looked at too long ago."""


class StoppedError(Exception):
    """Somebody has stopped it."""


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "sheets"


def send(source: Source, blocks: Iterable[bytes], suffix: str, *, now: dt.datetime) -> Sheet:
    """Lays the sheet aside, to be looked at."""
    name = _keep(blocks, suffix)
    afresh = {"stage": Sheet.Stage.LOOKING, "moved_at": now, "lease_until": None, "words": "", "counts": {}}
    sheet = Sheet.objects.update_or_create(source=source, name=name, defaults=afresh)[0]
    _clear(sheet)
    return sheet


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
    with transaction.atomic():
        waiting = Sheet.objects.filter(pk=sheet.pk, stage=Sheet.Stage.LOOKED)
        if not waiting.update(stage=Sheet.Stage.TAKING, moved_at=now, lease_until=None):
            return False
        _clear(sheet)
        record(
            action="source.sheet-agreed",
            by=by.actor,
            now=now,
            subject_kind="source",
            subject_id=sheet.source_id,
            detail={name: sheet.counts[name] for name in ("created", "updated", "closed")},
        )
    return True


def stop(sheet: Sheet, now: dt.datetime) -> None:
    """Whoever works at it finds out within a second, and what was taken in of it is taken back."""
    if not Sheet.objects.free(now).filter(pk=sheet.pk).update(stage=Sheet.Stage.STOPPED):
        _beside(sheet, _STOP).touch()


def how_far(sheet: Sheet) -> int:
    """How many of its rows are looked at, or taken in, so far."""
    try:
        return int(_beside(sheet, _FAR).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def claim(now: dt.datetime, *, only: Sheet | None = None) -> Sheet | None:
    """The sheet that has waited longest, for the caller alone; None where none does."""
    free = Sheet.objects.free(now)
    with transaction.atomic():
        waiting = free.filter(pk=only.pk) if only else free.order_by("moved_at")
        sheet = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("source").first()
        if sheet:
            sheet.lease_until = now + LEASE + LEASE_A_ROW * sheet.counts.get("read", 0)
            sheet.save(update_fields=["lease_until"])
    return sheet


def work_at(sheet: Sheet) -> None:
    """All that is to be done of a sheet that the caller has claimed. Never raises for a bad sheet."""
    try:
        _look(sheet) if sheet.stage == Sheet.Stage.LOOKING else _take(sheet)
    except StoppedError:
        _turn(sheet, Sheet.Stage.STOPPED)
    except (FeedError, SheetGoneError) as error:
        _turn(sheet, Sheet.Stage.REFUSED, words=str(error))
    _clear(sheet)


def _look(sheet: Sheet) -> None:
    """Changes nothing but what is known of the sheet."""
    report = _import(sheet, Wishes(is_rehearsal=True))
    _turn(
        sheet,
        Sheet.Stage.LOOKED,
        counts=report.counts(),
        differences=report.differences.rows,
        rejected=[rejection.as_dict() for rejection in report.rejected[:SHOWN]],
        doubts=report.doubts[:SHOWN],
        held=bool(report.held),
    )


def _take(sheet: Sheet) -> None:
    """A loss that was looked at is agreed to."""
    began = timezone.now()
    with transaction.atomic():
        # Held until it is in: nobody else takes it up, however long that is.
        if not Sheet.objects.select_for_update().filter(pk=sheet.pk, stage=sheet.stage):
            return
        report = _import(sheet, Wishes(is_confirmed=True))
        _turn(sheet, Sheet.Stage.TAKEN)
        Read.objects.create(
            source=sheet.source,
            began_at=began,
            ended_at=timezone.now(),
            outcome=Read.Outcome.CHANGED if report.has_changes else Read.Outcome.SAME,
            words="Somebody sent the sheet.",
            counts=report.counts(),
            differences=report.differences.rows,
            rejected=[rejection.as_dict() for rejection in report.rejected[:SHOWN]],
        )
    if not Sheet.objects.exclude(stage=Sheet.Stage.TAKEN).filter(name=sheet.name).exists():
        _path(sheet).unlink(missing_ok=True)


def _turn(sheet: Sheet, stage: Sheet.Stage, **fields: object) -> None:
    """From the stage at which it was claimed to another. One that was sent again meanwhile stays as it is."""
    Sheet.objects.filter(pk=sheet.pk, stage=sheet.stage).update(stage=stage, lease_until=None, **fields)


def _import(sheet: Sheet, wishes: Wishes) -> Report:
    path = _path(sheet)
    if not _NAME.fullmatch(sheet.name) or not path.exists():
        raise SheetGoneError("This sheet is no longer here. Send it again.")

    def tell(rows: int) -> None:
        if _beside(sheet, _STOP).exists():
            raise StoppedError
        _beside(sheet, _FAR).write_text(str(rows), encoding="ascii")
        if sheet.stage == Sheet.Stage.LOOKING:
            Sheet.objects.filter(pk=sheet.pk, stage=sheet.stage).update(lease_until=timezone.now() + LEASE)

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


def _beside(sheet: Sheet, what: str) -> Path:
    path = _path(sheet)
    return path.with_name(f"{path.name}-{sheet.pk}{what}")


def _clear(sheet: Sheet) -> None:
    """What was said of the last look, or of the last try."""
    for what in (_FAR, _STOP):
        _beside(sheet, what).unlink(missing_ok=True)
