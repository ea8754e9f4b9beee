"""OWASP ASVS 5.0, V16: what is written down, what never is, and who may change it."""

import io
import json
import logging
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from gunicorn.config import Config

from tests.conventions.test_access import named_patterns
from trellis.accounts.doorbook import mark
from trellis.accounts.tests.people import keeper, letter_code, moderator, person_with, sign_in
from trellis.finder.api import routes
from trellis.finder.views import now, results
from trellis.keeping.adding import drafts
from trellis.meetings.tests.factories import create_meeting
from trellis.safety.audit import SYSTEM, record
from trellis.safety.logs import DiscreetJson
from trellis.safety.models import AuditEntry
from trellis.safety.sealed import sealed
from trellis.web.serving import Serving

pytestmark = pytest.mark.one_database

SECRET = "Zq4nD0-aKfj2-31337-secret"
OPENS_SOMETHING = re.compile(r"<(?:str|slug):(?:token|receipt)>")


@pytest.fixture
def written():
    """What the site's own handler writes."""
    handler = next(one for one in logging.getLogger().handlers if one.name == "console")
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.django_db
class TestWhatIsNotWritten:
    @pytest.mark.parametrize(
        "address",
        ["/nothing-here?near=BB11+1JG&q=na", "/meetings/nothing?email=jo@example.org", "/nothing/jo@example.org"],
    )
    def test_asvs_16_2_5_no_search_and_no_address_of_anybody(self, address, client, written):
        client.get(address)
        said = written.getvalue()
        assert "Not Found: /" in said
        assert not [word for word in ("BB11", "q=na", "jo@example.org", "jo%40") if word in said]

    def test_asvs_16_2_5_no_address_in_what_a_database_says_of_its_trouble(self, written):
        trouble = IntegrityError("DETAIL: Key (email)=(jo@example.org) already exists.")
        logging.getLogger("trellis").error("It broke.", exc_info=trouble)
        assert "IntegrityError: DETAIL: Key (email)=(…@…) already exists." in written.getvalue()

    @pytest.mark.parametrize("at", ["/find?near=BB11+1JG&q=shame", "/now?near=BB11+1JG", "/api/v1/search?q=shame"])
    def test_asvs_16_2_5_nothing_typed_is_in_the_trace_of_a_page_that_breaks(self, at, written, monkeypatch):
        """An error likes to say what it was given; and what it was given came from what it was given."""

        def breaks(asked, **_):
            try:
                int(f"{asked}")
            except ValueError as error:
                raise KeyError(f"{asked}") from error

        for view in (results, now, routes):
            monkeypatch.setattr(view, "search", breaks)
        answer = Client(raise_request_exception=False, headers={"referer": f"https://example.org{at}"}).get(at)
        said = written.getvalue()
        assert answer.status_code == 500
        assert "builtins.KeyError\nwhich came of:\n" in said
        assert "/trellis/finder/" in said
        assert not [word for word in ("BB11", "1JG", "shame") if word in said]

    def test_asvs_16_2_5_no_letter_about_an_error_is_sent_to_anybody(self, written, broken, mailoutbox, settings):
        settings.ADMINS = ["desk@example.org"]
        Client(raise_request_exception=False).post("/add?near=BB11+1JG", {"kind": "group"})
        assert not mailoutbox

    def test_asvs_16_2_1_a_name_that_is_not_ours_leaves_one_line_with_the_cure(self, client, written):
        page = client.get("/", headers={"host": "strange.example"})
        assert page.status_code == 400
        assert "This could not be read" in page.text
        (line,) = written.getvalue().splitlines()
        assert "You may need to add 'strange.example' to ALLOWED_HOSTS" in line

    def test_asvs_16_2_1_who_is_turned_away_leaves_one_line(self, written):
        address = f"/groups/{create_meeting().group.slug}/keep"
        client = Client()
        sign_in(client, person_with())
        client.get(address)
        assert [line for line in written.getvalue().splitlines() if "Forbidden" in line]
        assert "File " not in written.getvalue()

    @pytest.mark.parametrize("text", ["near BB11 1JG", "BB111JG", "/areas/bb11%201jg", "SW1A+2AA"])
    def test_asvs_16_2_5_no_postcode_wherever_it_comes_from(self, text, written):
        logging.getLogger("trellis").error("It broke at %s.", text)
        assert "It broke at" in written.getvalue()
        assert not re.search("(?i)1jg|2aa", written.getvalue())

    @pytest.mark.parametrize(
        "broken", ["Invalid HTTP Version: 'BB11 HTTP/1.1'", "Request Line is too large (8192 > 4094)"]
    )
    def test_asvs_16_2_5_the_web_server_tells_neither_who_sent_what_it_cannot_read_nor_what(self, broken, written):
        config = Config()
        for name, value in Serving("127.0.0.1", 8000, workers=1, threads=1).options().items():
            config.set(name, value)
        config.logger_class(config).warning(f"Invalid request from ip=2001:db8::7: {broken}")
        said = written.getvalue()
        assert "WARNING gunicorn.error: A request could not be read: " in said
        assert not [word for word in ("2001", "BB11", "8192") if word in said]

    def test_asvs_16_2_5_no_link_that_opens_something_for_whoever_has_it(self, client, written):
        found = [address for address, _, _ in named_patterns(get_resolver()) if OPENS_SOMETHING.search(address)]
        assert len(found) > 5
        for address in found:
            at = OPENS_SOMETHING.sub(SECRET, address)
            at = at.replace("<listing:kind>", "meetings").replace("<slug:slug>", "name")
            logging.getLogger("django.request").warning("Not Found: %s", f"/{at}")
        assert "Not Found: " in written.getvalue()
        assert SECRET not in written.getvalue()

    def test_asvs_16_4_1_what_is_asked_for_makes_up_no_line(self, client, written):
        client.get("/nothing%0A2026-11-22T03:00:00+0000%20ERROR%20trellis:%20made%20up%1b[31m")
        lines = written.getvalue().splitlines()
        assert lines
        assert not [line for line in lines if line.startswith("2026-11-22T03:00:00") or "\x1b" in line]

    def test_asvs_16_4_1_nor_does_what_our_own_code_logs(self, written):
        logging.getLogger("trellis").warning("A source said: %s", "one\ntwo\r\x1b[2J\u2028three")
        assert len(written.getvalue().splitlines()) == 1


