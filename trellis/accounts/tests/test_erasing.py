"""Whatever a model declares as somebody's is handed over and erased, without a word in holdings.py.

A word that stands nowhere else is written into every personal field of every model, also of one that is made up here;
then the whole database is looked through for it, opened where it is sealed.
"""

import datetime as dt
import json
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models

from tests.conventions.code import told
from trellis.accounts.holdings import SECRETS, erase, export, links_of, personal_fields
from trellis.accounts.models import Person
from trellis.accounts.tests.people import letter_code, person_with, sign_in
from trellis.keeping.models import Change, Subscription
from trellis.safety.models import AuditEntry, Letter
from trellis.safety.privacy import Lifetime, declare, member, personal, trellis_models

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
ADDRESS = "canary-9q7@example.org"
NAME = "Canary 9q7"
WORD = "canary-9q7"
NEEDED = {"listing_kind", "listing_id"}
"""What a grant has to have, though each may be empty."""
HAS_WORDS = (models.CharField, models.TextField, models.JSONField)


def belongs_to_somebody(model):
    return model is not Person and (links_of(model) or getattr(model, "belongs_to_email", ""))


def addresses_of(model):
    return {getattr(model, "belongs_to_email", ""), getattr(model, "mentions_email", "")}


def mark(model, name):
    return f"{WORD}-{model.__name__}-{name}".lower()


def filled(model, field, person):
    """Something that the field can hold: the word wherever it is personal."""
    if isinstance(field, models.ForeignKey):
        return person if field.related_model is Person else None
    if field.name in addresses_of(model):
        return person.email
    if isinstance(field, HAS_WORDS) and field.name in personal_fields(model) and not field.choices:
        marked = mark(model, field.name)
        return {"said": [marked]} if isinstance(field, models.JSONField) else marked
    return first_that_fits(field)


def first_that_fits(field):
    if field.choices:
        return next(iter(field.choices))[0]
    kinds = {
        models.DateTimeField: NOW,
        models.DateField: NOW.date(),
        models.UUIDField: uuid.uuid4(),
        models.IntegerField: 1,
        models.BooleanField: False,
        models.CharField: "meeting",
        models.TextField: "said",
    }
    return next(value for kind, value in kinds.items() if isinstance(field, kind))


def plant(model, person):
    """One row that is theirs, with all it can hold."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    asked = [
        field
        for field in fields
        if field.name in personal_fields(model) or field.name in NEEDED or not (field.has_default() or field.blank)
    ]
    return model._default_manager.create(**{field.name: filled(model, field, person) for field in asked})


def words_of(text):
    return {word for word in (WORD, NAME.lower()) if word in text.lower()}


def whole_database():
    """Every row of every table as text: sealed words and sessions opened."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            facts = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
            opened = row.get_decoded() if isinstance(row, Session) else ""
            yield model.__name__, f"{facts} {opened}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_attempts")
        for row in cursor.fetchall():
            yield "attempts", str(row)


def still_there():
    return sorted({f"{name}: {text[:200]}" for name, text in whole_database() if words_of(text)})


@pytest.fixture
def them(db):
    return person_with(ADDRESS, NAME)


@pytest.fixture
def diary(db):
    """A model as somebody may add it tomorrow, with its table: rows that stay when their writer goes."""

    class Diary(models.Model):
        writer = models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
        )
        words = models.TextField(blank=True)
        mood = models.JSONField(default=dict)
        day = models.CharField(max_length=80, null=True)
        weather = models.TextField(blank=True)

        belongs_to = ("writer",)
        privacy = declare(member("id weather"), personal("writer words mood day", lives=Lifetime.UNTIL_ERASED))

        class Meta:
            app_label = "accounts"

    Diary.__module__ = "trellis.accounts.models"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE accounts_diary (id integer PRIMARY KEY, writer_id bigint NULL, words text NOT NULL,"
            f" mood {'jsonb' if connection.vendor == 'postgresql' else 'text'} NOT NULL, day text NULL,"
            " weather text NOT NULL)"
        )
    yield Diary
    del apps.all_models["accounts"]["diary"]
    apps.clear_cache()


def test_a_field_that_is_declared_tomorrow_is_handed_over_and_erased(them, diary):
    row = diary.objects.create(
        id=1, writer=them, words=mark(diary, "words"), mood={"it": mark(diary, "mood")}, day=WORD, weather="Rain"
    )
    held = json.loads(export(them))["diary"][0]
    assert (held["words"], held["mood"], held["day"]) == (row.words, row.mood, row.day)
    erase(them, now=NOW)
    row.refresh_from_db()
    assert (row.writer_id, row.words, row.mood, row.day, row.weather) == (None, "", {}, None, "Rain")
    assert not still_there()


@pytest.mark.one_database  # a mark is longer than some fields may be, and PostgreSQL would not take it
def test_every_personal_field_of_every_model_is_handed_over_and_erased(them):
    planted = [model for model in trellis_models() if belongs_to_somebody(model)]
    assert len(planted) >= 5
    for model in planted:
        plant(model, them)
    handed_over = export(them)
    lost = [
        mark(model, field.name)
        for model in planted
        for field in model._meta.local_concrete_fields
        if field.name in personal_fields(model)
        and isinstance(field, HAS_WORDS)
        and not field.choices
        and field.name not in SECRETS | addresses_of(model)
        and mark(model, field.name) not in handed_over
    ]
    assert not lost, told(lost)
    erase(them, now=NOW)
    assert not still_there(), told(still_there())


def test_nothing_that_is_kept_apart_is_erased_by_guessing(them):
    """A subscription to their address stays: only the link in its letters ends it. The page says so."""
    apart = [model for model in trellis_models() if getattr(model, "belongs_apart", "")]
    assert Subscription in apart
    assert not [model for model in apart if belongs_to_somebody(model)]


@pytest.mark.django_db
def test_after_a_whole_life_nothing_knows_them(client):
    """Joining, signing in twice and once half-way, proposing, waiting for letters; then the button."""
    client.post("/account/join", {"email": ADDRESS})
    client.post("/account/confirm", {"code": letter_code()})
    client.post("/account/nickname", {"nickname": NAME, "sure": "yes"})
    them = Person.objects.get(email=ADDRESS)
    elsewhere = type(client)()
    elsewhere.post("/account/sign-in", {"login": ADDRESS})
    half_way = Session.objects.get(pk=elsewhere.cookies["session"].value)
    assert words_of(str(half_way.get_decoded()))
    Authenticator.objects.create(user=them, type="totp", data={"secret": WORD})
    Change.objects.create(kind="problem", listing_kind="meeting", by_role="visitor", made_at=NOW, reply_to=ADDRESS)
    Letter.objects.create(
        to=ADDRESS, subject="Hello", body=WORD, about="decision", created_at=NOW, not_before=NOW, next_try_at=NOW
    )
    sign_in(client, them, is_strong=True)
    assert still_there()
    assert "Your account is erased" in client.post("/account/erase", {"sure": "yes"}).content.decode()
    assert not still_there(), told(still_there())
    assert not EmailAddress.objects.exists()
    trail = AuditEntry.objects.latest("number")
    assert (trail.action, trail.actor, trail.detail) == ("person.erased", them.audit_id, {})
