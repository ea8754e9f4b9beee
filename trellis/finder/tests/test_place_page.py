"""The page of a place, through its address."""

import pytest

from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import Place

pytestmark = pytest.mark.django_db

HALL = {"name": "St Peter's Hall", "address": "1 Church Street", "way_in": "Side door, ring the bell."}


def test_it_says_what_is_on_how_to_get_in_and_in_which_area(visit):
    hall = create_place(**HALL, features=["step-free"])
    create_meeting(name="Way In Tuesday", place=hall)
    page = visit(hall.get_absolute_url())
    assert page.heading == "St Peter's Hall"
    assert "Tuesday 7:30 to 9 pm Way In Tuesday · NA" in page.text
    assert "Way in. Side door, ring the bell." in page.text
    assert "Step-free" in page.text
    assert page.links["Burnley"] == "/areas/E07000117"
    assert page.links["Directions"] == "https://www.openstreetmap.org/directions?to=53.7893,-2.2405"


def test_what_is_near_is_somewhere_else(visit):
    hall = create_place(**HALL)
    create_meeting(name="Here", place=hall)
    create_meeting(name="Round the corner", place=create_place(point=(53.79, -2.24)))
    nearby = visit(hall.get_absolute_url()).text.partition("Nearby")[2]
    assert "Round the corner" in nearby
    assert "Here" not in nearby


@pytest.mark.parametrize("showing", [Place.Showing.HIDDEN, Place.Showing.APPROXIMATE])
def test_a_place_that_is_not_shown_has_no_name_here(visit, showing):
    hall = create_place(**HALL, showing=showing)
    create_meeting(place=hall)
    page = visit(hall.get_absolute_url())
    html = page.response.content.decode()
    assert page.heading.startswith("A private place in Burnley")
    for secret in ("Peter", "Church Street", "BB11 1JG", "53.7893", "Side door", "openstreetmap"):
        assert secret not in html


def test_a_place_where_nothing_is_on_says_so(visit):
    page = visit(create_place(**HALL).get_absolute_url())
    assert "Nothing is listed here any more." in page.text


def test_how_the_point_was_found_is_said_where_it_may_be_wrong(visit):
    page = visit(create_place(**HALL, point_from=Place.PointFrom.POSTCODE).get_absolute_url())
    assert "the middle of the postcode, not the door" in page.text


def test_it_takes_few_queries(client, django_assert_max_num_queries):
    """Three, one for cards that are not kept, and two with which a test builds its read index anew."""
    hall = create_place(**HALL)
    for _ in range(4):
        create_meeting(place=hall)
        create_meeting()
    client.get(hall.get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get(hall.get_absolute_url())
