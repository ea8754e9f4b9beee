"""What one reading of a source did, for the person at the terminal and for programs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from trellis.opendata.listing import Rejection
from trellis.opendata.noticing import Differences

ROWS_SHOWN = 12


@dataclass(slots=True)
class Report:
    """Counts are of meetings. `held` says why nothing was changed; empty when all went well."""

    source: str = ""
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    flags: Counter[str] = field(default_factory=Counter)
    derived: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    unnamed: int = 0  # rows read afresh whose pathway nothing tells
    doubts: list[str] = field(default_factory=list)  # rows that may be meetings we know, and may be new
    held: str = ""
    is_rehearsal: bool = False
    differences: Differences = field(default_factory=Differences)

    @property
    def has_changes(self) -> bool:
        return bool(self.created or self.updated or self.closed)

    def counts(self) -> dict[str, int]:
        """What is kept of a reading in numbers."""
        numbers = ("read", "created", "updated", "unchanged", "closed")
        return {name: getattr(self, name) for name in numbers} | {"rejected": len(self.rejected)}

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "source": self.source,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "rejected": [rejection.as_dict() for rejection in self.rejected],
            "held": bool(self.held),
            "held_because": self.held,
            "dry_run": self.is_rehearsal,
            "flags": dict(self.flags.most_common()),
            "derived": dict(self.derived.most_common()),
            "notes": [*self.notes, *self.doubts, *self._about_pathways()],
        }

    def lines(self) -> Iterator[str]:
        """What a person reads: counts, rejections by reason, what to look at."""
        yield f"{self.source}: {self._verdict()}"
        for name in ("read", "created", "updated", "unchanged", "closed"):
            yield f"  {name:<10}{getattr(self, name):>9,}"
        yield f"  {'rejected':<10}{len(self.rejected):>9,}"
        yield from self._rejections()
        yield from _counts("Worked out, because the source does not say", self.derived)
        yield from _counts("For a person to look at", self.flags)
        yield from (f"Note: {note}" for note in (*self.notes, *self.doubts))
        yield from (f"\nLOOK HERE: {words}" for words in self._about_pathways())

    def _about_pathways(self) -> Iterator[str]:
        if self.unnamed:
            how_many = "Most rows" if self.unnamed * 2 > self.read else "Some rows"
            yield (
                f"{how_many} do not say their pathway: {self.unnamed:,} of {self.read:,} are listed as “other”."
                " Name it with --pathway, such as --pathway na, and import again."
            )

    def _verdict(self) -> str:
        if self.held:
            return f"held, nothing is changed. {self.held} If it is right, import it again with --confirm."
        if self.is_rehearsal:
            return "a rehearsal, nothing is changed. It would be:"
        return "read." if self.has_changes else "read, and nothing had changed."

    def _rejections(self) -> Iterator[str]:
        if not self.rejected:
            return
        yield "Rejected:"
        groups: dict[tuple[str, str], list[Rejection]] = {}
        for rejection in self.rejected:
            groups.setdefault((rejection.field, rejection.reason), []).append(rejection)
        for (name, reason), alike in sorted(groups.items(), key=lambda group: -len(group[1])):
            yield f"  {name}: {reason} {alike[0].cure}"
            rows = ", ".join(str(rejection.row) for rejection in alike[:ROWS_SHOWN])
            more = f" and {len(alike) - ROWS_SHOWN:,} more" if len(alike) > ROWS_SHOWN else ""
            yield f"    {len(alike):,} {'rows' if len(alike) > 1 else 'row'}: {rows}{more}"


def _counts(title: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        yield f"{title}:"
        yield from (f"  {count:>9,}  {what}" for what, count in counts.most_common())
