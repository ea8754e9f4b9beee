"""One read index in each process, that follows the database.

The first question builds it. From then on a thread asks once a second whether listings have changed, makes a new index
beside the one in use, and puts it in its place in one step: no question waits, and none sees half of a change. Where
that fails, the index in use stays, the log says why, and the thread tries again.

Tests and commands have no thread: `current_index` builds anew each time while testing, and `refresh_now` catches up.
"""

import logging
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread
from typing import Final

from django.conf import settings
from django.db import connection

from trellis.finder import build
from trellis.finder.index import Index
from trellis.meetings.models import Meeting
from trellis.places.models import Revision

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 1.0
MOST_PATCHED: Final = 500
"""With more changed meetings at once than this, a new index is built."""
MOST_WAIT_SECONDS: Final = 60.0
CHECK_SECONDS: Final = 60.0
"""So often at most, and only after a change, the index is counted against the database."""
_MIDNIGHT_NEARS: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index, and the revision of the listings that it shows."""

    index: Index
    revision: int


class Keeper:
    """Holds the snapshot of this process and the thread that follows the database."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stop = Event()
        self._checked: Index | None = None
        self._next_check = 0.0

    def index(self) -> Index:
        snapshot = self.snapshot
        if snapshot is None or settings.TESTING:
            snapshot = self.refresh(is_anew=settings.TESTING)
        if self._thread is None and not settings.TESTING:
            self.follow()
        return snapshot.index

    def refresh(self, *, is_anew: bool = False) -> Snapshot:
        """Catches up with the database, in this thread; `is_anew` builds whatever the revision is."""
        with self._lock:
            revision = Revision.now()
            if self.snapshot is None or is_anew:
                self.snapshot = _built(revision)
            elif self.snapshot.revision != revision:
                self.snapshot = _patched(self.snapshot, revision)
            return self.snapshot

    def check(self) -> None:
        """Builds anew where rows were taken out of the database by hand: those leave no mark to find them by.

        Counting goes through every listing, so it waits until the change is shown.
        """
        with self._lock:
            snapshot = self.snapshot
            if snapshot is None or len(snapshot.index) == Meeting.objects.listed().count():
                return
            # What has changed since is no sign: the next look will patch it in.
            if Revision.now() == snapshot.revision:
                self.snapshot = _built(snapshot.revision)

    def follow(self) -> None:
        """Starts the thread, once."""
        with self._lock:
            if self._thread is None:
                self._stop.clear()
                self._thread = Thread(target=self._run, name="finder-index", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stop.set()
            thread.join()

    def forked(self) -> None:
        """In the child of a fork: the index is good, but the thread and what the lock guarded stayed behind."""
        self._lock, self._thread, self._stop = Lock(), None, Event()

    def _run(self) -> None:
        wait = POLL_SECONDS
        while not self._stop.wait(wait):
            try:
                self._step()
                wait = POLL_SECONDS
            except Exception:
                # Whatever it is, the index in use is better than none, and the next try may succeed.
                log.exception("The index could not follow the listings. It stays as it was.")
                connection.close()
                wait = min(wait * 2, MOST_WAIT_SECONDS)
        connection.close()

    def _step(self) -> None:
        index = self.refresh().index
        soon = datetime.now(UTC) + _MIDNIGHT_NEARS
        index.prepare(soon.date())
        if index is not self._checked and time.monotonic() >= self._next_check:
            self._next_check = time.monotonic() + CHECK_SECONDS
            self.check()
            self._checked = self.snapshot.index if self.snapshot else None


def _built(revision: int) -> Snapshot:
    return Snapshot(_index_of(build.rows()), revision)


def _index_of(rows: Iterable[build.Row]) -> Index:
    index = Index.of(build.read(rows))
    index.prepare(datetime.now(UTC).date())
    return index


def _patched(snapshot: Snapshot, revision: int) -> Snapshot:
    changed = Meeting.objects.changed_since(snapshot.revision)
    touched = set(changed.values_list("pk", flat=True)[: MOST_PATCHED + 1])
    if revision < snapshot.revision or len(touched) > MOST_PATCHED:
        return _built(revision)
    entries = list(build.entries(changed))
    index = snapshot.index.patched(entries, touched - {entry.id for entry in entries})
    if index.needs_building:
        return _built(revision)
    index.prepare(datetime.now(UTC).date())
    return Snapshot(index, revision)


_keeper = Keeper()
os.register_at_fork(after_in_child=_keeper.forked)


def current_index() -> Index:
    """The index of this process, at most a second or two behind the database. No query, but for the first."""
    return _keeper.index()


def shown_revision() -> int:
    """The revision of the listings that this process's index shows. No query once there is an index."""
    snapshot = _keeper.snapshot
    return snapshot.revision if snapshot else Revision.now()


def current_revision() -> int:
    """Which revision of the listings the index of this process shows. No query, but for the first."""
    return (_keeper.snapshot or _keeper.refresh()).revision


def refresh_now() -> Index:
    """The index, after catching up with the database. For commands."""
    return _keeper.refresh().index


def follow() -> None:
    """Builds the index and starts following, before anybody asks: for a server that is about to take requests."""
    _keeper.index()
