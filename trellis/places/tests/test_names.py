"""How names are compared."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trellis.places.names import informal_key, likely_keys, name_key, slug_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ynys Môn", "YNYS-MON"),
        ("St. Helens", "Saint Helens"),
        ("King's Lynn", "Kings Lynn"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Newcastle upon Tyne", "Newcastle-on-Tyne"),
        ("Tyne & Wear", "tyne and wear"),
        ("Łódź", "Lodz"),
    ],
)
def test_two_ways_of_writing_a_name_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_formal_words_are_left_out_unless_nothing_else_is_there() -> None:
    assert informal_key("Royal Borough of Kensington and Chelsea") == "kensington and chelsea"
    assert informal_key("Burnley Borough Council") == "burnley"
    assert informal_key("The Council") == "council"
    assert slug_of("King's Lynn and West Norfolk") == "kings-lynn-and-west-norfolk"


KEYS = ["burnley", "burley", "luton", "hull", "leeds", "middlesbrough", "hebden bridge", "edinburgh", "canterbury"]


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("burnly", "burnley", 1),
        ("brunley", "burnley", 1),
        ("lutn", "luton", 1),
        ("middlesborough", "middlesbrough", 1),
        ("hebdn brige", "hebden bridge", 2),
        ("edinbrough", "edinburgh", 2),
        ("edinboro", "edinburgh", 2),
        ("canterberry", "canterbury", 2),
    ],
)
def test_a_slip_is_seen_through(typed: str, meant: str, slips: int) -> None:
    position, found = likely_keys(typed, KEYS)[0]
    assert (KEYS[position], found) == (meant, slips)


@pytest.mark.parametrize("typed", ["hall", "hul", "reads", "burnley", "", "birmingham"])
def test_another_word_is_no_slip(typed: str) -> None:
    assert all(KEYS[position] != typed for position, _ in likely_keys(typed, KEYS))
    assert typed in KEYS or likely_keys(typed, KEYS) == []


@given(st.text(max_size=30))
@example("𝔍")
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)
