"""Marks for pages that are not for everybody. `trellis.safety.access.public` is the mark of the others.

    @signed_in      whoever has an account
    @keepers        likewise; the view itself asks `guard(may_keep(viewer, target))`
    @moderators     moderators of any area, and stewards; the view asks `guard(may_moderate(viewer, areas))`
    @stewards       stewards

Whoever is not signed in is sent to sign in and comes back. Whoever holds a powerful role but has not used a second
factor is sent to do so. Anybody else reads a page that says whom it is for. Nothing behind a mark is kept by caches,
and every page there has the way to sign out at its top (`web/base.html` asks for `is_for_signed_in`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from trellis.accounts.roles import Viewer, is_moderator, is_powerful, is_steward
from trellis.accounts.viewing import viewer_of
from trellis.safety.access import ACCESS

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SIGNED_IN, KEEPERS, MODERATORS, STEWARDS = "signed-in", "keepers", "moderators", "stewards"

FOR_KEEPERS = "This page is for the keepers of this listing."
FOR_MODERATORS = "This page is for the moderators of this area."
FOR_STEWARDS = "This page is for the stewards of this site."


def guard(is_allowed: bool, *, words: str = FOR_KEEPERS) -> None:
    """Raises PermissionDenied, which is answered by a page that says whom it is for."""
    if not is_allowed:
        raise PermissionDenied(words)


def signed_in(view: View[P]) -> View[P]:
    return _marked(view, SIGNED_IN)


def keepers(view: View[P]) -> View[P]:
    return _marked(view, KEEPERS)


def moderators(view: View[P]) -> View[P]:
    return _marked(view, MODERATORS, only=is_moderator, words=FOR_MODERATORS)


def stewards(view: View[P]) -> View[P]:
    return _marked(view, STEWARDS, only=is_steward, words=FOR_STEWARDS)


def _marked(view: View[P], mark: str, *, only: Callable[[Viewer], bool] | None = None, words: str = "") -> View[P]:
    @wraps(view)
    def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.is_for_signed_in = True  # type: ignore[attr-defined]
        response = _turned_away(request, only, words) or view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    setattr(entered, ACCESS, mark)
    return entered


def _turned_away(request: HttpRequest, only: Callable[[Viewer], bool] | None, words: str) -> HttpResponse | None:
    viewer = viewer_of(request)
    if not viewer.is_signed_in:
        return to_sign_in(request)
    if only is None or only(viewer):
        return None
    if is_powerful(viewer) and not viewer.is_strong:
        return redirect(f"{reverse('second-step')}?{urlencode({'next': request.get_full_path()})}")
    raise PermissionDenied(words)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where somebody signs in, and comes back from."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    said = {"next": back, "away": "1"} if getattr(request, "was_away", False) else {"next": back}
    return redirect(f"{reverse('account_login')}?{urlencode(said)}")
