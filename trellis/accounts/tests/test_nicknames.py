import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.accounts.nicknames import is_like_a_full_name, refusal


@pytest.mark.parametrize(
    "name", ["Jo Smith", "jo smith", "Mary-Anne O’Neill", "Siân Rhys Jones", "J. Smith", "Jo. Smith"]
)
def test_a_first_and_a_last_name_is_noticed(name):
    assert is_like_a_full_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Jo",
        "Jo S",
        "Jo S.",
        "Big Dave",
        "Jo from Burnley",
        "the quiet one",
        "Dave 62",
        "sunny-side",
        "Nan to six",
        "a b c d",
    ],
)
def test_a_nickname_is_left_alone(name):
    assert not is_like_a_full_name(name)


@pytest.mark.parametrize("name", ["", "x" * 41, "jo@example.org", "ring 07700 900123", "https://jo.example", "<b>Jo"])
def test_what_cannot_be_used_says_why(name):
    assert refusal(name).endswith(".")


@pytest.mark.parametrize("name", ["Jo", "李", "Dave 62", "O’Neill", "x" * 40])
def test_most_can_be_used(name):
    assert not refusal(name)


@given(st.text(max_size=60))
def test_no_text_breaks_either(text):
    assert is_like_a_full_name(text) in {True, False}
    assert isinstance(refusal(text), str)