def test_asvs_16_2_1_and_16_2_2_a_line_says_when_with_its_zone_how_bad_and_where(written):
    logging.getLogger("trellis.somewhere").error("It broke.")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ERROR trellis.somewhere: It broke.\n", written.getvalue()
    )


def test_asvs_16_2_4_lines_can_be_read_by_programs(written):
    """With LOG_FORMAT=json, for a collector that keeps them on another machine."""
    handler = next(one for one in logging.getLogger().handlers if one.name == "console")
    plain, handler.formatter = handler.formatter, DiscreetJson(datefmt="%Y-%m-%dT%H:%M:%S%z")
    try:
        trouble = IntegrityError("Key (email)=(jo@example.org)\nexists.")
        logging.getLogger("trellis").error("At /find?near=BB11 for jo@example.org", exc_info=trouble)
    finally:
        handler.formatter = plain
    line = json.loads(written.getvalue())
    assert len(written.getvalue().splitlines()) == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", line.pop("at"))
    assert line.pop("trace").endswith("Key (email)=(…@…)\nexists.")
    assert line == {"level": "ERROR", "from": "trellis", "says": "At /find?… for …@…"}


def test_asvs_16_2_3_lines_go_to_one_place(written):
    """To the console alone: whoever runs the site decides where that is kept."""
    assert set(settings.LOGGING["handlers"]) == {"console"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]


@pytest.mark.django_db
class TestWhatIsWritten:
    def test_asvs_16_3_2_whoever_is_turned_away_leaves_a_line(self, client, written):
        person = person_with("jo@example.org")
        sign_in(client, person)
        meeting = create_meeting()
        assert client.get(f"/meetings/{meeting.slug}/keep").status_code == 403
        assert client.get("/moderate").status_code == 403
        said = written.getvalue()
        assert f"/meetings/{meeting.slug}/keep" in said
        assert "Forbidden" in said
        assert "/moderate" in said
        assert not [word for word in ("jo@example.org", "Jo", str(person.audit_id)) if word in said]

    def test_asvs_16_3_3_a_form_without_its_token_leaves_a_line(self, written):
        Client(enforce_csrf_checks=True).post("/account/sign-in", {"login": "jo@example.org"})
        assert "Forbidden (CSRF" in written.getvalue()
        assert "jo@" not in written.getvalue()

    def test_asvs_16_3_4_what_breaks_leaves_a_line_with_its_cause(self, written, broken):
        Client(raise_request_exception=False).post("/add?near=BB11+1JG", {"kind": "group"})
        assert "Internal Server Error: /add" in written.getvalue()
        assert "ZeroDivisionError" in written.getvalue()
        assert "BB11" not in written.getvalue()


