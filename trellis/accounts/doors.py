"""The pages of django-allauth that we use, each with our mark, our address and our way of saying that mail fails.

Those we do not use have no address: passwords, phones, social accounts, and editing what needs no editing.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from trellis.accounts.access import signed_in
from trellis.accounts.doorbook import passkey_refused
from trellis.accounts.second_factor import has_second_factor, setting_up
from trellis.accounts.signing_in import AddressTakenError, LetterNotSentError, forget_newcomer
from trellis.accounts.viewing import person_of
from trellis.safety.access import public

AllauthView = Callable[..., HttpResponse]
FORGET: Final = '"cache", "cookies"'
"""What a browser drops when somebody leaves. Not "storage": meetings saved on the device are nobody's business."""


def open_door(view: AllauthView) -> AllauthView:
    """A page for whoever is about to sign in. It is kept by no cache, since it holds a form of theirs."""
    return public(_entered(view))


def inner_door(view: AllauthView) -> AllauthView:
    """A page for whoever is signed in."""
    return signed_in(_entered(view))


def door_again(view: AllauthView) -> AllauthView:
    """A page that asks for the second factor once more; whoever has none is led to where they can have one."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_second_factor(person_of(request)):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return inner_door(asked)


def door_to_set_up(view: AllauthView) -> AllauthView:
    """A page where a second factor is set up."""

    @wraps(view)
    def set_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with setting_up(request, person_of(request)):
            return view(request, *args, **kwargs)

    return inner_door(set_up)


def by_passkey(request: HttpRequest) -> HttpResponse:
    """Notes a passkey that was refused: django-allauth tells of those that were right."""
    response: HttpResponse = webauthn.login_webauthn(request)
    if request.method == "POST" and not request.user.is_authenticated:
        passkey_refused()
    return response


def join(request: HttpRequest) -> HttpResponse:
    """Looks again where two join with one address at once: for the second it is then taken, as for anybody later."""
    try:
        return account.signup(request)  # type: ignore[no-any-return] # allauth has no types
    except AddressTakenError:
        return account.signup(request)  # type: ignore[no-any-return]


def _entered(view: AllauthView) -> AllauthView:
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except LetterNotSentError:
            forget_newcomer(request)
            response = render(request, "accounts/no_mail.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        (getattr(response, "context_data", None) or {}).pop("site", None)  # our frame knows the site better
        response.headers["Cache-Control"] = "no-store"
        return response

    return entered


@public
def sign_out(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = FORGET
    response.headers["Cache-Control"] = "no-store"
    return response


@public
def ask_again(request: HttpRequest) -> HttpResponse:
    """Where a code is too old or was wrong too often: one asks for another where one signs in."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('account_login')}{'?' if query else ''}{query}")


@signed_in
def passkeys(request: HttpRequest) -> HttpResponse:
    return redirect("mfa_index")


urlpatterns: list[URLPattern] = [
    path("sign-in", open_door(account.login), name="account_login"),
    path("sign-in/again", ask_again, name="account_request_login_code"),
    path("sign-in/code", open_door(account.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/passkey", open_door(by_passkey), name="mfa_login_webauthn"),
    path("sign-in/second-step", open_door(mfa.authenticate), name="mfa_authenticate"),
    path("sign-out", sign_out, name="account_logout"),
    path("join", open_door(join), name="account_signup"),
    path("closed", open_door(account.account_inactive), name="account_inactive"),
    path("confirm", open_door(account.email_verification_sent), name="account_email_verification_sent"),
    path("address", inner_door(account.email), name="account_email"),
    path("second-step", inner_door(mfa.index), name="mfa_index"),
    path("second-step/again", door_again(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/app", door_to_set_up(totp.activate_totp), name="mfa_activate_totp"),
    path("second-step/app/remove", inner_door(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-step/codes", inner_door(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-step/codes/new", inner_door(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path("second-step/passkeys", passkeys, name="mfa_list_webauthn"),
    path("second-step/passkeys/add", door_to_set_up(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "second-step/passkeys/again", door_again(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("second-step/passkeys/<int:pk>/remove", inner_door(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
