"""The page for a bad moment: who to talk to, what is on in the next hours, and no questions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.finder.search import asked, search
from trellis.finder.shelf import cards
from trellis.safety.access import public

HOURS = 3
SHOWN = 5


@public
def now(request: HttpRequest) -> HttpResponse:
    moment = timezone.now()
    params = {
        "mode": ["online"],
        "when": [f"next {HOURS} hours"],
        "limit": [str(SHOWN)],
        "tz": request.GET.getlist("tz"),
    }
    answer = search(asked(params, now=moment), now=moment)
    made = [card for card in cards(answer.hits, now=moment) if card is not None]
    return render(request, "finder/now.html", {"answer": answer, "online": made, "hours": HOURS})
