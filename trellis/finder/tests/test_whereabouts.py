from dataclasses import replace

from trellis.finder.cards.whereabouts import Directions, whereabouts
from trellis.places.models import Place

HALL = {
    "name": "St Peter's Hall",
    "address": "1 Church Street, Burnley",
    "town": "Burnley",
    "postcode": "BB11 2DL",
    "lat": 53.789312,
    "lon": -2.240567,
    "point_from": Place.PointFrom.SOURCE,
}


def hall(**changes: object) -> Place:
    return Place(**{**HALL, **changes})


def test_a_shown_place_is_told_whole_and_nothing_twice() -> None:
    assert whereabouts(hall()).lines == ("St Peter's Hall", "1 Church Street, Burnley", "BB11 2DL")


def test_the_postcode_stands_after_the_town_wherever_the_address_has_it() -> None:
    hut = hall(name="", address="40 Tong Road, ls121lz, Leeds", town="Leeds", postcode="LS12 1LZ")
    assert whereabouts(hut).line == "40 Tong Road, Leeds, LS12 1LZ"


def test_a_name_without_any_address_is_known_as_one() -> None:
    assert whereabouts(hall(address="", town="", postcode="")).is_name_alone
    assert not whereabouts(hall(address="", town="", postcode="BB11 2DL")).is_name_alone
    assert not whereabouts(hall(name="", address="", town="", postcode="")).is_name_alone


def test_a_place_shown_roughly_gives_its_town_and_half_its_postcode() -> None:
    rough = whereabouts(hall(showing=Place.Showing.APPROXIMATE))
    assert rough.line == "Burnley, BB11"
    assert rough.point == (53.79, -2.24)
    assert rough.directions is None


def test_a_hidden_place_gives_no_point_and_no_street() -> None:
    hidden = whereabouts(hall(showing=Place.Showing.HIDDEN))
    assert hidden.line == "Burnley"
    assert hidden.point is None
    assert hidden.directions is None


def test_nobody_is_led_to_the_middle_of_a_town() -> None:
    assert whereabouts(hall(point_from=Place.PointFrom.TOWN)).directions is None
    assert whereabouts(hall(point_from=Place.PointFrom.POSTCODE)).directions is not None


def test_directions_carry_the_place_and_nothing_else() -> None:
    way = whereabouts(hall()).directions
    assert way == Directions((53.78931, -2.24057), "St Peter's Hall, 1 Church Street, Burnley, BB11 2DL")
    assert way.open_street_map == "https://www.openstreetmap.org/directions?to=53.78931,-2.24057"
    assert way.apple_maps == "https://maps.apple.com/?daddr=53.78931,-2.24057"
    assert way.google_maps == "https://www.google.com/maps/dir/?api=1&destination=53.78931,-2.24057"
    assert replace(way, words="A & B").geo == "geo:53.78931,-2.24057?q=53.78931,-2.24057(A%20%26%20B)"
