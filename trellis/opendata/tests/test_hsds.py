"""HSDS as others write it: the standard's own example, and what goes wrong in real directories."""

import json
from pathlib import Path
from typing import Any

import pytest

from trellis.meetings.models import Meeting
from trellis.opendata.formats import hsds
from trellis.opendata.listing import FeedError, Listing, RowError

EXAMPLE = Path(__file__).parents[4] / "shared/data/hsds/hsds-3.0/examples/service_full.json"
PLAN = {"id": "plan-1", "freq": "WEEKLY", "byday": "TU", "opens_at": "19:30", "closes_at": "21:00"}
HALL = {
    "location_type": "physical", "name": "Hall", "latitude": 53.79, "longitude": -2.24,
    "addresses": [{"address_1": "1 High Street", "city": "Burnley", "postal_code": "BB11 1JG", "country": "GB"}],
}  # fmt: skip


def service(**facts: Any) -> dict[str, Any]:
    usual = {"id": "one", "name": "Way In", "status": "active", "schedules": [PLAN]}
    return usual | {"service_at_locations": [{"id": "here", "location": HALL}]} | facts


def read(*services: dict[str, Any]) -> list[Listing]:
    return [hsds.read(row) for row in hsds.rows(json.dumps(services).encode())]


def plan(**facts: Any) -> Listing:
    return read(service(schedules=[PLAN | facts]))[0]


def test_a_service_at_a_place_is_a_meeting() -> None:
    [found] = read(service(organization={"id": "org", "name": "Narcotics Anonymous Burnley"}))
    assert (found.name, found.pathway, found.mode) == ("Way In", "na", Meeting.Mode.IN_PERSON)
    assert (found.when.rule, found.when.minutes) == ("FREQ=WEEKLY;BYDAY=TU", 90)
    assert (found.where.name, found.where.address, found.where.postcode) == ("Hall", "1 High Street", "BB11 1JG")
    assert found.who.key == "org"


def test_each_schedule_at_each_place_is_a_meeting_of_its_own() -> None:
    places = [{"id": "a", "location": HALL}, {"id": "b", "location": HALL, "schedules": [PLAN | {"id": "plan-3"}]}]
    found = read(service(schedules=[PLAN, PLAN | {"id": "plan-2", "byday": "TH"}], service_at_locations=places))
    assert [one.key for one in found] == ["one a plan-1", "one a plan-2", "one b plan-3"]


def test_a_service_without_schedules_is_by_appointment() -> None:
    [found] = read(service(schedules=[]))
    assert found.when.start is None


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"freq": "MONTHLY", "byday": "1TU"}, "FREQ=MONTHLY;BYDAY=1TU"),
        ({"freq": "MONTHLY", "byday": "", "bymonthday": "15"}, "FREQ=MONTHLY;BYMONTHDAY=15"),
        ({"interval": 2, "dtstart": "2026-11-03"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ({"byday": "TH, MO"}, "FREQ=WEEKLY;BYDAY=MO,TH"),
    ],
)
def test_rules_are_read(facts: dict[str, Any], rule: str) -> None:
    assert plan(**facts).when.rule == rule


@pytest.mark.parametrize("opens", ["19:30:00", "19:30Z", "19:30+01:00", "7.30pm"])
def test_times_are_local_wall_times_whatever_offset_they_carry(opens: str) -> None:
    start = plan(opens_at=opens).when.start
    assert start is not None
    assert f"{start:%H:%M}" == "19:30"


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("In person or by video", Meeting.Mode.HYBRID),
        ("online", Meeting.Mode.ONLINE),
        ("by phone", Meeting.Mode.PHONE),
        ("face to face", Meeting.Mode.IN_PERSON),
        ("", Meeting.Mode.IN_PERSON),
    ],
)
def test_how_to_attend(words: str, mode: Meeting.Mode) -> None:
    assert plan(attending_type=words).mode == mode


def test_a_service_that_names_no_place_is_online_and_says_that_this_was_worked_out() -> None:
    [found] = read(service(service_at_locations=[]))
    assert found.mode == Meeting.Mode.ONLINE
    assert "mode" in found.derived


def test_a_service_closed_for_now_is_suspended_from_when_it_was_last_changed() -> None:
    [found] = read(service(status="temporarily closed", last_modified="2026-11-02T10:30:45.123Z"))
    assert found.when.is_suspended
    assert str(found.when.suspended_from) == "2026-11-02"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"status": "defunct"}, "status"),
        ({"name": ""}, "name"),
        ({"id": ""}, "id"),
        ({"schedules": [PLAN | {"id": "", "byday": "XX"}]}, "byday"),
        ({"schedules": [PLAN | {"byday": ""}]}, "byday"),
        ({"schedules": [PLAN | {"opens_at": "noonish"}]}, "opens_at"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_field_and_cure(facts: dict[str, Any], field: str) -> None:
    if field == "id":
        facts |= {"schedules": [], "service_at_locations": []}
    with pytest.raises(RowError) as caught:
        read(service(**facts))
    assert caught.value.field == field
    assert caught.value.cure


def test_one_page_of_several_is_refused_before_anything_would_close() -> None:
    page = {"total_pages": 3, "contents": [service()]}
    with pytest.raises(FeedError, match="one page of 3"):
        list(hsds.rows(json.dumps(page).encode()))


def test_contacts_of_persons_are_dropped_before_anything_is_kept() -> None:
    [row] = hsds.rows(json.dumps([service(contacts=[{"name": "Ann Persona", "email": "ann@example.org"}])]).encode())
    assert b"Persona" not in row.words


def test_the_example_of_the_standard_is_read() -> None:
    if not EXAMPLE.exists():
        pytest.skip("The examples of HSDS are not beside this checkout: shared/data/hsds")
    rows = [*hsds.rows(EXAMPLE.read_bytes())]
    found = [hsds.read(row) for row in rows]
    assert {one.name for one in found} == {"Community Counselling"}
    assert not any(b"Persona" in row.words for row in rows)
