import re

import pytest

from trellis.finder.listings.first_time import BY_FEATURE, BY_KIND, BY_MODE, first_time
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import PATHWAYS, PathwayKind

SENTENCES = [words for group in (*BY_KIND.values(), *BY_MODE.values()) for words in group] + list(BY_FEATURE.values())
NEVER = re.compile(
    r"\b(addicts?|clean|dirty|abuse|junkie|relapse|clients?|service users?|dose|taper)\b|!", re.IGNORECASE
)


def test_every_kind_of_pathway_has_words_of_its_own() -> None:
    assert set(BY_KIND) == set(PathwayKind)
    assert len(set(BY_KIND.values())) == len(PathwayKind)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_are_plain_and_kind(sentence: str) -> None:
    assert not NEVER.search(sentence)
    assert sentence[-1] in ".?"
    assert all(len(part.split()) <= 22 for part in re.split(r"[.?;:] ", sentence)), "One thought in each sentence."


def test_features_it_speaks_of_exist() -> None:
    assert BY_FEATURE.keys() <= FEATURES.keys()


def test_from_home_nobody_comes_to_a_door() -> None:
    online = first_time(PATHWAYS["na"], Meeting.Mode.ONLINE)
    in_person = first_time(PATHWAYS["na"], Meeting.Mode.IN_PERSON)
    assert any("camera" in sentence for sentence in online)
    assert not any("Come five" in sentence for sentence in online)
    assert any("Come five" in sentence for sentence in in_person)


def test_only_groups_about_drinking_or_drugs_speak_of_today() -> None:
    assert any("drinking or using today" in words for words in first_time(PATHWAYS["aa"], Meeting.Mode.IN_PERSON))
    assert not any("drinking or using" in words for words in first_time(PATHWAYS["oa"], Meeting.Mode.IN_PERSON))


def test_adult_children_are_not_told_about_the_person_they_care_for() -> None:
    assert not any("care about" in words for words in first_time(PATHWAYS["aca"], Meeting.Mode.IN_PERSON))
    assert any("care about" in words for words in first_time(PATHWAYS["al-anon"], Meeting.Mode.IN_PERSON))


def test_a_closed_meeting_is_explained_even_where_the_source_says_both() -> None:
    said = first_time(PATHWAYS["aa"], Meeting.Mode.IN_PERSON, ["open", "closed"])
    assert BY_FEATURE["closed"] in said
    assert BY_FEATURE["open"] not in said
