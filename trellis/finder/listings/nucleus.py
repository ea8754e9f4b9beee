"""The nucleus of an area: the ways of recovery that a community is built from, present here or not. Pure.

A person should be able to choose. So an area page names not only what there is but also what there is not. None of
these is better than another, and an area does not need each of them in every street.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from trellis.meetings.pathways import PATHWAYS, PathwayKind, pathway

_SINGLE: Final = ("aa", "na", "ca", "smart", "act", "lifering")
_KINDS: Final = {
    PathwayKind.FAMILY: "Groups for families and friends",
    PathwayKind.FAITH: "Groups in faith communities",
    PathwayKind.BUDDHIST: "Meditation groups",
    PathwayKind.LIVED_EXPERIENCE: "Led by people who have been there",
    PathwayKind.ACTIVITY: "Activities",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One way: the pathways that belong to it, and how many meetings they have here."""

    name: str
    codes: tuple[str, ...]
    meetings: int


@dataclass(frozen=True, slots=True)
class Nucleus:
    present: tuple[Part, ...]  # with the most meetings first
    absent: tuple[Part, ...]  # by name


def nucleus(counts: Mapping[str, int]) -> Nucleus:
    """From the number of meetings of each pathway. A pathway outside the nucleus counts when it is there."""
    groups: list[tuple[str, tuple[str, ...]]] = [(PATHWAYS[code].name, (code,)) for code in _SINGLE]
    for kind, name in _KINDS.items():
        groups.append((name, tuple(code for code, one in PATHWAYS.items() if one.kind == kind)))
    covered = {code for _, codes in groups for code in codes}
    parts = [Part(name, codes, sum(counts.get(code, 0) for code in codes)) for name, codes in groups]
    parts += [Part(pathway(code).name, (code,), counts[code]) for code in counts if code not in covered]
    return Nucleus(
        present=tuple(sorted((part for part in parts if part.meetings), key=lambda part: (-part.meetings, part.name))),
        absent=tuple(sorted((part for part in parts if not part.meetings), key=lambda part: part.name)),
    )
