"""OWASP ASVS 5.0, V1.2 and V1.3: whatever anybody writes, in a feed or a form, stays words.

Every field that takes words gets something that would break out of where it stands. If it does, the page has an element
or an attribute that we never write.
"""

import ast
import json
import re

import pytest
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.access.conftest import comes
from tests.access.table import MODERATOR, STEWARD, VISITOR
from tests.conventions.code import REPOSITORY, findings, told
from tests.inspecting import elements, parse
from tests.security.addresses import everywhere
from tests.security.filling import filled_in, takes_words
from trellis.keeping.models import Change
from trellis.meetings.models import Group, Meeting
from trellis.meetings.tests.factories import create_meeting
from trellis.places.models import Place, Revision

CANARY = "canary"
BREAKS_OUT = (
    "<canary>",
    '"><canary canary="1">',
    "'><canary canary='1'>",
    "</title><canary></textarea><canary></script><canary></style><canary>",
    '" canary="1" x="',
    "' canary='1' x='",
    "--><canary><!--",
    "]]><canary>",
    "javascript:canary()",
    "JaVaScRiPt:canary()",
    "data:text/html,<canary>",
    "{{ canary }}{% canary %}",
    "&lt;canary&gt;&#60;canary&#62;",
    "<<canary>canary>",
    "\u2028<canary>\u2029",
    "\\u003ccanary\\u003e",
    "%(canary)s{canary}",
)
DATA = ('json"', "json'")
"""Kinds of a script that programs read, as a page says them."""
PROTOCOLS = {"http", "https", "mailto", "tel", "sms", "geo", "webcal"}
hostile = st.sampled_from(BREAKS_OUT) | st.builds(
    str.__add__, st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12), st.sampled_from(BREAKS_OUT)
)


