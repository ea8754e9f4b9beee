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

from trellis.finder.cards.filters import panels
from trellis.finder.cards.phrases import clock, day_words
from trellis.finder.cards.shelf import cards
from trellis.finder.cards.spoken import chips, heading, nothing_words
from trellis.finder.entries import Hit
from trellis.finder.map.drawn import drawn_if_possible
from trellis.finder.query import Query
from trellis.finder.questions.parts import read_point
from trellis.finder.questions.zones import zone_choices
from trellis.finder.search import Answer, asked, search
from trellis.meetings.telling_time import say_date
from trellis.safety.access import public

PLACES = frozenset({"near", "area"})


@dataclass(frozen=True, slots=True)
class Day:
    """The cards under one heading."""

    heading: str
    cards: SafeString


@public
def find(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    query = asked(dict(request.GET.lists()), now=now)
    context = {"query": query, "heading": heading(query), "words": _words(request, query)}
    if _is_lost(query):
        return render(request, "finder/lost.html", context)
    answer = search(query, now=now)
    context |= _found(answer, show_all=request.GET.get("show") == "all")
    return render(request, "finder/results.html", context)


def _found(answer: Answer, *, show_all: bool) -> dict[str, object]:
    query = answer.query
    nearby = [one.first for one in answer.alternatives if one.first]
    made = cards([*answer.hits, *nearby], now=answer.now)
    return {
        "query": query,  # now with the words of names that were forgiven
        "answer": answer,
        "total": f"{answer.total:,}",
        "printed": _moment(answer),
        "chips": chips(query),
        "panels": panels(answer, show_all=show_all),
        "days": _days(answer, made[: len(answer.hits)]),
        "alternatives": _with_cards(answer, made[len(answer.hits) :]),
        "nothing": nothing_words(query),
        "map": reverse("map") + query.link(page=None),
        "drawn": drawn_if_possible(query),
        "follow": query.link(page=None, when=None),
        **_zones(answer),
    }


def _zones(answer: Answer) -> dict[str, object]:
    """For those who ask for online meetings alone, which may be anywhere."""
    query = answer.query
    if query.modes != frozenset({"online"}):
        return {}
    kept = [(name, value) for name, values in query.to_params().items() if name != "tz" for value in values]
    return {"zones": zone_choices(query.zone, answer.now), "keep": kept}


def _days(answer: Answer, made: Sequence[SafeString | None]) -> list[Day]:
    """By the visitor's days, or in one list where the nearest come first; those that are pale after all others."""
    found = [(hit, card) for hit, card in zip(answer.hits, made, strict=True) if card is not None]
    now = answer.now.astimezone(ZoneInfo(answer.query.zone))
    by_distance = answer.query.sort == "distance"

    def heading_of(pair: tuple[Hit, SafeString]) -> str:
        hit, _ = pair
        return "Not confirmed for a long time" if hit.is_pale else "Nearest first" if by_distance else _day(hit, now)

    return [Day(name, _joined(group)) for name, group in groupby(found, key=heading_of)]


def _moment(answer: Answer) -> str:
    """When the page was made: on paper "today" says nothing."""
    local = answer.now.astimezone(ZoneInfo(answer.query.zone))
    return f"{say_date(local.date())}, {clock(local)}"


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


def _words(request: HttpRequest, query: Query) -> str:
    """What the box says again: the words typed, or the place of an address without words."""
    typed = request.GET.get("q", "").strip()[:200]
    near = query.near
    return typed or (near.words if near and not read_point(near.words) else request.GET.get("near", "").strip()[:200])


def _is_lost(query: Query) -> bool:
    """Whether a place was asked for that we cannot find: all the meetings of a country are no answer to that."""
    return not (query.near or query.area or query.box) and any(one.field in PLACES for one in query.problems)
