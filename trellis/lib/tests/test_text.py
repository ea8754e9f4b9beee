import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.lib.text import calm, clip, is_shouted, one_line, plain, slug


def test_mark_up_goes_and_its_lines_stay() -> None:
    assert plain("<p>Bring a <b>mug</b>&nbsp;.</p><p>Ring<br/>twice</p>") == "Bring a mug .\nRing\ntwice"
    assert plain("<script>alert(1)</script>In the <!-- old --> hall") == "In the hall"
    assert plain("St Michael&Amp;s &amp;amp; All Angels") == "St Michael&s & All Angels"
    assert plain("5 < 6 and 7 > 6") == "5 < 6 and 7 > 6"


def test_blank_lines_and_controls_are_squeezed() -> None:
    assert plain("One\r\n\r\n\r\n\r\n  Two\t\tthree \x00\u200b") == "One\n\nTwo three"
    assert one_line("  One\n  two &amp; three ") == "One two & three"
    assert one_line("Switch\n                to Districts   ") == "Switch to Districts"


@pytest.mark.parametrize(
    ("shouted", "calm_name"),
    [
        ("FINCHLEY WOMEN", "Finchley Women"),
        ("OUT OF THE BLUES", "Out of the Blues"),
        ("ST MARY'S RC HALL", "St Mary's RC Hall"),
        ("30 HENDON LANE,FINCHLEY", "30 Hendon Lane,Finchley"),
        ("LGBTQ WEDNESDAY NA", "LGBTQ Wednesday NA"),
        ("CANCELLED", "Cancelled"),
        ("ÉIRE RECOVERY", "Éire Recovery"),
    ],
)
def test_names_in_capitals_become_readable(shouted: str, calm_name: str) -> None:
    assert calm(shouted) == calm_name


@pytest.mark.parametrize("name", ["JFT", "YMCA", "ASGAL", "S.P.A.D", "C.A.T.R.A", "TRA Hall", "Way In", "", "12"])
def test_initials_and_ordinary_names_stay(name: str) -> None:
    assert calm(name) == name


@given(st.text(max_size=80))
def test_calming_twice_changes_nothing_more(text: str) -> None:
    assert calm(calm(text)) == calm(text)
    assert not is_shouted(calm(text)) or calm(text) == text


@given(st.text(max_size=200), st.integers(5, 60))
def test_clipped_text_fits(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit
    assert clip(text, 1000) == text


def test_slugs_are_readable_and_cut_between_words() -> None:
    assert slug("Ynys Môn, St Mary's & Co") == "ynys-mon-st-marys-and-co"
    assert slug("one two three four", 12) == "one-two"
    assert slug("!!") == ""


@given(st.text(max_size=120), st.integers(1, 80))
def test_slugs_hold_only_what_an_address_may(text: str, limit: int) -> None:
    found = slug(text, limit)
    assert len(found) <= limit
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in found)
    assert not found.startswith("-")
    assert not found.endswith("-")
