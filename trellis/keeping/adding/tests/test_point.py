import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.adding.near import Point
from trellis.keeping.adding.point import SIDE, STEP_M, marked, moved, pressed, stepped, where_words
from trellis.keeping.adding.tests.drafting import Adding
from trellis.keeping.adding.where import Spot
from trellis.lib.geo import distance_m
from trellis.meetings.tests.factories import create_meeting
from trellis.places.models import Place
from trellis.places.tests.factories import create_place

POINT = Point(53.788, -2.243)


@given(st.integers(0, SIDE), st.integers(0, SIDE))
def test_a_press_moves_the_mark_by_what_the_picture_shows(x, y):
    found = pressed(POINT, str(x), str(y))
    if (x, y) == (0, 0):
        assert found is None
        return
    assert (found.lat > POINT.lat) == (y < SIDE / 2)
    assert (found.lon > POINT.lon) == (x > SIDE / 2)
    assert distance_m(POINT.lat, POINT.lon, found.lat, found.lon) < 650


@pytest.mark.parametrize("wrong", [("", ""), ("-1", "5"), ("5", "x"), ("900", "5"), ("5", "99999999999"), ("0", "0")])
def test_what_is_no_press_moves_nothing(wrong):
    assert pressed(POINT, *wrong) is None


@pytest.mark.parametrize("direction", ["north", "south", "east", "west"])
def test_a_button_moves_it_by_twenty_five_metres(direction):
    found = stepped(POINT, direction)
    assert abs(distance_m(POINT.lat, POINT.lon, found.lat, found.lon) - STEP_M) < 0.5
    assert stepped(POINT, "up") is None


def test_what_a_map_sends_is_a_point_or_nothing():
    assert marked("53.788", "-2.243", "BB11 1JG") == Point(53.788, -2.243, "BB11 1JG")
    for wrong in (("", ""), ("north", "1"), ("nan", "1"), ("inf", "1"), ("91", "1"), ("1", "181")):
        assert marked(*wrong, "") is None


@pytest.mark.parametrize(
    ("north_m", "east_m", "words"),
    [
        (0, 0, "in the middle of BB11 1JG"),
        (12, 0, "12 metres north of the middle of BB11 1JG"),
        (-100, 100, "140 metres south-east of the middle of BB11 1JG"),
        (0, -1_000, "1000 metres west of the middle of BB11 1JG"),
        (5_000, 0, "5 kilometres north of the middle of BB11 1JG"),
    ],
)
def test_where_the_mark_is_is_told_in_words(north_m, east_m, words):
    start = Spot(POINT.lat, POINT.lon, "the middle of BB11 1JG")
    assert where_words(moved(POINT, north_m, east_m), start) == words


@pytest.mark.django_db
@pytest.mark.usefixtures("tables_of_places")
class TestPage:
    @pytest.fixture
    def group(self, client):
        group = Adding(client, "group")
        group.sends("where", postcode="BB11 1JG")
        return group

    def test_the_mark_moves_and_is_forgotten_when_it_is_somewhere_else(self, group):
        assert group.sends("point", **{"picture.x": "200", "picture.y": "90"}) == "point#mark"
        assert set(group.answers["mark"]) == {"lat", "lon"}
        assert group.sends("point", move="south") == "point#mark"
        group.sends("point", showing="exact")
        group.sends("where", postcode="BB11 2BQ")
        assert "mark" not in group.answers
        assert "point" not in group.answers

    def test_the_mark_of_the_map_comes_along_with_the_answers(self, group):
        assert "The mark is in the middle of BB11 1JG." in group.page("point").text
        group.sends("point", lat="53.7900001", lon="-2.25", showing="exact")
        assert group.answers["mark"] == {"lat": 53.79, "lon": -2.25}
        assert "metres north-west of the middle of BB11 1JG." in group.page("point").text

    def test_where_the_map_leads_to_listed_places_they_are_asked_about(self, group):
        create_place(name="St Mary's Hall", postcode="BB10 1AA", point=(53.80, -2.25))
        assert "or “None of these”" in group.refused("point", lat="53.80", lon="-2.25", showing="exact")
        assert group.answers["mark"] == {"lat": 53.8, "lon": -2.25}

    def test_the_picture_is_kept_by_nobody(self, group):
        response = group.client.get(f"{group.address}/sketch.png")
        assert response.content.startswith(b"\x89PNG")
        assert response.headers["Cache-Control"] == "no-store"

    def test_a_place_that_is_listed_can_be_chosen_and_is_then_not_asked_about(self, group):
        hall = create_place(name="St Mary's Hall", postcode="BB11 1JG", point=(53.788, -2.243))
        assert "St Mary's Hall" in group.page("point").text
        group.sends("point", place=str(hall.pk), showing="exact")
        group.sends("name", name="Thursday Way In")
        group.sends("when", words="Thursdays 7 to 8 pm")
        group.sends("joining")
        assert group.client.get(f"{group.address}/drink").status_code == 404
        assert "At St Mary's Hall" not in group.page("pathway").text

    def test_of_places_listed_one_has_to_be_chosen_or_none(self, group):
        create_place(name="St Mary's Hall", postcode="BB11 1JG", point=(53.788, -2.243))
        assert "or “None of these”" in group.refused("point", showing="exact")
        assert group.sends("point", place="new", showing="exact") == "name"

    def test_nobody_finds_hidden_places_by_trying(self, group):
        for showing in (Place.Showing.HIDDEN, Place.Showing.APPROXIMATE):
            place = create_place(name="Safe House", postcode="BB11 1JG", point=(53.788, -2.243), showing=showing)
            create_meeting(name="Safe Thursday", place=place)
        assert "Safe House" not in group.page("point").text
        group.sends("point", showing="exact")
        assert group.sends("name", name="Safe Thursday") == "when"
        response = group.client.get(f"{group.address}/likely?name=Safe+Thursday", headers={"hx-request": "true"})
        assert "Safe" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("tables_of_places")
class TestWhereNoPictureCanBeDrawn:
    @pytest.fixture
    def group(self, client):
        group = Adding(client, "group")
        group.sends("where", town="Dublin", postcode="D01 F5P2")
        return group

    def test_the_two_numbers_of_a_map_say_where_the_door_is(self, group):
        page = group.page("point")
        assert "Without them, the mark stays in the middle of Dublin" in page.text
        assert not [one for one in page.all("input") if one.get("type") == "image"]
        assert group.sends("point", position="(53.3498, -6.2603)", showing="exact") == "name"
        assert group.answers["mark"] == {"lat": 53.3498, "lon": -6.2603}
        [field] = [one for one in group.page("point").all("input") if one.get("name") == "position"]
        assert field.get("value") == "53.3498, -6.2603"

    def test_without_them_the_mark_stays_where_it_is(self, group):
        group.sends("point", position="", showing="exact")
        assert "mark" not in group.answers

    def test_numbers_with_a_slip_are_asked_about(self, group):
        assert "Give the two numbers" in group.refused("point", position="O'Connell Street", showing="exact")
        assert "far from the middle of Dublin" in group.refused("point", position="-6.2603, 53.3498", showing="exact")
        assert "mark" not in group.answers

    def test_where_there_is_a_picture_nobody_is_asked_for_numbers(self, client):
        group = Adding(client, "group")
        group.sends("where", postcode="BB11 1JG")
        assert "two numbers" not in group.page("point").text
