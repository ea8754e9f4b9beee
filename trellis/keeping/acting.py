"""Somebody doing something to a listing: in which role, and who, as far as that may be kept."""

from dataclasses import dataclass

from django.http import HttpRequest

from trellis.accounts.models import Person
from trellis.accounts.roles import KEEPER, MODERATOR, STEWARD, VISITOR_ROLE, Target, acting_role
from trellis.accounts.viewing import person_of, viewer_of
from trellis.safety.audit import Actor


@dataclass(frozen=True, slots=True)
class Acting:
    role: str
    person: Person | None = None

    @property
    def actor(self) -> Actor:
        """What the audit trail knows."""
        return Actor(self.role, self.person.audit_id if self.person else None)

    @property
    def may_decide(self) -> bool:
        return self.role in {MODERATOR, STEWARD, "system"}

    @property
    def is_keeper(self) -> bool:
        return self.role == KEEPER


VISITOR = Acting(VISITOR_ROLE)
SOURCE = Acting("source")
SYSTEM = Acting("system")


def acting(request: HttpRequest, target: Target) -> Acting:
    """Whoever asks, in the strongest role they have over this listing."""
    viewer = viewer_of(request)
    person = person_of(request) if viewer.is_signed_in else None
    return Acting(acting_role(viewer, target), person)
