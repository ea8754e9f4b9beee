"""Words on lines of paper, whatever the words are."""

from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.showing import paper

TEXT = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Z", "S"]), max_size=200)


@given(TEXT, st.floats(6, 60), st.floats(80, 600))
def test_no_line_is_wider_than_the_paper(words, size, width):
    for line in paper.wrapped(words, paper.REGULAR, size, width):
        assert len(line) == 1 or paper.pdfmetrics.stringWidth(line, paper.REGULAR, size) <= width


@given(TEXT, st.floats(6, 60), st.floats(80, 600))
def test_no_letter_is_lost_or_made_up(words, size, width):
    lines = paper.wrapped(words, paper.BOLD, size, width)
    assert _letters("".join(lines)) == _letters(paper.printable(words))


def _letters(words):
    """All but white space, of which a line loses what stands at its ends."""
    return "".join(words.split())


@given(TEXT)
def test_what_is_printable_stays_as_it_is(words):
    once = paper.printable(words)
    assert paper.printable(once) == once
