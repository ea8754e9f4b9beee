"""Saying something of a place or a group."""

from typing import Any, Final

from django import forms

from trellis.accounts.nicknames import is_like_a_full_name
from trellis.keeping.forms import Line, Paragraphs, Tick
from trellis.keeping.risks import details_of
from trellis.keeping.suggesting.letterbox import Unsigned

_NO: Final = {
    "phone": "There is a phone number in it. Leave it out: anybody could read it.",
    "email": "There is an e-mail address in it. Leave it out: anybody could read it.",
    "link": "There is a web address in it. Leave it out.",
}


class SayForm(Unsigned):
    words = Paragraphs(
        "What do you want to say?",
        hint="What was it like? What would you tell somebody who comes for the first time?",
        missing="Write a few words.",
        limit=600,
    )
    called = Line(
        "What may we call you?",
        hint="A first name or a made-up one. Leave it empty, and nothing is shown.",
        limit=40,
        autocomplete="nickname",
    )
    sure = Tick("Yes, show this name to everybody")

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        found = dict.fromkeys(one.kind for one in details_of(words))
        said = [_NO[kind] for kind in found if kind in _NO]
        if said:
            raise forms.ValidationError(said)
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        called = cleaned.get("called", "")
        if called and any(one.kind in _NO for one in details_of(called)):
            self.add_error("called", "Write a name here, no number and no address.")
        elif called and is_like_a_full_name(called) and not cleaned.get("sure"):
            self.add_error("called", "This looks like a first and a last name. Are you sure? Then tick the box below.")
        return cleaned

    @property
    def asks_if_sure(self) -> bool:
        return is_like_a_full_name(str(self.data.get("called", "")))
