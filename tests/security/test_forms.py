"""OWASP ASVS 5.0: no form can be sent from elsewhere (V3.5), and none can be sent for ever (V2.4)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.conftest import comes
from tests.access.table import ROWS, STEWARD, VISITOR
from tests.conventions.code import told
from tests.pages.test_every_address import ADDRESSES
from tests.security.addresses import everywhere
from tests.security.filling import filled_in
from trellis.accounts.tests.people import sign_in
from trellis.keeping.adding import pages, picture_views, saving, views
from trellis.keeping.claims import views as claims
from trellis.keeping.confirming import views as confirming
from trellis.keeping.subscribing import views as subscribing
from trellis.keeping.suggesting import letterbox
from trellis.safety.limits import Limit

pytestmark = pytest.mark.one_database

PROVED_BY_ITS_LINK = {"follow-stop", "confirm-stop", "daily-letter"}
"""A mail program presses it for somebody (RFC 8058): the link in the letter is the proof, and no cookie is read."""
KEPT_BY_READING = re.compile(
    r'"(django_session|accounts_person|accounts_grant|usersessions_usersession|accounts_attempts|safety_tally)"'
)
"""When somebody was here, and how often something was tried."""


def sent_from_elsewhere(client, asked):
    """With what the form wants, as another site would have a browser send it."""
    return client.post(asked.at, {"sure": "yes", "kind": "group", "action_add": "1", **(asked.sends or {})})


def test_asvs_3_5_1_no_form_is_taken_without_its_token(town):
    """Sent by a steward's browser, which may do most, and without the token that stands in our own pages."""
    client = Client(enforce_csrf_checks=True)
    world = comes(client, STEWARD)
    taken = []
    for asked in everywhere(world):
        before = rows_that_matter()
        answer = sent_from_elsewhere(client, asked)
        if answer.status_code not in {403, 404, 405} and asked.name not in PROVED_BY_ITS_LINK:
            taken.append(f"{asked.name}: {answer.status_code}")
        if asked.name not in PROVED_BY_ITS_LINK and rows_that_matter() != before:
            taken.append(f"{asked.name} did something")
    assert not taken, told(taken)


def test_asvs_3_5_1_with_its_token_the_same_forms_are_taken(town):
    """So that the test above means something."""
    client = Client()
    world = comes(client, STEWARD)
    taken = [asked.name for asked in everywhere(world) if sent_from_elsewhere(client, asked).status_code in {200, 302}]
    assert len(taken) > 40


def rows_that_matter():
    from trellis.accounts.models import Grant, Person
    from trellis.keeping.models import Change, Claim, Draft
    from trellis.safety.models import AuditEntry

    return [model.objects.count() for model in (AuditEntry, Change, Claim, Draft, Person, Grant)]


def test_asvs_3_5_3_looking_at_a_page_changes_nothing(town):
    """Programs open links ahead of people: in letters, in browsers, on the way."""
    client = Client()
    world = comes(client, STEWARD)
    changed = []
    for asked in everywhere(world):
        with CaptureQueriesContext(connection) as taken:
            client.get(asked.at)
        writes = [query["sql"] for query in taken.captured_queries if re.match("(INSERT|UPDATE|DELETE)", query["sql"])]
        changed += [f"{asked.name}: {sql[:120]}" for sql in writes if not KEPT_BY_READING.search(sql)]
        if asked.name == "account_logout":
            sign_in(client, world.asking, is_strong=True)
    assert not changed, told(changed)


def test_asvs_3_5_3_signing_out_and_erasing_are_asked_for_by_a_form(town):
    client = Client()
    comes(client, STEWARD)
    for at in ("/account/sign-out", "/account/erase", "/account/erase?sure=yes"):
        client.get(at)
    assert client.get("/account/").status_code == 200


# --- How often ------------------------------------------------------------------------------------------------------


FOLLOWING = {"near": "BB11 1JG", "address": "jo@example.org"}


def of_meeting(what):
    return lambda world: f"/meetings/{world.meeting.slug}/{what}"


HELD_BACK = {
    "beginning to add something": (views, "BEGINNINGS", lambda world: "/add", {"kind": "group"}),
    "reports": (letterbox, "FLOOD", of_meeting("report"), {"problem": "wrong-time"}),
    "suggestions": (letterbox, "FLOOD", of_meeting("suggest"), {"name": "Another name"}),
    "saying that it was on": (confirming, "IT_WAS_ON", of_meeting("it-was-on"), {}),
    "asking for letters": (subscribing, "ASKING", lambda world: "/follow", FOLLOWING),
}


@pytest.mark.parametrize("what", HELD_BACK)
def test_asvs_2_4_1_and_2_3_2_nobody_sends_for_ever(what, come, monkeypatch):
    room, name, at, sends = HELD_BACK[what]
    limit = getattr(room, name)
    monkeypatch.setattr(room, name, Limit(limit.name, most=2, within=limit.within))
    client = Client()
    to = at(come(client, VISITOR))
    form = filled_in(client.get(to).content, **sends)
    answers = [client.post(to, form).status_code for _ in range(3)]
    assert answers == [302, 302, 429]


def test_asvs_2_4_1_limits_are_such_as_people_never_meet():
    """And such as a program meets soon."""
    rooms = (pages, picture_views, saving, claims, confirming, subscribing, letterbox)
    limits = {found.name: found for room in rooms for found in vars(room).values() if isinstance(found, Limit)}
    assert len(limits) > 10
    for limit in limits.values():
        a_day = limit.most * 86_400 / limit.within.total_seconds()
        assert 2 <= a_day <= 1_500, limit


NEEDS_NO_LIMIT = {
    "add-likely": "it leads on within one draft",
    "add-step": "one draft, which BEGINNINGS holds back",
    "add-check": "one draft, once",
    "add-picture": "SENDINGS",
    "add-save": "LETTERS and TO_ONE",
    "confirm": "ANSWERS",
    "sent": "AN_HOUR and FLOOD",
    "say": "FLOOD of the letterbox",
    "report-comment": "REPORTS",
    "account_logout": "it ends what is one's own",
    "follow-link": "one's own wish, by the link in one's letter",
    "follow-stop": "one's own wish, by the link in one's letter",
    "daily-letter": "one's own wish, by the link in one's letter",
    "confirm-stop": "one's own wish, by the link in one's letter",
}


def test_asvs_2_4_1_every_form_for_everybody_is_held_back(town):
    """A form that needs no account and is not named here stands nowhere."""
    named = {"add", "report", "suggest", "it-was-on", "follow", *NEEDS_NO_LIMIT}
    client = Client()
    world = comes(client, VISITOR)
    public = {name for name, row in ROWS.items() if row.to == "public"} | set(ADDRESSES)
    taking = set()
    for asked in everywhere(world):
        if (
            asked.name in public
            and not asked.name.startswith(("account_", "mfa_"))
            and b'method="post"' in client.get(asked.at).content
        ):
            taking.add(asked.name)
    assert taking - named == set(), "Give each a Limit, and a row in HELD_BACK or NEEDS_NO_LIMIT."
