"""Listings into the database: one transaction a source, the same feed twice changes nothing, nothing is ever deleted.

A row whose words are what they were at the last reading is passed over after one look at its fingerprint. The others
are read, compared with what is there, and written only where they differ. Memory holds one batch of rows, and one short
entry for every meeting, group and place of the feed.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction

from trellis import __version__
from trellis.lib.garbage import looked_for_seldom
from trellis.meetings.holidays import calendar_of
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import OTHER
from trellis.opendata.building import Reading
from trellis.opendata.dating import Dates, dates_of, with_odd_times_flagged, with_zone_from_words
from trellis.opendata.formats.json_rows import check_object
from trellis.opendata.free_text import guarded
from trellis.opendata.known_rows import SketchOf, under_known_keys
from trellis.opendata.listing import FeedError, Listing, Rejection, Row, RowError
from trellis.opendata.made_up import take_down_imaginary_town
from trellis.opendata.naming import with_features_from_name
from trellis.opendata.report import Report
from trellis.opendata.saving import Saver
from trellis.opendata.standing import with_standing
from trellis.opendata.whereabouts import Atlas, Whereabouts
from trellis.places.models import Source

BATCH: Final = 1000
READING: Final = "4"
"""Raise it when rows are read otherwise than before, so that the next import reads every row afresh."""


@dataclass(frozen=True, slots=True)
class Feed:
    """An opened feed: its rows in order, how to read one, and what besides the row shapes the reading."""

    rows: Iterable[Row]
    read: Callable[[Row], Listing]
    salt: str = ""
    sketch_of: SketchOf | None = None  # where its rows may lack identifiers; then they can be gone through twice


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who imports asked for."""

    is_rehearsal: bool = False
    is_confirmed: bool = False
    reads_again: bool = False


def import_listings(
    *,
    source: Source,
    feed: Feed,
    atlas: Atlas,
    now: dt.datetime,
    wishes: Wishes = Wishes(),
    tell: Callable[[int], None] = lambda _: None,
) -> Report:
    """Read one source. Raises FeedError when there is nothing in it to use. `tell` hears how many rows are read."""
    report = Report(source=source.name, is_rehearsal=wishes.is_rehearsal)
    with looked_for_seldom(), nullcontext() if wishes.is_rehearsal else transaction.atomic():
        source = _as_it_stands(source) if wishes.is_rehearsal else _saved(source)
        run, rows = _Run(source, feed, atlas, now, wishes, report), feed.rows
        if feed.sketch_of:
            rows, report.doubts = under_known_keys(rows, feed.sketch_of, source)
        for batch in batches(rows, BATCH):
            run.take(batch)
            tell(report.read)
        run.finish()
        if report.held and not wishes.is_rehearsal:
            transaction.set_rollback(True)
    if report.held and not wishes.is_rehearsal:
        Source.objects.filter(pk=source.pk).update(state=Source.State.HELD, report=report.as_dict())
    return report


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def _saved(source: Source) -> Source:
    """The source as it stands in the database, with the name, address and format of this reading."""
    _, is_new = Source.objects.get_or_create(
        pk=source.pk,
        defaults={"slug": source.slug, "name": source.name, "address": source.address, "format": source.format},
    )
    found = Source.objects.select_for_update().get(pk=source.pk)  # two readings of one source take turns
    if not is_new:
        found.name, found.address, found.format = source.name, source.address, source.format
    return found


def _as_it_stands(source: Source) -> Source:
    """For a rehearsal, which locks nothing and writes nothing."""
    return Source.objects.filter(pk=source.pk).first() or source


def _read_further(listing: Listing) -> Listing:
    """What can be told from its own words, whatever its format."""
    listing = with_standing(with_zone_from_words(guarded(listing)))
    return with_features_from_name(with_odd_times_flagged(listing))


