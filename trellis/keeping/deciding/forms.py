"""Forms of moderators: a reason for declining, and what is proposed with their own hand over it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models

from trellis.keeping import fields
from trellis.keeping.deciding.preview import previewed
from trellis.keeping.fields import FIELDS, WHEN
from trellis.keeping.forms import Line, MailAddress, OneOf, Paragraphs, PlainForm, WebAddress
from trellis.keeping.models import Change
from trellis.keeping.suggesting.when_words import LONGEST, changes_said, say, what_to_mend
from trellis.keeping.words_left import NotUnderstoodError
from trellis.meetings.models import Meeting

OWN_WORDS: Final = "own"
_WHEN: Final = "meeting-when"
_SAID_IN_IT: Final = frozenset({"rule", "start", "minutes", "starts_on", "ends_on", "not_on"})
REASONS: Final = {
    "right": "We asked, and the listing is right as it is.",
    "unsure": "We could not find out whether this is so. If you know how we can, tell us again.",
    "listed": "It is listed already.",
    "private": "It names a person, or gives somebody’s own number or address. Send it again without them.",
    "elsewhere": "It is not about recovery, so it does not belong here.",
    OWN_WORDS: "Something else",
}


class DeclineForm(PlainForm):
    reason = OneOf(
        "Why not?",
        REASONS.items(),
        missing="Choose a reason. It is sent to whoever proposed this, if they left an address.",
    )
    words = Paragraphs("In your own words", hint="Added to the reason, and sent with it. Write as to a neighbour.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == OWN_WORDS and not cleaned.get("words"):
            self.add_error("words", "Say in a sentence why you decline this.")
        return cleaned

    @property
    def said(self) -> str:
        """The reason as it is sent and kept."""
        reason, words = self.cleaned_data["reason"], self.cleaned_data["words"]
        return "\n".join(filter(None, ["" if reason == OWN_WORDS else REASONS[reason], words]))


class EditsForm(PlainForm):
    """What is proposed, in fields that a moderator can put right before it goes in. `edits` are what they changed.

    Days and times are one sentence, as whoever proposed them wrote it.
    """

    def __init__(self, change: Change, today: dt.date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.change, self.today = change, today
        self.meeting = _meeting_of(change)
        if self.meeting is not None:
            self.fields[_WHEN] = _when(self.meeting, today)
        for kind, name, value in _editable(change):
            self.fields[f"{kind}-{name}"] = _field(kind, name, value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            self._said(cleaned)
        except NotUnderstoodError as error:
            self.add_error(_WHEN, what_to_mend(error))
        return cleaned

    @property
    def edits(self) -> dict[str, Any]:
        """Fit for `actions.approve`: by field, or by kind for something new."""
        typed = [(*key.split("-", 1), self.cleaned_data[key]) for key in self.changed_data if key != _WHEN]
        by_kind: dict[str, dict[str, Any]] = {}
        for kind, name, value in typed:
            by_kind.setdefault(kind, {})[name] = fields.to_json(value)
        if said := self._said(self.cleaned_data):
            by_kind.setdefault("meeting", {}).update(said)
        if self.change.kind != Change.Kind.NEW:
            return by_kind.get(self.change.listing_kind, {})
        return {kind: {**self.change.after[kind], **values} for kind, values in by_kind.items()}

    def _said(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Of the sentence that says when it is; nothing where that was not touched."""
        if self.meeting is None or _WHEN not in self.changed_data or not typed.get(_WHEN):
            return {}
        notes = typed.get("meeting-notes", self.meeting.notes)
        return changes_said(typed[_WHEN], self.meeting, notes, self.today)


def _meeting_of(change: Change) -> Meeting | None:
    """As it would be, where the change says when it is; one without days where what was proposed cannot be."""
    values = change.after.get("meeting") if change.kind == Change.Kind.NEW else change.after
    if change.listing_kind != "meeting" or not isinstance(values, dict) or not _SAID_IN_IT & set(values):
        return None
    try:
        return previewed(change)
    except (ValueError, ValidationError):
        return Meeting()


def _when(meeting: Meeting, today: dt.date) -> Line:
    try:
        now = say(meeting, today)
    except ValueError:
        now = ""
    hint = "In words, such as: every first Tuesday, 7 to 8 pm."
    return Line("Days and time", hint=hint, missing="Say on which days, and at what time.", limit=LONGEST, initial=now)


def _editable(change: Change) -> list[tuple[str, str, Any]]:
    """Kind, name and value of whatever else can be typed: words, choices, addresses. Single dates have a page of their
    own."""
    by_kind = change.after if change.kind == Change.Kind.NEW else {change.listing_kind: change.after}
    return [
        (kind, name, values[name])
        for kind in ("meeting", "group", "place")
        if isinstance(values := by_kind.get(kind), dict) and "id" not in values
        for name in FIELDS[kind]
        if name in values and _can_be_typed(kind, name)
    ]


def _can_be_typed(kind: str, name: str) -> bool:
    own = fields.model_field(kind, name)
    return isinstance(own, models.CharField | models.TextField) and name not in {*WHEN, "picture"}


def _field(kind: str, name: str, value: Any) -> Any:
    own, label = fields.model_field(kind, name), FIELDS[kind][name].label
    if own.choices:
        return OneOf(label, own.choices, initial=value, missing="" if own.blank else f"Choose: {label.lower()}.")
    if isinstance(own, models.EmailField):
        return MailAddress(label, initial=value)
    if isinstance(own, models.URLField):
        return WebAddress(label, initial=value)
    if isinstance(own, models.TextField):
        return Paragraphs(label, initial=value)
    return Line(label, initial="" if value is None else str(value), limit=own.max_length or 20)


class DeleteForm(PlainForm):
    words = Paragraphs(
        "Why should it go?",
        hint="For the moderator who has to agree too. Do not write where it is.",
        missing="Say in a sentence why it should be taken off the map.",
        limit=500,
    )
