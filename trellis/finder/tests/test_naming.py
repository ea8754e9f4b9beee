import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.finder.cards.naming import called

WORDS = st.text(alphabet="ab1 ,", max_size=12).map(str.strip)


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("Room 4", "Christ Church, 164 New London Rd", "Room 4, Christ Church"),
        ("The Small School Rm", "Unitarian Chapel, Sylvan Grove", "The Small School Rm, Unitarian Chapel"),
        (
            "The Attic Room (Top Floor)",
            "Queens Road Baptist Church",
            "The Attic Room (Top Floor), Queens Road Baptist Church",
        ),
        ("Church Hall", "", "Church Hall, Burnley"),
        ("St Peter's Hall", "1 Church Street", "St Peter's Hall"),
        ("The Swan", "137 High St", "The Swan"),
        ("", "137 High St, Burnley", "137 High St, Burnley"),
    ],
)
def test_a_name_that_could_be_anywhere_says_where(name: str, address: str, words: str) -> None:
    assert called(name, address, "Burnley", "BB11 2DL") == words


@given(WORDS, WORDS, WORDS, WORDS)
def test_there_is_always_something_to_call_it_that_begins_with_its_name(
    name: str, address: str, town: str, postcode: str
) -> None:
    words = called(name, address, town, postcode)
    assert words
    assert words.startswith(name)