@pytest.mark.django_db
class TestTheDoorbook:
    def test_asvs_16_3_1_signing_in_leaves_a_line_that_says_how_and_not_who(self, client, written):
        person = person_with("jo@example.org", "Sunny")
        client.post("/account/sign-in", {"login": person.email})
        client.post("/account/sign-in/code", {"code": "AAAA-AAAA"})
        client.post("/account/sign-in/code", {"code": letter_code()})
        lines = [line.partition("doorbook: ")[2] for line in written.getvalue().splitlines()]
        assert re.fullmatch(r"A wrong code was typed for account \w{8}\.", lines[0])
        assert re.fullmatch(r"Account \w{8} signed in with a code by e-mail\.", lines[1])
        told = (person.email, "Sunny", str(person.audit_id), "127.0.0.1", f"account {person.pk} ")
        assert not [word for word in told if word in written.getvalue()]

    def test_asvs_16_3_1_so_do_a_second_step_and_a_passkey_that_are_refused(self, client, written):
        person = person_with("jo@example.org")
        Authenticator.objects.create(user=person, type="totp", data={"secret": sealed("JBSWY3DPEHPK3PXP")})
        client.post("/account/sign-in", {"login": person.email})
        client.post("/account/sign-in/code", {"code": letter_code()})
        client.post("/account/sign-in/second-step", {"code": "000000"})
        Client().post("/account/sign-in/passkey", {"credential": "{}"})
        assert "A wrong second step (an app) was taken for account " in written.getvalue()
        assert "A passkey was shown that opens nothing." in written.getvalue()
        assert "signed in" not in written.getvalue()

    def test_asvs_16_3_1_so_does_asking_for_an_account_that_is_not_there(self, client, written):
        client.post("/account/sign-in", {"login": "nobody@example.org"})
        assert "A code was asked for by an address that has no account." in written.getvalue()
        assert "nobody" not in written.getvalue()

    def test_what_stands_for_an_account_is_another_each_day(self):
        person, now = person_with("jo@example.org"), timezone.now()
        assert mark(person, now=now) == mark(person, now=now)
        assert mark(person, now=now) != mark(person, now=now + timedelta(days=1))


@pytest.fixture
def broken(monkeypatch):
    """A page with a mistake in it."""

    def mistake(*args, **kwargs):
        raise ZeroDivisionError("the password is hunter2")

    monkeypatch.setattr(drafts, "begin", mistake)


@pytest.mark.django_db
def test_asvs_16_5_1_and_16_5_4_visitors_read_that_it_broke_and_nothing_of_the_inside(broken):
    answer = Client(raise_request_exception=False).post("/add", {"kind": "group"})
    said = answer.content.decode()
    assert answer.status_code == 500
    assert "<h1" in said
    assert not [word for word in ("hunter2", "Traceback", "ZeroDivision", "/trellis/", "Django") if word in said]


@pytest.mark.django_db
class TestTheTrail:
    @pytest.mark.parametrize(
        "how",
        [
            "UPDATE safety_auditentry SET role = 'visitor'",
            "DELETE FROM safety_auditentry",
            "UPDATE safety_audithead SET number = 0",
            "DELETE FROM safety_audithead",
        ],
    )
    def test_asvs_16_4_2_the_database_refuses_to_change_what_was_done(self, how):
        with transaction.atomic():
            kept = record(action="listing.changed", by=SYSTEM, now=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(how)
        assert AuditEntry.objects.get(number=kept.number).role == "system"

    def test_asvs_16_4_2_no_page_changes_or_shows_it(self):
        names = {name for _, _, name in named_patterns(get_resolver())}
        assert not [name for name in names if "audit" in name]

    def test_asvs_16_2_5_it_holds_no_name_and_no_address(self, client):
        person = person_with("jo@example.org", "Sunny")
        moderator(person)
        keeper(person, "meeting", create_meeting().pk)
        client.post("/account/sign-in", {"login": person.email})
        client.post("/account/sign-in/code", {"code": letter_code()})
        client.post("/account/nickname", {"nickname": "Sunny Side"})
        said = str(list(AuditEntry.objects.values()))
        assert not [word for word in ("jo@example.org", "Sunny") if word in said]
