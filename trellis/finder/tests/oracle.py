"""The finder, slowly and plainly: a loop over entries that shows what every answer must be."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz.distance import OSA

from trellis.finder.entries import FACETS, Entry, Hit, Outcome
from trellis.finder.indexing.textual import words_of
from trellis.finder.query import Query
from trellis.finder.questions.when import DAY_WORDS, WHEN_FACETS, minute_of, spans
from trellis.lib.geo import distance_m
from trellis.meetings.occurrences import Occurrence, next_occurrence, occurrences, state_at


def look(entries: Sequence[Entry], query: Query, now: datetime) -> Outcome:
    """Everything that the index answers, with the counts by facet."""
    corrections = _corrections(entries, query.text)
    counts = {facet: dict(_counts(entries, query, now, facet, corrections)) for facet in FACETS}
    said = tuple((word, " or ".join(instead[:3])) for word, instead in corrections.items())
    return replace(plain(entries, query, now), counts=counts, corrections=said)


def plain(entries: Sequence[Entry], query: Query, now: datetime) -> Outcome:
    """The hits and how many there are, without counts by facet: those take a hundred times as long."""
    corrections = _corrections(entries, query.text)
    found = [hit for entry in entries if (hit := answer(entry, query, now, corrections))]
    found.sort(key=lambda hit: _order(hit, query))
    return Outcome(len(found), tuple(found[query.offset : query.offset + query.limit]))


Corrections = dict[str, tuple[str, ...]]


def _corrections(entries: Sequence[Entry], text: str) -> Corrections:
    """For each word asked that no entry has: the words fewest slips away, with the same first letter."""
    said = {word for entry in entries for word in words_of(entry.words)}
    found = {}
    for asked in words_of(text):
        most = 0 if len(asked) < 4 or asked.isdecimal() else 1 if len(asked) < 8 else 2
        if most and not any(word.startswith(asked) for word in said):
            slips = {word: OSA.distance(asked, word) for word in said if word[0] == asked[0]}
            least = min(slips.values(), default=most + 1)
            if least <= most:
                found[asked] = tuple(sorted(word for word, number in slips.items() if number == least))
    return found


def answer(entry: Entry, query: Query, now: datetime, corrections: Corrections) -> Hit | None:
    """The entry as a hit, or None where it does not answer the question."""
    if not (_is_there(entry, query) and _is_that(entry, query) and _says(entry, query.text, corrections)):
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
        is_pale=entry.is_pale,
        state=str(state_at(first, now).phase) if first else "unknown",
    )


def _order(hit: Hit, query: Query) -> tuple[object, ...]:
    starts = (hit.starts is None, hit.starts.timestamp() if hit.starts else 0)
    distance = (hit.distance_m is None, hit.distance_m or 0)
    keys = (distance, starts) if query.sort == "distance" else (starts, distance)
    return (hit.is_pale, *keys, hit.meeting_id.bytes)


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


def _says(entry: Entry, text: str, corrections: Corrections) -> bool:
    words = words_of(entry.words)
    return all(
        any(word in corrections[asked] if asked in corrections else word.startswith(asked) for word in words)
        for asked in words_of(text)
    )


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


def _counts(
    entries: Sequence[Entry], query: Query, now: datetime, facet: str, corrections: Corrections
) -> Iterator[tuple[str, int]]:
    for code, asked in choices(entries, query, facet):
        number = sum(answer(entry, asked, now, corrections) is not None for entry in entries)
        if number:
            yield code, number


def choices(entries: Sequence[Entry], query: Query, facet: str) -> Iterator[tuple[str, Query]]:
    """Every code of a facet, with the question that choosing it asks."""
    match facet:
        case "pathway":
            yield from (
                (code, replace(query, pathways=frozenset({code}))) for code in {entry.pathway for entry in entries}
            )
        case "feature":
            yield from (
                (code, replace(query, features=query.features | {code}))
                for code in {one for entry in entries for one in entry.features}
            )
        case "mode":
            yield from ((code, replace(query, modes=frozenset({code}))) for code in ("in-person", "online"))
        case "day":
            yield from ((code, replace(query, days=frozenset({day}))) for day, code in enumerate(DAY_WORDS))
        case "when":
            yield from ((words, replace(query, when=when)) for words, when in WHEN_FACETS.items())
