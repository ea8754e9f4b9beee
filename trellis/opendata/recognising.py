"""Which row of a sheet without identifiers is which meeting we know, when its time, day, place or name changed. Pure.

Such a row is known by what it says, so a row that says something else would be a new meeting, and the one we know would
be gone, with whoever has saved it. So of what is left over on both sides, a row and a meeting are the same where all
but one thing of name, place, day and start agree (or name and place alone), and no other pair could be meant. Those
left with one name at one place, and several ways to pair them, are told to a person and stay apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trellis.lib.clock import ClockError, parse_time
from trellis.lib.text import slug

LEVELS: Final = (
    ("name", "place", "day"),
    ("name", "place", "start"),
    ("name", "place"),
    ("name", "town", "day", "start"),
    ("place", "day", "start"),
)
"""What has to agree, the surest first. A name alone is never enough: “AA Meeting” is on everywhere."""
_AT_ONE_PLACE: Final = ("name", "place")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a row says of which meeting it is. `key` is what it says in one, `row` where it stands in the sheet."""

    key: str
    name: str
    place: str = ""
    town: str = ""
    day: str = ""
    start: str = ""
    row: int = 0
    has_id: bool = False

    def signature(self, parts: Iterable[str]) -> tuple[str, ...] | None:
        """None where it does not say one of them."""
        said = tuple(_plain(part, getattr(self, part)) for part in parts)
        return said if all(said) else None

    @property
    def when(self) -> str:
        return " ".join(part for part in (self.day, self.start) if part)


def matched(fresh: Sequence[Sketch], lost: Sequence[Sketch]) -> tuple[dict[str, str], list[str]]:
    """From keys of rows to keys of meetings that are the same; and in words, where nobody can tell."""
    same: dict[str, str] = {}
    for parts in LEVELS:
        ours, theirs = _by(parts, lost), _by(parts, fresh)
        for signature, rows in theirs.items():
            known = ours.get(signature, [])
            if len(rows) == 1 and len(known) == 1:
                same[rows[0].key] = known[0].key
        taken = set(same.values())
        fresh = [one for one in fresh if one.key not in same]
        lost = [one for one in lost if one.key not in taken]
    return same, list(_doubts(_by(_AT_ONE_PLACE, fresh), _by(_AT_ONE_PLACE, lost)))


def _by(parts: Iterable[str], sketches: Iterable[Sketch]) -> dict[tuple[str, ...], list[Sketch]]:
    found: dict[tuple[str, ...], list[Sketch]] = defaultdict(list)
    for one in sketches:
        if signature := one.signature(parts):
            found[signature].append(one)
    return found


def _doubts(
    fresh: Mapping[tuple[str, ...], list[Sketch]], lost: Mapping[tuple[str, ...], list[Sketch]]
) -> Iterable[str]:
    for signature, rows in fresh.items():
        if known := lost.get(signature):
            new = ", ".join(f"row {one.row} ({one.when})" for one in rows)
            old = ", ".join(one.when for one in known)
            yield f"{rows[0].name}, {rows[0].place}: {new}; known until now: {old}."


def _plain(part: str, said: str) -> str:
    if part == "start":
        try:
            return parse_time(said).isoformat("minutes")
        except ClockError:
            pass
    return slug(said, 300)
