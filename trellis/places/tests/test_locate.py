"""One question for whatever a person types."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from trellis.lib.geo import METRES_PER_MILE, distance_m
from trellis.places.gazetteer import Gazetteer, build_gazetteer, installed_areas
from trellis.places.locate import Located, NotFound, locate
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.wider import wider_place


def found(text: str, gazetteer: Gazetteer) -> Located:
    answer = locate(text, gazetteer)
    assert isinstance(answer, Located), answer
    return answer


@pytest.mark.parametrize(
    ("typed", "kind", "label", "area"),
    [
        ("bb11 1jg", "postcode", "BB11 1JG", "E07000117"),
        ("BB111JG", "postcode", "BB11 1JG", "E07000117"),
        ("12 High Street, Burnley, BB11 1JG", "postcode", "BB11 1JG", "E07000117"),
        ("bb11", "district", "BB11", "E07000117"),
        ("bb11 1", "district", "BB11 1", "E07000117"),
        ("A92 RF2P", "district", "A92, Drogheda", ""),
        ("d02", "district", "D02, Dublin 2", ""),
        ("53.79, -2.24", "point", "53.7900, -2.2400", "E07000117"),
        ("geo:53.79,-2.24", "point", "53.7900, -2.2400", "E07000117"),
        ("53.79N 2.24W", "point", "53.7900, -2.2400", "E07000117"),
        ("Burnley", "town", "Burnley", "E07000117"),
        ("Burnley, UK", "town", "Burnley", "E07000117"),
        ("Hebden Bridge", "town", "Hebden Bridge", ""),  # its postcodes are not in the small table
        ("Durham", "town", "Durham", ""),
        ("County Durham", "area", "County Durham", "E06000047"),
        ("Lancashire", "area", "Lancashire", "E10000017"),
        ("lancashire county council", "area", "Lancashire", "E10000017"),
        ("E07000117", "area", "Burnley", "E07000117"),
        ("Kent", "area", "Kent", "E10000016"),
        ("Yorkshire", "region", "Yorkshire and The Humber", ""),
        ("greater manchester", "region", "Greater Manchester", ""),
        ("Wales", "region", "Wales", ""),
        ("Isle of Man", "region", "Isle of Man", ""),
        ("Co Mayo", "region", "County Mayo", ""),
        ("Dublin", "town", "Dublin, Ireland", ""),
        ("Cork, Ireland", "town", "Cork, Ireland", ""),
        ("Cardiff, Wales", "town", "Cardiff", "W06000015"),
    ],
)
def test_a_place_is_found(gazetteer: Gazetteer, typed: str, kind: str, label: str, area: str) -> None:
    answer = found(typed, gazetteer)
    assert (answer.kind, answer.label, answer.area_code) == (kind, label, area)
    assert not answer.is_guess


@pytest.mark.parametrize(
    ("typed", "lat", "lon"),
    [
        ("Newport, Isle of Wight", 50.70, -1.29),
        ("newport isle of wight", 50.70, -1.29),
        ("Newport", 51.59, -3.0),
        ("Richmond, Yorkshire", 54.40, -1.73),
        ("Richmond", 51.46, -0.30),
        ("Ash, Canterbury", 51.28, 1.28),  # near another town
        ("Bangor, Northern Ireland", 54.66, -5.67),
        ("Bangor, Co Down", 54.66, -5.67),
    ],
)
def test_what_stands_after_the_comma_chooses_among_towns_of_one_name(
    gazetteer: Gazetteer, typed: str, lat: float, lon: float
) -> None:
    answer = found(typed, gazetteer)
    assert distance_m(answer.lat, answer.lon, lat, lon) < 5_000


def test_the_place_that_was_asked_from_chooses_too(gazetteer: Gazetteer) -> None:
    answer = locate("Newport", gazetteer, near=(50.70, -1.30))
    assert isinstance(answer, Located)
    assert answer.lat == pytest.approx(50.70, abs=0.02)


def test_a_slip_is_forgiven_and_owned_up_to(gazetteer: Gazetteer) -> None:
    answer = found("burnly", gazetteer)
    assert (answer.label, answer.is_guess) == ("Burnley", True)


def test_other_towns_of_the_name_are_offered_and_each_can_be_asked_for(gazetteer: Gazetteer) -> None:
    answer = found("Newport", gazetteer)
    assert answer.suggestions
    assert answer.label not in answer.suggestions
    for suggestion in answer.suggestions:
        assert isinstance(locate(suggestion, gazetteer), Located)


def test_a_town_offers_the_area_of_its_name(gazetteer: Gazetteer) -> None:
    assert found("Durham", gazetteer).suggestions[0] == "County Durham"


def test_a_wrong_postcode_brings_near_ones(gazetteer: Gazetteer) -> None:
    answer = locate("BB11 IJG", gazetteer)
    assert isinstance(answer, NotFound)
    assert answer.kind == "name"  # a letter where a figure must be: not the shape of a postcode


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("BB11 1ZZ", "postcode"),
        ("zz9", "postcode"),
        ("95, 0", "point"),
        ("asdfgh qwerty", "name"),
    ],
)
def test_what_is_not_found_says_what_it_looked_like(gazetteer: Gazetteer, typed: str, kind: str) -> None:
    answer = locate(typed, gazetteer)
    assert isinstance(answer, NotFound)
    assert answer.kind == kind


@given(st.text(max_size=40))
def test_any_text_has_an_answer(gazetteer: Gazetteer, text: str) -> None:
    answer = locate(text, gazetteer)
    if isinstance(answer, Located):
        assert -90 <= answer.lat <= 90
        assert -180 <= answer.lon <= 180
        assert answer.radius_m > 0


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_coordinates_are_taken_at_their_word(gazetteer: Gazetteer, lat: float, lon: float) -> None:
    answer = found(f"{lat:.6f},{lon:.6f}", gazetteer)
    assert answer.kind == "point"
    assert (answer.lat, answer.lon) == pytest.approx((lat, lon), abs=1e-6)


def test_the_circle_is_five_miles_and_more_where_the_point_is_rough(gazetteer: Gazetteer) -> None:
    assert found("BB11 1JG", gazetteer).radius_m == 5 * METRES_PER_MILE
    assert found("BB11", gazetteer).radius_m > 5 * METRES_PER_MILE
    assert found("Yorkshire", gazetteer).radius_m > 50_000


def test_a_wider_place_holds_what_lies_in_it() -> None:
    yorkshire = wider_place("yorkshire")
    assert yorkshire
    assert yorkshire.holds(54.40, -1.73)
    assert not yorkshire.holds(51.46, -0.30)
    assert wider_place("") is None
    midlands = wider_place("the midlands")
    assert midlands
    assert midlands.holds(52.48, -1.90)
    assert midlands.holds(52.95, -1.15)
    assert not midlands.holds(51.51, -0.13)


def test_tables_that_are_missing_say_so(tmp_path: Path) -> None:
    with pytest.raises(PostcodeTableError, match="script/bootstrap"):
        Gazetteer.open(tmp_path)


@pytest.mark.usefixtures("small_world")
def test_the_tables_are_made_once_and_the_work_is_told(tmp_path: Path) -> None:
    told: list[float] = []
    assert build_gazetteer(tmp_path, letters="JZ", progress=lambda _doing, done: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert not build_gazetteer(tmp_path, letters="JZ")
    assert Gazetteer.open(tmp_path).country == "GB"


def test_an_operator_elsewhere_names_a_table_of_areas(settings: Settings, tmp_path: Path) -> None:
    rows = [
        "code,name,also,kind,nation,region,part_of,population,lat,lon,replaces",
        "IE-MO,Mayo,,county,Ireland,,,1,54,-9,",
    ]
    (tmp_path / "areas.csv").write_text("\n".join(rows), encoding="utf-8")
    settings.AREAS_FILE = str(tmp_path / "areas.csv")
    installed_areas.cache_clear()
    try:
        assert [area.name for area in installed_areas()] == ["Mayo"]
    finally:
        installed_areas.cache_clear()
