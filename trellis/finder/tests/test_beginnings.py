"""A word that begins the name of a village, or is a town and a feature in one."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from trellis.finder.query import parse
from trellis.finder.questions.parts import Found
from trellis.finder.tests.gazetteers import FewPlaces

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SONNING = Found("Sonning Common, South Oxfordshire", 51.52, -0.98)
ST_IVES = Found("St Ives, Lancashire", 53.7, -2.3)
READING = Found("Reading", 51.46, -0.97)


@dataclass(frozen=True)
class AlsoBeginnings(FewPlaces):
    """Names are found by their beginning too."""

    def point(self, words: str) -> Found | tuple[str, ...]:
        beginnings = {"sonn": SONNING, "sonning": SONNING, "reading": READING, "st ives lancashire": ST_IVES}
        return beginnings.get(words) or super().point(words)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("my sonn burnley", "?q=sonn&near=burnley"),
        ("near sonn burnley", "?q=burnley&near=sonn"),
        ("st ives lancashire", "?near=st+ives+lancashire"),
        ("sonning", "?near=sonning"),
        ("sonn tonight", "?near=sonn&when=tonight"),
        ("sonn 30", "?q=sonn+30"),
        ("reading", "?near=reading"),
        ("women reading", "?near=reading&feature=women"),
    ],
)
def test_a_whole_town_goes_before_the_beginning_of_a_village(words, link):
    said = parse({"q": [words]}, gazetteer=AlsoBeginnings(), now=NOW, zone="Europe/London")
    assert said.link() == link
