"""OWASP ASVS 5.0, V6: there are no passwords here to lose, and no account that we did not make."""

import pytest
from django.conf import settings
from django.test import Client

from tests.access.conftest import comes
from tests.access.table import STEWARD
from tests.inspecting import elements, parse
from tests.security.addresses import everywhere
from trellis.accounts.models import Person
from trellis.accounts.tests.people import person_with

pytestmark = pytest.mark.one_database


def test_asvs_6_3_4_no_page_asks_for_a_password(town):
    """V6.2 is about passwords, and asks nothing where there are none."""
    client = Client()
    world = comes(client, STEWARD)
    for asked in everywhere(world):
        answer = client.get(asked.at)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            fields = elements(parse(answer.content.decode())[0], "input")
            assert not [field for field in fields if field.get("type") == "password"], asked.name


@pytest.mark.django_db
def test_asvs_6_3_4_no_password_signs_anybody_in(client):
    person = person_with("jo@example.org")
    assert not person.has_usable_password()
    assert not Client().login(username="jo@example.org", password="correct horse battery staple")
    client.post("/account/sign-in", {"login": "jo@example.org", "password": "correct horse battery staple"})
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_asvs_6_3_2_a_new_installation_has_no_account():
    assert not Person.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/admin/", "/account/password/reset/", "/accounts/login/"])
def test_asvs_6_3_4_there_is_no_other_way_in(page, client):
    assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_asvs_7_2_1_a_session_that_we_did_not_begin_is_none(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_asvs_7_2_2_and_7_2_3_a_session_is_a_long_random_name_and_nothing_else(client):
    names = set()
    for _ in range(3):
        browser = Client()
        browser.post("/account/sign-in", {"login": "jo@example.org"})
        names.add(browser.cookies["session"].value)
    assert len(names) == 3
    assert all(len(name) == 32 and name.isalnum() for name in names)  # 36³² ways: 165 bits
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


@pytest.mark.django_db
def test_asvs_3_3_5_no_cookie_is_longer_than_browsers_keep(client):
    client.post("/account/sign-in", {"login": "jo@example.org"})
    assert client.cookies
    assert all(len(cookie.key) + len(cookie.value) < 4096 for cookie in client.cookies.values())
