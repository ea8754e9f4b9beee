"""The sheets of cards that this process keeps: those used last, until the listings change.

A page whose sheets are all kept costs no database query, and one when some are not.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.safestring import SafeString

from trellis.finder.cards.card import Sheet, sheet_of
from trellis.finder.cards.spoken import measures_in_miles
from trellis.finder.entries import Hit
from trellis.finder.refresh import shown_revision
from trellis.meetings.models import Meeting

MOST: Final = 5_000
"""About 2 KB each."""


class Shelf:
    """Sheets by meeting, of one revision of the listings. Safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._lock = Lock()
        self._revision = -1
        self._sheets: dict[UUID, Sheet] = {}

    def take(self, ids: Iterable[UUID], revision: int) -> dict[UUID, Sheet]:
        """Those that are kept; they become the last used."""
        with self._lock:
            if revision != self._revision:
                self._sheets.clear()
                self._revision = revision
            found = {one: self._sheets.pop(one) for one in ids if one in self._sheets}
            self._sheets.update(found)
        return found

    def put(self, sheets: dict[UUID, Sheet], revision: int) -> None:
        """Keeps them, unless the listings have moved on meanwhile; lets go of those not used for longest."""
        with self._lock:
            if revision != self._revision:
                return
            self._sheets.update(sheets)
            for one in list(self._sheets)[: max(0, len(self._sheets) - self.most)]:
                del self._sheets[one]

    def __len__(self) -> int:
        return len(self._sheets)

    def __bool__(self) -> bool:
        return True


_shelf = Shelf()


def cards(hits: Sequence[Hit], *, now: datetime, shelf: Shelf | None = None) -> list[SafeString | None]:
    """The cards of the hits, in order; None for a meeting that has just gone. One query, or none."""
    # While testing, a rolled-back revision comes again with other listings.
    shelf = shelf or (Shelf() if settings.TESTING else _shelf)
    revision = shown_revision()
    sheets = shelf.take([hit.meeting_id for hit in hits], revision)
    missing = [hit.meeting_id for hit in hits if hit.meeting_id not in sheets]
    if missing:
        found = Meeting.objects.listed().with_listing().in_bulk(missing)
        made = {key: sheet_of(meeting) for key, meeting in found.items()}
        shelf.put(made, revision)
        sheets |= made
    in_miles = measures_in_miles()
    return [
        sheets[hit.meeting_id].card(hit, now, in_miles=in_miles) if hit.meeting_id in sheets else None for hit in hits
    ]
