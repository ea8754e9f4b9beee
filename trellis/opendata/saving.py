"""Writes readings: places, groups, meetings and the source's own words, each only where something differs."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import msgspec

from trellis.meetings.models import Group, Meeting, Provenance
from trellis.opendata import building
from trellis.opendata.building import Reading
from trellis.opendata.bulk import made, upsert
from trellis.opendata.kept_words import kept_from_closing, looked_after_of, put_to_keeper, with_kept_words
from trellis.opendata.listing import Rejection
from trellis.opendata.report import Report
from trellis.places.listed import State
from trellis.places.models import Place, Revision, Source
from trellis.places.readdressing import readdress
from trellis.places.slugs import give_slugs

Thing = TypeVar("Thing", Place, Group, Meeting)

CLOSING_BATCH = 500


class Saver:
    """One source's rows of the database during one reading."""

    def __init__(self, source: Source, now: dt.datetime, report: Report) -> None:
        self.source, self.now, self.report = source, now, report
        self.today = now.date()
        self.writes = not report.is_rehearsal
        self.touched: set[UUID] = set()  # places and groups that this reading has changed
        self.settled: set[UUID] = set()  # places and groups as the first row that told of them in this reading has them
        self.moved: dict[UUID, UUID] = {}  # places and groups that were merged, and into which
        # Of a source that is read for the first time there is nothing to compare with.
        self.is_first = not (source.meetings.exists() or source.groups.exists() or source.places.exists())

    @cached_property
    def revision(self) -> int:
        """The number of this change; taken at the first write, so that a reading that changes nothing takes none."""
        return Revision.advance()

    def save(self, readings: Sequence[Reading], words: Mapping[str, bytes]) -> None:
        """All of them but those whose dates cannot be, which are rejected."""
        built = [(reading, building.build_meeting(reading, today=self.today)) for reading in readings]
        sound = [
            (reading, meeting)
            for reading, meeting in built
            if self._is_on_the_map(reading) and self._has_sound_dates(reading, meeting)
        ]
        if not sound:
            return
        self._save_places([reading for reading, _ in sound if reading.has_place])
        self._save_groups([reading for reading, _ in sound])
        self._save_meetings(sound, words)

    def close(self, identities: Sequence[UUID]) -> None:
        """Their source no longer lists them. Those that have a keeper stay until the keeper has been asked."""
        looked_after = self._looked_after(identities) if identities else set()
        identities = [identity for identity in identities if identity not in looked_after]
        self.report.closed += len(identities)
        self.report.differences.closed(identities)
        for start in range(0, len(identities) if self.writes else 0, CLOSING_BATCH):
            Meeting.objects.filter(pk__in=identities[start : start + CLOSING_BATCH]).update(
                state=Meeting.State.CLOSED, closed_at=self.now, revision=self.revision
            )

    def _looked_after(self, identities: Sequence[UUID]) -> set[UUID]:
        if self.writes:
            return kept_from_closing(identities, source=self.source, now=self.now)
        return looked_after_of(identities)

    @cached_property
    def _off_the_map(self) -> set[UUID]:
        """Places of this source that were taken off the map. One query."""
        return set(self.source.places.filter(state=State.DELETED).values_list("pk", flat=True))

    def _is_on_the_map(self, reading: Reading) -> bool:
        """Whether its place may be listed. Where not, nothing of the row is written: it tells where the place is."""
        if not reading.has_place or reading.place_id not in self._off_the_map:
            return True
        words = "Its place was taken off the map here, by two moderators."
        cure = "Take it out of the source, or ask a moderator."
        self.report.rejected.append(Rejection(reading.listing.row, "place", words, cure))
        return False

    def _has_sound_dates(self, reading: Reading, meeting: Meeting) -> bool:
        """Whether everybody who asks for its dates will get them."""
        try:
            meeting.schedule  # noqa: B018 (it is worked out when it is asked for)
        except (ValueError, KeyError) as error:
            rejection = Rejection(reading.listing.row, "dates", str(error), "Mend the dates of this row.")
            self.report.rejected.append(rejection)
            return False
        return True

    def _save_places(self, readings: Iterable[Reading]) -> None:
        fresh: dict[UUID, Place] = {}
        for reading in readings:
            identity = reading.place_id
            if identity not in self.settled and identity not in fresh:
                fresh[identity] = building.build_place(reading)
        self.settled.update(fresh)
        self._count(fresh.values())
        new, changed, _ = self._compare(Place, fresh, building.PLACE_FIELDS)
        self.touched.update(place.pk for place in changed)
        self._write(Place, [*new, *changed], new, building.PLACE_FIELDS, lambda place: place.slug_words)
        readdress(changed)

    def _save_groups(self, readings: Iterable[Reading]) -> None:
        fresh: dict[UUID, Group] = {}
        words: dict[UUID, tuple[str, ...]] = {}
        for reading in readings:
            identity = reading.group_id
            if identity not in self.settled and identity not in fresh:
                fresh[identity] = building.build_group(reading)
                words[identity] = building.group_words(fresh[identity], reading)
        self.settled.update(fresh)
        new, changed, _ = self._compare(Group, fresh, building.GROUP_FIELDS)
        self.touched.update(group.pk for group in changed)
        self._write(Group, [*new, *changed], new, building.GROUP_FIELDS, lambda group: words[group.pk])

    def _save_meetings(self, sound: Sequence[tuple[Reading, Meeting]], words: Mapping[str, bytes]) -> None:
        fresh = {meeting.pk: meeting for _, meeting in sound}
        for meeting in fresh.values() if self.moved else ():
            meeting.group_id = self.moved.get(meeting.group_id, meeting.group_id)
            meeting.place_id = self.moved.get(meeting.place_id, meeting.place_id) if meeting.place_id else None
        reading_of = {meeting.pk: reading for reading, meeting in sound}
        self._count(fresh.values())
        new, changed, same = self._compare(Meeting, fresh, building.MEETING_FIELDS)
        elsewhere = sum(meeting.place_id in self.touched or meeting.group_id in self.touched for meeting in same)
        self.report.created += len(new)
        self.report.updated += len(changed) + elsewhere
        self.report.unchanged += len(same) - elsewhere
        fields = [*building.MEETING_FIELDS, "fingerprint"]
        self._write(Meeting, [*new, *changed], new, fields, lambda m: building.meeting_words(m, reading_of[m.pk]))
        if not self.writes:
            return
        Meeting.objects.bulk_update(same, ["fingerprint"])
        kept = [made(Provenance, meeting_id=m.pk, words=msgspec.Raw(words[m.source_key])) for m in fresh.values()]
        upsert(Provenance, kept, ["words"])

    def _compare(
        self, model: type[Thing], fresh: Mapping[UUID, Thing], fields: Sequence[str]
    ) -> tuple[list[Thing], list[Thing], list[Thing]]:
        """Which are new, which differ from what is there, and which do not."""
        there = {} if self.is_first else model._default_manager.in_bulk(list(fresh))
        new: list[Thing] = []
        changed: list[Thing] = []
        same: list[Thing] = []
        for identity, thing in fresh.items():
            old = there.get(identity)
            if old is None:
                new.append(thing)
                continue
            thing.slug = old.slug
            if isinstance(thing, Meeting) and isinstance(old, Meeting):
                _keep_suspension(thing, old, self.today)
            elif old.merged_into_id:
                self.moved[identity] = old.merged_into_id
            news = with_kept_words(thing, old, fields)
            if news and self.writes:
                put_to_keeper(old, news, source=self.source, now=self.now)
            is_same = all(getattr(thing, name) == getattr(old, name) for name in fields)
            (same if is_same else changed).append(thing)
            if not is_same:
                self.report.differences.changed(old, thing, fields)
        self.report.differences.created(new)
        return new, changed, same

    def _write(
        self,
        model: type[Thing],
        things: Sequence[Thing],
        new: Sequence[Thing],
        fields: Sequence[str],
        words: Callable[[Thing], Sequence[str]],
    ) -> None:
        if not (things and self.writes):
            return
        slugs = give_slugs(model, ((thing.pk, words(thing)) for thing in new))
        for thing in things:
            thing.slug = slugs.get(thing.pk, thing.slug)
            thing.revision = self.revision
        upsert(model, things, [*fields, "revision"])

    def _count(self, things: Iterable[Place | Meeting]) -> None:
        for thing in things:
            self.report.derived.update(thing.derived.keys())
            self.report.flags.update(flag["kind"] for flag in thing.flags)


def _keep_suspension(meeting: Meeting, old: Meeting, today: dt.date) -> None:
    """A suspension whose beginning nobody told began when we first saw it."""
    if meeting.suspended_from == today and old.suspended_from:
        meeting.suspended_from = old.suspended_from
