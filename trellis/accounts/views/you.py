"""The page "You": what somebody's account holds, and what they look after."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from trellis.accounts import actions, listings
from trellis.accounts.access import signed_in
from trellis.accounts.models import Grant, Person
from trellis.accounts.nicknames import is_like_a_full_name, refusal
from trellis.accounts.roles import is_powerful
from trellis.accounts.second_factor import has_second_factor
from trellis.accounts.sessions import grants_of
from trellis.accounts.viewing import person_of, viewer_of


@dataclass(frozen=True, slots=True)
class Duty:
    """One role as the page tells of it."""

    grant: Grant
    words: str
    address: str = ""
    where: str = ""
    """The area, or what kind of listing it is."""


@signed_in
def you(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    viewer = viewer_of(request)
    context = {
        "person": person,
        "duties": duties(person),
        "has_second_factor": has_second_factor(person),
        "needs_second_factor": is_powerful(viewer) and not viewer.is_strong,
        "sessions": UserSession.objects.filter(user=person).count(),
    }
    return render(request, "accounts/you.html", context)


def duties(person: Person) -> list[Duty]:
    grants = grants_of(person)
    keys = [(grant.listing_kind, grant.listing_id) for grant in grants if grant.listing_id]
    found = listings.find(keys)
    return [_duty(grant, found.get((grant.listing_kind, grant.listing_id))) for grant in grants]  # type: ignore[arg-type]


def _duty(grant: Grant, listing: listings.Listing | None) -> Duty:
    if grant.role == Grant.Role.STEWARD:
        return Duty(grant, "What waits to be decided", _page("queue"))
    if grant.role == Grant.Role.MODERATOR:
        where = listings.area_name(grant.area_code) if grant.area_code else "everywhere"
        return Duty(grant, f"What waits to be decided {'in ' * bool(grant.area_code)}{where}", _page("queue"), where)
    if listing is None:
        return Duty(grant, f"A {grant.listing_kind} that is no longer here.")
    return Duty(grant, listing.name, listing.manage or listing.address, grant.listing_kind)


def _page(name: str) -> str:
    """The address of a page of a room above, where this installation has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@signed_in
def nickname(request: HttpRequest) -> HttpResponse:
    """What others see. One that looks like a first and a last name is asked about once."""
    person = person_of(request)
    wanted = " ".join(request.POST.get("nickname", person.nickname).split())
    context = {"nickname": wanted, "person": person, "next": _safe_next(request)}
    if request.method != "POST":
        return render(request, "accounts/nickname.html", context)
    if problem := refusal(wanted):
        return render(request, "accounts/nickname.html", {**context, "problem": problem}, status=422)
    if is_like_a_full_name(wanted) and request.POST.get("sure") != "yes":
        return render(request, "accounts/nickname_sure.html", context)
    actions.rename(person, wanted)
    messages.success(request, "Your nickname is saved.")
    return redirect(_safe_next(request) or "you")


@signed_in
def second_step(request: HttpRequest) -> HttpResponse:
    """Sends whoever must take a second step to the page where they can, and from there back."""
    person = person_of(request)
    back = _safe_next(request)
    if viewer_of(request).is_strong:
        return redirect(back or "you")
    page = "mfa_reauthenticate" if has_second_factor(person) else "mfa_index"
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}" if back else page)


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in."""
    found = sorted(UserSession.objects.purge_and_list(person_of(request)), key=lambda session: -session.pk)
    return render(request, "accounts/sessions.html", {"sessions": found, "now_key": request.session.session_key})


@require_POST
@signed_in
def end_session(request: HttpRequest) -> HttpResponse:
    """One of one's own, or with "others" all but this one."""
    mine = UserSession.objects.filter(user=person_of(request))
    if request.POST.get("which") == "others":
        ended = list(mine.exclude(session_key=request.session.session_key))
    else:
        number = request.POST.get("which", "")
        ended = [get_object_or_404(mine, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)]
    for session in ended:
        session.end()
    messages.success(request, "That is signed out now.")
    return redirect("sessions")


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    is_safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure())
    return wanted if is_safe and wanted.startswith("/") else ""
