"""Hidden places stand in the middle of their town, wherever in it they are."""

import pytest

from trellis.lib.geo import distance_m
from trellis.places import veil
from trellis.places.gazetteer import Gazetteer, installed_areas
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.veil import veiled

BURNLEY = "E07000117"


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer) -> None:
    monkeypatch.setattr(veil, "gazetteer", lambda: gazetteer)


def test_two_places_in_one_town_stand_at_one_point() -> None:
    east, west = (veiled(53.79, lon, town="Burnley", area_code=BURNLEY) for lon in (-2.21, -2.28))
    assert east == west
    assert distance_m(*east, 53.789, -2.24) < 2_000


def test_of_towns_of_one_name_it_is_the_one_about_there() -> None:
    lat, lon = veiled(50.71, -1.30, town="Newport", area_code="E06000046")
    assert distance_m(lat, lon, 50.70, -1.29) < 3_000


@pytest.mark.parametrize("town", ["", "Atlantis", "Edinburgh"])
def test_without_a_town_about_there_it_is_the_middle_of_the_authority(town: str) -> None:
    area = installed_areas().get(BURNLEY)
    assert area
    assert veiled(53.79, -2.21, town=town, area_code=BURNLEY) == (area.lat, area.lon)


def test_abroad_ten_kilometres_each_way_are_left_open() -> None:
    assert veiled(48.8566, 2.3522, town="", area_code="") == (48.9, 2.4)


def test_without_the_tables_it_is_the_middle_of_the_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Gazetteer:
        raise PostcodeTableError("There is none.")

    monkeypatch.setattr(veil, "gazetteer", missing)
    area = installed_areas().get(BURNLEY)
    assert area
    assert veiled(53.79, -2.21, town="Burnley", area_code=BURNLEY) == (area.lat, area.lon)
