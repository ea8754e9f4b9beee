"""What every listing has, place, group or meeting: whether it stands, who vouched for it, whose word it is."""

import uuid
from typing import Final

from django.db import models
from django.urls import reverse

from trellis.safety.privacy import Declaration, member, public


class State(models.TextChoices):
    LISTED = "listed", "listed"
    CLOSED = "closed", "closed: it has ended, or its source no longer lists it"
    MERGED = "merged", "merged into another listing of the same thing"
    DELETED = "deleted", "taken off the map by two moderators: nothing is left of it but that it was"


class Standing(models.TextChoices):
    """How far its last confirmation carries; set by the clocks, never by hand."""

    FRESH = "", "confirmed"
    PALE = "pale", "not confirmed for a long time: shown pale, after others"
    LEFT = "left", "not confirmed for so long that it has left the results"


class Voucher(models.TextChoices):
    """What kind of somebody said last that a listing is true; never who."""

    KEEPER = "keeper", "its keeper"
    MODERATOR = "moderator", "a moderator"
    VISITORS = "visitors", "two visitors"


class Listed(models.Model):
    """Fields shared by places, groups and meetings."""

    State = State
    Standing = Standing

    id = models.UUIDField(primary_key=True, editable=False, default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=State, default=State.LISTED)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=10, blank=True, help_text="The role of who closed it; empty: its source.")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        help_text="Where its page leads.",
    )
    joining = models.TextField(blank=True, help_text="How to join: steps, term dates, what to bring.")
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="Vouched for by somebody apart from its source."
    )
    confirmed_by = models.CharField(max_length=10, choices=Voucher, blank=True)
    standing = models.CharField(max_length=5, choices=Standing, blank=True, default=Standing.FRESH)
    kept = models.JSONField(
        default=dict, blank=True, help_text='Field → {"at": when, "by": role, "source": what the source says instead}.'
    )

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The address of its page, which is named as its kind is."""
        return reverse(str(self._meta.model_name), args=[self.last_of_address])

    @property
    def last_of_address(self) -> str:
        """Its slug."""
        return str(self.serializable_value("slug"))

    @property
    def is_listed(self) -> bool:
        return self.state == State.LISTED


class Shown(models.Model):
    """What a place or a group says of itself on its page."""

    story = models.TextField(blank=True, help_text="In its own words.")
    for_whom = models.TextField(blank=True)
    offers = models.TextField(blank=True)
    needs = models.TextField(blank=True)
    picture = models.CharField(max_length=80, blank=True, help_text="The name of a file in the folder of pictures.")
    picture_words = models.CharField(max_length=200, blank=True, help_text="What it shows, for who cannot see it.")
    takes_comments = models.BooleanField(default=True)

    class Meta:
        abstract = True


LISTED_FIELDS: Final = "state closed_at closed_by merged_into joining confirmed_at confirmed_by standing"
SHOWN_FIELDS: Final = "story for_whom offers needs picture picture_words takes_comments"


def declared_public(fields: str, *, shown: bool = False) -> Declaration:
    """The fields named, and those that every listing has."""
    return public(f"{fields} {LISTED_FIELDS}{f' {SHOWN_FIELDS}' if shown else ''}")


def declared_member(fields: str) -> Declaration:
    return member(f"{fields} kept")
