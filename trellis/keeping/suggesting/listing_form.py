"""A listing as a form with its present values, for a visitor who suggests and a keeper who changes.

`changes` are the fields that somebody really changed, fit for `propose`. A form that was filled in while somebody else
changed the listing is shown once more, so that nobody's change is undone unseen.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from trellis.keeping.fields import to_json
from trellis.keeping.forms import Line, Paragraphs
from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.suggesting.letterbox import Unsigned, reply_to
from trellis.keeping.suggesting.listing_fields import SECTIONS, made, names_for, present
from trellis.keeping.suggesting.when_words import changes_said, what_to_mend
from trellis.keeping.words_left import NotUnderstoodError
from trellis.lib.text import typed
from trellis.meetings.features import FEATURES, in_order
from trellis.meetings.models import Group, Meeting


@dataclass(frozen=True, slots=True)
class Part:
    """Fields under one heading; `told` is what a folded one holds, in words."""

    title: str
    fields: list[forms.BoundField]
    is_folded: bool
    told: str


class ListingForm(Unsigned):
    """`is_whole`: with everything, for those who look after it."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, listing: Listing, is_whole: bool, today: dt.date, stamped: str = ""
    ) -> None:
        self.listing, self.today = listing, today
        self.names = names_for(listing, is_whole=is_whole)
        now_there = {name: present(listing, name, today) for name in self.names}
        super().__init__(data, stamped=stamped, initial={**now_there, "revision": listing.revision})
        for name in self.names:
            self.fields[name] = made(listing, name)

    @property
    def parts(self) -> Iterator[Part]:
        for section in SECTIONS[kind_of(self.listing)]:
            if found := [self[name] for name in section.names if name in self.fields]:
                is_folded = section.is_folded and not any(field.errors for field in found)
                yield Part(section.title, found, is_folded, _told(self.listing, section.names))

    def clean(self) -> dict[str, Any]:
        self.data: Any
        cleaned = super().clean() or {}
        if cleaned.get("revision") != self.listing.revision:
            self.data = self.data.copy()
            self.data["revision"] = str(self.listing.revision)
            raise forms.ValidationError(
                "Somebody else changed this page while you were writing. Look through your answers and send them again."
            )
        return cleaned

    def clean_when(self) -> str:
        words: str = self.cleaned_data["when"]
        try:
            self._said(words, notes="")
        except NotUnderstoodError as error:
            raise forms.ValidationError(what_to_mend(error)) from error
        return words

    @property
    def changes(self) -> dict[str, Any]:
        """Field → value fit for JSON, of what was really changed."""
        changed = {
            name: to_json(self.cleaned_data[name])
            for name in self.names
            if name != "when" and _bare(self.initial[name]) != _bare(self.cleaned_data[name])
        }
        if changed.get("place_id") == "":
            changed["place_id"] = None
        if {"drink", "drink_words"} & set(changed):
            changed["drink_said_on"] = self.today.isoformat()
        return changed | self._said(self.cleaned_data.get("when", ""), notes=self.cleaned_data.get("notes", ""))

    def _said(self, words: str, *, notes: str) -> dict[str, Any]:
        """Of the sentence that says when it is; nothing where that was not touched."""
        if not isinstance(self.listing, Meeting) or words.casefold() in {"", str(self.initial["when"]).casefold()}:
            return {}
        return changes_said(words, self.listing, notes, self.today)

    @property
    def typed_words(self) -> str:
        """All that was written into fields for free text, for looking at it."""
        return "\n".join(
            str(self.cleaned_data.get(name) or "")
            for name, field in self.fields.items()
            if isinstance(field, Line | Paragraphs) and name in self.changed_data
        )


class SuggestForm(ListingForm):
    """For anybody: with a few words for the moderator, and an address if they wish to hear."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, is_whole=False, **options)
        self.fields["words"] = Paragraphs(
            "What should the moderator know?", hint="For instance how you know. It is not shown on the site.", rows=3
        )
        self.fields["reply_to"] = reply_to()


def _told(listing: Listing, names: tuple[str, ...]) -> str:
    if "features" in names and not isinstance(listing, Group):
        return ", ".join(FEATURES[code].name for code in in_order(listing.features))
    return next((str(value) for name in names if (value := getattr(listing, name, ""))), "")


def _bare(value: Any) -> Any:
    """Without what no eye sees, so that sending a form back as it was changes nothing."""
    return typed(value) if isinstance(value, str) else None if value == "" else value
