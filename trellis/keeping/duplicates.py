"""Whether something new is likely to be listed already: near, with a name that is alike, at the same time. Pure.

A score from 0 to 100. Names count most; a place a hundred metres away or of the same postcode is the same place for
this question, and a meeting of the same weekday within half an hour is the same time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from trellis.lib.geo import distance_m
from trellis.meetings.recurrence import parse_rule
from trellis.places.postcode_text import compact

NEAR_M: Final = 100.0
SAME_TIME_MINUTES: Final = 30
LIKELY: Final = 60.0
_WEEK: Final = 7 * 24 * 60
_EMPTY_WORDS: Final = re.compile(
    r"\b(?:the|a|an|at|of|and|in|on|group|groups|meeting|meetings|recovery|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?s?\b"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a listing, or of something new. `times` are minutes of the week from Monday."""

    name: str
    lat: float | None = None
    lon: float | None = None
    postcode: str = ""
    times: frozenset[int] = frozenset()
    link: str = ""
    also: tuple[str, ...] = ()
    """Other names it goes by: of a meeting, its group's."""


def times_of(rule: str, start_minute: int) -> frozenset[int]:
    """When in the week it begins, whichever weeks those are."""
    return frozenset(day.weekday * 24 * 60 + start_minute for day in parse_rule(rule).days)


def likeness(new: Known, listed: Known) -> float:
    """How likely it is that they are the same."""
    names = max(name_likeness(new.name, name) for name in (listed.name, *listed.also))
    if new.link and new.link == listed.link:
        return 90 + names / 10
    is_near = are_near(new, listed)
    if is_near is False:
        return 0.0
    if new.times and listed.times:
        if are_at_one_time(new.times, listed.times):
            return 55 + 0.45 * names if is_near else names
        return 0.6 * names
    return names


def likely(new: Known, listed: Iterable[tuple[str, Known]], *, most: int = 5) -> list[tuple[str, float]]:
    """Those that are likely the same, by their keys, the likeliest first."""
    scored = [(key, likeness(new, known)) for key, known in listed]
    return sorted((one for one in scored if one[1] >= LIKELY), key=lambda one: (-one[1], one[0]))[:most]


def are_near(new: Known, listed: Known) -> bool | None:
    """None where one of them has no place."""
    if new.postcode and compact(new.postcode) == compact(listed.postcode):
        return True
    if new.lat is None or new.lon is None or listed.lat is None or listed.lon is None:
        return None
    return float(distance_m(new.lat, new.lon, listed.lat, listed.lon)) <= NEAR_M


def are_at_one_time(some: frozenset[int], others: frozenset[int]) -> bool:
    """Whether any of them begin within half an hour; the week goes round."""
    return any(
        min((one - other) % _WEEK, (other - one) % _WEEK) <= SAME_TIME_MINUTES for one in some for other in others
    )


def name_likeness(one: str, other: str) -> float:
    """0 to 100, whatever the order of their words, and whatever nearly every listing has in its name."""
    left, right = _key(one), _key(other)
    if not left or not right:
        return 100.0 if one.casefold().strip() == other.casefold().strip() else 0.0
    return max(fuzz.token_sort_ratio(left, right), 0.95 * fuzz.token_set_ratio(left, right))


def _key(name: str) -> str:
    words = re.sub(r"[^\w\s]", " ", name.casefold().replace("'", "").replace("’", ""))
    return " ".join(_EMPTY_WORDS.sub(" ", words).split()) or " ".join(words.split())
