"""What people propose, and what became of it.

A `Change` is one proposal, from a visitor's report to a keeper's correction to what a source now says otherwise. The
listing itself is untouched until the change is applied; then `done` holds what was there before and after, so that its
history reads well and every change can be undone.
"""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from trellis.places.models import Source
from trellis.safety.privacy import Lifetime, declare, member, personal
from trellis.safety.sealed import SealedTextField


class ChangeQuerySet(models.QuerySet["Change"]):
    def waiting(self) -> "ChangeQuerySet":
        """Those that a moderator has to decide, or to second."""
        return self.filter(state__in=[Change.State.WAITING, Change.State.SECONDING])

    def to_look_at(self) -> "ChangeQuerySet":
        """Those that were applied at once and that no moderator has looked at."""
        return self.filter(state=Change.State.APPLIED, looked_at__isnull=True)

    def of(self, kind: str, identity: uuid.UUID) -> "ChangeQuerySet":
        return self.filter(listing_kind=kind, listing_id=identity)

    def history(self) -> "ChangeQuerySet":
        """Those that changed something, newest first."""
        return self.filter(state__in=[Change.State.APPROVED, Change.State.APPLIED]).order_by("-decided_at", "-pk")


class Change(models.Model):
    """Something proposed about one listing."""

    class Kind(models.TextChoices):
        NEW = "new", "Put on the map"
        EDIT = "edit", "Change"
        PROBLEM = "problem", "Report"
        CLOSE = "close", "Close"
        REOPEN = "reopen", "List again"
        DELETE = "delete", "Delete"
        MERGE = "merge", "Merge"
        UNDO = "undo", "Undo"

    class State(models.TextChoices):
        HELD = "held", "looks like spam, and waits apart"
        WAITING = "waiting", "waits for a moderator"
        SECONDING = "seconding", "agreed by one moderator, waits for another"
        FOR_KEEPER = "for-keeper", "waits for the keeper"
        APPLIED = "applied", "done at once"
        APPROVED = "approved", "approved and done"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "taken back"

    class Problem(models.TextChoices):
        CLOSED = "closed", "It has closed"
        WRONG_TIME = "wrong-time", "The day or time is wrong"
        UNWELCOMING = "not-welcoming", "It was not welcoming"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    listing_kind = models.CharField(max_length=10)
    listing_id = models.UUIDField(null=True, blank=True, help_text="Empty while a new listing waits.")
    area_code = models.CharField(max_length=12, blank=True, db_index=True)
    before = models.JSONField(default=dict, blank=True, help_text="Field → what was there when it was proposed.")
    after = models.JSONField(default=dict, blank=True, help_text="Field → what is proposed; of a new listing, by kind.")
    done = models.JSONField(
        default=list, blank=True, help_text='What it changed: [{"kind", "id", "before", "after"}], for undoing.'
    )
    problem = models.CharField(max_length=15, choices=Problem, blank=True)
    words = models.TextField(blank=True, help_text="What was said along with it.")
    by_role = models.CharField(max_length=10, help_text="visitor, keeper, moderator, steward, source or system.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed"
    )
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed")
    reply_to = SealedTextField(blank=True, help_text="Where the decision is sent, if they wished to hear.")
    picture = models.CharField(max_length=80, blank=True, help_text="A re-encoded picture that waits with it.")
    made_at = models.DateTimeField(db_index=True)
    risk = models.PositiveSmallIntegerField(default=0, help_text="The riskier, the higher; see risks.py.")
    signs = models.JSONField(default=list, blank=True, help_text="What a moderator should look at, in words.")
    looked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_role = models.CharField(max_length=10, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="decided"
    )
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="agreed_first"
    )
    reason = models.TextField(blank=True, help_text="Why it was declined or changed, as it was sent.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its keepers were written to about it.")
    is_hushed = models.BooleanField(
        default=False, help_text="Its history does not say what was there: it is not for everybody to read."
    )
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        help_text="What it undoes.",
    )

    belongs_to = ("by", "decided_by", "first_by")
    mentions_email = "reply_to"
    privacy = declare(
        member(
            "id kind state listing_kind listing_id area_code before after done problem by_role source picture made_at"
            " risk signs looked_at decided_at decided_role reason told_at is_hushed undoes"
        ),
        member("words", lives=Lifetime.WHILE_WAITING),
        personal("by decided_by first_by", lives=Lifetime.UNTIL_ERASED),
        personal("reply_to", lives=Lifetime.WHILE_WAITING),
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["state", "area_code"], name="change_by_state_and_area"),
            models.Index(fields=["listing_kind", "listing_id"], name="change_by_listing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return reverse("change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.state in {self.State.HELD, self.State.WAITING, self.State.SECONDING, self.State.FOR_KEEPER}


class Draft(models.Model):
    """Answers of somebody who is putting something on the map, until it is sent; found by a link only they have."""

    token_hash = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    picture = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    privacy = declare(member("id token_hash answers picture made_at touched_at", lives=Lifetime.WHILE_WAITING))


class Confirmation(models.Model):
    """Somebody vouched that a listing is true. What a feed vouches for stands with its source, as `read_at`."""

    class Kind(models.TextChoices):
        KEEPER = "keeper", "its keeper"
        MODERATOR = "moderator", "a moderator"
        VISITOR = "visitor", "a visitor"

    listing_kind = models.CharField(max_length=10)
    listing_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    voice = models.CharField(
        max_length=64, blank=True, help_text="Tells two visitors apart for a while; points to nobody."
    )

    privacy = declare(
        member("id listing_kind listing_id kind at", lives=Lifetime.FOR_EVER_WITHOUT_NAMES),
        member("voice", lives=Lifetime.WHILE_WAITING),
    )

    class Meta:
        indexes = [models.Index(fields=["listing_kind", "listing_id", "at"], name="confirmation_by_listing")]


class Asking(models.Model):
    """Whoever looks after a listing was asked whether it is still right. Gone once somebody has vouched for it."""

    listing_kind = models.CharField(max_length=10)
    listing_id = models.UUIDField()
    reminders = models.PositiveSmallIntegerField(help_text="How many are behind it, sent or with nobody to send to.")
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True, help_text="When the next reminder is due; empty: none is.")

    privacy = declare(
        member("id listing_kind listing_id reminders asked_at next_at", lives=Lifetime.FOR_EVER_WITHOUT_NAMES)
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing_kind", "listing_id"], name="asking_once")]

    def __str__(self) -> str:
        return f"{self.reminders} reminders for a {self.listing_kind}"


class Claim(models.Model):
    """A person says that they look after a listing, until it is proved or not."""

    class Proof(models.TextChoices):
        MAIL = "mail", "a mail to the published address"
        KEEPER = "keeper", "another keeper says so"
        MODERATOR = "moderator", "a moderator says so"

    class State(models.TextChoices):
        WAITING = "waiting", "waits for proof"
        GRANTED = "granted", "granted"
        DECLINED = "declined", "declined"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    listing_kind = models.CharField(max_length=10)
    listing_id = models.UUIDField()
    area_code = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True, help_text="Who they are to it, in their words.")
    token_hash = models.CharField(max_length=64, blank=True, help_text="Of the link in the mail that proves it.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    proof = models.CharField(max_length=10, choices=Proof, blank=True)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    belongs_to = ("person",)
    privacy = declare(
        personal(
            "id person listing_kind listing_id area_code words token_hash state proof made_at decided_at",
            lives=Lifetime.UNTIL_ERASED,
        )
    )

    class Meta:
        indexes = [models.Index(fields=["listing_kind", "listing_id"], name="claim_by_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "listing_kind", "listing_id"],
                condition=models.Q(state="waiting"),
                name="claim_waits_once",
            )
        ]


class Invitation(models.Model):
    """A keeper asks somebody by letter to look after a listing too. The letter has the address, we do not keep it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invited")
    listing_kind = models.CharField(max_length=10)
    listing_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True, help_text="Of the link in the letter.")
    hands_on = models.BooleanField(default=False, help_text="Who asked stops looking after it once somebody has come.")
    made_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    belongs_to = ("by",)
    privacy = declare(
        personal("id by listing_kind listing_id token_hash hands_on made_at used_at", lives=Lifetime.MONTH),
    )

    class Meta:
        indexes = [models.Index(fields=["listing_kind", "listing_id"], name="invitation_by_listing")]


class QuietAddress(models.Model):
    """An address that is published with a listing, and that we write to no more. Only a trace of it is kept."""

    mark = models.CharField(primary_key=True, max_length=16)
    since = models.DateTimeField()

    belongs_apart = "A mark points to nobody. The link in each letter takes it away again."
    privacy = declare(personal("mark since", lives=Lifetime.UNTIL_STOPPED))

    class Meta:
        verbose_name_plural = "quiet addresses"


class DailyLetter(models.Model):
    """Whether a moderator wants a letter each day on which something waits, and when we last looked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_letter")
    is_wanted = models.BooleanField(default=True)
    last_on = models.DateField(null=True, blank=True)

    belongs_to = ("person",)
    privacy = declare(personal("id person is_wanted last_on", lives=Lifetime.UNTIL_ERASED))


class Comment(models.Model):
    """What somebody said of a place or group; shown as "somebody here said" once a moderator has read it."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits for a moderator"
        SHOWN = "shown", "shown"
        REPORTED = "reported", "reported, and shown no more until somebody has looked"
        HIDDEN = "hidden", "not shown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing_kind = models.CharField(max_length=10)
    listing_id = models.UUIDField()
    area_code = models.CharField(max_length=12, blank=True)
    words = models.TextField()
    called = models.CharField(max_length=40, blank=True, help_text="The name they gave themselves, if any.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    signs = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    privacy = declare(
        member("id listing_kind listing_id area_code words called state made_at"),
        member("signs decided_at"),
    )

    class Meta:
        indexes = [models.Index(fields=["listing_kind", "listing_id", "state"], name="comment_by_listing")]
        ordering = ["-made_at"]


class Subscription(models.Model):
    """Somebody wishes to hear what is new or changed near a point. Apart from any account; sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = SealedTextField(help_text="The e-mail address.")
    address_index = models.CharField(max_length=64, help_text="Finds the address again without opening it.")
    wish = SealedTextField(help_text="JSON: label, lat, lon, within_m, pathway.")
    token_hash = models.CharField(max_length=64, unique=True, help_text="Of the link that confirms or stops it.")
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(help_text="When a letter with the link last went to it.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    seen_revision = models.PositiveBigIntegerField(default=0)
    known = SealedTextField(blank=True, help_text="JSON: what was near when it last looked, to tell what is new.")

    belongs_apart = "Nothing shall join an account and a subscription. A link in each letter stops it."
    privacy = declare(
        personal(
            "id address address_index wish token_hash made_at asked_at confirmed_at next_at seen_revision known",
            lives=Lifetime.UNTIL_STOPPED,
        )
    )
