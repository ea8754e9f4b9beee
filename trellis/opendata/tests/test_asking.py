"""The operator's geocoder is asked gently, about little, and never about what is hidden."""

from typing import Any

import httpx
import pytest

from trellis.opendata.asking import MOST_FAILURES, Asker
from trellis.opendata.atlas import the_atlas
from trellis.opendata.listing import Where
from trellis.opendata.points import Point
from trellis.opendata.whereabouts import Atlas
from trellis.places.geocoder import Geocoder
from trellis.places.models import Place

HALL = {"lat": "53.7891", "lon": "-2.2451", "display_name": "St Peter's Hall, Burnley"}


class Answers:
    """Stands in for a geocoder behind its real client, and for the clock."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers, self.asked, self.slept, self.now = list(answers), [], [], 100.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.params["q"])
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def asker(self, **choices: int) -> Asker:
        geocoder = Geocoder("https://geocoder.example.org/search", transport=httpx.MockTransport(self))
        return Asker(geocoder, sleep=self.sleep, clock=lambda: self.now, **choices)


def found() -> httpx.Response:
    return httpx.Response(200, json=[HALL])


def test_an_address_is_asked_once_and_a_second_passes_between_two() -> None:
    answers = Answers(found())
    ask = answers.asker()
    assert ask("St Peter's Hall, Burnley", "GB") == Point(53.7891, -2.2451)
    assert ask("st peter's hall,  burnley", "GB") == Point(53.7891, -2.2451)
    ask("Another Hall, Burnley", "GB")
    assert len(answers.asked) == 2
    assert answers.slept == [1.0]


def test_only_so_many_are_asked_in_one_import() -> None:
    answers = Answers(found())
    ask = answers.asker(most=2)
    assert [ask(f"{n} High Street", "GB") is not None for n in range(4)] == [True, True, False, False]


@pytest.mark.filterwarnings("default")
def test_a_geocoder_that_fails_stops_nothing_and_is_soon_left_alone() -> None:
    answers = Answers(httpx.Response(500))
    ask = answers.asker()
    assert [ask(f"{n} High Street", "GB") for n in range(6)] == [None] * 6
    assert len(answers.asked) == MOST_FAILURES


def test_a_place_without_a_point_gets_one_that_says_where_it_came_from() -> None:
    atlas = Atlas(None, None, "Europe/London", "GB", Answers(found()).asker())
    (about,) = atlas.look_up([(Where(address="St Peter's Hall", town="Burnley", country="GB"), "")])
    assert about.point == Point(53.7891, -2.2451)
    assert about.point_from == Place.PointFrom.GEOCODER
    assert about.derived["point"] == "Looked up from its address."


def test_what_is_hidden_or_placed_already_is_told_to_nobody() -> None:
    answers = Answers(found())
    atlas = Atlas(None, None, "Europe/London", "GB", answers.asker())
    hidden = Where(address="1 Quiet Street", town="Burnley", country="GB", showing=Place.Showing.HIDDEN)
    placed = Where(address="2 High Street", town="Burnley", country="GB", lat=53.7, lon=-2.2)
    atlas.look_up([(hidden, ""), (placed, "")])
    assert answers.asked == []


def test_by_default_nobody_is_asked(settings: Any) -> None:
    settings.GEOCODER_ADDRESS = ""
    assert the_atlas().ask is None
    settings.GEOCODER_ADDRESS = "https://geocoder.example.org/search"
    assert isinstance(the_atlas().ask, Asker)