def broken_out(answer):
    """What of an answer is no longer words."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code >= 500:
        yield f"answered {answer.status_code}"
    if kind.startswith("text/html") and not answer.streaming:
        text = answer.content.decode()
        # Whatever could break out says so, and reading a page takes longer than making it.
        if CANARY in text or any(kind in text for kind in DATA):
            yield from broken_out_of_html(text)
    elif "json" in kind and not answer.streaming and not answer.headers.get("Content-Encoding"):
        json.loads(answer.content)


def broken_out_of_html(text):
    for element in elements(parse(text)[0]):
        if CANARY in element.tag:
            yield "an element"
        for name, value in element.attrib.items():
            if CANARY in name or name.startswith("on"):
                yield f"an attribute of {element.tag}"
            protocol = re.match(r"\s*([a-zA-Z][\w+.-]*):", value)
            is_drawn = element.tag == "img" and value.startswith("data:image/")
            is_link = name in {"href", "src", "action", "formaction"} and not is_drawn
            if is_link and protocol and protocol[1].lower() not in PROTOCOLS:
                yield f"a link by {protocol[1]}"
        if element.tag == "script" and element.get("type", "").endswith("json"):
            json.loads(element.text or "")


def test_what_breaks_out_is_found():
    """So that the tests below mean something."""
    for written in ("<p><canary></p>", '<p canary="1">', '<a href="javascript:1">', "<p onclick='1'>"):
        assert list(broken_out_of_html(written)), written
    assert not list(broken_out_of_html("<p>&lt;canary&gt; <a href='https://example.org/?canary'>canary</a></p>"))


def words_of(model):
    """The fields of a model that take words."""
    kinds = (models.CharField, models.TextField)
    fixed = {"id", "slug", "source_key", "rule", "zone", "country", "area_code", "picture", "fingerprint", "state"}
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and field.name not in fixed
    ]


def write_everywhere(row, text):
    """Also where an address of the web belongs: with another scheme as it is, else as the end of an address."""
    before = "" if re.match(r"[a-z]+:", text, re.IGNORECASE) else "https://example.org/"
    written = {
        field.name: f"{before if isinstance(field, models.URLField) else ''}{text}"[: field.max_length or 500]
        for field in words_of(type(row))
    }
    type(row).objects.filter(pk=row.pk).update(**written, revision=Revision.advance())


@pytest.mark.one_database
@pytest.mark.django_db
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text='"><canary canary="1">')
@example(text="javascript:canary()")
@example(text="</script><canary>")
@given(text=hostile)
def test_asvs_1_2_1_and_1_2_3_and_1_3_1_words_of_a_feed_stay_words_on_every_page(text, tables_of_places):
    meeting = create_meeting(mode=Meeting.Mode.HYBRID)
    for row in (meeting, meeting.group, meeting.place):
        write_everywhere(row, text)
    client, place = Client(), meeting.place
    pages = [
        meeting.get_absolute_url(),
        meeting.group.get_absolute_url(),
        place.get_absolute_url(),
        f"/areas/{place.area_code}",
        "/find?near=BB11+1JG",
        "/now?near=BB11+1JG",
        "/map?near=BB11+1JG",
        "/map/pins.json?box=53.7,-2.4,53.9,-2.1&zoom=12",
        "/api/v1/search?near=BB11+1JG",
        f"/api/v1/meetings/{meeting.pk}",
        "/feeds/meeting-guide.json",
        "/feeds/meetings.geojson",
        f"/meetings/{meeting.slug}.ics",
        f"/meetings/{meeting.slug}/suggest",
        f"/meetings/{meeting.slug}/report",
        f"/places/{place.slug}/suggest",
        f"/groups/{meeting.group.slug}/history",
    ]
    answers = {at: client.get(at) for at in pages}
    assert not [at for at, answer in answers.items() if answer.status_code != 200]
    found = [f"{at}: {what}" for at, answer in answers.items() for what in broken_out(answer)]
    assert not found, told(found)
    calendar = answers[f"/meetings/{meeting.slug}.ics"].content.decode()
    assert len(re.findall(r"^BEGIN:VEVENT", calendar, re.MULTILINE)) <= 1
    Meeting.objects.filter(pk=meeting.pk).delete()
    Group.objects.filter(pk=meeting.group_id).delete()
    Place.objects.filter(pk=place.pk).delete()


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["meeting", "group", "place"])
@pytest.mark.parametrize("text", ['"><canary canary="1">', "</textarea></script><canary>", "javascript:canary()"])
def test_asvs_1_2_1_what_a_visitor_suggests_stays_words_for_moderators_and_afterwards(kind, text, town):
    visitor, moderator = Client(), Client()
    world = comes(moderator, MODERATOR)
    listing = getattr(world, kind)
    at = f"{listing.get_absolute_url()}/suggest"
    content = visitor.get(at).content
    names = takes_words(content)
    assert len(names) > 5
    sent = [name for name in names if name != "subject" and suggests(visitor, at, content, name, text)]
    assert sent or "<" in text  # which the forms refuse, in plain words
    changes = [change.get_absolute_url() for change in Change.objects.filter(kind=Change.Kind.EDIT)]
    pages = ["/moderate", *changes]
    found = [f"{page}: {what}" for page in pages for what in broken_out(moderator.get(page))]
    for change in changes:
        moderator.post(f"{change}/approve", {})
    for page in (listing.get_absolute_url(), f"{listing.get_absolute_url()}/history"):
        found += [f"{page}: {what}" for what in broken_out(visitor.get(page))]
    assert not found, told(found)


def suggests(client, at, content, name, text):
    """Whether a suggestion with this text in one field is taken. Where it is not, its page says why."""
    answer = client.post(at, filled_in(content, **{name: text}))
    assert not list(broken_out(answer)), (at, name)
    return answer.status_code == 302


# --- Questions ------------------------------------------------------------------------------------------------------

ASKS = (
    *("q", "near", "within", "pathway", "feature", "day", "mode", "from", "until", "page", "view", "box", "zoom"),
    *("lang", "name", "next", "email", "person", "token", "at", "then", "said", "heard", "done", "show", "words"),
)
FIELDS = (
    *ASKS,
    *("login", "code", "nickname", "role", "listing", "kind", "area", "which", "problem", "reply_to", "address"),
    *("subject", "stamped", "do", "sure"),
)
ODD = (
    "'",
    '";--',
    "1' OR '1'='1",
    "'; DROP TABLE places_place; --",
    "\x00",
    "a\x00b",
    "%00",
    "../../etc/passwd",
    "$(touch x)`touch x`",
    "\r\nSet-Cookie: canary=1",
    "\ud800".encode("utf-8", "surrogatepass"),
    "9" * 400,
    "-1",
    "NaN",
    "inf",
    "(a+)+$",
    "%s%n{0}",
    '"><canary canary="1">',
    "javascript:canary()",
)


ROUNDS = (*range(0, len(ODD), 6), None)
ON_ONE_DATABASE = [pytest.param(turn, marks=pytest.mark.one_database) for turn in ROUNDS[:-1]]


def odd_words(names, turn):
    """Each field with another oddity, and each round with others; the last with what PostgreSQL cannot hold."""
    if turn is None:
        return dict.fromkeys(names, "a\x00b")
    return {name: ODD[(place + turn) % len(ODD)] for place, name in enumerate(names)}


@pytest.mark.parametrize("turn", ROUNDS)
def test_asvs_1_2_4_and_1_3_3_and_1_4_2_no_question_breaks_a_page_or_reaches_into_the_database(turn, town):
    client = Client(raise_request_exception=False)
    world = comes(client, STEWARD)
    before = Place.objects.count()
    found = []
    for asked in everywhere(world):
        answer = client.get(asked.at.partition("?")[0], odd_words(ASKS, turn))
        found += [f"{asked.name}: {what}" for what in broken_out(answer)]
        assert CANARY not in answer.cookies, asked.name
    assert Place.objects.count() == before
    assert not found, told(found)


@pytest.mark.parametrize("turn", [*ON_ONE_DATABASE, None])
def test_asvs_2_2_1_and_2_2_2_no_form_breaks_a_page(turn, town):
    client = Client(raise_request_exception=False)
    world = comes(client, STEWARD)
    found = []
    for asked in everywhere(world):
        answer = client.post(asked.at, odd_words(FIELDS, turn))
        found += [f"{asked.name}: {what}" for what in broken_out(answer)]
    assert not found, told(found)


@pytest.mark.one_database
@pytest.mark.parametrize("to", ["//elsewhere.example", "javascript:canary()"])
def test_asvs_3_7_2_and_1_2_2_nobody_is_sent_elsewhere(to, town):
    client = Client(raise_request_exception=False)
    world = comes(client, STEWARD)
    for asked in everywhere(world):
        for answer in (client.get(asked.at, {"next": to, "then": to}), client.post(asked.at, {"next": to, "then": to})):
            assert not answer.headers.get("Location", "").startswith(to[:8]), asked.name


# --- The code -------------------------------------------------------------------------------------------------------

NEVER = {"eval", "exec", "compile", "os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.loads"}


def calls_what_runs_words(module):
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in NEVER or any(one.arg == "shell" for one in node.keywords):
                yield node.lineno, f"{name} runs words"


def test_asvs_1_2_5_and_1_3_2_and_1_5_2_no_words_are_run():
    assert findings(calls_what_runs_words, with_tests=False) == []
    assert list(calls_what_runs_words(ast.parse("eval(words)")))


def test_asvs_1_3_7_no_page_is_made_from_what_somebody_wrote():
    """Templates lie in files; what is not escaped is letters, which are plain text, and one script of our own names."""
    found = [
        str(file.relative_to(REPOSITORY))
        for file in (REPOSITORY / "trellis").rglob("templates/**/*.*")
        if re.search(r"\|\s*safe\b|autoescape off|\|\s*safeseq", file.read_text(encoding="utf-8"))
    ]
    assert [name for name in found if not name.endswith(".txt")] == ["trellis/web/templates/web/pwa/worker.js"]


WRITES_HTML = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"


def test_asvs_3_2_2_our_scripts_write_words_as_words():
    """`innerHTML` takes one fragment that our own template has escaped."""
    found = [
        f"{file.name}: {match[0]}"
        for file in (REPOSITORY / "trellis").rglob("*.js")
        if "leaflet" not in str(file)
        for match in re.finditer(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", file.read_text()
        )
    ]
    assert found == ["alike.js: innerHTML"]


def test_asvs_3_5_5_only_our_own_worker_is_spoken_to():
    """A worker hears its own pages alone; no page listens to other windows."""
    heard = [
        file.name
        for file in (REPOSITORY / "trellis").rglob("*.js")
        if re.search(r"addEventListener\(\s*[\"']message", file.read_text(encoding="utf-8"))
    ]
    assert heard == ["worker.js"]


@pytest.mark.django_db
def test_asvs_1_3_11_a_letter_takes_no_headers_from_what_somebody_wrote():
    from django.core import mail
    from django.utils import timezone

    from trellis.safety.letters import deliver_due, send_later

    now = timezone.now()
    send_later(to="jo@example.org", subject="Hello\nBcc: x@example.org", body="Hello", about="a test", now=now)
    send_later(to="jo@example.org\nBcc: x@example.org", subject="Hello", body="Hello", about="a test", now=now)
    deliver_due(now=now)
    assert [letter.recipients() for letter in mail.outbox] == [["jo@example.org"]]
    assert "\n" not in mail.outbox[0].subject


def test_visitors_are_met_as_visitors(town):
    """What everywhere() takes back is what a test made, and nothing of the town."""
    before = Meeting.objects.count()
    list(everywhere(comes(Client(), VISITOR)))
    assert Meeting.objects.count() == before
