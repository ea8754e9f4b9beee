"""Forms as people meet them: a label, a hint, a precise message, and fields large enough for a thumb.

    <form class="form" method="post" novalidate>{% csrf_token %}      and the page links keeping/forms.css
    {% include "keeping/_errors.html" %}                              what is to mend, each a link to its field
    {% include "keeping/_field.html" with field=form.name %}

Every message says what is missing or wrong and how to mend it. What is typed is text: control characters go, HTML is
refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trellis.lib.clock import ClockError, parse_time
from trellis.lib.text import has_tags, typed
from trellis.meetings.phrases import DAY

LINE, PARAGRAPHS = 255, 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; `target` is the id of the field, empty where it concerns the whole form."""

    target: str
    words: str


class PlainForm(forms.Form):
    """Labels without colons, no bubbles of the browser's own, and `problems` for the summary above it."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)

    @property
    def problems(self) -> list[Problem]:
        """In the order of the page."""
        whole = [Problem("", str(words)) for words in self.non_field_errors()]
        return [*whole, *(Problem(_first_id(field), str(words)) for field in self for words in field.errors)]


def _first_id(field: forms.BoundField) -> str:
    """Of choices, the first: a group has no id that can be focused."""
    return field.id_for_label or f"{field.auto_id}_0"


def _messages(missing: str) -> dict[str, str]:
    return {"required": missing} if missing else {}


class _Typed(forms.CharField):
    def to_python(self, value: Any) -> str:
        words = typed(str(super().to_python(value) or ""))
        if has_tags(words):
            raise ValidationError("This looks like HTML. Write it as plain words, without < and >.", code="html")
        return words


def _too_long(limit: int) -> str:
    return f"This is too long: up to {limit:,} characters, and it has %(show_value)s. Shorten it a little."


class Line(_Typed):
    """One line of text. `missing` is what to say when it is left empty; without it, it may be."""

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        missing: str = "",
        limit: int = LINE,
        autocomplete: str = "off",
        **more: Any,
    ) -> None:
        attrs = {"autocomplete": autocomplete, **more.pop("attrs", {})}
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=limit,
            error_messages={"max_length": _too_long(limit), **_messages(missing)},
            widget=forms.TextInput(attrs={"autocomplete": autocomplete, **(attrs or {})}),
            **more,
        )

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class Paragraphs(_Typed):
    """Several lines of text."""

    def __init__(
        self, label: str, *, hint: str = "", missing: str = "", limit: int = PARAGRAPHS, rows: int = 4, **more: Any
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=limit,
            error_messages={"max_length": _too_long(limit), **_messages(missing)},
            widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
            **more,
        )


class MailAddress(forms.EmailField):
    """`autocomplete` is "email" only where it is the writer's own."""

    def __init__(
        self, label: str, *, hint: str = "", missing: str = "", autocomplete: str = "off", **more: Any
    ) -> None:
        wrong = "This is not an e-mail address. Write it as name@example.org."
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=254,
            error_messages={"invalid": wrong, "max_length": wrong, **_messages(missing)},
            widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
            **more,
        )


class WebAddress(forms.URLField):
    """http and https only; "example.org" is read as https://example.org."""

    def __init__(self, label: str, *, hint: str = "", missing: str = "", **more: Any) -> None:
        wrong = "This is not a web address. Copy it from the browser, such as https://example.org/meetings."
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=500,
            assume_scheme="https",
            error_messages={"invalid": wrong, "max_length": wrong, **_messages(missing)},
            widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
            **more,
        )
        self.validators = [_web_only, *self.validators]

    def run_validators(self, value: Any) -> None:
        """One fault is said once: what is no http address would break the next rule too."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            raise error.error_list[0] from None


def _web_only(address: str) -> None:
    if not address.lower().startswith(("http://", "https://")):
        raise ValidationError(
            "This is not a web address that can be linked. Copy it from the browser: it begins with https:// or http://.",
            code="scheme",
        )


class OneOf(forms.ChoiceField):
    """Radio buttons under a question."""

    def __init__(
        self, label: str, choices: Iterable[tuple[str, Any]], *, hint: str = "", missing: str = "", **more: Any
    ) -> None:
        super().__init__(
            label=label,
            choices=list(choices),
            help_text=hint,
            required=bool(missing),
            error_messages={"invalid_choice": "Choose one of those shown.", **_messages(missing)},
            widget=forms.RadioSelect,
            **more,
        )


class AnyOf(forms.MultipleChoiceField):
    """Boxes to tick under a question, none of them needed."""

    def __init__(self, label: str, choices: Iterable[tuple[str, Any]], *, hint: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            choices=list(choices),
            help_text=hint,
            required=False,
            error_messages={"invalid_choice": "Tick only what is shown."},
            widget=forms.CheckboxSelectMultiple,
            **more,
        )


class Tick(forms.BooleanField):
    """One box. With `missing` it has to be ticked."""

    def __init__(self, label: str, *, hint: str = "", missing: str = "", **more: Any) -> None:
        super().__init__(label=label, help_text=hint, required=bool(missing), error_messages=_messages(missing), **more)


class Day(forms.DateField):
    """A date, picked or typed."""

    def __init__(self, label: str, *, hint: str = "", missing: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            input_formats=[
                *("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y"),
                *("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"),
            ],
            error_messages={
                "invalid": "This is not a date. Write it as 24/12/2026, or as 24 December 2026.",
                **_messages(missing),
            },
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
            **more,
        )

    def to_python(self, value: Any) -> Any:
        """ "Thu 24th December, 2026" is 24 December 2026."""
        if isinstance(value, str):
            value = re.sub(rf"^{DAY}\b|,|(?<=\d)(?:st|nd|rd|th)\b|\bof\b", " ", value.strip(), flags=re.IGNORECASE)
            value = " ".join(value.split())
        return super().to_python(value)


class Clock(forms.TimeField):
    """A time of day, picked or typed."""

    def __init__(self, label: str, *, hint: str = "", missing: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            error_messages={"invalid": "This is not a time. Write it as 19:30 or 7:30 pm.", **_messages(missing)},
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
            **more,
        )

    def to_python(self, value: Any) -> Any:
        """As people write it too: "7.30pm", "noon"."""
        if isinstance(value, str) and value.strip():
            try:
                return parse_time(value)
            except ClockError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)
