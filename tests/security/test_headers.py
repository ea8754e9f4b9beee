"""OWASP ASVS 5.0, V3.4: what every answer tells a browser."""

import json
import os
import subprocess
import sys

import pytest
from django.db import transaction
from django.test import Client

from tests.access.conftest import comes
from tests.access.table import STEWARD, VISITOR
from tests.conventions.code import told
from tests.inspecting import nothing_is_fetched_from_elsewhere, parse
from tests.security.addresses import FILES, LOST, everywhere

pytestmark = pytest.mark.one_database

BY_HTTP = ("http:/api/v1/search?near=BB11+1JG", "http:/feeds/meeting-guide.json")
WITH_HTTPS = """
import django, json, sys
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.test import Client

client = Client(headers={"host": "example.org"})
told = {}
for at in sys.argv[1:]:
    answer = client.get(at.removeprefix("http:"), secure=not at.startswith("http:"))
    cookies = answer.cookies.output(header="").strip()
    told[at] = {name.lower(): value for name, value in answer.headers.items()}
    told[at] |= {"status": answer.status_code, "cookies": cookies}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def answers(loaded_town, django_db_blocker):
    """What a steward, who may see most, gets from each address; and a visitor where nothing is, and of files."""
    got, client = {}, Client()
    with django_db_blocker.unblock(), transaction.atomic():
        for asked in everywhere(comes(client, STEWARD)):
            got[asked.name] = client.get(asked.at) if asked.sends is None else client.post(asked.at, asked.sends)
        got |= {at: Client().get(at) for at in (*LOST, *FILES)}
        form = Client(enforce_csrf_checks=True)
        got["a form without its token"] = form.post("/account/sign-in", {"login": "jo@example.org"})
        got["another host"] = Client(headers={"host": "elsewhere.example"}).get("/account/sign-in")
        got["a page for others"] = Client().get("/moderate")
        for answer in got.values():
            answer.close()  # of a file
        transaction.set_rollback(True)
    return got


def lacking(answers, name, is_right):
    return told(
        [f"{at}: {a.headers.get(name)!r}" for at, a in answers.items() if not is_right(a.headers.get(name, ""))]
    )


def directives(policy):
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


class TestEveryAnswer:
    def test_asvs_3_4_3_allows_nothing_but_what_is_our_own(self, answers):
        def is_right(policy):
            said = directives(policy)
            return (
                said.get("default-src") == "'self'"
                and said.get("object-src") == said.get("base-uri") == "'none'"
                and said.get("form-action") == "'self'"
                and "unsafe" not in policy
            )

        assert lacking(answers, "Content-Security-Policy", is_right) == told([])

    def test_asvs_3_4_4_is_taken_for_what_it_says_it_is(self, answers):
        assert lacking(answers, "X-Content-Type-Options", "nosniff".__eq__) == told([])

    def test_asvs_3_4_5_tells_other_sites_nothing_of_where_one_was(self, answers):
        assert lacking(answers, "Referrer-Policy", "same-origin".__eq__) == told([])

    def test_asvs_3_4_6_stands_in_no_frame_of_others(self, answers):
        frames = {at: directives(a.headers.get("Content-Security-Policy", "")) for at, a in answers.items()}
        assert not [at for at, said in frames.items() if said.get("frame-ancestors") != "'none'"]

    def test_asvs_3_4_8_leaves_no_handle_to_other_windows(self, answers):
        pages = {at: a for at, a in answers.items() if a.headers.get("Content-Type", "").startswith("text/html")}
        assert len(pages) > 50
        assert lacking(pages, "Cross-Origin-Opener-Policy", "same-origin".__eq__) == told([])

    def test_asvs_3_5_8_is_put_into_no_page_of_others_unless_it_is_for_everybody(self, answers):
        opened = {at for at, a in answers.items() if a.headers.get("Cross-Origin-Resource-Policy") == "cross-origin"}
        assert opened == {at for at, a in answers.items() if "Access-Control-Allow-Origin" in a.headers}
        rest = {at: a for at, a in answers.items() if at not in opened}
        assert lacking(rest, "Cross-Origin-Resource-Policy", "same-origin".__eq__) == told([])

    def test_asvs_4_1_1_says_its_type_and_its_alphabet(self, answers):
        whole = {at: a for at, a in answers.items() if a.status_code == 200}

        def is_right(kind):
            return "/" in kind and (not kind.startswith("text/") or "charset=" in kind.lower())

        assert len(whole) > 50
        assert lacking(whole, "Content-Type", is_right) == told([])

    def test_asvs_3_4_2_only_what_is_for_everybody_is_open_to_pages_of_others(self, answers):
        opened = {at: a for at, a in answers.items() if "Access-Control-Allow-Origin" in a.headers}
        assert opened
        for at, answer in opened.items():
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert at.startswith(("api-", "feed-", "/api/", "/static/")), at
            assert "Cookie" not in answer.headers.get("Vary", ""), at


def test_asvs_3_4_2_what_is_open_to_pages_of_others_is_the_same_for_everybody(come):
    steward, nobody = Client(), Client()
    for asked in everywhere(come(steward, STEWARD)):
        if asked.name.startswith(("api-", "feed-")):
            assert steward.get(asked.at).content == nobody.get(asked.at).content, asked.at


@pytest.fixture(scope="module")
def by_https(tmp_path_factory):
    environment = os.environ | {
        "HTTPS": "true",
        "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        "ALLOWED_HOSTS": "example.org",
        "SITE_ADDRESS": "https://example.org",
        "TRELLIS_DATA": str(tmp_path_factory.mktemp("data")),
    }
    environment.pop("TRELLIS_DEBUG", None)
    command = [sys.executable, "-W", "ignore", "-c", WITH_HTTPS]
    pages = ["/safety", "/nothing-here", "/account/sign-in", "/static/nothing.css", "http:/safety", *BY_HTTP]
    said = subprocess.run([*command, *pages], env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


class TestWithHttps:
    """What is answered with HTTPS=true, in a process of its own."""

    def test_asvs_3_4_1_browsers_are_told_to_come_by_https_for_a_year(self, by_https):
        for at, headers in by_https.items():
            if not at.startswith("http:"):
                assert headers.get("strict-transport-security") == "max-age=31536000; includeSubDomains", at

    def test_asvs_12_2_1_who_comes_by_http_is_sent_to_https(self, by_https):
        sent = by_https["http:/safety"]
        assert (sent["status"], sent["location"]) == (301, "https://example.org/safety")

    def test_asvs_4_1_2_programs_that_come_by_http_are_refused_and_not_led_on(self, by_https):
        for at in BY_HTTP:
            sent = by_https[at]
            assert (sent["status"], sent["content-type"]) == (403, "application/problem+json"), at
            assert "location" not in sent, at

    def test_asvs_3_3_1_cookies_go_by_https_alone_and_to_this_host(self, by_https):
        cookie = by_https["/account/sign-in"]["cookies"]
        assert cookie.startswith("__Host-forms=")
        assert "; Secure" in cookie
        assert "; Path=/;" in cookie + ";"
        assert "domain" not in cookie.lower()

    def test_asvs_13_4_2_nothing_of_the_inside_is_shown_where_nothing_is(self, by_https):
        assert by_https["/nothing-here"]["status"] == 404
        assert "server" not in by_https["/nothing-here"]


def test_asvs_14_2_3_no_page_of_anybody_asks_another_site_for_anything(answers):
    """The policy above forbids it; the pages do not try either."""
    html = {at: a for at, a in answers.items() if a.headers.get("Content-Type", "").startswith("text/html")}
    roots = {at: parse(answer.content.decode())[0] for at, answer in html.items() if not answer.streaming}
    assert len(roots) > 50
    found = [f"{at}: {fault}" for at, root in roots.items() for fault in nothing_is_fetched_from_elsewhere(root)]
    assert not found, told(found)


@pytest.mark.parametrize("method", ["trace", "put", "patch", "delete"])
def test_asvs_13_4_4_other_ways_of_asking_are_refused_or_are_a_plain_visit(method, come):
    world = come(Client(), VISITOR)
    for at in ("/", "/find", world.meeting.get_absolute_url(), "/api/v1/search", "/healthz"):
        answer = getattr(Client(headers={"x-mine": "a secret of mine"}), method)(at)
        assert answer.status_code in {200, 405}, at
        assert b"a secret of mine" not in answer.content
