"""The tables of places as the finder asks them: towns before authorities, and towns of one name."""

from dataclasses import dataclass
from typing import Any

import pytest

from trellis.finder.query import parse
from trellis.finder.questions.gazetteer import Places
from trellis.finder.questions.parts import Found
from trellis.finder.tests.test_when import TUESDAY_NOON
from trellis.places.areas import Areas
from trellis.places.gazetteer import installed_areas
from trellis.places.names import name_key
from trellis.places.towns import Town

TOWNS = (
    Town("Newcastle upon Tyne", "GB", 54.973, -1.614, 300_000, area_code="E08000021"),
    Town("St Ives", "GB", 52.333, -0.077, 16_815, area_code="E07000011"),
    Town("St Ives", "GB", 50.209, -5.488, 5_410, area_code="E06000052"),
    Town("Fife", "GB", 56.2, -3.0, 625, 2_213, "S12000047"),
)


class FewTowns:
    def find(self, name: str, *, near: object = None, country: str = "GB", limit: int = 5) -> list[Town]:
        return [town for town in TOWNS if name_key(town.name) == name_key(name)][:limit]


@dataclass(frozen=True)
class FewTables:
    areas: Areas
    towns: FewTowns
    country: str = "GB"


@pytest.fixture(scope="module")
def places() -> Places:
    tables: Any = FewTables(installed_areas(), FewTowns())
    return Places(tables.areas, tables)


def point(places: Places, words: str) -> Found:
    found = places.point(words)
    assert isinstance(found, Found), found
    return found


def test_the_short_name_of_a_town_is_the_town_and_what_is_round_it(places):
    newcastle = point(places, "Newcastle")
    assert (newcastle.label, newcastle.area) == ("Newcastle upon Tyne", None)
    assert newcastle.lat == 54.973


@pytest.mark.parametrize("words", ["Lancashire", "Cornwall", "Fife", "E08000021"])
def test_a_county_or_a_code_stays_an_area(places, words):
    assert point(places, words).area


def test_the_parameter_for_areas_stays_an_area(places):
    found = places.area("Newcastle")
    assert isinstance(found, Found)
    assert found.area


def test_other_towns_of_the_name_are_offered_with_the_rest_of_the_question(places):
    query = parse({"q": ["women st ives"]}, gazetteer=places, now=TUESDAY_NOON, zone="Europe/London")
    assert query.namesakes == [("St Ives, Cornwall", "?near=St+Ives%2C+Cornwall&feature=women")]
    assert [str(one) for one in query.understood if one.kind == "near"] == [
        "St Ives, Huntingdonshire (there is also St Ives, Cornwall)"
    ]


def test_a_town_that_was_named_in_full_offers_no_other(places):
    query = parse({"near": ["St Ives, Cornwall"]}, gazetteer=places, now=TUESDAY_NOON, zone="Europe/London")
    assert query.near is not None
    assert query.near.label == "St Ives, Cornwall"
    assert query.namesakes == []
