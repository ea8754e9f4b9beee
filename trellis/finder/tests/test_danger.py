"""What a search box is told by somebody who may be in danger."""

import pytest
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
