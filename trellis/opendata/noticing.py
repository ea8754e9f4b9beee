"""What a reading changes, listing by listing, as people read it: kept with the reading, and shown before an upload.

Only so many of each are written down; the counts are the report's.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from trellis.keeping.differences import differences
from trellis.keeping.fields import FIELDS, WHEN, read, to_json
from trellis.keeping.listings import Listing, kind_of
from trellis.meetings.models import Meeting

MOST: Final = 100
"""Of each kind that is written down."""


@dataclass(slots=True)
class Differences:
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"created": [], "changed": [], "closed": []})

    def created(self, listings: Sequence[Listing]) -> None:
        """New meetings; places and groups come with them."""
        self._add("created", ({"name": one.name, "id": str(one.pk)} for one in listings if isinstance(one, Meeting)))

    def closed(self, identities: Sequence[UUID]) -> None:
        """At most one query."""
        if identities and self._room("closed"):
            found = (
                Meeting.objects.filter(pk__in=list(identities[:MOST])).order_by("name", "pk").values_list("name", "pk")
            )
            self._add("closed", ({"name": name, "id": str(pk)} for name, pk in found))

    def changed(self, old: Listing, new: Listing, fields: Sequence[str]) -> None:
        """What people would see; what only we see, such as flags, is passed over."""
        if not self._room("changed"):
            return
        kind = kind_of(old)
        names = [name for name in fields if name in FIELDS[kind] and getattr(old, name) != getattr(new, name)]
        before, after = read(old, names), {name: to_json(getattr(new, name)) for name in names}
        rest = read(old, WHEN) if kind == "meeting" else {}
        told = [
            [one.label, one.before, one.after] for one in differences(kind, before, after, rest=rest, today=self.today)
        ]
        if told:
            self._add("changed", [{"name": str(old), "id": str(old.pk), "kind": kind, "fields": told}])

    def _room(self, what: str) -> int:
        return MOST - len(self.rows[what])

    def _add(self, what: str, rows: Iterable[dict[str, Any]]) -> None:
        room = self._room(what)
        if room > 0:
            self.rows[what] += [row for row, _ in zip(rows, range(room), strict=False)]
