"""Groups and their meetings. Pathways and features are tables of facts: see `pathways.py` and `features.py`."""

import datetime as dt

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime

from trellis.meetings.recurrence import Move, Schedule
from trellis.places.listed import Listed, Shown, declared_member, declared_public
from trellis.places.models import Place, Source
from trellis.places.web_addresses import WebAddressField
from trellis.safety.privacy import Lifetime, declare, member


class Group(Listed, Shown):
    """People who meet regularly, on one pathway."""

    slug = models.SlugField(max_length=90, unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="groups")
    source_key = models.CharField(max_length=300)
    name = models.CharField(max_length=255)
    pathway = models.CharField(max_length=20, help_text="The code of its pathway.", db_index=True)
    notes = models.TextField(blank=True)
    website = WebAddressField(max_length=500, blank=True)
    email = models.EmailField(blank=True, help_text="A role address that the source publishes, never a person's.")
    phone = models.CharField(max_length=60, blank=True, help_text="A number the source publishes for the group.")
    flags = models.JSONField(default=list, blank=True)
    revision = models.PositiveBigIntegerField(default=0, db_index=True)

    privacy = declare(
        declared_public("id slug source source_key name pathway notes website email phone revision", shown=True),
        declared_member("flags"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="group_once_per_source")]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def listed(self) -> "MeetingQuerySet":
        """Those that lists, feeds and the index show: neither closed nor unconfirmed for so long that it has left."""
        return self.filter(state=Meeting.State.LISTED).exclude(standing=Meeting.Standing.LEFT)

    def with_listing(self) -> "MeetingQuerySet":
        """With group, place and source, so that a page needs one query."""
        return self.select_related("group", "place", "source")

    def changed_since(self, revision: int) -> "MeetingQuerySet":
        """Those that a later change touched, in themselves or in their group or place. Each part uses an index."""
        return self.filter(
            models.Q(revision__gt=revision)
            | models.Q(group__in=Group.objects.filter(revision__gt=revision).values("pk"))
            | models.Q(place__in=Place.objects.filter(revision__gt=revision).values("pk"))
        )


