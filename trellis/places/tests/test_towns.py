"""Finding towns by name. The table holds few postcode letters here, so few villages known by district alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.lib.geo import box_around, distance_m
from trellis.places.gazetteer import Gazetteer
from trellis.places.names import name_key
from trellis.places.postcodes import Postcodes
from trellis.places.towns import Town, Towns, learn_towns
from trellis.places.towns_table import TownTableError, build_towns


@pytest.fixture(scope="session")
def towns(gazetteer: Gazetteer) -> Towns:
    return gazetteer.towns


@pytest.mark.parametrize(
    ("typed", "name", "lat", "lon"),
    [
        ("Burnley", "Burnley", 53.79, -2.24),
        ("BURNLEY ", "Burnley", 53.79, -2.24),
        ("burnly", "Burnley", 53.79, -2.24),
        ("hebden brige", "Hebden Bridge", 53.741, -2.013),
        ("lutn", "Luton", 51.88, -0.42),
        ("llaneli", "Llanelli", 51.684, -4.163),
        ("middlesborough", "Middlesbrough", 54.576, -1.235),
        ("Hull", "Kingston upon Hull", 53.744, -0.333),
        ("Newcastle", "Newcastle upon Tyne", 54.973, -1.614),
        ("st helens", "St Helens", 53.45, -2.733),
        ("Saint Helens", "St Helens", 53.45, -2.733),
        ("Caerdydd", "Cardiff", 51.48, -3.18),
        ("baile atha cliath", "Dublin", 53.35, -6.26),
        ("ashby de la zouch", "Ashby-de-la-Zouch", 52.746, -1.472),
        ("Stoke", "Stoke-on-Trent", 53.004, -2.185),
        ("Derry", "Derry", 54.997, -7.309),
        ("Lerwick", "Lerwick", 60.154, -1.149),
        ("St Helier", "St Helier", 49.188, -2.105),
        ("Boston", "Boston", 52.976, -0.026),  # in Lincolnshire
        ("Paris", "Paris", 48.853, 2.349),
    ],
)
def test_a_town_is_found_by_what_people_call_it(towns: Towns, typed: str, name: str, lat: float, lon: float) -> None:
    found = towns.find(typed)[0]
    assert found.name == name
    assert distance_m(found.lat, found.lon, lat, lon) < 6_000


@pytest.mark.parametrize("typed", ["", "   ", "!?", "asdfghjkl", "12345", "qq"])
def test_what_is_like_no_town_finds_none(towns: Towns, typed: str) -> None:
    assert towns.find(typed) == []


def test_a_suburb_or_village_that_only_its_postcode_district_knows_is_found_roughly(towns: Towns) -> None:
    leith, oswaldtwistle = towns.find("Leith")[0], towns.find("Oswaldtwistle")[0]
    assert distance_m(leith.lat, leith.lon, 55.976, -3.17) < 2_000
    assert distance_m(oswaldtwistle.lat, oswaldtwistle.lon, 53.743, -2.393) < 4_000
    assert oswaldtwistle.precision_m > 1_000


@pytest.mark.parametrize(
    ("typed", "lat", "lon"),
    [
        ("Digbeth", 52.475, -1.89),
        ("stokes croft", 51.455, -2.59),
        ("Splott", 51.48, -3.15),
        ("Gorgie", 55.93, -3.24),
        ("Old Street", 51.526, -0.09),
    ],
)
def test_a_part_of_a_city_is_found_by_what_people_call_it(towns: Towns, typed: str, lat: float, lon: float) -> None:
    first = towns.find(typed)[0]
    assert first.fit == "exact"
    assert distance_m(first.lat, first.lon, lat, lon) < 4_000


def test_a_part_of_a_city_whose_name_is_a_word_too_counts_as_a_village(towns: Towns) -> None:
    assert towns.find("Canton")[0].people < 2_000 < towns.find("Digbeth")[0].people


def test_the_largest_of_a_name_comes_first_unless_another_is_near(towns: Towns) -> None:
    assert distance_m(towns.find("Newport")[0].lat, towns.find("Newport")[0].lon, 51.588, -2.998) < 3_000
    on_the_island = towns.find("Newport", near=(50.70, -1.30))[0]
    assert distance_m(on_the_island.lat, on_the_island.lon, 50.70, -1.29) < 3_000


def test_the_operators_own_country_comes_first(towns: Towns) -> None:
    assert towns.find("Boston", country="US")[0].country == "US"
    assert towns.find("Douglas", country="GB")[0].country == "IM"
    assert towns.find("Douglas", country="IE")[0].country == "IE"


def test_how_a_name_fits_is_told(towns: Towns) -> None:
    assert towns.find("Burnley")[0].fit == "exact"
    assert towns.find("Burnl")[0].fit == "beginning"
    assert towns.find("burnly")[0].fit == "slip"


def test_no_place_comes_twice(towns: Towns) -> None:
    for name in ("Edinburgh", "Derry", "Cardiff", "Belfast", "London"):
        found = towns.find(name, limit=20)
        exact = [town for town in found if town.name == name and town.country == "GB" and town.people > 50_000]
        assert len(exact) == 1


def test_every_british_town_of_size_is_found_by_its_own_name(towns: Towns) -> None:
    large = [town for town in towns.within(box_around(54.5, -3, 700_000), most=400) if town.country == "GB"]
    assert len(large) > 300
    lost = [town.name for town in large if towns.find(town.name, near=(town.lat, town.lon))[0].name != town.name]
    assert lost == []


@given(st.text(max_size=30))
def test_any_text_may_be_asked_for(towns: Towns, text: str) -> None:
    found = towns.find(text, limit=3)
    assert len(found) <= 3
    assert bool(found) <= bool(name_key(text))


def test_towns_near_a_point_come_nearest_first(towns: Towns) -> None:
    found = towns.near(53.79, -2.24, 6)
    assert found[0].name == "Burnley"
    distances = [float(distance_m(53.79, -2.24, town.lat, town.lon)) for town in found]
    assert distances == sorted(distances)
    assert len({town.name for town in found}) == 6


def test_many_points_at_once_have_the_towns_that_each_has_alone(towns: Towns) -> None:
    rng = np.random.default_rng(11)
    lats, lons = rng.uniform(50, 60, 40), rng.uniform(-6, 1, 40)
    for lat, lon, found in zip(lats, lons, towns.near_many(lats, lons, 3), strict=True):
        alone = towns.near(lat, lon, 3)
        assert len(found) == 3
        assert {town.name for town in found[:1]} <= {town.name for town in alone}  # flat and round differ by a little


def test_towns_of_exactly_a_name_come_largest_first(towns: Towns) -> None:
    named = towns.named("newport")
    assert {town.name for town in named} == {"Newport"}
    assert [town.people for town in named] == sorted((town.people for town in named), reverse=True)
    assert towns.named("Newpor") == towns.named("") == []


def test_towns_of_a_box_come_largest_first(towns: Towns) -> None:
    box = box_around(53.79, -2.24, 20_000)
    found = towns.within(box, most=5)
    assert [town.name for town in found][:2] == ["Burnley", "Blackburn"]
    assert all(box.holds(town.lat, town.lon) for town in towns.within(box, most=1000))


def test_a_town_tells_its_authority_where_postcodes_are_known(towns: Towns) -> None:
    assert towns.find("Burnley")[0].area_code == "E07000117"
    assert towns.find("Dublin")[0].area_code == ""


SIGHTINGS = [
    ("Wythenshawe", 53.380, -2.264),
    ("WYTHENSHAWE", 53.378, -2.262),
    ("wythenshawe ", 53.382, -2.266),
    ("Newtown", 52.51, -3.31),
    ("Newtown", 50.72, -1.42),
    ("", 53.0, -2.0),
    ("Nowhere", 530.0, -2.0),
]


def test_towns_are_learned_from_the_listings_themselves(towns: Towns) -> None:
    learned = learn_towns(SIGHTINGS)
    assert [(town.name, round(town.lat, 2)) for town in learned] == [
        ("Newtown", 50.72),
        ("Newtown", 52.51),
        ("Wythenshawe", 53.38),
    ]
    assert towns.find("Wythenshawe") == []
    wiser = towns.with_learned(learned)
    assert wiser.find("wythenshawe")[0].lat == 53.38
    assert wiser.find("Burnley") == towns.find("Burnley")
    assert wiser.with_learned([]).find("Wythenshawe") == []


def test_a_learned_point_mends_a_rough_one(towns: Towns) -> None:
    rough = towns.find("Oswaldtwistle")[0]
    better = towns.with_learned([Town("Oswaldtwistle", "GB", 53.743, -2.393, 500, 500)]).find("Oswaldtwistle")
    assert len(better) == 1
    assert (better[0].lat, better[0].precision_m) == (53.743, 500)
    assert rough.precision_m > 500


@given(st.lists(st.tuples(st.text(max_size=6), st.floats(-90, 90), st.floats(-180, 180)), max_size=12))
def test_every_sighting_is_near_a_town_that_was_learned(sightings: list[tuple[str, float, float]]) -> None:
    learned = learn_towns(sightings)
    for name, lat, lon in sightings:
        if len(name_key(name)) >= 3:
            same = [town for town in learned if name_key(town.name) == name_key(name)]
            assert min(float(distance_m(lat, lon, town.lat, town.lon)) for town in same) < 60_000


def test_the_table_is_made_once(gazetteer: Gazetteer, tables: Path) -> None:
    assert not build_towns(tables / "towns.bin", gazetteer.postcodes)


@pytest.mark.usefixtures("small_world")
def test_another_postcode_table_makes_another_table_of_towns(
    tmp_path: Path, tables: Path, postcodes: Postcodes
) -> None:
    path = tmp_path / "towns.bin"
    path.write_bytes((tables / "postcodes.bin").read_bytes())
    with pytest.raises(TownTableError, match="script/bootstrap"):
        Towns.open(path)
    assert build_towns(path, postcodes)
    assert Towns.open(path).find("Burnley")


@pytest.mark.parametrize("typed", ["St Ives", "saint helier", "St Neots", "Port St Mary"])
def test_a_saint_is_written_short_in_these_islands(towns: Towns, typed: str) -> None:
    assert "St " in towns.find(typed)[0].name


def test_a_saint_abroad_is_written_out(towns: Towns) -> None:
    assert towns.find("Saint Charles", country="US")[0].name == "Saint Charles"
