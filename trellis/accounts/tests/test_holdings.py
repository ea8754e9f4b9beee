"""Everything held about somebody: handed over whole, and gone when they say so."""

import datetime as dt
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from tests.conventions.code import told
from trellis.accounts.holdings import OTHERS, erase, export, holdings, links_of, personal_fields
from trellis.accounts.models import Grant, Person
from trellis.accounts.tests.people import keeper, letter_code, moderator, person_with, sign_in
from trellis.keeping.models import Change, Claim
from trellis.meetings.tests.factories import create_meeting
from trellis.safety.audit import verify
from trellis.safety.models import AuditEntry
from trellis.safety.privacy import trellis_models

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def change(**fields):
    return Change.objects.create(
        kind="edit", listing_kind="meeting", by_role="keeper", made_at=NOW, words="It is at 8 now.", **fields
    )


@pytest.fixture
def jo(db):
    person = person_with("jo@example.org", "Jo")
    meeting = create_meeting()
    keeper(person, "meeting", meeting.pk)
    Claim.objects.create(person=person, listing_kind="meeting", listing_id=meeting.pk, made_at=NOW, token_hash="s3cret")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "TOP-SECRET"})
    return person


def test_the_file_holds_all_that_is_theirs_and_no_secret(jo):
    change(by=jo, reply_to="jo@example.org")
    held = json.loads(export(jo))
    assert held["person"][0]["email"] == "jo@example.org"
    assert held["grant"][0]["role"] == "keeper"
    assert held["claim"][0]["state"] == "waiting"
    assert held["change"][0]["words"] == "It is at 8 now."
    assert held["email address"][0]["verified"]
    assert held["authenticator"][0]["type"] == "totp"
    for secret in ("TOP-SECRET", "s3cret", jo.password):
        assert secret not in export(jo)


def test_what_others_wrote_and_they_decided_is_not_theirs_to_read(jo):
    change(by=person_with("sam@example.org"), decided_by=jo, reply_to="sam@example.org")
    assert json.loads(export(jo))["change"][0].keys() == {"id", "you are here as"}
    assert "sam@example.org" not in export(jo)


def test_what_belongs_to_others_is_not_in_it(jo):
    other = person_with("sam@example.org", "Sam")
    moderator(other)
    assert "Sam" not in export(jo)
    assert "moderator" not in export(jo)


def test_erasing_leaves_no_row_that_knows_them(jo):
    mine = change(by=jo, reply_to="jo@example.org")
    decided = change(by=person_with("sam@example.org"), decided_by=jo, reply_to="sam@example.org")
    erase(jo, now=NOW)
    assert not Person.objects.filter(email="jo@example.org").exists()
    for model in (Grant, Claim, Authenticator):
        assert not model.objects.exists()
    assert not EmailAddress.objects.filter(email="jo@example.org").exists()
    mine.refresh_from_db()
    decided.refresh_from_db()
    assert (mine.by, mine.reply_to, mine.words) == (None, "", "It is at 8 now.")
    assert (decided.decided_by, decided.reply_to, decided.by.email) == (None, "sam@example.org", "sam@example.org")


def test_no_text_of_the_database_knows_them_afterwards(jo):
    change(by=jo, reply_to="jo@example.org")
    erase(jo, now=NOW)
    everything = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    assert not [row for row in everything if "jo@example.org" in row or "'Jo'" in row]


def test_erasing_is_written_down_by_a_number_that_points_to_nobody(jo):
    number = jo.audit_id
    erase(jo, now=NOW)
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor, entry.detail) == ("person.erased", number, {})
    assert verify() is None


def test_erasing_is_done_whole_or_not_at_all(jo, monkeypatch):
    change(by=jo, reply_to="jo@example.org")
    before = export(jo)

    def broken(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr("trellis.accounts.holdings.record", broken)
    with pytest.raises(OSError, match="no space"):
        erase(jo, now=NOW)
    assert export(Person.objects.get(email="jo@example.org")) == before


@pytest.mark.django_db
def test_two_buttons_hand_over_and_erase(client, visit):
    person = person_with("jo@example.org")
    client.post("/account/sign-in", {"login": person.email})
    client.post("/account/sign-in/code", {"code": letter_code()})
    answer = client.get("/account/everything")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="what-is-held-about-me.json"'
    assert "jo@example.org" in answer.content.decode()
    assert "Backups still hold your account for up to 35 days." in visit("/account/erase").text
    client.post("/account/erase")  # without being sure
    assert Person.objects.exists()
    answer = client.post("/account/erase", {"sure": "yes"})
    assert "Your account is erased" in answer.content.decode()
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies"'
    assert not Person.objects.exists()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert client.get("/account/").status_code == 302


def test_every_account_table_of_allauth_is_accounted_for():
    pointing = {
        model
        for model in apps.get_models()
        if not model.__module__.startswith("trellis.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    assert pointing == set(OTHERS)


def unaccounted(model):
    """Why a model does not say whose its rows are; or nothing."""
    fields = [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]
    pointing = {field.name for field in fields if field.related_model is Person}
    if lost := pointing - set(links_of(model)):
        return f"{model.__name__}: name {sorted(lost)} in belongs_to."
    says = links_of(model) or getattr(model, "belongs_to_email", "") or getattr(model, "belongs_apart", "")
    if personal_fields(model) and not says and model is not Person:
        return f"{model.__name__} has personal fields: say belongs_to, belongs_to_email or belongs_apart."
    return ""


def test_every_model_with_something_personal_says_whose_it_is():
    problems = [problem for model in trellis_models() if (problem := unaccounted(model))]
    assert not problems, "See trellis/accounts/holdings.py:" + told(problems)


def test_every_name_in_those_declarations_is_a_field():
    for model in trellis_models():
        addresses = [getattr(model, name, "") for name in ("belongs_to_email", "mentions_email")]
        for name in (*links_of(model), *filter(None, addresses)):
            assert model._meta.get_field(name)


def test_the_account_itself_comes_first(jo):
    assert next(iter(holdings(jo))).row == jo


def test_another_sign_in_with_the_same_browser_begins_anew(client, jo):
    sign_in(client, jo)
    erase(jo, now=NOW)
    assert client.get("/account/").status_code == 302
