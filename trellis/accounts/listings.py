"""What rooms above tell us of their listings, so that pages here can name what somebody looks after.

register(find=…, by_slug=…, area_name=…)      # once, when Django starts
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from trellis.accounts.roles import Target

Key = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as far as accounts know it."""

    target: Target
    name: str
    address: str
    """Its page."""
    manage: str = ""
    """Where its keepers look after it."""


@dataclass(frozen=True, slots=True)
class Source:
    """The three questions that a room above answers."""

    find: Callable[[Iterable[Key]], dict[Key, Listing]]
    """Those of these that there are. Few queries, however many are asked for."""
    by_slug: Callable[[str, str], Listing | None]
    """By kind and slug; an empty kind means any."""
    area_name: Callable[[str], str]
    """What people call an area, by its code; empty where there is none of that code."""


_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def find(keys: Iterable[Key]) -> dict[Key, Listing]:
    wanted = list(keys)
    found: dict[Key, Listing] = {}
    for source in _sources if wanted else ():
        found |= source.find(wanted)
    return found


def by_slug(slug: str, kind: str = "") -> Listing | None:
    return next((found for source in _sources if (found := source.by_slug(kind, slug))), None)


def area_name(code: str) -> str:
    """The name of an area; its code where nobody knows a name."""
    if not code:
        return "everywhere"
    return next((name for source in _sources if (name := source.area_name(code))), "") or code


def is_area(code: str) -> bool:
    return any(source.area_name(code) for source in _sources)
