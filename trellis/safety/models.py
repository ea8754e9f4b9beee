"""What safety keeps: the audit trail, letters that wait to be sent, counts of the last hours, and the key of lookups.

No row points to a row of another room, so that nothing here is lost or held back when something there is erased.
"""

from datetime import datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Q

from trellis.safety.privacy import Lifetime, declare, member, personal
from trellis.safety.sealed import SealedTextField

HASH_LENGTH: Final = 64
LONGEST_SUBJECT: Final = 120
GIVE_UP: Final = timedelta(days=5)
"""A letter that could not be sent for so long would come too late to be of use."""


class AuditEntry(models.Model):
    """One thing that was done. Written by `audit.record` alone, and never changed: the database refuses it."""

    class Role(models.TextChoices):
        VISITOR = "visitor", "a visitor"
        KEEPER = "keeper", "somebody who keeps a group's listing"
        MODERATOR = "moderator", "a moderator"
        STEWARD = "steward", "a steward"
        SOURCE = "source", "a source of listings"
        SYSTEM = "system", "Trellis itself"

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField(null=True, blank=True, help_text="A random number. Whose it is, accounts alone know.")
    role = models.CharField(max_length=12, choices=Role)
    action = models.CharField(max_length=60, help_text="Such as listing.changed.")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True, db_index=True)
    detail = models.JSONField(default=dict, blank=True, help_text="Names of fields, codes and counts.")
    previous = models.CharField(max_length=HASH_LENGTH, blank=True)
    hash = models.CharField(max_length=HASH_LENGTH)

    privacy = declare(
        member(
            "number at actor role action subject_kind subject_id detail previous hash",
            lives=Lifetime.FOR_EVER_WITHOUT_NAMES,
        )
    )

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditHead(models.Model):
    """The number and hash of the last audit entry. One row: its lock puts those who record in a line."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=HASH_LENGTH, blank=True)

    privacy = declare(member("id number hash", lives=Lifetime.FOR_EVER_WITHOUT_NAMES))

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def locked(cls) -> Self:
        """The row, which nobody else can lock until this transaction ends."""
        if head := cls.objects.select_for_update().filter(pk=1).first():
            return head
        cls.objects.bulk_create([cls(pk=1)], ignore_conflicts=True)
        return cls.objects.select_for_update().get(pk=1)

    @classmethod
    def now(cls) -> Self:
        return cls.objects.filter(pk=1).first() or cls()


class Tally(models.Model):
    """How often something was done in one stretch of time, by whoever the mark stands for. See `limits.py`."""

    mark = models.CharField(primary_key=True, max_length=HASH_LENGTH)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    belongs_apart = "A mark points to nobody, and is gone within a day."
    privacy = declare(personal("mark count until", lives=Lifetime.DAY))

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"


class LookupKey(models.Model):
    """The key under which sealed words can be looked up (`safety.blind_index`). One row, itself sealed."""

    key = SealedTextField()

    privacy = declare(member("id key", lives=Lifetime.WHILE_RUNNING))

    def __str__(self) -> str:
        return "the key of lookups"


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(sent_at=None)

    def due(self, now: datetime) -> "LetterQuerySet":
        """To be sent now, and not in anybody's hands."""
        return (
            self.waiting()
            .filter(Q(lease_until=None) | Q(lease_until__lte=now))
            .filter(next_try_at__lte=now, not_before__gt=now - GIVE_UP)
        )


class Letter(models.Model):
    """An e-mail that waits in the outbox. Once it is sent, nothing says to whom, or what it said."""

    to = SealedTextField(blank=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    body = SealedTextField(blank=True)
    stop = SealedTextField(blank=True, help_text="Where one press ends such letters, for mail programs to offer it.")
    about = models.CharField(max_length=30, help_text="Why it is sent, in a word: reminder, decision.")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    belongs_to_email = "to"
    privacy = declare(
        personal("to body stop", lives=Lifetime.SENT),
        member(
            "id subject about created_at not_before sent_at attempts next_try_at lease_until",
            lives=Lifetime.MONTH,
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], name="letter_waiting", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"{self.about} of {self.created_at:%Y-%m-%d}"


class DutyRecord(models.Model):
    """When one of the worker's duties is due, and which worker has it in hand. See `duties.py`."""

    name = models.CharField(primary_key=True, max_length=40)
    due_at = models.DateTimeField()
    holder = models.CharField(max_length=32, blank=True, help_text="A random number of the worker that has it in hand.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="After that another worker may take it up.")
    done_at = models.DateTimeField(null=True, blank=True, help_text="The end of the last step that went well.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Steps that failed since then.")
    trouble = models.CharField(max_length=80, blank=True, help_text="What kind of error the last of them met.")

    privacy = declare(member("name due_at holder lease_until done_at failures trouble", lives=Lifetime.REPLACED))

    def __str__(self) -> str:
        return self.name
