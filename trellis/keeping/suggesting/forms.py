"""Reporting a problem with one press, and adding a few words to it."""

from typing import Any

from django import forms

from trellis.keeping.forms import Paragraphs
from trellis.keeping.models import Change
from trellis.keeping.suggesting.letterbox import Unsigned, reply_to

_NO_NAMES = "Please leave out people’s names."


class ReportForm(Unsigned):
    """`problem` is the button that was pressed, which says enough by itself."""

    problem = forms.ChoiceField(
        choices=Change.Problem.choices,
        widget=forms.HiddenInput,
        error_messages={"required": "Choose what is wrong.", "invalid_choice": "Choose one of those shown."},
    )
    words = Paragraphs("What is wrong?", hint=_NO_NAMES)
    reply_to = reply_to()


class WordsForm(ReportForm):
    """For "something else", which says nothing by itself."""

    words = Paragraphs("What is wrong?", hint=_NO_NAMES, missing="Say in a few words what is wrong.")


class MoreForm(Unsigned):
    """What somebody adds to a report that is sent."""

    words = Paragraphs("What should we know?", hint=_NO_NAMES)
    reply_to = reply_to()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("words") and not cleaned.get("reply_to"):
            raise forms.ValidationError("There is nothing in it yet. Write a few words, or leave this page.")
        return cleaned
