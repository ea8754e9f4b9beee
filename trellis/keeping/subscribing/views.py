"""Pages on which somebody asks to hear what is new near them, and stops it. No account, and none is looked at."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from trellis.finder.listings.meeting_page import subscription
from trellis.finder.search import asked
from trellis.keeping.subscribing import actions
from trellis.keeping.subscribing.forms import ChangeForm, FollowForm
from trellis.keeping.subscribing.wishes import read, wish_of
from trellis.keeping.suggesting.letterbox import is_by_machine, is_flood, stamp
from trellis.safety.access import public
from trellis.safety.limits import Limit, allows

_ABOUT: Final = "follow"
ASKING: Final = Limit("asking for letters", most=6, within=timedelta(hours=1))


@public
@cache_control(no_store=True)
def follow(request: HttpRequest) -> HttpResponse:
    """Whoever asks is answered the same, whether the address is known here or not."""
    now = timezone.now()
    if request.method != "POST":
        wish = wish_of(asked(dict(request.GET.lists()), now=now))
        known = {"near": wish.label, "within": str(wish.within_m), "pathway": wish.pathway} if wish else {}
        form = FollowForm(now=now, stamped=stamp(_ABOUT, now), initial=known)
        subscribe = subscription(f"{reverse('follow-calendar')}?{wish.params}") if wish else ""
        return _page(request, "ask", form=form, wish=wish, subscribe=subscribe)
    form = FollowForm(request.POST, now=now)
    if not form.is_valid():
        return _page(request, "ask", form=form)
    if is_flood(request, now) or not allows(ASKING, request, now=now):
        return _page(request, "too_many", status=429)
    if not is_by_machine(form, _ABOUT, now=now):
        actions.ask(address=form.cleaned_data["address"], wish=form.cleaned_data["wish"], now=now)
    return redirect("follow-sent")


@public
@cache_control(no_store=True)
def sent(request: HttpRequest) -> HttpResponse:
    return _page(request, "sent")


@public
@cache_control(no_store=True)
def stopped(request: HttpRequest) -> HttpResponse:
    return _page(request, "stopped")


@public
@cache_control(no_store=True)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in a letter is for. Nothing happens until a button is pressed: programs open links too."""
    followed = actions.found(token)
    if followed is None:
        return _page(request, "nothing", status=410)
    wish = read(followed.wish)
    is_change = request.POST.get("do") == "change"
    form = ChangeForm(request.POST if is_change else None, wish=wish)
    if request.POST.get("do") == "confirm":
        actions.confirm(followed, now=timezone.now())
        return redirect(f"{request.path}?said=confirmed")
    if is_change and form.is_valid():
        actions.change(followed, form.cleaned_data["wish"])
        return redirect(f"{request.path}?said=changed")
    said = request.GET.get("said", "")
    return _page(request, "link", subscription=followed, wish=wish, form=form, token=token, said=said)


@public
@csrf_exempt
@cache_control(no_store=True)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One press, or a mail program does it (RFC 8058), and wants no redirect. The token is proof; no cookie is read."""
    if request.method == "POST":
        actions.stop(token, now=timezone.now())
        return HttpResponse(status=204) if "List-Unsubscribe" in request.POST else redirect("follow-stopped")
    followed = actions.found(token)
    if followed is None:
        return _page(request, "nothing", status=410)
    return _page(request, "stop", wish=read(followed.wish), token=token)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"keeping/subscribing/{name}.html", context, status=status)