class _Run:
    """One reading of one source, batch by batch."""

    def __init__(
        self, source: Source, feed: Feed, atlas: Atlas, now: dt.datetime, wishes: Wishes, report: Report
    ) -> None:
        self.source, self.feed, self.atlas, self.now = source, feed, atlas, now
        self.wishes, self.report = wishes, report
        self.saver = Saver(source, now, report)
        salt = f"{READING}|{__version__}|{feed.salt}|{atlas.signature}"
        self.salt = hashlib.blake2b(salt.encode(), digest_size=16).digest()
        self.seen: set[str] = set()
        self.row_of: dict[int, int] = {}
        self.listed_before = source.meetings.filter(state=Meeting.State.LISTED).count()
        self.lost_rows = 0

    def take(self, batch: list[Row]) -> None:
        self.report.read += len(batch)
        rows = list(self._distinct(batch))
        known = {} if self.saver.is_first else self._known([row.key for row in rows])
        fingerprints = {row.key: self._fingerprint(row) for row in rows}
        changed = [
            row
            for row in rows
            if self.wishes.reads_again or known.get(row.key) != (fingerprints[row.key], Meeting.State.LISTED)
        ]
        self.report.unchanged += len(rows) - len(changed)
        rejected_before = len(self.report.rejected)
        listings = [listing for row in changed if (listing := self._read(row))]
        abouts = self.atlas.look_up([(listing.where, listing.zone) for listing in listings])
        readings = [
            Reading(self.source, listing, about, self._dates(listing, about), fingerprints[listing.key])
            for listing, about in zip(listings, abouts, strict=True)
        ]
        self.saver.save(readings, {row.key: row.words for row in changed})
        unreadable = {rejection.row for rejection in self.report.rejected[rejected_before:]}
        # They stay listed as they were last read, but count as lost for `_why_held`.
        listed = {key for key, (_, state) in known.items() if state == Meeting.State.LISTED}
        self.lost_rows += sum(row.number in unreadable and row.key in listed for row in changed)

    def _known(self, keys: list[str]) -> dict[str, tuple[str, str]]:
        """Fingerprint and state of those that are there, by key."""
        found = self.source.meetings.filter(source_key__in=keys)
        return {key: (print_, state) for key, print_, state in found.values_list("source_key", "fingerprint", "state")}

    def finish(self) -> None:
        if not self.report.read:
            raise FeedError("There is no meeting in it. Check that this is the right file or address.")
        if not self.seen or len(self.report.rejected) == self.report.read:
            first = self.report.rejected[0]
            raise FeedError(
                f"None of its {self.report.read:,} rows can be read. Row {first.row}, {first.field}: {first.reason}"
                f" {first.cure} Is it in another format? Name the format with --format."
            )
        missing = self._missing()
        self.report.held = self._why_held(len(missing) + self.lost_rows)
        if self.atlas.postcodes is None:
            self.report.notes.append("There is no table of postcodes and towns. “trellis postcodes” makes it.")
        self.saver.close(missing)
        if self.wishes.is_rehearsal:
            return
        if self.report.created and not (self.report.held or self.source.is_imaginary):
            gone = take_down_imaginary_town(now=self.now)
            if gone:
                self.report.notes.append(
                    f"The imaginary town ({gone} meetings) was taken down: “trellis demo” puts it back."
                )
        self.source.read_at, self.source.state = self.now, Source.State.GOOD
        self.source.report = self.report.as_dict()
        self.source.save()

    def _distinct(self, batch: list[Row]) -> Iterator[Row]:
        """Rows that say something no earlier row said, each under a key of its own."""
        for row in batch:
            first = self.row_of.setdefault(row.sameness, row.number)
            if first != row.number:
                cure = f"Take it out: row {first} is the same."
                self.report.rejected.append(Rejection(row.number, "row", "It repeats an earlier row.", cure))
                continue
            yield self._under_own_key(row)

    def _under_own_key(self, row: Row) -> Row:
        key, count = row.key, 1
        while key in self.seen:
            count += 1
            key = f"{row.key[:290]}#{count}"
        self.seen.add(key)
        return row if key == row.key else Row(row.number, key, row.words, row.sameness)

    def _fingerprint(self, row: Row) -> str:
        return hashlib.blake2b(row.words, digest_size=16, key=self.salt).hexdigest()

    def _read(self, row: Row) -> Listing | None:
        try:
            check_object(row)
            listing = _read_further(self.feed.read(row))
        except RowError as error:
            self.report.rejected.append(error.at(row.number))
            return None
        self.report.unnamed += listing.pathway == OTHER and "pathway" in listing.derived
        return listing

    def _dates(self, listing: Listing, about: Whereabouts) -> Dates:
        return dates_of(listing, calendar_of(area=about.area_code, country=about.country), self.now.date())

    def _missing(self) -> list[UUID]:
        listed = self.source.meetings.filter(state=Meeting.State.LISTED).values_list("pk", "source_key")
        return [identity for identity, key in listed.iterator(chunk_size=5000) if key not in self.seen]

    def _why_held(self, lost: int) -> str:
        if self.wishes.is_confirmed or lost * 3 <= self.listed_before:
            return ""
        return (
            f"It would lose {lost:,} of the {self.listed_before:,} meetings listed until now, more than a third."
            " Look whether the feed is whole."
        )
