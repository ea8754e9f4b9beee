"""Reads the registered sources that are due, one at a time, each by one worker only.

Whoever reads a source holds a lease on it. A worker that is killed leaves nothing half-written, since an import is one
transaction; its lease runs out, and the next worker reads the source again. Should an import outlast its lease, the
second reader waits for the first and then finds nothing changed.
"""

import datetime as dt
import logging
from typing import Final

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from trellis.opendata.actions import READING, Wishes, import_listings
from trellis.opendata.atlas import the_atlas
from trellis.opendata.fetching import NOTHING_KNOWN, Bounds, BusyError, GoneError, NotModified, Validators
from trellis.opendata.listing import FeedError
from trellis.opendata.material import Web
from trellis.opendata.models import Read
from trellis.opendata.reading.robots import Robots
from trellis.opendata.reading.schedule import after_failure, after_good
from trellis.opendata.report import Report
from trellis.opendata.sources import open_source
from trellis.places.models import Source

log = logging.getLogger(__name__)

LEASE: Final = dt.timedelta(minutes=20)
"""Longer than a source may take to answer."""
REJECTED_SHOWN: Final = 100
READS_KEPT: Final = 200
FIND_OUT: Final = "find_out"
"""In the report of a source that was never read: its format is yet to be found out."""


def read_due(now: dt.datetime, *, most: int = 1) -> int:
    """Read up to `most` of the sources whose time has come, the one that has waited longest first; how many."""
    done = 0
    while done < most and (source := claim(now)):
        read_source(source)
        done += 1
    return done


def claim(now: dt.datetime) -> Source | None:
    """The source that has waited longest, leased to the caller alone; None where none is due."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = Source.objects.filter(free, address__startswith="http", next_read_at__lte=now).order_by("next_read_at")
    for source in due[:10]:
        if Source.objects.filter(free, pk=source.pk).update(lease_until=now + LEASE):
            return source
    return None


def claim_one(source: Source, now: dt.datetime) -> bool:
    """Lease this source, whether it is due or not; False while another worker has it."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return bool(Source.objects.filter(free, pk=source.pk).update(lease_until=now + LEASE))


def read_source(source: Source) -> Read:
    """Read a source that the caller has leased, and write down what came of it. Never raises for a bad feed."""
    now = timezone.now()
    source.reads.filter(outcome=Read.Outcome.READING).update(outcome=Read.Outcome.STOPPED, ended_at=now)
    read = Read.objects.create(source=source, began_at=now)
    try:
        _read(source, read)
    except NotModified:
        _good(source, read, Report(source=source.name))
    except FeedError as error:
        _bad(source, read, error)
    read.ended_at = timezone.now()
    read.save()
    Source.objects.filter(pk=source.pk).update(lease_until=None)
    kept = source.reads.values_list("pk", flat=True)[:READS_KEPT]
    source.reads.exclude(pk__in=list(kept)).delete()
    return read


def _read(source: Source, read: Read) -> None:
    own_machine = settings.READ_OWN_MACHINE
    bounds = Bounds(settings.FEED_LIMIT_MEGABYTES * 1_000_000, settings.FEED_LIMIT_SECONDS, own_machine=own_machine)
    known = Validators(source.etag, source.last_modified)
    is_fresh = source.report.get("reading") == READING and not source.may_lose
    web = Web(bounds, known if is_fresh else NOTHING_KNOWN, Robots(own_machine=own_machine).ask)
    format_code = "auto" if source.report.get(FIND_OUT) else source.format
    with open_source(source.address, format_code=format_code, pathway=source.pathway, web=web) as opened:
        source.format = opened.source.format
        report = import_listings(
            source=source,
            feed=opened.feed,
            atlas=the_atlas(),
            now=read.began_at,
            wishes=Wishes(is_confirmed=source.may_lose),
        )
    if report.held:
        _held(source, read, report)
        return
    fetched = opened.fetched
    validators = fetched.validators if fetched else NOTHING_KNOWN
    if fetched and fetched.moved_to:
        source.address = fetched.moved_to
        read.words = f"Its address has changed for good. It is now read from {fetched.moved_to}."
    source.etag, source.last_modified = validators.etag, validators.last_modified
    _good(source, read, report)


def _good(source: Source, read: Read, report: Report) -> None:
    read.outcome = Read.Outcome.CHANGED if report.has_changes else Read.Outcome.SAME
    _note(read, report)
    Source.objects.filter(pk=source.pk).update(
        read_at=read.began_at,
        state=Source.State.GOOD,
        address=source.address,
        etag=source.etag,
        last_modified=source.last_modified,
        failures=0,
        may_lose=False,
        next_read_at=after_good(read.began_at, every_hours=source.every_hours, name=source.slug)
        if source.every_hours
        else None,
        report=source.report if read.outcome == Read.Outcome.SAME and not report.read else _kept(report),
    )


def _kept(report: Report) -> dict[str, object]:
    return {**report.as_dict(), "reading": READING}


def _note(read: Read, report: Report) -> None:
    read.counts = report.counts()
    read.differences = report.differences.rows
    read.rejected = [rejection.as_dict() for rejection in report.rejected[:REJECTED_SHOWN]]


def _held(source: Source, read: Read, report: Report) -> None:
    """`import_listings` has marked the source. It goes on being read: a feed that is whole again is taken."""
    _note(read, report)
    read.outcome, read.words = Read.Outcome.HELD, report.held
    _again(source, after_good(read.began_at, every_hours=source.every_hours, name=source.slug))


def _bad(source: Source, read: Read, error: FeedError) -> None:
    why = error.__cause__
    read.words = str(error)
    if isinstance(why, GoneError):
        read.outcome = Read.Outcome.GONE
        Source.objects.filter(pk=source.pk).update(state=Source.State.GONE, next_read_at=None)
        return
    read.outcome = Read.Outcome.BUSY if isinstance(why, BusyError) else Read.Outcome.FAILED
    Source.objects.filter(pk=source.pk).update(state=Source.State.FAILING, failures=F("failures") + 1)
    wait = why.wait if isinstance(why, BusyError) else dt.timedelta(0)
    every, failures = source.every_hours or 24, source.failures + 1
    _again(source, after_failure(read.began_at, every_hours=every, failures=failures, wait=wait))


def _again(source: Source, at: dt.datetime) -> None:
    """One that is paused was asked for once."""
    Source.objects.filter(pk=source.pk).update(next_read_at=at if source.every_hours else None)
