import pytest

from trellis.finder.cards.facts import facts
from trellis.meetings.features import FEATURES


def names(*codes: str) -> list[str]:
    return [fact.name for fact in facts(codes)]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("open",), ["Open to all"]),
        (("women", "open"), ["Open to any woman"]),
        (("women", "closed"), ["Closed", "Women"]),
        (("open", "women", "lgbtq"), ["Open", "Women", "LGBTQ+"]),
        (("open", "veterans"), ["Open", "Veterans"]),
        (("open", "young-people", "step-free"), ["Open to any young person", "Step-free"]),
    ],
)
def test_open_means_those_whom_the_meeting_is_for(codes: tuple[str, ...], said: list[str]) -> None:
    assert names(*codes) == said


def test_other_features_keep_their_words() -> None:
    assert [fact.words for fact in facts(["step-free", "closed"])] == [
        FEATURES["closed"].words,
        FEATURES["step-free"].words,
    ]
