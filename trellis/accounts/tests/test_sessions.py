"""How long somebody stays signed in, and what their browser keeps."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.inspecting import InspectingClient
from trellis.accounts.models import Person
from trellis.accounts.retention import old_attempts, old_sessions, unconfirmed_people
from trellis.accounts.sessions import SEEN, STARTED, Limits, has_lapsed
from trellis.accounts.tests.people import letter_code, moderator, person_with, sign_in, steward
from trellis.safety.models import AuditEntry

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
POWERFUL = Limits(away=30 * MINUTE, whole=12 * HOUR)


@pytest.mark.parametrize(
    ("started", "seen", "lapsed"),
    [
        (29 * MINUTE, 29 * MINUTE, False),
        (31 * MINUTE, 31 * MINUTE, True),
        (11 * HOUR, MINUTE, False),
        (13 * HOUR, MINUTE, True),
    ],
)
def test_asvs_7_3_1_and_7_3_2_powerful_sessions_end_after_half_an_hour_away_and_twelve_hours(started, seen, lapsed):
    assert has_lapsed(POWERFUL, started=NOW - started, seen=NOW - seen, now=NOW) == lapsed


@given(st.timedeltas(dt.timedelta(0), 20 * DAY), st.timedeltas(dt.timedelta(0), 20 * DAY))
def test_a_session_that_has_lapsed_never_comes_back(started, later):
    facts = {"started": NOW, "seen": NOW}
    assert has_lapsed(POWERFUL, now=NOW + started + later, **facts) >= has_lapsed(POWERFUL, now=NOW + started, **facts)


def away_for(client, away):
    session = client.session
    for name in (STARTED, SEEN):
        session[name] = (timezone.now() - away).timestamp()
    session.save()


@pytest.mark.django_db
def test_asvs_7_3_1_a_moderator_who_was_away_signs_in_again_and_is_told_why(client, visit):
    person = person_with()
    moderator(person)
    sign_in(client, person, is_strong=True)
    away_for(client, 31 * MINUTE)
    answer = client.get("/account/", follow=True)
    assert answer.request["PATH_INFO"] == "/account/sign-in"
    assert "You were away for a while, so we closed the page to keep it private." in answer.content.decode()
    assert not Session.objects.filter(expire_date__gt=timezone.now(), session_data__contains=person.email).exists()


@pytest.mark.django_db
def test_a_member_who_was_away_for_a_week_is_still_there(client):
    sign_in(client, person_with())
    away_for(client, 7 * DAY)
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("began", "answer"), [(89 * DAY, 200), (91 * DAY, 302)])
def test_asvs_7_3_2_a_member_signs_in_again_after_three_months_though_here_every_day(began, answer, client):
    sign_in(client, person_with())
    session = client.session
    session[STARTED] = (timezone.now() - began).timestamp()
    session.save()
    assert client.get("/account/").status_code == answer


@pytest.mark.django_db
def test_being_there_keeps_a_powerful_session_alive(client):
    person = person_with()
    moderator(person)
    sign_in(client, person, is_strong=True)
    away_for(client, 20 * MINUTE)
    client.get("/account/")
    assert timezone.now().timestamp() - client.session[SEEN] < 60


@pytest.mark.django_db
def test_asvs_7_5_2_somebody_sees_where_they_are_signed_in_and_ends_it(client, visit):
    person = person_with("jo@example.org")
    phone = InspectingClient(HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile) Firefox/133.0")
    for browser in (client, phone):
        browser.post("/account/sign-in", {"login": person.email})
        browser.post("/account/sign-in/code", {"code": letter_code()})
    assert phone.get("/account/").status_code == 200
    assert "Firefox on Android" in visit("/account/sessions").text
    theirs = UserSession.objects.get(user_agent="Firefox on Android")
    client.post("/account/sessions/end", {"which": theirs.pk})
    assert phone.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db
def test_nobody_ends_the_session_of_somebody_else(client):
    other, browser = person_with("other@example.org"), InspectingClient()
    browser.post("/account/sign-in", {"login": other.email})
    browser.post("/account/sign-in/code", {"code": letter_code()})
    sign_in(client, person_with("jo@example.org"))
    theirs = UserSession.objects.get(user=other)
    assert client.post("/account/sessions/end", {"which": theirs.pk}).status_code == 404
    assert client.post("/account/sessions/end", {"which": "x"}).status_code == 404
    assert browser.get("/account/").status_code == 200


@pytest.mark.django_db
def test_no_network_address_is_kept(client):
    person = person_with("jo@example.org")
    client.post("/account/sign-in", {"login": person.email}, REMOTE_ADDR="203.0.113.9")
    client.post("/account/sign-in/code", {"code": letter_code()}, REMOTE_ADDR="203.0.113.9")
    assert UserSession.objects.get().ip == "0.0.0.0"


@pytest.mark.django_db
def test_asvs_7_4_1_and_14_3_1_signing_out_has_the_browser_forget(client):
    sign_in(client, person_with())
    answer = client.post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies"'
    assert client.get("/account/").status_code == 302
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


@pytest.mark.django_db
def test_asvs_3_3_2_and_3_3_4_cookies_are_for_our_own_pages_and_out_of_reach_of_scripts(client):
    person = person_with()
    answer = client.post("/account/sign-in", {"login": person.email})
    cookie = answer.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


@pytest.mark.django_db
def test_old_sessions_are_taken_away():
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + DAY)
    person = person_with()
    for key in ("old", "new"):
        UserSession.objects.create(user=person, session_key=key, ip="203.0.113.9", user_agent="")
    assert old_sessions(NOW) == 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_accounts_that_were_never_confirmed_go_after_a_day():
    person_with("confirmed@example.org")
    Person.objects.create_person(email="waiting@example.org")
    new = Person.objects.create_person(email="new@example.org")
    Person.objects.update(joined_on=NOW.date() - 3 * DAY)
    Person.objects.filter(pk=new.pk).update(joined_on=NOW.date())
    unconfirmed_people(NOW)
    assert set(Person.objects.values_list("email", flat=True)) == {"confirmed@example.org", "new@example.org"}


@pytest.mark.django_db
def test_counts_of_attempts_go_when_they_are_over_and_say_nothing_of_whom(client):
    from django.db import connection

    client.post("/account/sign-in", {"login": "jo@example.org"}, REMOTE_ADDR="203.0.113.9")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM accounts_attempts")
        keys = [row[0] for row in cursor.fetchall()]
    assert keys
    assert not [key for key in keys if "203.0.113.9" in key or "jo@" in key]
    assert old_attempts(timezone.now() + DAY) == len(keys)


def test_asvs_3_3_3_with_https_cookies_are_bound_to_this_host():
    import os
    import subprocess
    import sys

    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE"
    code = f"from django.conf import settings as s; print({names})"
    environment = {**os.environ, "HTTPS": "true", "DJANGO_SETTINGS_MODULE": "trellis.config.settings"}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["__Host-session", "__Host-forms", "True"]


@pytest.mark.django_db
def test_asvs_7_2_4_signing_in_gives_a_new_session(client):
    person = person_with("jo@example.org")
    client.post("/account/sign-in", {"login": person.email})
    before = client.cookies["session"].value
    client.post("/account/sign-in/code", {"code": letter_code()})
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.django_db
def test_asvs_7_4_2_a_closed_account_is_signed_out_everywhere(client):
    person = person_with("jo@example.org")
    sign_in(client, person)
    assert client.get("/account/").status_code == 200
    Person.objects.update(is_active=False)
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db
def test_asvs_7_4_5_a_steward_signs_somebody_out_everywhere(client):
    theirs = InspectingClient()
    person = person_with("jo@example.org")
    sign_in(theirs, person)
    desk = person_with("desk@example.org")
    steward(desk)
    sign_in(client, desk, is_strong=True)
    assert theirs.get("/account/").status_code == 200
    answer = client.post("/stewards/people/sign-out", {"person": person.audit_id}, follow=True)
    assert "They are signed out everywhere." in answer.content.decode()
    assert theirs.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor, entry.detail) == (
        "person.signed-out",
        desk.audit_id,
        {"to": str(person.audit_id)},
    )
