"""The results page: what was understood, what is on, and where to look when there is nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from trellis.finder.entries import Hit
from trellis.finder.filters import panels
from trellis.finder.phrases import day_words
from trellis.finder.query_parts import read_point
from trellis.finder.search import Answer, asked, search
from trellis.finder.shelf import cards
from trellis.finder.spoken import chips, far, heading
from trellis.safety.access import public


@dataclass(frozen=True, slots=True)
class Day:
    """The cards under one heading."""

    heading: str
    cards: SafeString


@public
def find(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    query = asked(dict(request.GET.lists()), now=now)
    answer = search(query, now=now)
    nearby = [one.first for one in answer.alternatives if one.first]
    made = cards([*answer.hits, *nearby], now=now)
    show_all = request.GET.get("show") == "all"
    context = {
        "query": query,
        "answer": answer,
        "heading": heading(query),
        "chips": chips(query),
        "panels": panels(answer, show_all=show_all),
        "show_all": show_all,
        "days": _days(answer, made[: len(answer.hits)]),
        "alternatives": _with_cards(answer, made[len(answer.hits) :]),
        "radius": far(query.radius_m) if query.near else "",
        "words": _words(request, answer),
        "map": reverse("map") + query.link(page=None),
    }
    return render(request, "finder/results.html", context)


def _days(answer: Answer, made: Sequence[SafeString | None]) -> list[Day]:
    """By the visitor's days; one list without days where the nearest come first."""
    found = [(hit, card) for hit, card in zip(answer.hits, made, strict=True) if card is not None]
    if answer.query.sort == "distance":
        return [Day("Nearest first", _joined(found))] if found else []
    zone = ZoneInfo(answer.query.zone)
    now = answer.now.astimezone(zone)
    return [Day(name, _joined(group)) for name, group in groupby(found, key=lambda pair: _day(pair[0], now))]


def _joined(pairs: Iterable[tuple[Hit, SafeString]]) -> SafeString:
    return mark_safe("".join(card for _, card in pairs))  # noqa: S308 - each is safe


def _day(hit: Hit, now: datetime) -> str:
    """What began yesterday and is on now is under Today."""
    if hit.starts is None:
        return "Dates to be asked for"
    return day_words(max(hit.starts.astimezone(now.tzinfo), now).date(), now.date())


def _with_cards(answer: Answer, made: Sequence[SafeString | None]) -> list[tuple[object, SafeString | None]]:
    left = iter(made)
    return [(one, next(left) if one.first else None) for one in answer.alternatives]


def _words(request: HttpRequest, answer: Answer) -> str:
    """What the box says again: the words typed, or the place of an address without words."""
    typed = request.GET.get("q", "").strip()[:200]
    near = answer.query.near
    return typed or (near.words if near and not read_point(near.words) else "")
