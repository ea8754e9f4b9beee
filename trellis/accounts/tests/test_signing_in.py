"""Signing in and joining, as somebody with a browser and a mailbox does it."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from trellis.accounts.models import Person
from trellis.accounts.signing_in import Adapter
from trellis.accounts.tests.people import letter_code, person_with, sign_in

pytestmark = pytest.mark.django_db


def test_somebody_joins_with_an_address_and_a_code(client, visit):
    visit("/account/join")
    answer = client.post("/account/join", {"email": "Sam@Example.org"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/confirm")
    answer = client.post("/account/confirm", {"code": letter_code()}, follow=True)
    assert answer.request["PATH_INFO"] == "/account/nickname"
    person = Person.objects.get()
    assert person.email == "sam@example.org"
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified


def test_two_who_join_with_one_address_at_once_get_one_account_and_no_error(client, monkeypatch):
    """The other comes between the look whether the address is taken and the account."""
    begin, begun = Adapter.new_user, []

    def slower(self, request):
        if not begun:
            begun.append(person_with("sam@example.org", "Sam"))
        return begin(self, request)

    monkeypatch.setattr(Adapter, "new_user", slower)
    answer = client.post("/account/join", {"email": "sam@example.org"}, follow=True)
    assert begun
    assert answer.request["PATH_INFO"] == "/account/confirm"  # as for everybody: it tells nobody who has an account
    assert Person.objects.get().nickname == "Sam"
    assert len(mail.outbox) == 1
    assert "already" in mail.outbox[0].body


def test_somebody_signs_in_with_a_code_and_comes_back_to_where_they_were(client):
    person_with("jo@example.org")
    client.post("/account/sign-in", {"login": "jo@example.org", "next": "/account/sessions"}, follow=True)
    code = letter_code()
    answer = client.post("/account/sign-in/code", {"code": code.lower(), "next": "/account/sessions"}, follow=True)
    assert answer.request["PATH_INFO"] == "/account/sessions"


def test_a_wrong_code_is_refused_and_the_third_ends_it(client, visit):
    person_with("jo@example.org")
    client.post("/account/sign-in", {"login": "jo@example.org"}, follow=True)
    answer = client.post("/account/sign-in/code", {"code": "WRONG"})
    assert "That is not the code" in answer.content.decode()
    client.post("/account/sign-in/code", {"code": "WRONG"})
    answer = client.post("/account/sign-in/code", {"code": "WRONG"}, follow=True)
    assert "tried too often" in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated


@pytest.mark.parametrize("page", ["/account/sign-in", "/account/join"])
def test_an_address_may_not_be_misspelt(client, page):
    answer = client.post(page, {"login": "jo at home", "email": "jo at home"})
    assert "valid" in answer.content.decode()
    assert not mail.outbox


def test_the_letter_says_nothing_of_recovery_where_others_may_look(client):
    person_with("jo@example.org")
    client.post("/account/sign-in", {"login": "jo@example.org"})
    assert mail.outbox[0].subject == "Your code"


def test_pages_of_an_account_send_visitors_to_sign_in_and_back(client):
    answer = client.get("/account/sessions")
    assert answer.status_code == 302
    assert answer.url == "/account/sign-in?next=%2Faccount%2Fsessions"


def test_you_shows_what_one_is(client, visit):
    sign_in(client, person_with("jo@example.org", "Jo"))
    page = visit("/account/")
    assert "jo@example.org" in page.text
    assert "Nothing yet" in page.text


@pytest.mark.parametrize("page", ["/account/sign-in", "/account/join", "/account/closed"])
def test_pages_to_sign_in_stand_in_the_frame_of_the_site(visit, page):
    found = visit(page)
    assert found.all("header", with_class="header")
    assert found.all("footer", with_class="footer")


def test_whoever_comes_from_a_letter_or_a_link_is_told_that_it_opens_afterwards(visit):
    assert "opens once you have signed in" in visit("/account/sign-in?next=%2Finvitations%2Fabc").text
    assert "opens once you have signed in" not in visit("/account/sign-in").text
