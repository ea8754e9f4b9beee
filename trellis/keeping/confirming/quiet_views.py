"""Where a published address asks for no more letters about whether listings are right, and may take it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from trellis.keeping.confirming import quiet
from trellis.keeping.confirming.links import NotALinkError, read
from trellis.safety.access import public


@public
@csrf_exempt
@cache_control(no_store=True)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One press, or a mail program does it (RFC 8058), and wants no redirect. The token is proof, and never too old."""
    try:
        mark = read(token).mark
    except NotALinkError:
        mark = ""
    if not mark:  # a keeper's link has none
        return render(request, "keeping/confirming/not_a_link.html", status=404)
    if request.method != "POST":
        return render(request, "keeping/confirming/stop.html", {"is_quiet": quiet.is_quiet(mark)})
    if request.POST.get("do") == "again":
        quiet.ask_again(mark)
    else:
        quiet.hush(mark, now=timezone.now())
    return HttpResponse(status=204) if "List-Unsubscribe" in request.POST else redirect(request.path)
