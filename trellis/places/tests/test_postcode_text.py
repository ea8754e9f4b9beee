"""The shape of postcodes, and finding them among other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.places.postcode_text import compact, find_postcode, normalise_postcode, partial_readings, slips

written = st.from_regex(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?[ .-]{0,2}[0-9][A-Za-z]{2}", fullmatch=True)


@pytest.mark.parametrize(
    "typed", ["BB11 1JG", "bb111jg", " BB11  1JG ", "bb11-1jg", "B B 1 1 1 J G", "bb11.1jg", "BB11\u00a01JG"]
)
def test_a_postcode_is_written_one_way_however_it_was_typed(typed: str) -> None:
    assert normalise_postcode(typed) == "BB11 1JG"


@pytest.mark.parametrize(
    "typed", ["", "BB11", "BB11 1J", "1BB 1JG", "BB11 1JGG", "A92 RF2P", "90210", "hello", "BB1１ 1JG"]
)
def test_what_has_not_the_shape_of_a_postcode_is_none(typed: str) -> None:
    assert normalise_postcode(typed) == ""


@given(written)
def test_writing_it_one_way_twice_changes_nothing(text: str) -> None:
    once = normalise_postcode(text)
    assert once
    assert normalise_postcode(once) == once
    assert compact(once) == compact(text)


@given(st.text(max_size=30))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert normalise_postcode(normalise_postcode(text)) == normalise_postcode(text)
    found = find_postcode(text)
    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "postcode", "kind", "words"),
    [
        ("na near bb11 1jg thu", "BB11 1JG", "postcode", "bb11 1jg"),
        ("na near bb111jg thu", "BB11 1JG", "postcode", "bb111jg"),
        ("women ls1", "LS1", "outward", "ls1"),
        ("SW1A 1AA", "SW1A 1AA", "postcode", "SW1A 1AA"),
        ("m7 7pm", "M7", "outward", "m7"),
        ("e1 tonight or BB11 1JG", "BB11 1JG", "postcode", "BB11 1JG"),
        ("Church Hall, York (YO1 7HH)", "YO1 7HH", "postcode", "YO1 7HH"),
    ],
)
def test_a_postcode_is_found_among_words(text: str, postcode: str, kind: str, words: str) -> None:
    found = find_postcode(text)
    assert found
    assert (found.postcode, found.kind, text[found.start : found.end]) == (postcode, kind, words)


@pytest.mark.parametrize(
    "text", ["step 11", "step11", "na thu 7pm", "covid19", "at 7", "aa1", "12 steps", "h2o", "j24 7ab", ""]
)
def test_other_letters_and_numbers_are_no_postcode(text: str) -> None:
    assert find_postcode(text) is None


def test_a_beginning_may_be_read_in_more_than_one_way() -> None:
    assert partial_readings("m11") == [("M11", ""), ("M1", "1")]
    assert partial_readings("BB11 1J") == [("BB11", "1J")]
    assert partial_readings("BB11 1JG") == []
    assert partial_readings("Burnley") == []


@given(st.from_regex("[A-Z]{2}[0-9]{2}[A-Z]{2}", fullmatch=True))
def test_a_slip_is_one_letter_more_less_or_other_or_two_that_changed_places(typed: str) -> None:
    for unlikeliness, meant in slips(typed):
        assert meant != typed
        assert unlikeliness > 0
        assert abs(len(meant) - len(typed)) <= 1
