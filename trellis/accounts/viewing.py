"""Who asks for this page, as the predicates of roles.py know them."""

from django.http import HttpRequest

from trellis.accounts.models import Person
from trellis.accounts.roles import VISITOR, Viewer
from trellis.accounts.sessions import grants_of, has_session


def viewer_of(request: HttpRequest) -> Viewer:
    """For a browser without session: a visitor, at no cost. Otherwise read once for each request."""
    if not has_session(request):
        return VISITOR
    found: Viewer | None = getattr(request, "_viewer", None)
    if found is None:
        found = request._viewer = _read(request)  # type: ignore[attr-defined]
    return found


def person_of(request: HttpRequest) -> Person:
    """Who is signed in. Only on pages that let in nobody else."""
    person = request.user
    assert person.pk is not None, "A page for somebody signed in was shown to a visitor."
    return person


def viewer_for(person: Person, *, is_strong: bool) -> Viewer:
    held = tuple(grant.held for grant in grants_of(person))
    return Viewer(person.pk, person.audit_id, held, is_strong)


def _read(request: HttpRequest) -> Viewer:
    person = request.user
    if not person.is_authenticated:
        return VISITOR
    return viewer_for(person, is_strong=used_second_factor(request))


def used_second_factor(request: HttpRequest) -> bool:
    """Whether somebody signed in with a passkey, or gave a code of their app, in this session."""
    from allauth.account.authentication import get_authentication_records

    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
