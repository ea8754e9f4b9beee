"""A change as people read it: what was, what is proposed, field by field; a meeting's dates in one sentence."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from trellis.keeping.fields import FIELDS, WHEN, from_json
from trellis.meetings.describing import describe_exceptions, describe_hours, describe_rule
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.telling_time import say_day_of_year
from trellis.places.models import Place

_CHOICES: Final = {
    ("place", "kind"): Place.Kind,
    ("place", "showing"): Place.Showing,
    ("place", "drink"): Place.Drink,
    ("meeting", "mode"): Meeting.Mode,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that stayed, was taken out ("-") or came in ("+")."""

    words: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str
    name: str = ""
    """Of the field; empty where several are told together."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Word by word: what stayed, what went, what came."""
        return tuple(_pieces(self.before.split(), self.after.split()))

    @property
    def is_long(self) -> bool:
        return len(self.before) + len(self.after) > 120 and bool(self.before and self.after)


def differences(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], *, rest: Mapping[str, Any], today: dt.date
) -> list[Difference]:
    """`rest` are the meeting's values of WHEN now, for what the change does not touch."""
    found = []
    if kind == "meeting" and WHEN & set(after):
        was, will = ({**rest, **before}, {**rest, **after})
        found.append(Difference("When", say_when(was, today), say_when(will, today)))
    found += [
        Difference(field.label, _say(kind, name, before), _say(kind, name, after), name)
        for name, field in FIELDS[kind].items()
        if name in after and not (kind == "meeting" and name in WHEN)
    ]
    return [one for one in found if one.before != one.after]


def say_when(values: Mapping[str, Any], today: dt.date) -> str:
    """First Tuesday of the month, 7 to 8 pm; not on 25 December."""
    held = {name: from_json("meeting", name, value) for name, value in values.items() if name in WHEN}
    meeting = Meeting(**held)
    try:
        schedule = meeting.schedule
    except ValueError as error:
        return str(error)
    if schedule is None:
        return "By appointment"
    exceptions = describe_exceptions(schedule, today)
    return "; ".join([f"{describe_rule(schedule)}, {describe_hours(schedule)}", *exceptions])


def _say(kind: str, name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if choices := _CHOICES.get((kind, name)):
        return str(choices(value).label)
    if name == "features":
        return ", ".join(FEATURES[code].name if code in FEATURES else str(code) for code in value)
    if name == "pathway":
        return pathway(value).name
    if name == "drink_said_on":
        return say_day_of_year(dt.date.fromisoformat(value))
    if name == "place_id":
        place = Place.objects.filter(pk=value).first()
        return str(place) if place else "a place that is no longer here"
    return str(value)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    """A word is the same with a comma or a semicolon behind it: "24 December; away" goes on from "24 December"."""
    was, now = ([word.rstrip(",;") for word in words] for words in (old, new))
    for what, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(" ".join(new[k:m]))
            continue
        if j > i:
            yield Piece(" ".join(old[i:j]), "-")
        if m > k:
            yield Piece(" ".join(new[k:m]), "+")
