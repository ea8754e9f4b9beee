"""A list of SMART Recovery meetings as it was scraped: days and times in words, facts inside the text.

Each row has `days`, `times`, `address`, `latitude`, `longitude` and `details`, whose lines say "Program: Family and
Friends", "Specific audiences: Women Only", "Languages spoken: English", "Meeting #: 91", then notes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from trellis.lib.text import plain
from trellis.meetings.features import feature_named
from trellis.opendata.addresses import is_country
from trellis.opendata.formats import fields
from trellis.opendata.formats.flat import read_words
from trellis.opendata.formats.json_rows import Buffer, objects, whole
from trellis.opendata.listing import Listing, Row

KEYS: Final = frozenset({"days", "times", "details"})
_FACT: Final = re.compile(r"^(Program|Specific audiences|Languages spoken|Meeting #)\s*:\s*(.+)$", re.MULTILINE)
_NOTES: Final = re.compile(r"^Meeting #:.*$", re.MULTILINE)
_ONLINE: Final = re.compile(r"\b(zoom|online|virtual(ly)?)\b", re.IGNORECASE)
_STILL_IN_PERSON: Final = re.compile(r"\b(hybrid|in[- ]person|face[- ]to[- ]face)\b", re.IGNORECASE)


def rows(feed: Buffer) -> Iterator[Row]:
    for number, words in objects(whole(feed).meetings):
        facts = _facts(words)
        key = facts.get("Meeting #") or f"{words.get('address')}|{words.get('days')}|{words.get('times')}"
        yield Row(number, str(key)[:300], fields.encode(words), fields.sameness(words))


def read(row: Row, *, pathway: str = "") -> Listing:
    """Raises RowError."""
    words = fields.decode(row.words)
    facts = _facts(words)
    place, address, town, postcode, country = _address(str(words.get("address") or ""))
    is_family = "family" in facts.get("Program", "").lower()
    notes = _notes(words)
    flat: dict[str, Any] = {
        "name": f"SMART Recovery{' Family & Friends' if is_family else ''}{f', {town}' if town else ''}",
        "pathway": "smart-ff" if is_family else pathway or "smart",
        "day": words.get("days"),
        "start": next(iter(fields.items(words.get("times"))), ""),
        "place": place,
        "address": address,
        "town": town,
        "postcode": postcode,
        "country": country,
        "latitude": words.get("latitude"),
        "longitude": words.get("longitude"),
        "features": _features(facts),
        "how": _how(notes),
        "notes": notes,
    }
    return read_words(row, flat, pathway)


def _address(text: str) -> tuple[str, str, str, str, str]:
    """Place, street, town, postcode and country of "St. Edward's Church, 731 S Cherokee St, Muncie, IN, 47302, US"."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    country = parts.pop() if parts and is_country(parts[-1]) else ""
    postcode = parts.pop() if parts and any(c.isdigit() for c in parts[-1]) and len(parts[-1]) <= 10 else ""
    town = parts[-2] if len(parts) > 1 else parts[0] if parts else ""
    place = parts.pop(0) if len(parts) > 3 and not parts[0][0].isdigit() else ""
    return place, ", ".join(parts), town, postcode, country


def _facts(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: value.strip() for name, value in _FACT.findall(plain(str(words.get("details") or "")))}


def _notes(words: Mapping[str, Any]) -> str:
    text = plain(str(words.get("details") or ""))
    match = _NOTES.search(text)
    return text[match.end() :].strip() if match else ""


def _how(notes: str) -> str:
    if not _ONLINE.search(notes):
        return "in person"
    return "hybrid" if _STILL_IN_PERSON.search(notes) else "online"


def _features(facts: Mapping[str, str]) -> list[str]:
    audience = re.split(r"\s*\(|\bonly\b", facts.get("Specific audiences", ""), flags=re.IGNORECASE)[0]
    said = [*fields.items(facts.get("Languages spoken", "")), *re.split(r"\s*(?:,|/|&|\band\b)\s*", audience)]
    return [text for text in said if feature_named(text)]
