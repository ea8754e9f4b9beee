"""What a search box is told by somebody who may be in danger."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from trellis.finder.tests.test_words import heard


@pytest.mark.parametrize(
    "words",
    ["i want to die", "Can’t go on", "kill myself", "suicidal", "i feel suicidle", "my son took an overdose york"],
)
def test_words_of_danger_are_looked_for_in_no_name(words):
    query = heard(words)
    assert query.is_of_danger
    assert query.text == ""
    assert query.near is None or query.near.label == "York"


@pytest.mark.parametrize("words", ["just for today", '"suicide"', "die", "living sober", "hope"])
def test_other_words_are_of_no_danger(words):
    assert not heard(words).is_of_danger


@pytest.mark.django_db
def test_who_listens_stands_before_all_that_was_found(client: Client):
    html = client.get("/find", {"q": "i want to kill myself"}).content.decode()
    assert html.index('href="tel:116123"') < html.index('id="results"')
    assert "Kill" not in html


@pytest.mark.django_db
def test_a_program_is_told_whom_to_call_and_otherwise_nothing(client: Client):
    found = client.get("/api/v1/search", {"q": "i want to kill myself"}).json()
    assert found["help"]["listens"] == {"name": "Samaritans", "number": "116 123", "when": "any time, day or night"}
    assert found["help"]["emergency"] == "999"
    assert client.get("/api/v1/search", {"q": "hope"}).json()["help"] is None


@pytest.mark.django_db
def test_a_terminal_says_whom_to_call_before_all_that_was_found():
    lines = StringIO()
    call_command("find", "i", "want", "to", "die", stdout=lines)
    said = lines.getvalue()
    assert said.index("116 123") < said.index("999") < said.index("meeting")
