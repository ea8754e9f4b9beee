"""People with an account, and what they were asked to look after.

An account is a nickname and an address to write to. There are no other names, and no passwords.
"""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from trellis.accounts.roles import Held
from trellis.safety.privacy import Lifetime, declare, member, personal


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, *, email: str, nickname: str = "") -> "Person":
        """With a password that nobody can use: people sign in with a code or a passkey."""
        person = self.model(email=email.strip().lower(), nickname=nickname.strip())
        person.set_unusable_password()
        person.save()
        return person

    def with_email(self, email: str) -> "Person | None":
        """None, too, for what no database would take for one."""
        return None if "\0" in email else self.filter(email=email.strip().lower()).first()

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody with an account."""

    id = models.BigAutoField(primary_key=True)
    nickname = models.CharField(max_length=40, blank=True, help_text="What others see.")
    email = models.EmailField(unique=True, help_text="Where we write to. Lower case.")
    audit_id = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="What the audit trail knows. It points to nobody."
    )
    joined_on = models.DateField(auto_now_add=True)
    last_seen_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    last_login = None  # the day is enough

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    privacy = declare(
        personal("id nickname email password audit_id joined_on last_seen_on is_active", lives=Lifetime.UNTIL_ERASED)
    )

    class Meta:
        verbose_name_plural = "people"
        constraints = [models.CheckConstraint(name="person_email_is_lower_case", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.nickname or "somebody"

    def save(self, **options: Any) -> None:
        self.email = self.email.lower()
        super().save(**options)


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self) -> "GrantQuerySet":
        return self.filter(ended_at__isnull=True)


class Grant(models.Model):
    """A role that a person was given, for a listing, an area or the site."""

    class Role(models.TextChoices):
        KEEPER = "keeper", "Keeper"
        MODERATOR = "moderator", "Moderator"
        STEWARD = "steward", "Steward"

    class Kind(models.TextChoices):
        GROUP = "group", "group"
        PLACE = "place", "place"
        MEETING = "meeting", "meeting"
        SOURCE = "source", "source"

    class GrantedBy(models.TextChoices):
        """Who gave it, by role and never by name."""

        PROOF = "proof", "proof by the address that was published"
        KEEPER = "keeper", "another keeper"
        MODERATOR = "moderator", "a moderator"
        STEWARD = "steward", "a steward"
        CONSOLE = "console", "whoever runs this site"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=10, choices=Role)
    area_code = models.CharField(max_length=12, blank=True, help_text="Of a moderator; empty for everywhere.")
    listing_kind = models.CharField(max_length=10, choices=Kind, blank=True, help_text="Of a keeper.")
    listing_id = models.UUIDField(null=True, blank=True, help_text="Of a keeper.")
    granted_at = models.DateTimeField()
    granted_by_role = models.CharField(max_length=10, choices=GrantedBy)
    ended_at = models.DateTimeField(null=True, blank=True)
    last_active_on = models.DateField(null=True, blank=True, help_text="A keeper's last sign of life.")

    objects = GrantQuerySet.as_manager()

    belongs_to = ("person",)
    privacy = declare(
        member("id role area_code listing_kind listing_id granted_at granted_by_role", lives=Lifetime.UNTIL_ERASED),
        personal("person ended_at last_active_on", lives=Lifetime.UNTIL_ERASED),
    )

    class Meta:
        ordering = ["role", "granted_at"]
        constraints = [
            models.CheckConstraint(
                name="grant_is_for_what_its_role_is_about",
                condition=(
                    Q(
                        role="keeper",
                        area_code="",
                        listing_id__isnull=False,
                        listing_kind__in=["group", "place", "meeting", "source"],
                    )
                    | Q(role="moderator", listing_kind="", listing_id__isnull=True)
                    | Q(role="steward", area_code="", listing_kind="", listing_id__isnull=True)
                ),
            ),
            models.UniqueConstraint(
                fields=["person", "listing_kind", "listing_id"],
                condition=Q(ended_at__isnull=True, role="keeper"),
                name="grant_of_a_keeper_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "area_code"],
                condition=Q(ended_at__isnull=True) & ~Q(role="keeper"),
                name="grant_of_a_powerful_role_once",
            ),
        ]
        indexes = [models.Index(fields=["listing_kind", "listing_id"], name="grant_by_listing")]

    def __str__(self) -> str:
        return f"{self.role} {self.area_code or self.listing_id or ''}".strip()

    @property
    def held(self) -> Held:
        """What the predicates of roles.py know of it."""
        return Held(self.role, self.area_code, self.listing_kind, self.listing_id)
