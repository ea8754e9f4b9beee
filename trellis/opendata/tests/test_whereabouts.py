from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from trellis.opendata.addresses import country_code, split_address, tidy_address
from trellis.opendata.listing import Where
from trellis.opendata.points import Point, known_zone, why_impossible
from trellis.opendata.whereabouts import Atlas, Whereabouts
from trellis.places.models import Place
from trellis.places.postcodes import NearestPostcodes, PostcodePoint
from trellis.places.towns import Town

BURNLEY = Point(53.789, -2.2405)
PADIHAM = Town("Padiham", "GB", 53.80, -2.315, people=10_000)
BURNLEY_TOWN = Town("Burnley", "GB", *BURNLEY, people=80_000)


@dataclass
class OnePostcode:
    """A table of one postcode, BB11 1JG, in one district."""

    def __len__(self) -> int:
        return 1

    def lookup(self, text: str) -> PostcodePoint | None:
        known = text.upper().replace(" ", "") == "BB111JG"
        return PostcodePoint("BB11 1JG", *BURNLEY, "E07000117", 100) if known else None

    def outward(self, text: str) -> SimpleNamespace | None:
        return SimpleNamespace(text="BB11", **BURNLEY._asdict(), precision_m=1500) if text.upper() == "BB11" else None

    def suggest(self, text: str, *, limit: int = 5) -> list[str]:
        return ["BB11 1JG"] if text.upper().startswith("BB11") else []

    def nearest_many(self, lats: list[float], lons: list[float], *, limit_m: float) -> NearestPostcodes:
        near = [
            abs(lat - BURNLEY.lat) < 0.1 and abs(lon - BURNLEY.lon) < 0.1 for lat, lon in zip(lats, lons, strict=True)
        ]
        return NearestPostcodes(
            ["BB11 1JG" if one else "" for one in near],
            ["E07000117" if one else "" for one in near],
            np.array([100.0 if one else np.inf for one in near]),
        )


class TwoTowns:
    def __len__(self) -> int:
        return 2

    def named(self, name: str) -> list[Town]:
        return [town for town in (BURNLEY_TOWN, PADIHAM) if town.name.lower() == name.lower()]

    def near_many(self, lats: list[float], lons: list[float], n: int = 5) -> list[list[Town]]:
        return [[BURNLEY_TOWN, PADIHAM] for _ in lats]


ATLAS = Atlas(OnePostcode(), TwoTowns(), zone="Europe/London", country="GB")  # type: ignore[arg-type]


def look_up(zone: str = "", **where: Any) -> Whereabouts:
    [found] = ATLAS.look_up([(Where(**where), zone)])
    return found


def at(point: Point, **where: Any) -> Whereabouts:
    return look_up(**{"country": "UK", "postcode": "bb111jg", "lat": point.lat, "lon": point.lon, **where})


def test_a_good_point_is_kept_and_the_postcode_written_properly() -> None:
    found = at(Point(53.7890, -2.2410))
    assert found.point == (53.7890, -2.2410)
    assert found.point_from == Place.PointFrom.SOURCE
    assert (found.postcode, found.area_code, found.country) == ("BB11 1JG", "E07000117", "GB")
    assert found.flags == ()


def test_a_point_far_from_its_postcode_is_kept_and_reported() -> None:
    found = at(Point(53.85, -2.24))
    assert found.point_from == Place.PointFrom.SOURCE
    assert [(f["field"], f["what"]) for f in found.flags] == [
        ("point", "The point is 6.8 km from its postcode BB11 1JG.")
    ]


@pytest.mark.parametrize("point", [Point(0, 0), Point(30.1675, -95.468), Point(95, 10), Point(38.1, 13.4)])
def test_an_impossible_point_gives_way_to_the_postcode(point: Point) -> None:
    found = at(point)
    assert found.point == BURNLEY
    assert found.point_from == Place.PointFrom.POSTCODE
    assert "postcode" in found.derived["point"]
    assert found.flags[0]["field"] == "point"


def test_swapped_latitude_and_longitude_are_turned_round() -> None:
    found = at(Point(-2.2405, 53.789))
    assert found.point == (53.789, -2.2405)
    assert "swapped" in found.derived["point"]


