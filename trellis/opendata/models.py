"""What each reading of a source found."""

from django.db import models

from trellis.places.models import Source
from trellis.safety.privacy import declare, member


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
