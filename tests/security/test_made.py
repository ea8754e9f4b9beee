"""OWASP ASVS 5.0, V12, V13 and V15: how the program is put together, and how it speaks with others."""

import datetime as dt
import http.server
import ipaddress
import re
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client

from tests.access.conftest import comes
from tests.access.table import KEEPER, VISITOR
from tests.conventions.code import REPOSITORY, told
from tests.security.filling import filled_in
from trellis.accounts.models import Grant, Person
from trellis.accounts.tests.people import person_with, sign_in
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.opendata.fetching import Bounds, FetchError, fetch
from trellis.web.serving import Serving

NAME = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


@pytest.fixture
def unknown_server(tmp_path):
    """A feed by https whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}/feed.json"
    server.shutdown()
    server.server_close()


def test_asvs_12_3_2_a_feed_whose_certificate_nobody_vouches_for_is_not_read(unknown_server, tmp_path):
    with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(unknown_server, tmp_path / "feed", bounds=Bounds(1_000_000))
    assert not (tmp_path / "feed").exists()


@pytest.mark.parametrize(
    "at", ["/.git/config", "/.git/HEAD", "/.env", "/static/", "/static/web/", "/pictures/", "/feeds/"]
)
@pytest.mark.django_db
def test_asvs_13_4_1_and_13_4_3_no_folder_and_nothing_of_the_repository_is_served(at):
    assert Client().get(at).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["/api/v1/docs", "/docs", "/metrics", "/debug", "/__debug__/", "/admin/", "/status"])
def test_asvs_13_4_5_no_page_for_makers_is_open(at):
    """The API's description is, on purpose: it is for whoever builds on the listings."""
    assert Client().get(at).status_code == 404
    assert len(Client().get("/healthz").content) < 200


def pinned(name):
    return set(NAME.findall((REPOSITORY / "requirements" / name).read_text(encoding="utf-8")))


def test_asvs_15_1_2_and_15_2_4_every_package_is_pinned_with_its_digest():
    """So that what is installed is what was looked at, wherever it comes from."""
    for file in ("runtime.txt", "dev.txt"):
        text = (REPOSITORY / "requirements" / file).read_text(encoding="utf-8")
        assert len(pinned(file)) > 20
        without = [block.split()[0] for block in re.split(r"\n(?=\w)", text) if "==" in block and "--hash" not in block]
        assert not without, told(without)
        assert "://" not in re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)


def test_asvs_15_2_3_what_makers_use_is_not_installed_where_people_are_served():
    makers = {
        "pytest",
        "hypothesis",
        "playwright",
        "mypy",
        "ruff",
        "coverage",
        "django-stubs",
        "html5lib",
        "distributed",
    }
    assert makers <= pinned("dev.txt")
    assert not makers & pinned("runtime.txt")


def test_asvs_15_1_1_and_15_1_4_it_is_written_down_how_soon_packages_are_mended_and_which_are_risky():
    text = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")
    assert re.search(r"within \d+ days", text)
    for package in ("pillow", "openpyxl", "reportlab", "httpx"):
        assert f"`{package}`" in text


def test_asvs_15_1_3_and_15_2_2_what_costs_much_has_an_end_and_stands_in_its_document(settings):
    text = (REPOSITORY / "docs" / "limits.md").read_text(encoding="utf-8")
    options = Serving("127.0.0.1", 8000, workers=1, threads=4).options()
    for number in (
        options["timeout"],
        settings.FEED_LIMIT_MEGABYTES,
        settings.FEED_LIMIT_SECONDS,
        settings.EMAIL_TIMEOUT,
    ):
        assert f"| {number} " in text, number
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["limit=100000000", "page=100000000", "within=100000km", "q=" + "a%20" * 1000])
def test_asvs_15_2_2_no_question_asks_for_everything(how, tables_of_places):
    answer = Client().get(f"/api/v1/search?near=BB11+1JG&{how}")
    assert answer.status_code in {200, 400}
    assert len(answer.content) < 200_000


# --- What a form may change ------------------------------------------------------------------------------------------

SNEAKED = {
    "id": "1",
    "pk": "1",
    "state": "approved",
    "by_role": "steward",
    "risk": "0",
    "decided_role": "steward",
    "kind": "delete",
    "listing_kind": "place",
    "role": "steward",
    "is_active": "",
    "email": "x@example.org",
    "password": "x",
    "audit_id": "0" * 32,
    "slug": "stolen",
    "source": "1",
    "standing": "1",
    "revision": "9",
}


def test_asvs_15_3_3_a_suggestion_proposes_what_its_form_asks_and_nothing_else(town):
    client = Client()
    meeting = comes(client, VISITOR).meeting
    at = f"/meetings/{meeting.slug}/suggest"
    form = filled_in(client.get(at).content, name="Another name")
    sneaked = {name: [value] for name, value in SNEAKED.items() if name not in form}
    assert client.post(at, {**sneaked, **form}).status_code == 302
    change = Change.objects.get()
    assert change.state in {Change.State.WAITING, Change.State.HELD}
    assert (change.kind, change.by_role, change.listing_id) == ("edit", "visitor", meeting.pk)
    assert change.after == {"name": "Another name"}


def test_asvs_15_3_3_a_keeper_changes_what_the_form_asks_and_nothing_else(town):
    client = Client()
    meeting = comes(client, KEEPER).meeting
    kept = Meeting.objects.filter(pk=meeting.pk).values("slug", "state", "source_id", "id")
    before = kept.get()
    form = filled_in(client.get(f"/meetings/{meeting.slug}/edit").content, notes="Ring the upper bell.")
    client.post(f"/meetings/{meeting.slug}/edit", {**{name: [value] for name, value in SNEAKED.items()}, **form})
    assert Meeting.objects.get(pk=meeting.pk).notes == "Ring the upper bell."
    assert kept.get() == before


@pytest.mark.django_db
def test_asvs_15_3_3_and_15_3_7_a_person_changes_their_nickname_and_by_the_form_alone(client):
    person = person_with("jo@example.org", "Jo")
    sign_in(client, person)
    client.post("/account/nickname?nickname=Query", {**SNEAKED, "nickname": "Sunny"})
    client.post("/account/nickname?nickname=Query", SNEAKED)
    now = Person.objects.get()
    assert (now.nickname, now.email, now.audit_id) == ("Sunny", "jo@example.org", person.audit_id)
    assert now.is_active
    assert not Grant.objects.exists()


def test_asvs_15_3_6_no_script_files_things_under_names_that_others_chose():
    """An object takes `__proto__` for more than a name; a Map does not."""
    found = [
        f"{file.name}: {match[0]}"
        for file in (REPOSITORY / "trellis").rglob("*.js")
        if "leaflet" not in str(file)
        for match in re.finditer(r"\w+\[[a-zA-Z.]+\]\s*=[^=]|\.\.\.JSON|__proto__", file.read_text())
    ]
    assert not found, told(found)
