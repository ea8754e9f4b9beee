"""The labelled sample of real notes: labels stand beside this file, the notes themselves are in no repository.

`labels/real_notes.csv` has one row for each note: a hash of weekday and normalised words, the feed, how it was drawn
("random" among notes with words such as "first", "month", "holiday"; "chosen" for being hard or rare), which half it is
in (the patterns were mended on "development" only), and the label given by hand: a rule, "check" or "none".
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trellis.lib.clock import ClockError, parse_day
from trellis.meetings.wording import Reading, read_wording

LABELS = Path(__file__).parent / "labels" / "real_notes.csv"
NOTES = Path(__file__).resolve().parents[4] / "shared" / "data" / "meetings"
_GUIDES = {"uk": "uk-meetings.meetingguide.json"} | {
    name: f"tsml/{name}.json" for name in ("aasanjose", "aasepia", "benlomond", "eda")
}


@dataclass(frozen=True, slots=True)
class Note:
    feed: str
    weekday: int | None
    parts: tuple[str, ...]
    said_on: date = date(2026, 8, 5)  # where the feed does not say: when it was put by

    @property
    def hash(self) -> str:
        words = " | ".join(" ".join(part.split()).casefold() for part in self.parts if part.strip())
        return hashlib.sha256(f"{self.weekday} {words}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Labelled:
    note: Note
    draw: str
    half: str
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """Of what was said how much is right (precision), of what there is how much was said (recall)."""

    said: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


def real_notes() -> Iterator[Note]:
    for feed, path in _GUIDES.items():
        for row in _rows(path):
            parts = tuple(str(row.get(key) or "") for key in ("name", "notes", "location_notes", "group_notes"))
            yield Note(feed, _weekday(row.get("day"), sunday=0), parts, _said_on(row.get("updated")))
    for row in _rows("bmlt-ny/GetSearchResults.json"):
        keys = ("meeting_name", "comments", "location_info", "virtual_meeting_additional_info")
        yield Note("bmlt", _weekday(row["weekday_tinyint"], sunday=1), tuple(row[key] for key in keys))
    for row in _rows("smart-2022.json"):
        yield Note("smart", _weekday(row["days"], sunday=0), ("", row["details"]), date(2022, 8, 1))


def _said_on(updated: object) -> date:
    try:
        return date.fromisoformat(str(updated)[:10])
    except ValueError:
        return Note.said_on


def _rows(path: str) -> list[dict[str, str]]:
    return json.loads((NOTES / path).read_text(encoding="utf-8"))


def _weekday(value: object, *, sunday: int) -> int | None:
    first = value[0] if isinstance(value, list) and value else value
    try:
        return parse_day(first, sunday=sunday)
    except ClockError:
        return None


def labelled_notes() -> list[Labelled]:
    notes = {note.hash: note for note in real_notes()}
    with LABELS.open(encoding="utf-8", newline="") as rows:
        return [Labelled(notes[row["hash"]], row["draw"], row["half"], row["label"]) for row in csv.DictReader(rows)]


def told(reading: Reading) -> str:
    """A reading as labels are written: "FREQ=MONTHLY;BYDAY=1TU off:public check", or "none"."""
    off = reading.off
    days = [*off.not_on, *(day.isoformat() for day in off.cancelled)]
    away = "/".join(day.isoformat() if day else "" for day in (off.away_from, off.back_on))
    parts = [
        reading.rule,
        f"off:{','.join(days)}" if days else "",
        f"away:{away}" if off.is_away else "",
        "check" if reading.check_dates else "",
    ]
    return " ".join(part for part in parts if part) or "none"


def parts_of(label: str) -> dict[str, str]:
    """What a label says of each kind; empty where it says nothing."""
    words = label.split()
    return {
        "rules": " ".join(word for word in words if word.startswith("FREQ")),
        "days off": " ".join(word for word in words if word.startswith(("off:", "away:"))),
        "doubts": "check" if "check" in words else "",
        "any": "" if words == ["none"] else "some",
    }


def scores(pairs: Iterable[tuple[str, Reading]]) -> dict[str, Score]:
    """Of rules and days off (exactly the right ones), of doubts, and of any of them (it is not plain weekly)."""
    both = [(parts_of(label), parts_of(told(reading))) for label, reading in pairs]
    return {
        kind: Score(
            said=sum(bool(found[kind]) for _, found in both),
            right=sum(bool(found[kind]) and found[kind] == label[kind] for label, found in both),
            there=sum(bool(label[kind]) for label, _ in both),
        )
        for kind in ("rules", "days off", "doubts", "any")
    }


def table(labelled: Iterable[Labelled]) -> list[str]:
    """The figures as rows of a Markdown table, for `docs/recurrence.md`."""
    notes = list(labelled)
    rows = []
    for half in ("development", "held-out", "fresh", "second"):
        pairs = [
            (one.label, read_wording(one.note.parts, one.note.weekday, said_on=one.note.said_on))
            for one in notes
            if one.half == half
        ]
        rows += figures(half, pairs)
    return rows


def figures(sample: str, pairs: list[tuple[str, Reading]]) -> list[str]:
    return [
        f"| {sample} ({len(pairs)}) | {what} | {score.right} of {score.said} | {score.right} of {score.there} "
        f"| {score.precision:.1%} | {score.recall:.1%} |"
        for what, score in scores(pairs).items()
    ]
