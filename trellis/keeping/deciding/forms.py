"""Forms of moderators: a reason for declining, and what is proposed with their own hand over it."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import models

from trellis.keeping import fields
from trellis.keeping.fields import FIELDS
from trellis.keeping.forms import Line, MailAddress, OneOf, Paragraphs, PlainForm, WebAddress
from trellis.keeping.models import Change

OWN_WORDS: Final = "own"
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
    """What is proposed, in fields that a moderator can put right before it goes in. `edits` are what they changed."""

    def __init__(self, change: Change, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.change = change
        for kind, name, value in _editable(change):
            self.fields[f"{kind}-{name}"] = _field(kind, name, value)

    @property
    def edits(self) -> dict[str, Any]:
        """Fit for `actions.approve`: by field, or by kind for something new."""
        own = {key: fields.to_json(value) for key, value in self.cleaned_data.items() if key in self.changed_data}
        split = [(*key.split("-", 1), value) for key, value in own.items()]
        if self.change.kind != Change.Kind.NEW:
            return {name: value for _, name, value in split}
        kinds = {kind for kind, _, _ in split}
        return {
            kind: {**self.change.after[kind], **{name: value for own_kind, name, value in split if own_kind == kind}}
            for kind in kinds
        }


def _editable(change: Change) -> list[tuple[str, str, Any]]:
    """Kind, name and value of whatever can be typed: words, choices, addresses. Dates have a page of their own."""
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
    typed = isinstance(own, models.CharField | models.TextField) and name not in {"rule", "picture", "zone"}
    return typed or name in {"start", "minutes"}


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
