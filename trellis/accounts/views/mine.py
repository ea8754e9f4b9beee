"""Everything held about me, as a file; and erasing it."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.accounts.access import signed_in
from trellis.accounts.doors import FORGET
from trellis.accounts.holdings import erase, export
from trellis.accounts.viewing import person_of


@signed_in
def everything(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(export(person_of(request)), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="what-is-held-about-me.json"'
    return response


@signed_in
def erase_me(request: HttpRequest) -> HttpResponse:
    """Asks once, then does it."""
    context = {"days": settings.BACKUP_DAYS}
    if request.method != "POST" or request.POST.get("sure") != "yes":
        return render(request, "accounts/erase.html", context)
    person = person_of(request)
    erase(person, now=timezone.now())
    logout(request)
    response = render(request, "accounts/erased.html", context)
    response.headers["Clear-Site-Data"] = FORGET
    return response
