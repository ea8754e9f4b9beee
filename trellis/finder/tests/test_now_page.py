"""The page for a bad moment."""

import re
from datetime import UTC, datetime, time

import pytest
from django.test import Client
from django.utils.html import strip_tags

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_night(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("trellis.finder.views.now.timezone.now", lambda: NOW)


def words(client: Client) -> str:
    return re.sub(r"\s+", " ", strip_tags(client.get("/now").content.decode())).strip()


def online(name: str, start: time) -> Meeting:
    return create_meeting(name=name, mode=Meeting.Mode.ONLINE, start=start)


def test_helplines_come_first_then_online_then_near_you(client: Client):
    html = client.get("/now").content.decode()
    at = [html.index(part) for part in ("tel:999", 'id="talk"', "tel:116123", 'id="online"', 'id="nearby"')]
    assert at == sorted(at)


def test_it_asks_nothing_before_it_answers(client: Client):
    html = client.get("/now").content.decode()
    assert html.index("tel:116123") < html.index("<input")


def test_a_line_that_is_closed_says_when_it_opens(client: Client):
    assert "Closed now, opens at 9 am" in words(client)


def test_online_meetings_of_the_next_hours_are_shown(client: Client):
    online("Early birds", time(4, 0))
    online("Night owls", time(3, 30))
    online("Evening", time(20, 0))
    said = words(client)
    assert "Online in the next 3 hours" in said
    assert said.index("Night owls") < said.index("Early birds")
    assert "Evening" not in said


def test_when_hardly_any_starts_soon_the_next_ones_are_shown(client: Client):
    online("Early birds", time(4, 0))
    online("Evening", time(20, 0))
    said = words(client)
    assert "The next online meetings" in said
    assert "Evening" in said


def test_meetings_in_rooms_are_left_to_the_box_near_you(client: Client):
    create_meeting(name="Somewhere far", start=time(4, 0))
    assert "Somewhere far" not in words(client)


def test_it_offers_a_quick_way_out(client: Client):
    assert "Leave this page quickly" in words(client)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 12, 25, 3, 0, tzinfo=UTC), "Today 4 am in 1 hour"),
        # The night with no 1:30: it is held at 2:30, and lasts as long as ever.
        (datetime(2027, 3, 28, 0, 40, tzinfo=UTC), "Today 2:30 am in 50 minutes"),
        # The night with two: it is held in the first, and 4 am is an hour later than on other nights.
        (datetime(2026, 10, 25, 0, 10, tzinfo=UTC), "Today 1:30 am in 20 minutes"),
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "On now until 2 am 50 minutes left"),
    ],
    ids=["Christmas", "spring", "autumn, first 1 am", "autumn, second 1 am"],
)
def test_it_is_right_on_nights_unlike_others(client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime, said: str):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    for start in (time(1, 30), time(4, 0)):
        create_meeting(name="At night", mode=Meeting.Mode.ONLINE, start=start, rule="FREQ=DAILY")
    assert said in words(client)


def test_it_says_in_which_zone_its_times_are_so_that_a_visitor_elsewhere_is_offered_theirs(client: Client):
    assert 'data-zone="Europe/London"' in client.get("/now").content.decode()
    assert 'data-zone="America/New_York"' in client.get("/now?tz=America/New_York").content.decode()
