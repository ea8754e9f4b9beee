"""Everything held about me, as a file; and erasing it."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from trellis.accounts.access import signed_in
from trellis.accounts.doors import FORGET
from trellis.accounts.holdings import erase, export
from trellis.accounts.second_factor import must_show_again
from trellis.accounts.viewing import person_of


@signed_in
def everything(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(export(person_of(request)), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="what-is-held-about-me.json"'
    return response


@signed_in
def erase_me(request: HttpRequest) -> HttpResponse:
    """Asks once, then does it. Whoever has a second step takes it again first: a page left open erases nobody."""
    if must_show_again(request, person_of(request)):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    context = {"days": settings.BACKUP_DAYS}
    if request.method != "POST" or request.POST.get("sure") != "yes":
        return render(request, "accounts/erase.html", context)
    person = person_of(request)
    erase(person, now=timezone.now())
    logout(request)
    response = render(request, "accounts/erased.html", context)
    response.headers["Clear-Site-Data"] = FORGET
    return response
