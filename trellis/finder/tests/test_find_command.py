"""`trellis find`, as somebody uses it."""

import json
from datetime import time
from io import StringIO

import pytest
from django.core.management import call_command

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place

pytestmark = pytest.mark.django_db

NEAR = "53.789,-2.248"


def find(*words: str) -> str:
    said = StringIO()
    call_command("find", *words, stdout=said)
    return said.getvalue()


def test_it_prints_when_what_where_and_how_far():
    create_meeting(name="Way In Tuesday", features=["open", "step-free"])
    lines = find("--near", NEAR, "--within", "10km").splitlines()
    assert lines[:3] == ["Understood: the point you gave.", "Within 6.2 miles of the point you gave.", "1 meeting."]
    assert any("7:30 pm" in line and "Way In Tuesday" in line for line in lines)
    assert any("NA · open to all · step-free" in line for line in lines)
    assert any("St Peter's Hall" in line and "0.3 miles" in line for line in lines)


def test_it_narrows_as_the_page_does():
    create_meeting(name="One", pathway="na")
    create_meeting(name="Two", pathway="aa")
    found = find("--pathway", "na", "--day", "tue", "--mode", "in-person", "--sort", "time")
    assert "One" in found
    assert "Two" not in found


def test_json_is_what_the_api_answers(client):
    create_meeting()
    create_meeting(mode=Meeting.Mode.ONLINE)
    printed = json.loads(find("--near", NEAR, "--limit", "5", "--json"))
    answered = json.loads(client.get("/api/v1/search", {"near": NEAR, "limit": "5"}).content)
    assert printed == answered


def test_what_cannot_be_read_is_said_with_the_cure_and_the_status_of_wrong_usage(capsys):
    with pytest.raises(SystemExit) as left:
        find("--within", "far")
    assert left.value.code == 2
    assert "Write 5km or 3mi." in capsys.readouterr().err


def test_for_a_program_that_is_json_too(capsys):
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("find", "--day", "x", "--json", stdout=said)
    [wrong] = json.loads(said.getvalue())["errors"]
    assert wrong["field"] == "day"


def test_where_there_is_nothing_it_says_what_there_is_instead():
    create_meeting(place=create_place(point=(53.837, -2.215)))
    found = find("--near", NEAR, "--within", "1km")
    assert "0 meetings." in found
    assert "The nearest is 3.6 miles away" in found


def test_a_meeting_by_appointment_says_to_ask_the_group():
    create_meeting(rule="", start=None)
    assert "ask the group" in find()


def test_the_nearest_first_has_no_headings_of_days():
    create_meeting()
    assert "Nearest first" in find("--near", NEAR, "--sort", "distance")


def test_a_group_abroad_has_its_own_time_beside():
    create_meeting(mode=Meeting.Mode.ONLINE, place=None, zone="America/New_York", start=time(20))
    assert "8 pm in New York" in " ".join(find("--mode", "online").split())


def test_near_me_is_answered_with_how_to_say_where(capsys):
    with pytest.raises(SystemExit):
        find("aa near me")
    assert "Give near= with a town" in capsys.readouterr().err
