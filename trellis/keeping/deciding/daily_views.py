"""Where a moderator switches the daily letter off, and on again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from trellis.accounts.access import moderators
from trellis.accounts.viewing import person_of
from trellis.keeping.deciding import daily
from trellis.keeping.models import DailyLetter
from trellis.safety.access import public


@moderators
def mine(request: HttpRequest) -> HttpResponse:
    """From the queue."""
    person = person_of(request)
    if request.method == "POST":
        _switch(daily.letter_of(person), request)
        return redirect("my-daily-letter")
    found = DailyLetter.objects.filter(person=person).first() or DailyLetter(person=person)
    return render(request, "keeping/deciding/daily.html", {"letter": found, "is_mine": True})


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
    _switch(found, request)
    return HttpResponse(status=204) if "List-Unsubscribe" in request.POST else redirect(request.path)


def _switch(letter: DailyLetter, request: HttpRequest) -> None:
    DailyLetter.objects.filter(pk=letter.pk).update(is_wanted=request.POST.get("do") == "again")
