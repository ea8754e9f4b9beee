import pytest

from trellis.finder.cards.spoken import nothing_words
from trellis.finder.query import Query
from trellis.finder.questions.parts import Near
from trellis.finder.questions.when import When

HERE = Near("BB11 1JG", "Burnley", 53.79, -2.24)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (Query(), "Nothing like this is listed"),
        (Query(text="yoga", when=When(day="today")), "Nothing for “yoga” today"),
        (Query(near=HERE, when=When(day="today")), "Nothing within 5 miles today"),
        (Query(near=HERE, when=When(day="sun", part="7pm")), "Nothing within 5 miles, Sunday from 7 to 8 pm"),
    ],
)
def test_what_is_not_there_reads_as_a_sentence(query: Query, words: str) -> None:
    assert nothing_words(query).replace("\u00a0", " ") == words
