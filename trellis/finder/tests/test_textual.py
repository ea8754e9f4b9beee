"""Words as they are compared."""

import pytest

from trellis.finder.indexing.textual import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("St Peter’s CAFÉ", ["st", "peters", "cafe"]),
        ("Łódź-style: na/aa_x", ["łodz", "style", "na", "aa", "x"]),
        ("O'Neill`s  12th", ["oneills", "12th"]),
        ("", []),
        ("Straße", ["strasse"]),
    ],
)
def test_case_accents_apostrophes_and_punctuation_do_not_matter(text, words):
    assert words_of(text) == words
