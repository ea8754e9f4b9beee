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
            yield Note(feed, _weekday(row.get("day"), sunday=0), parts)
    for row in _rows("bmlt-ny/GetSearchResults.json"):
        keys = ("meeting_name", "comments", "location_info", "virtual_meeting_additional_info")
        yield Note("bmlt", _weekday(row["weekday_tinyint"], sunday=1), tuple(row[key] for key in keys))
    for row in _rows("smart-2022.json"):
        yield Note("smart", _weekday(row["days"], sunday=0), ("", row["details"]))


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


def scores(pairs: Iterable[tuple[str, Reading]]) -> dict[str, Score]:
    """Of rules (exactly the right one), of doubts, and of either (a listing that must not be shown as plain weekly)."""
    said = [(label, reading.rule or ("check" if reading.check_dates else "none")) for label, reading in pairs]
    is_rule = [
        (label not in {"check", "none"}, found not in {"check", "none"}, label == found) for label, found in said
    ]
    rules = Score(
        said=sum(found for _, found, _ in is_rule),
        right=sum(found and same for _, found, same in is_rule),
        there=sum(there for there, _, _ in is_rule),
    )
    doubts = Score(
        said=sum(found == "check" for _, found in said),
        right=sum(label == found == "check" for label, found in said),
        there=sum(label == "check" for label, _ in said),
    )
    either = Score(
        said=sum(found != "none" for _, found in said),
        right=sum(found != "none" and label != "none" for label, found in said),
        there=sum(label != "none" for label, _ in said),
    )
    return {"rules": rules, "doubts": doubts, "either": either}


def table(labelled: Iterable[Labelled]) -> list[str]:
    """The figures as rows of a Markdown table, for `docs/recurrence.md`."""
    notes = list(labelled)
    rows = []
    for half in ("development", "held-out"):
        pairs = [(one.label, read_wording(one.note.parts, one.note.weekday)) for one in notes if one.half == half]
        for what, score in scores(pairs).items():
            counted = f"{score.right} of {score.said} | {score.right} of {score.there}"
            rows.append(f"| {half} ({len(pairs)}) | {what} | {counted} | {score.precision:.1%} | {score.recall:.1%} |")
    return rows
