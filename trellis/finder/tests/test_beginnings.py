"""A word that begins the name of a village, or is a town and a feature in one."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from trellis.finder.query import parse
from trellis.finder.query_parts import Found
from trellis.finder.tests.gazetteers import FewPlaces

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SONNING = Found("Sonning Common, South Oxfordshire", 51.52, -0.98, is_well_known=False)
READING = Found("Reading", 51.46, -0.97)


@dataclass(frozen=True)
class AlsoBeginnings(FewPlaces):
    """Names are found by their beginning too."""

    def point(self, words: str) -> Found | tuple[str, ...]:
        return {"son": SONNING, "sonning": SONNING, "reading": READING}.get(words) or super().point(words)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("my son burnley", "?q=son&near=burnley"),
        ("near son burnley", "?q=burnley&near=son"),
        ("sonning", "?near=sonning"),
        ("reading", "?near=reading"),
        ("women reading", "?near=reading&feature=women"),
    ],
)
def test_a_whole_town_goes_before_the_beginning_of_a_village(words, link):
    said = parse({"q": [words]}, gazetteer=AlsoBeginnings(), now=NOW, zone="Europe/London")
    assert said.link() == link