class Meeting(Listed):
    """One regular appointment of a group: rule, local time, zone, and a place or a way to join from home."""

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", "In person"
        ONLINE = "online", "Online"
        HYBRID = "hybrid", "In person and online"
        PHONE = "phone", "By phone"

    class RuleFrom(models.TextChoices):
        """How we came to know on which dates it is."""

        SOURCE = "source", "stated by the source"
        WORDS = "words", "read from the source's own words"

    slug = models.SlugField(max_length=100, unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="meetings")
    source_key = models.CharField(max_length=300)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="meetings", null=True, blank=True)
    name = models.CharField(max_length=255)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)

    start = models.TimeField(null=True, blank=True, help_text="Local wall time; empty for a meeting by appointment.")
    minutes = models.PositiveSmallIntegerField(default=60, help_text="How long it lasts.")
    zone = models.CharField(max_length=50, help_text="IANA time zone of the wall time.")
    rule = models.CharField(max_length=200, blank=True, help_text="RFC 5545, such as FREQ=MONTHLY;BYDAY=1TU.")
    rule_from = models.CharField(max_length=10, choices=RuleFrom, default=RuleFrom.SOURCE)
    rule_words = models.CharField(
        max_length=300, blank=True, help_text="The words that the rule, or the doubt, came from."
    )
    check_dates = models.BooleanField(default=False, help_text="The words hint at dates that no rule states.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cancelled = models.JSONField(default=list, blank=True, help_text="Dates without it: 2026-12-25.")
    moved = models.JSONField(
        default=list, blank=True, help_text='{"from": date, "to": local date and time, "minutes": n}.'
    )
    extra = models.JSONField(
        default=list, blank=True, help_text="Local dates, or dates and times, besides the rule: 2026-12-24T18:00."
    )
    suspended_from = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(
        null=True, blank=True, help_text="The first date it is on again; empty: not known."
    )

    not_on = models.JSONField(
        default=list, blank=True, help_text="Holidays it is not held on, codes of holidays.py: public:GB-ENG."
    )
    features = models.JSONField(default=list, blank=True, help_text="Codes of features.py.")
    source_codes = models.JSONField(
        default=list, blank=True, help_text="The source's own codes, all of them, as found."
    )
    notes = models.TextField(blank=True)
    join_url = WebAddressField(max_length=500, blank=True, help_text="Only where the source published it for joining.")
    join_notes = models.TextField(blank=True, help_text="How to join, and the password where it was published.")
    join_phone = models.CharField(max_length=255, blank=True)
    website = WebAddressField(max_length=500, blank=True)

    source_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the source says it last changed it."
    )
    derived = models.JSONField(
        default=dict, blank=True, help_text="Field → how we worked it out, where the source did not say."
    )
    flags = models.JSONField(default=list, blank=True)
    fingerprint = models.CharField(
        max_length=32, blank=True, help_text="Of the source's words and our reading of them."
    )
    revision = models.PositiveBigIntegerField(default=0, db_index=True)

    privacy = declare(
        declared_public(
            "id slug source source_key group place name mode start minutes zone rule rule_from rule_words check_dates"
            " starts_on ends_on cancelled moved extra suspended_from suspended_until not_on features source_codes notes"
            " join_url join_notes join_phone website source_changed_at derived revision"
        ),
        declared_member("flags fingerprint"),
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="meeting_once_per_source"),
            models.CheckConstraint(name="meeting_lasts_a_while", condition=models.Q(minutes__gte=1, minutes__lte=1440)),
            models.CheckConstraint(
                name="meeting_with_a_rule_has_a_time", condition=models.Q(rule="") | models.Q(start__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["source", "state"], name="meeting_by_source_and_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def schedule(self) -> Schedule | None:
        """Its dates as the pure core knows them; None for a meeting by appointment."""
        if not self.rule or self.start is None:
            return None
        return Schedule(
            start=self.start,
            minutes=self.minutes,
            zone=self.zone,
            rule=self.rule,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            cancelled=tuple(_date(day) for day in self.cancelled),
            moved=tuple(Move(_date(move["from"]), _moment(move["to"]), move.get("minutes")) for move in self.moved),
            extra=tuple(_moment(moment) if "T" in moment else _date(moment) for moment in self.extra),
            suspended_from=self.suspended_from,
            suspended_until=self.suspended_until,
            not_on=tuple(self.not_on),
        )

    @property
    def is_online(self) -> bool:
        """Whether somebody can take part from home."""
        return self.mode != self.Mode.IN_PERSON

    @property
    def is_in_person(self) -> bool:
        return self.mode in {self.Mode.IN_PERSON, self.Mode.HYBRID}

    @property
    def is_past(self) -> bool:
        """Whether it was held once, and left by itself when that day had passed."""
        return self.state == self.State.CLOSED and self.closed_by == "system"

    @property
    def last_confirmed(self) -> dt.datetime | None:
        """The last time anybody vouched for it: its source by listing it still, or a person. Reads `source`."""
        times = [time for time in (self.confirmed_at, self.listed_by_source_at) if time]
        return max(times) if times else None

    @property
    def listed_by_source_at(self) -> dt.datetime | None:
        """When its feed was last read with it in it. None for what people put here, or listed again by themselves."""
        if self.source.format == Source.Format.FORM or self.kept.get("state", {}).get("source") == self.State.CLOSED:
            return None
        return self.source.read_at


class Provenance(models.Model):
    """What the source said of a meeting, in its own words, before we read anything into it."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, primary_key=True, related_name="provenance")
    words = models.JSONField(help_text="The source's row as it was found.")

    privacy = declare(member("meeting words", lives=Lifetime.REPLACED))

    class Meta:
        verbose_name_plural = "provenance"


def _date(text: str) -> dt.date:
    found = parse_date(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date such as 2026-12-25.")
    return found


def _moment(text: str) -> dt.datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"{text!r} is not a local date and time such as 2026-12-25T19:30.")
    return found
