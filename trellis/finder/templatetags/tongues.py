"""`<p{% tongue notes meeting.features %}>`: says in which language a listing's own words are, where that is known."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from trellis.meetings.tongues import RIGHT_TO_LEFT, language_of

register = template.Library()


@register.simple_tag
def tongue(words: str, codes: Iterable[str]) -> SafeString:
    tag = language_of(words, tuple(codes))
    direction = ' dir="rtl"' if tag in RIGHT_TO_LEFT else ""
    return mark_safe(f' lang="{tag}"{direction}' if tag else "")  # noqa: S308 - of a table of ours
