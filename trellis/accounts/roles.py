"""Who may do what. Every such question of the site is answered here, and only here.

Three roles are granted. A *keeper* looks after a listing, a *moderator* after all listings of an area, a *steward*
after the site. Whoever moderates an area may do there what a keeper may; a steward may do both everywhere. Moderator
and steward count only while the viewer has used a second factor: without it, other grants decide.

All of it is pure: a `Viewer` comes from `viewing.viewer_of(request)`, a `Target` from the listing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

VISITOR_ROLE: Final = "visitor"
KEEPER: Final = "keeper"
MODERATOR: Final = "moderator"
STEWARD: Final = "steward"
POWERFUL: Final = frozenset({MODERATOR, STEWARD})
"""Roles that need a second factor, and are closed sooner when nobody is there."""


@dataclass(frozen=True, slots=True)
class Held:
    """One grant that somebody holds now."""

    role: str
    area_code: str = ""
    """Of a moderator: the area; empty for everywhere."""
    listing_kind: str = ""
    listing_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks for a page, as far as the question what they may do goes."""

    person_id: int | None = None
    audit_id: UUID | None = None
    """What the audit trail knows of them."""
    grants: tuple[Held, ...] = ()
    is_strong: bool = False
    """They used a second factor to sign in."""

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def counting(self) -> Iterator[Held]:
        """The grants that count now."""
        return (held for held in self.grants if self.is_strong or held.role not in POWERFUL)


VISITOR: Final = Viewer()


@dataclass(frozen=True, slots=True)
class Target:
    """A listing that something is to be done with."""

    kind: str
    """group, place or meeting"""
    id: UUID
    areas: tuple[str, ...] = ()
    """The code of its area and of those around it. Empty where no area is known, as online."""
    under: tuple[tuple[str, UUID], ...] = ()
    """Kind and identifier of the listings whose keepers keep it too: of a meeting, its group."""


def keeps(viewer: Viewer, target: Target) -> bool:
    """Whether the viewer is a keeper of it, or of what it is under."""
    kept = {(target.kind, target.id), *target.under}
    return any(held.role == KEEPER and (held.listing_kind, held.listing_id) in kept for held in viewer.counting)


def may_keep(viewer: Viewer, target: Target) -> bool:
    """Whether the viewer may look after it: its keepers, its area's moderators, stewards."""
    return keeps(viewer, target) or may_moderate(viewer, target.areas)


def may_moderate(viewer: Viewer, areas: tuple[str, ...]) -> bool:
    """Whether the viewer may decide about what lies in these areas (an area's code and those around it).

    What lies in no known area is for moderators of everywhere.
    """
    return is_steward(viewer) or any(
        held.role == MODERATOR and (not held.area_code or held.area_code in areas) for held in viewer.counting
    )


def is_moderator(viewer: Viewer) -> bool:
    """Whether the viewer may decide about anything at all."""
    return any(held.role in POWERFUL for held in viewer.counting)


def is_steward(viewer: Viewer) -> bool:
    return any(held.role == STEWARD for held in viewer.counting)


def is_powerful(viewer: Viewer) -> bool:
    """Whether the viewer holds a role that needs a second factor, used or not."""
    return any(held.role in POWERFUL for held in viewer.grants)


def may_grant(viewer: Viewer, wanted: Held, target: Target | None = None) -> bool:
    """Whether the viewer may give somebody this role, or end it. `target` is the listing of a keeper."""
    if is_steward(viewer):
        return True
    return wanted.role == KEEPER and target is not None and may_keep(viewer, target)


def acting_role(viewer: Viewer, target: Target) -> str:
    """In which role the viewer acts on it: the strongest that applies. History and audit trail say this, not a name."""
    if is_steward(viewer):
        return STEWARD
    if may_moderate(viewer, target.areas):
        return MODERATOR
    return KEEPER if keeps(viewer, target) else VISITOR_ROLE
