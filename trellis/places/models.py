"""Places and the sources that listings come from.

Areas, postcodes and towns are reference facts, not rows: see `areas.py`, `postcodes.py` and `towns.py`.
"""

import uuid

from django.db import models
from django.db.models import F

from trellis.places.listed import Listed, Shown, declared_member, declared_public
from trellis.places.slugs import readable_words, veiled_words
from trellis.places.web_addresses import WebAddressField
from trellis.safety.privacy import Lifetime, declare, member, public

NAMESPACE = uuid.UUID("6f2d2a0e-5d0b-5c39-9a55-7e6c7d1f0a11")
"""Under which the identifier of a source is made from its slug (uuid5)."""


class Source(models.Model):
    """Where listings come from: a feed, a file, or a person's submission."""

    class Format(models.TextChoices):
        MEETING_GUIDE = "meeting-guide", "Meeting Guide JSON"
        BMLT = "bmlt", "BMLT JSON"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel workbook"
        HSDS = "hsds", "HSDS JSON (Open Referral)"
        FORM = "form", "put on the map by people here"

    class State(models.TextChoices):
        GOOD = "good", "read without trouble"
        HELD = "held", "held for a person to look at"
        FAILING = "failing", "could not be read the last time"
        GONE = "gone", "its address says that it is gone for good"

    id = models.UUIDField(primary_key=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    address = models.CharField(
        max_length=500, blank=True, help_text="Where it is read from: a web address or a file name."
    )
    format = models.CharField(max_length=20, choices=Format)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=300, blank=True)
    is_imaginary = models.BooleanField(default=False, help_text="Made up, for trying things out. Pages say so.")
    state = models.CharField(max_length=10, choices=State, default=State.GOOD)
    read_at = models.DateTimeField(
        null=True, blank=True, help_text="The last good read: every listing it held is confirmed then."
    )
    report = models.JSONField(default=dict, blank=True, help_text="What the last read printed.")
    pathway = models.CharField(max_length=20, blank=True, help_text="The pathway of rows that name none.")
    area_code = models.CharField(max_length=12, blank=True, help_text="Whose moderators look after it; else stewards.")
    every_hours = models.PositiveSmallIntegerField(default=0, help_text="How often it is read by itself; 0: never.")
    next_read_at = models.DateTimeField(null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A worker is reading it until then.")
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Reads that failed since the last good one.")
    may_lose = models.BooleanField(default=False, help_text="Somebody has agreed that the next read loses many.")

    privacy = declare(
        public("id slug name format licence attribution is_imaginary read_at", lives=Lifetime.WHILE_RUNNING),
        member("address state report", lives=Lifetime.REPLACED),
        member("pathway area_code every_hours", lives=Lifetime.WHILE_RUNNING),
        member("next_read_at lease_until etag last_modified failures may_lose", lives=Lifetime.REPLACED),
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_the_web(self) -> bool:
        """Whether the worker can read it; an imported file has only its name as an address."""
        return self.address.startswith("http")

    @staticmethod
    def id_for(slug: str) -> uuid.UUID:
        """The identifier a source with this slug has on every installation."""
        return uuid.uuid5(NAMESPACE, slug)

    def id_of(self, kind: str, key: str) -> uuid.UUID:
        """The identifier of one of its listings: the same whenever and wherever it is read."""
        return uuid.uuid5(self.id, f"{kind}:{key}")


class Revision(models.Model):
    """A number that grows whenever listings change, so that every process knows when its read index is behind.

    One row. Rows of places, groups and meetings carry the number of the change that last touched them.
    """

    number = models.PositiveBigIntegerField(default=0)

    privacy = declare(public("id number", lives=Lifetime.WHILE_RUNNING))

    @classmethod
    def now(cls) -> int:
        """The present number. One query."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def advance(cls) -> int:
        """The next number; call it inside the transaction that changes listings. Two queries.

        The row stays locked until that transaction ends, so numbers become visible in order.
        """
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.create(pk=1, number=1)
        return cls.now()


class Place(Listed, Shown):
    """Somewhere recovery can be found: a café, hall, college, sports club, housing project, garden."""

    class Kind(models.TextChoices):
        VENUE = "venue", "Venue"
        RECOVERY_CAFE = "recovery-cafe", "Recovery café"
        RECOVERY_CENTRE = "recovery-centre", "Recovery centre"
        HALL = "hall", "Hall"
        FAITH = "faith", "Place of worship"
        COLLEGE = "college", "College"
        SPORT = "sport", "Sports club"
        HOUSING = "housing", "Recovery housing"
        GARDEN = "garden", "Garden or allotment"
        HEALTH = "health", "Health or treatment service"
        ARTS = "arts", "Arts or music"
        LIBRARY = "library", "Library"

    class PointFrom(models.TextChoices):
        """How we came to know the point on the map."""

        SOURCE = "source", "given by the source"
        POSTCODE = "postcode", "the middle of its postcode"
        TOWN = "town", "the middle of its town"
        GEOCODER = "geocoder", "looked up by address"
        NONE = "none", "not known"

    class Showing(models.TextChoices):
        """How much of where it is may be shown."""

        EXACT = "exact", "Shown"
        APPROXIMATE = "approximate", "Shown roughly"
        HIDDEN = "hidden", "Not shown: ask the group"

    class Drink(models.TextChoices):
        """Alcohol at the venue, as somebody reported it."""

        NONE = "none", "No alcohol is sold or served"
        CLOSED = "closed", "There is a bar, and it is closed at these times"
        ELSEWHERE = "elsewhere", "There is a bar in another part of the building"
        BAR = "bar", "Alcohol is sold where people meet"

    slug = models.SlugField(max_length=90, unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="places")
    source_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.VENUE)
    name = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=500, blank=True, help_text="As people write it, without the country.")
    town = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166, such as GB.")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    point_from = models.CharField(max_length=10, choices=PointFrom, default=PointFrom.NONE)
    showing = models.CharField(max_length=12, choices=Showing, default=Showing.EXACT)
    area_code = models.CharField(
        max_length=12, blank=True, db_index=True, help_text="The official code of its authority."
    )
    zone = models.CharField(max_length=50, help_text="IANA time zone, such as Europe/London.")
    way_in = models.TextField(blank=True, help_text="How to get in: which door, which bell, which floor.")
    features = models.JSONField(default=list, blank=True)
    website = WebAddressField(max_length=500, blank=True)
    email = models.EmailField(blank=True, help_text="A role address, never a person's.")
    phone = models.CharField(max_length=60, blank=True, help_text="A number of the place, never a person's.")
    opening = models.TextField(blank=True, help_text="When it is open, in plain words.")
    drink = models.CharField(max_length=10, choices=Drink, blank=True, help_text="Empty: nobody has said.")
    drink_words = models.TextField(blank=True, help_text="What else was said of alcohol and drugs there.")
    drink_said_on = models.DateField(null=True, blank=True)
    derived = models.JSONField(
        default=dict, blank=True, help_text="Field → how we worked it out, where the source did not say."
    )
    flags = models.JSONField(
        default=list, blank=True, help_text="What a person should look at, such as a point far from its postcode."
    )
    revision = models.PositiveBigIntegerField(default=0, db_index=True)

    privacy = declare(
        declared_public(
            "id slug source source_key kind name address town postcode country lat lon point_from showing area_code"
            " zone way_in features website email phone opening drink drink_words drink_said_on derived revision",
            shown=True,
        ),
        declared_member("flags"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="place_once_per_source"),
            models.CheckConstraint(
                name="place_point_is_whole_and_on_earth",
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
            ),
        ]
        indexes = [
            models.Index(fields=["lat", "lon"], name="place_by_point"),
            models.Index(fields=["postcode"], name="place_by_postcode"),
        ]

    def __str__(self) -> str:
        return self.name or self.address or self.postcode

    @property
    def slug_words(self) -> tuple[str, ...]:
        """What its slug is made of, for everybody to read: of a place that is not shown exactly, its town alone."""
        return self.words_of_address(is_private=not self.is_shown_exactly)

    def words_of_address(self, *, is_private: bool) -> tuple[str, ...]:
        if is_private:
            return veiled_words(self.town)
        called = self.name or self.address or self.postcode or "place"
        return readable_words(called, self.town, self.postcode.split(" ")[0])

    @property
    def is_hidden(self) -> bool:
        return self.showing == self.Showing.HIDDEN

    @property
    def is_shown_exactly(self) -> bool:
        return self.showing == self.Showing.EXACT


class GoneAddress(models.Model):
    """An address of a place that shows less of itself now. It does not say of which."""

    slug = models.CharField(primary_key=True, max_length=50, help_text="A keyed hash: nobody can read it any more.")

    privacy = declare(member("slug", lives=Lifetime.FOR_EVER_WITHOUT_NAMES))
