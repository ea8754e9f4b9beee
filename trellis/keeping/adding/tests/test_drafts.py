import datetime as dt

import pytest
from django.utils import timezone

from trellis.keeping.adding import drafts
from trellis.keeping.adding.tests.drafting import Adding
from trellis.keeping.models import Draft
from trellis.safety.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_of_places")]


@pytest.fixture
def group(client):
    return Adding(client, "group")


def token_of(adding):
    return adding.address.removeprefix("/add/")


def test_the_token_is_long_and_stands_nowhere_in_the_database(group):
    token, row = token_of(group), Draft.objects.values().get()
    assert len(token) >= 32
    assert token not in str(row)


@pytest.mark.parametrize(
    "step", ["", "/where", "/check", "/save", "/sketch.png", "/picture", "/likely", "/picture.jpg"]
)
def test_without_the_token_there_is_nothing(client, group, step):
    assert client.get(f"/add/{'x' * 32}{step}").status_code == 404


def test_the_link_leads_to_the_first_question_that_is_open(group):
    group.sends("where", postcode="BB11 1JG")
    assert group.client.get(group.address).headers["Location"] == f"{group.address}/point"
    assert group.client.get(f"{group.address}/check").headers["Location"] == f"{group.address}/point"


@pytest.mark.parametrize("step", ["where", "save"])
def test_its_pages_are_kept_by_nobody_and_told_to_nobody(group, step):
    headers = group.client.get(f"{group.address}/{step}").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_cookie_but_that_of_forms_is_set(group):
    assert set(group.client.cookies) <= {"forms"}


def test_after_thirty_days_it_is_gone(group):
    Draft.objects.update(touched_at=timezone.now() - dt.timedelta(days=30, seconds=1))
    assert group.client.get(f"{group.address}/where").status_code == 404
    assert drafts.forget(timezone.now()) == 1
    assert not Draft.objects.exists()


def test_every_answer_keeps_it_for_thirty_days_more(group):
    Draft.objects.update(touched_at=timezone.now() - dt.timedelta(days=29))
    group.sends("where", postcode="BB11 1JG")
    assert drafts.forget(timezone.now() + dt.timedelta(days=29)) == 0


def test_the_link_goes_by_a_letter_that_says_nothing_of_what_it_is(group):
    assert group.sends("save", address="me@example.org") == "save?sent=1"
    letter = Letter.objects.get()
    assert letter.to == "me@example.org"
    assert group.address in letter.body
    for word in ("recovery", "meeting", "group", "Trellis"):
        assert word not in letter.subject
    assert "on its way" in group.page("save?sent=1").text


def test_only_so_many_letters_go_to_one_address(group):
    for _ in range(3):
        group.sends("save", address="me@example.org")
    response = group.client.post(f"{group.address}/save", {"address": "ME@example.org"})
    assert response.status_code == 429
    assert Letter.objects.count() == 3


def test_only_so_many_are_begun_from_one_network(client):
    for _ in range(30):
        client.post("/add", {"kind": "place"})
    assert client.post("/add", {"kind": "place"}).status_code == 429
    assert Draft.objects.count() == 30


def test_another_kind_asks_what_it_needs_besides(group):
    group.answers_all()
    assert group.page("check").heading == "Check your answers"
    assert group.sends("kind?then=check", kind="both") == "online"
    assert group.sends("online?then=check", how="Write to us.") == "check"
