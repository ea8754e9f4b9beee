"""Nobody learns from these pages who has an account, and nobody guesses their way in."""

import pytest
from django.core import mail
from django.core.cache import cache

from tests.inspecting import Page
from trellis.accounts.models import Person
from trellis.accounts.tests.people import letter_code, person_with

pytestmark = pytest.mark.django_db


def seen(client, page, fields):
    answer = client.post(page, fields, follow=True)
    return answer.status_code, answer.request["PATH_INFO"], Page(answer).text.replace(next(iter(fields.values())), "…")


def test_asvs_6_3_8_no_enumeration_where_one_signs_in(client):
    person_with("known@example.org")
    known = seen(client, "/account/sign-in", {"login": "known@example.org"})
    client.cookies.clear()
    unknown = seen(client, "/account/sign-in", {"login": "nobody@example.org"})
    assert known == unknown
    assert [letter.to for letter in mail.outbox] == [["known@example.org"], ["nobody@example.org"]]
    assert "no account" in mail.outbox[1].body


def test_asvs_6_3_8_no_enumeration_where_one_joins(client):
    person_with("known@example.org")
    known = seen(client, "/account/join", {"email": "known@example.org"})
    client.cookies.clear()
    unknown = seen(client, "/account/join", {"email": "nobody@example.org"})
    assert known == unknown
    assert "There is one already" in mail.outbox[0].body
    assert Person.objects.count() == 2


def test_asvs_6_3_8_an_account_cannot_be_taken_by_joining_again(client):
    person_with("known@example.org")
    client.post("/account/join", {"email": "KNOWN@example.org"}, follow=True)
    answer = client.post("/account/confirm", {"code": "AAAA-AAAA"}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated


def test_asvs_6_3_1_and_6_6_3_asking_for_codes_again_and_again_is_held_back(client):
    cache.clear()
    person_with("known@example.org")
    answers = [client.post("/account/sign-in", {"login": "known@example.org"}) for _ in range(6)]
    client.cookies.clear()
    assert len(mail.outbox) <= 3
    assert {answer.status_code for answer in answers} <= {200, 302, 429}


def test_whoever_tries_too_often_reads_a_page_of_ours(client):
    cache.clear()
    answers = [client.post("/account/join", {"email": f"a{number}@example.org"}) for number in range(22)]
    assert answers[-1].status_code == 429
    assert "That was often" in answers[-1].content.decode()


def test_asvs_6_5_1_a_code_works_once(client):
    person_with("known@example.org")
    client.post("/account/sign-in", {"login": "known@example.org"})
    code = letter_code()
    client.post("/account/sign-in/code", {"code": code})
    client.post("/account/sign-out")
    client.post("/account/sign-in", {"login": "known@example.org"})
    answer = client.post("/account/sign-in/code", {"code": code}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated


def test_asvs_6_5_5_a_code_works_for_ten_minutes(client, monkeypatch):
    import time

    person_with("known@example.org")
    client.post("/account/sign-in", {"login": "known@example.org"})
    code, now = letter_code(), time.time()
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: now + 11 * 60)
    answer = client.post("/account/sign-in/code", {"code": code}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated
    assert answer.request["PATH_INFO"] == "/account/sign-in"


def test_asvs_6_6_2_a_code_works_only_in_the_browser_that_asked(client):
    person_with("known@example.org")
    client.post("/account/sign-in", {"login": "known@example.org"})
    code = letter_code()
    client.cookies.clear()
    answer = client.post("/account/sign-in/code", {"code": code}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated


def test_programs_that_fill_in_every_field_get_no_account(client):
    client.post("/account/join", {"email": "bot@example.org", "website": "https://spam.example"}, follow=True)
    assert not Person.objects.exists()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_asvs_3_7_2_nobody_is_sent_elsewhere_after_signing_in(client, to):
    person_with("known@example.org")
    client.post("/account/sign-in", {"login": "known@example.org", "next": to})
    answer = client.post("/account/sign-in/code", {"code": letter_code(), "next": to})
    assert answer.url == "/account/"


def test_asvs_6_5_4_a_code_cannot_be_guessed(client):
    person_with("known@example.org")
    client.post("/account/sign-in", {"login": "known@example.org"})
    letters = letter_code().replace("-", "")
    assert len(letters) >= 8  # of 20 letters each: 34 bits, and three tries


def test_asvs_16_2_5_no_code_and_no_address_is_logged(client, caplog):
    caplog.set_level("DEBUG")
    person_with("known@example.org")
    client.post("/account/sign-in", {"login": "known@example.org"}, follow=True)
    code = letter_code()
    client.post("/account/sign-in/code", {"code": "WRONG"})
    client.post("/account/sign-in/code", {"code": code}, follow=True)
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert code not in said
    assert "known@example.org" not in said
