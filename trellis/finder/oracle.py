"""The finder, slowly and plainly: a loop over entries that shows what every answer must be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from trellis.finder.entries import FACETS, Entry, Hit, Outcome
from trellis.finder.query import Query
from trellis.finder.textual import words_of
from trellis.finder.when import DAY_WORDS, WHEN_FACETS, minute_of, spans
from trellis.lib.geo import distance_m
from trellis.meetings.features import FEATURES
from trellis.meetings.occurrences import Occurrence, next_occurrence, occurrences, state_at
from trellis.meetings.pathways import PATHWAYS


def look(entries: Sequence[Entry], query: Query, now: datetime) -> Outcome:
    found = [hit for entry in entries if (hit := answer(entry, query, now))]
    found.sort(key=lambda hit: _order(hit, query))
    counts = {facet: dict(_counts(entries, query, now, facet)) for facet in FACETS}
    return Outcome(len(found), tuple(found[query.offset : query.offset + query.limit]), counts)


def answer(entry: Entry, query: Query, now: datetime) -> Hit | None:
    """The entry as a hit, or None where it does not answer the question."""
    if not (_is_there(entry, query) and _is_that(entry, query) and _says(entry, query.text)):
        return None
    zone = ZoneInfo(query.zone)
    windows = spans(query.when, query.days, now, zone)
    first = _first(entry, windows, now)
    if first is None and windows is not None:
        return None
    return Hit(
        meeting_id=entry.id,
        starts=first.starts.astimezone(zone) if first else None,
        ends=first.ends.astimezone(zone) if first else None,
        distance_m=_distance(entry, query),
        is_rough=entry.is_rough,
        state=str(state_at(first, now).phase) if first else "unknown",
    )


def _order(hit: Hit, query: Query) -> tuple[object, ...]:
    starts = (hit.starts is None, hit.starts.timestamp() if hit.starts else 0)
    distance = (hit.distance_m is None, hit.distance_m or 0)
    keys = (distance, starts) if query.sort == "distance" else (starts, distance)
    return (*keys, hit.meeting_id.bytes)


def _distance(entry: Entry, query: Query) -> float | None:
    if query.near is None or entry.lat is None or entry.lon is None:
        return None
    return float(distance_m(query.near.lat, query.near.lon, entry.lat, entry.lon))


def _is_there(entry: Entry, query: Query) -> bool:
    if query.area and entry.area not in query.area.codes:
        return False
    if query.box and (entry.lat is None or entry.lon is None or not query.box.holds(entry.lat, entry.lon)):
        return False
    distance = _distance(entry, query)
    return query.near is None or (distance is not None and distance <= query.radius_m)


def _is_that(entry: Entry, query: Query) -> bool:
    return (
        (not query.pathways or entry.pathway in query.pathways)
        and query.features <= set(entry.features)
        and (not query.modes or bool(query.modes & set(entry.modes)))
    )


def _says(entry: Entry, text: str) -> bool:
    words = words_of(entry.words)
    return all(any(word.startswith(asked) for word in words) for asked in words_of(text))


def _first(entry: Entry, windows: Sequence[tuple[int, int]] | None, now: datetime) -> Occurrence | None:
    if entry.schedule is None:
        return None
    if windows is None:
        return next_occurrence(entry.schedule, now)
    until = max((last for _, last in windows), default=0)
    for one in occurrences(entry.schedule, now, max(now, datetime.fromtimestamp(until * 60, now.tzinfo))):
        if any(first <= minute_of(one.starts) < last for first, last in windows):
            return one
    return None


def _counts(entries: Iterable[Entry], query: Query, now: datetime, facet: str) -> Iterator[tuple[str, int]]:
    for code, asked in choices(query, facet, now):
        number = sum(answer(entry, asked, now) is not None for entry in entries)
        if number:
            yield code, number


def choices(query: Query, facet: str, now: datetime) -> Iterator[tuple[str, Query]]:
    """Every code of a facet, with the question that choosing it asks."""
    match facet:
        case "pathway":
            yield from ((code, replace(query, pathways=frozenset({code}))) for code in PATHWAYS)
        case "feature":
            yield from ((code, replace(query, features=query.features | {code})) for code in FEATURES)
        case "mode":
            yield from ((code, replace(query, modes=frozenset({code}))) for code in ("in-person", "online"))
        case "day":
            yield from ((code, replace(query, days=frozenset({day}))) for day, code in enumerate(DAY_WORDS))
        case "when":
            yield from ((words, replace(query, when=when)) for words, when in WHEN_FACETS.items())
