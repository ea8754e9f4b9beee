"""{% said_here "place" place as said %}: what somebody said of a place or a group, the newest first. One query."""

from django import template

from trellis.keeping.comments.actions import shown_of
from trellis.keeping.listings import Listing
from trellis.keeping.models import Comment

register = template.Library()


@register.simple_tag
def said_here(kind: str, listing: Listing) -> list[Comment]:
    return list(shown_of(kind, listing.pk))