def test_no_point_is_worked_out_from_postcode_then_district_then_town() -> None:
    assert look_up(country="UK", postcode="BB11 1JG").point_from == Place.PointFrom.POSTCODE
    district = look_up(country="UK", postcode="BB11 9ZZ")
    assert (district.point, district.point_from) == (BURNLEY, Place.PointFrom.POSTCODE)
    assert district.flags[0]["cure"] == "Perhaps BB11 1JG is meant."
    town = look_up(country="UK", town="Padiham")
    assert (town.point, town.point_from) == ((53.80, -2.315), Place.PointFrom.TOWN)
    assert look_up(country="UK", address="1 Mill Lane, Padiham").point_from == Place.PointFrom.TOWN
    nowhere = look_up(country="UK", town="Nowhere")
    assert (nowhere.point, nowhere.point_from) == (None, Place.PointFrom.NONE)


def test_a_district_alone_is_no_mistake() -> None:
    assert look_up(country="UK", postcode="BB11").flags == ()


def test_the_town_is_named_by_its_address_or_by_its_point() -> None:
    named = at(Point(53.795, -2.28), address="1 Mill Lane, Padiham")
    assert (named.town, named.derived["town"]) == ("Padiham", "Named in its address.")
    near = at(BURNLEY, address="1 Mill Lane")
    assert (near.town, near.derived["town"]) == ("Burnley", "The town at its point.")
    assert at(BURNLEY, town="Habergham").town == "Habergham"


def test_the_authority_comes_from_the_postcode_or_the_nearest_one() -> None:
    near = at(Point(53.79, -2.25), postcode="")
    assert (near.area_code, near.derived["area_code"]) == ("E07000117", "The authority of the nearest postcode.")


def test_a_point_at_sea_or_abroad_is_refused_where_there_are_postcodes() -> None:
    found = at(Point(48.85, 2.35), postcode="")
    assert found.point is None
    assert "nowhere near a postcode" in found.flags[0]["what"]


def test_the_zone_is_the_stated_one_else_the_points_else_the_sites() -> None:
    assert look_up("Europe/Dublin", lat=40.7, lon=-74.0).zone == "Europe/Dublin"
    assert look_up("Eastern").zone == "America/New_York"
    there = look_up(lat=40.7, lon=-74.0)
    assert (there.zone, there.country) == ("America/New_York", "US")
    assert there.derived["zone"] == "The time zone at its point."
    assert look_up().zone == "Europe/London"
    assert look_up("Mars/Olympus").flags[0]["kind"] == "zone"


def test_foreign_postcodes_are_left_alone() -> None:
    found = look_up(lat=40.7, lon=-74.0, postcode="10001")
    assert (found.postcode, found.flags) == ("10001", ())


def test_without_tables_a_listing_keeps_what_its_source_says() -> None:
    bare = Atlas(None, None, zone="Europe/London", country="GB")
    [found] = bare.look_up([(Where(postcode="bb11 1jg", lat=53.789, lon=-2.24, country="UK"), "")])
    assert (found.postcode, found.point, found.area_code) == ("BB11 1JG", (53.789, -2.24), "")


def test_neighbours_across_a_crooked_border_are_believed() -> None:
    assert why_impossible(Point(54.7, -7.4), country="IE", home=None) == ""
    assert why_impossible(Point(48.58, 7.75), country="DE", home=None) == ""
    assert why_impossible(Point(40.7, -74.0), country="DE", home=None) != ""


@pytest.mark.parametrize(
    ("name", "code"),
    [("UK", "GB"), ("England", "GB"), ("Ireland", "IE"), ("USA", "US"), ("us", "US"), ("Narnia", ""), ("", "")],
)
def test_countries_by_the_names_people_give_them(name: str, code: str) -> None:
    assert country_code(name) == code


def test_addresses_are_tidied() -> None:
    assert tidy_address("Batchelors Lane,Drogheda,Drogheda") == "Batchelors Lane, Drogheda"
    assert tidy_address("30 HENDON LANE,FINCHLEY,LONDON") == "30 Hendon Lane, Finchley, London"
    assert tidy_address("3 Other Meetings At This Location, ") == ""


def test_a_state_at_the_end_of_an_address_is_no_country() -> None:
    found = split_address("1 Main St, San Jose, CA")
    assert (found.address, found.country) == ("1 Main St, San Jose, CA", "")
    assert split_address("1 Main St, Berlin, Germany").country == "Germany"


def test_an_address_of_unknown_shape_stays_whole() -> None:
    assert split_address("Somewhere over the rainbow").address == "Somewhere over the rainbow"
    assert split_address("").address == ""


@pytest.mark.parametrize(
    ("name", "zone"), [("Europe/London", "Europe/London"), ("ET", "America/New_York"), ("../x", "")]
)
def test_zones_by_the_names_people_give_them(name: str, zone: str) -> None:
    assert known_zone(name) == zone
