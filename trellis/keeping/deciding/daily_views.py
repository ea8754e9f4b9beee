"""Where a moderator switches the daily letter off, and on again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from trellis.accounts.access import moderators
from trellis.accounts.viewing import person_of
from trellis.keeping.deciding import daily
from trellis.keeping.models import DailyLetter
from trellis.safety.access import public


@moderators
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return redirect("daily-letter", daily.token_of(daily.letter_of(person_of(request))))


@public
@csrf_exempt
@cache_control(no_store=True)
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """One press, or a mail program does it (RFC 8058), and wants no redirect. The token is proof."""
    found = daily.found(token)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "keeping/deciding/daily.html", {"letter": found})
    DailyLetter.objects.filter(pk=found.pk).update(is_wanted=request.POST.get("do") == "again")
    return HttpResponse(status=204) if "List-Unsubscribe" in request.POST else redirect(request.path)
