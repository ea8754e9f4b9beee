"""What each reading of a source found, and the spreadsheets that are sent."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from trellis.places.models import Source
from trellis.safety.privacy import Lifetime, declare, member


class Read(models.Model):
    """One time a source was read, or was to be."""

    class Outcome(models.TextChoices):
        READING = "reading", "being read"
        CHANGED = "changed", "read, with changes"
        SAME = "same", "read, nothing had changed"
        HELD = "held", "held for a person to look at"
        FAILED = "failed", "could not be read"
        GONE = "gone", "gone for good"
        BUSY = "busy", "asked to come again later"
        STOPPED = "stopped", "stopped half-way; nothing was changed"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="reads")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.READING)
    words = models.TextField(blank=True, help_text="What went wrong, and how to mend it; or where it has moved to.")
    counts = models.JSONField(default=dict, blank=True, help_text="read, created, updated, closed, unchanged, rejected")
    differences = models.JSONField(default=dict, blank=True, help_text="created, changed, closed: the first of each")
    rejected = models.JSONField(default=list, blank=True, help_text="Rows that could not be read: the first of them.")

    privacy = declare(member("id source began_at ended_at outcome words counts differences rejected"))

    class Meta:
        ordering = ["-began_at", "-pk"]
        indexes = [models.Index(fields=["source", "-began_at"], name="read_by_source")]

    @property
    def is_good(self) -> bool:
        return self.outcome in {self.Outcome.CHANGED, self.Outcome.SAME}


class SheetQuerySet(models.QuerySet["Sheet"]):
    def in_hand(self) -> "SheetQuerySet":
        """Those that are not done with yet."""
        return self.filter(stage__in=[Sheet.Stage.LOOKING, Sheet.Stage.TAKING])

    def free(self, now: datetime) -> "SheetQuerySet":
        """Of these, those that nobody works at."""
        return self.in_hand().filter(Q(lease_until=None) | Q(lease_until__lte=now))


class Sheet(models.Model):
    """A spreadsheet that somebody sent: looked at first, and taken in when they agree. See `reading/sheets.py`."""

    class Stage(models.TextChoices):
        LOOKING = "looking", "to be looked at"
        LOOKED = "looked", "looked at; somebody is to agree"
        TAKING = "taking", "agreed to, and to be taken in"
        TAKEN = "taken", "taken in"
        STOPPED = "stopped", "stopped"
        REFUSED = "refused", "cannot be used"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sheets")
    name = models.CharField(max_length=80, help_text="Of its file: the digest of what is in it.")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.LOOKING)
    moved_at = models.DateTimeField(help_text="When it was sent, or agreed to.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="Somebody works at it until then.")
    words = models.TextField(blank=True, help_text="Why it cannot be used, and how to mend it.")
    counts = models.JSONField(default=dict, blank=True, help_text="read, created, updated, closed, unchanged, rejected")
    differences = models.JSONField(default=dict, blank=True, help_text="created, changed, closed: the first of each")
    rejected = models.JSONField(default=list, blank=True, help_text="Rows that cannot be read: the first of them.")
    doubts = models.JSONField(default=list, blank=True, help_text="Rows that may be meetings we know.")
    held = models.BooleanField(default=False, help_text="It leaves out more than a third.")

    objects = SheetQuerySet.as_manager()

    privacy = declare(
        member(
            "id source name stage moved_at lease_until words counts differences rejected doubts held",
            lives=Lifetime.DAY,
        )
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="sheet_once_for_a_source")]

    def __str__(self) -> str:
        return f"{self.name[:8]}, {self.stage}"

    @property
    def has_changes(self) -> bool:
        return any(self.counts.get(name) for name in ("created", "updated", "closed"))
