"""{% load deciding %}: what moderators read."""

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone

from trellis.finder.cards.phrases import day_words
from trellis.keeping.deciding import changes
from trellis.keeping.deciding.decision import Point, Stretch
from trellis.keeping.deciding.decision import marked as marked_text
from trellis.keeping.deciding.scope import area_name
from trellis.keeping.differences import Difference
from trellis.keeping.models import Change

register = template.Library()


@register.filter
def marked(difference: Difference) -> list[Stretch]:
    """What is proposed, with contacts, names and links apart."""
    return marked_text(difference.name, difference.after)


@register.filter
def ago(moment: datetime) -> str:
    """Just now, 3 hours ago, yesterday, 4 days ago, 26 November."""
    now = timezone.now()
    minutes = int((now - moment).total_seconds() // 60)
    days = (timezone.localdate(now) - timezone.localdate(moment)).days
    if minutes < 60:
        return "just now" if minutes < 2 else f"{minutes} minutes ago"
    if days == 0:
        hours = minutes // 60
        return "an hour ago" if hours == 1 else f"{hours} hours ago"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 60 else f"on {day_words(timezone.localdate(moment), timezone.localdate(now))}"


@register.filter
def area(code: str) -> str:
    return area_name(code)


@register.filter
def summary(change: Change) -> str:
    return changes.summary(change)


@register.filter
def who(change: Change) -> str:
    return changes.who(change)


@register.filter
def sketch_of(point: Point) -> str:
    """The address of a picture of the streets around."""
    return f"{reverse('moderate-sketch')}?at={point[0]},{point[1]}"
