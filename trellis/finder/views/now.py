"""The page for a bad moment: who to talk to, what is on in the next hours, and no questions."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.finder.cards.shelf import cards
from trellis.finder.questions.zones import zone_choices
from trellis.finder.search import Answer, asked, search
from trellis.safety.access import public

HOURS = 3
SHOWN = 5
FEW = 2


@public
def now(request: HttpRequest) -> HttpResponse:
    moment = timezone.now()
    zone = request.GET.getlist("tz")
    answer = _online(moment, zone, when=f"next {HOURS} hours")
    is_soon = answer.total >= FEW
    if not is_soon:
        answer = _online(moment, zone)
    made = [card for card in cards(answer.hits, now=moment) if card is not None]
    context = {"answer": answer, "online": made, "is_soon": is_soon, "hours": HOURS}
    context["zones"] = zone_choices(answer.query.zone, moment)
    return render(request, "finder/now.html", context)


def _online(moment: datetime, zone: list[str], *, when: str = "") -> Answer:
    params = {"mode": ["online"], "when": [when], "limit": [str(SHOWN)], "tz": zone}
    return search(asked(params, now=moment), now=moment)
