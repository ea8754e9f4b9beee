"""The second step: set up, used, lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache

from trellis.accounts.models import Person
from trellis.accounts.tests.people import letter_code, person_with, sign_in, steward
from trellis.safety.sealed import opened

pytestmark = pytest.mark.django_db


def app_code(secret):
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up_app(client):
    page = client.get("/account/second-step/app").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    answer = client.post("/account/second-step/app", {"code": app_code(secret)}, follow=True)
    return secret, answer


def sign_in_by_code(client, person):
    client.post("/account/sign-in", {"login": person.email})
    return client.post("/account/sign-in/code", {"code": letter_code()}, follow=True)


def test_an_app_is_set_up_and_spare_codes_are_shown_once(client, visit):
    sign_in(client, person_with())
    _, answer = set_up_app(client)
    page = answer.content.decode()
    assert answer.request["PATH_INFO"] == "/account/second-step/codes"
    assert len(re.findall(r"<li><code>\d{8}</code>", page)) == 10
    assert "cannot show them again" in visit("/account/second-step/codes").text
    visit("/account/second-step")


@pytest.mark.django_db(transaction=True)
def test_asvs_6_3_7_they_are_told_by_letter(client):
    sign_in(client, person_with())
    set_up_app(client)
    cache.clear()  # its table is no model's, so that Django does not empty it
    assert [letter.subject for letter in mail.outbox] == ["An app was set up"]
    assert "sign out everywhere else" in mail.outbox[0].body


def test_asvs_13_3_1_seeds_are_sealed_in_the_database(client):
    sign_in(client, person_with())
    secret, _ = set_up_app(client)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in str(Authenticator.objects.values())
    assert opened(stored) == secret


def test_asvs_6_3_3_a_steward_comes_in_only_with_the_second_step(client):
    person = person_with()
    steward(person)
    sign_in(client, person)
    answer = client.get("/stewards/people", follow=True)
    assert answer.request["PATH_INFO"] == "/account/second-step"  # nothing is set up yet
    set_up_app(client)
    assert client.get("/stewards/people").status_code == 200


def test_asvs_6_3_3_and_6_4_3_signing_in_again_asks_for_the_second_step(client):
    person = person_with()
    steward(person)
    sign_in(client, person)
    secret, _ = set_up_app(client)
    client.post("/account/sign-out")
    answer = sign_in_by_code(client, person)
    assert answer.request["PATH_INFO"] == "/account/sign-in/second-step"
    assert client.get("/account/").status_code == 302
    answer = client.post("/account/sign-in/second-step", {"code": "000000"})
    assert "That is not the code that your app shows now" in answer.content.decode()
    client.post("/account/sign-in/second-step", {"code": app_code(secret)})
    assert client.get("/stewards/people").status_code == 200


def test_asvs_6_5_1_a_spare_code_opens_once_when_the_phone_is_lost(client):
    person = person_with()
    sign_in(client, person)
    _, answer = set_up_app(client)
    spare = re.search(r"<li><code>(\d{8})</code>", answer.content.decode())[1]
    client.post("/account/sign-out")
    sign_in_by_code(client, person)
    client.post("/account/sign-in/second-step", {"code": spare})
    assert client.get("/account/").status_code == 200
    client.post("/account/sign-out")
    sign_in_by_code(client, person)
    client.post("/account/sign-in/second-step", {"code": spare})
    assert client.get("/account/").status_code == 302


def test_asvs_7_5_1_taking_the_app_away_asks_for_it_once_more(client):
    person = person_with()
    sign_in(client, person)
    set_up_app(client)
    an_hour_later(client)
    answer = client.post("/account/second-step/app/remove", follow=True)
    assert answer.request["PATH_INFO"] == "/account/second-step/again"
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_app_is_taken_away(client, visit):
    sign_in(client, person_with())
    set_up_app(client)
    visit("/account/second-step/app/remove")
    client.post("/account/second-step/app/remove")
    assert not Authenticator.objects.exists()


def test_pages_of_passkeys_hold_their_challenge_as_data(client, visit):
    sign_in(client, person_with())
    page = visit("/account/second-step/passkeys/add")
    assert [script.get("type") for script in page.all("script") if script.get("id") == "passkey-data"] == [
        "application/json"
    ]
    assert page.all("form", with_class="passkey")[0].get("hidden") is not None


def test_a_passkey_answer_that_is_nonsense_is_refused(client):
    for nonsense in ("", "{}", "[]", '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'):
        answer = client.post("/account/sign-in/passkey", {"credential": nonsense}, follow=True)
        assert not answer.wsgi_request.user.is_authenticated


def an_hour_later(client):
    """Since they gave their code."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()


@pytest.mark.parametrize("how", ["get", "post"])
def test_asvs_7_5_3_erasing_an_account_asks_for_the_second_step_once_more(client, how):
    sign_in(client, person_with("jo@example.org"))
    secret, _ = set_up_app(client)
    an_hour_later(client)
    answer = getattr(client, how)("/account/erase", {"sure": "yes"}, follow=True)
    assert answer.request["PATH_INFO"] == "/account/second-step/again"
    assert Person.objects.filter(email="jo@example.org").exists()
    shown = {"code": app_code(secret), "next": "/account/erase"}
    answer = client.post("/account/second-step/again", shown, follow=True)
    assert answer.request["PATH_INFO"] == "/account/erase"  # led back, and asked whether they are sure
    assert Person.objects.filter(email="jo@example.org").exists()
    client.post("/account/erase", {"sure": "yes"})
    assert not Person.objects.filter(email="jo@example.org").exists()


def test_asvs_7_5_1_changing_the_address_asks_for_the_second_step_once_more(client):
    sign_in(client, person_with("jo@example.org"))
    set_up_app(client)
    an_hour_later(client)
    answer = client.post("/account/address", {"email": "new@example.org", "action_add": "1"}, follow=True)
    assert answer.request["PATH_INFO"] == "/account/second-step/again"
    assert "new@example.org" not in [to for letter in mail.outbox for to in letter.to]
