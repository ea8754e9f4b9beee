import datetime as dt
import json

import pytest

from trellis.finder.listings.structured import meeting_thing, place_thing, schedule_thing, script
from trellis.meetings.models import Group, Meeting
from trellis.meetings.occurrences import occurrences
from trellis.meetings.recurrence import Move, Schedule
from trellis.places.models import Place

SITE = "https://trellis.example"
THURSDAYS = Schedule(dt.time(19, 30), 90, "Europe/London", "FREQ=WEEKLY;BYDAY=TH")
SINCE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
HALL = {
    "slug": "st-peters-hall",
    "name": "St Peter's Hall",
    "address": "1 Church Street",
    "town": "Burnley",
    "postcode": "BB11 2DL",
    "country": "GB",
    "lat": 53.78931,
    "lon": -2.24056,
    "point_from": Place.PointFrom.SOURCE,
    "features": ["step-free", "open"],
}


def meeting(**changes: object) -> Meeting:
    usual = {
        "slug": "way-in",
        "name": "Way In",
        "group": Group(slug="way-in-group", name="Way In group", pathway="na"),
        "place": Place(**HALL),
        "start": dt.time(19, 30),
        "minutes": 90,
        "zone": "Europe/London",
        "rule": "FREQ=WEEKLY;BYDAY=TH",
    }
    return Meeting(**(usual | changes))


def test_a_schedule_is_told_in_the_words_of_schema_org() -> None:
    assert schedule_thing(THURSDAYS) == {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "byDay": ["https://schema.org/Thursday"],
        "startTime": "19:30:00",
        "duration": "PT90M",
        "scheduleTimezone": "Europe/London",
    }


def test_a_monthly_schedule_numbers_its_days() -> None:
    monthly = Schedule(
        dt.time(19), 60, "Europe/London", "FREQ=MONTHLY;BYDAY=1TU,-1FR", cancelled=(dt.date(2026, 12, 1),)
    )
    thing = schedule_thing(monthly)
    assert thing["repeatFrequency"] == "P1M"
    assert thing["byDay"] == ["1TU", "-1FR"]
    assert thing["exceptDate"] == ["2026-12-01"]


def test_a_moved_date_tells_when_it_would_have_been() -> None:
    move = Move(dt.date(2026, 11, 26), dt.datetime(2026, 11, 27, 18, 0))  # noqa: DTZ001
    moved = Schedule(dt.time(19, 30), 90, "Europe/London", "FREQ=WEEKLY;BYDAY=TH", moved=(move,))
    [first, second] = list(occurrences(moved, SINCE, SINCE + dt.timedelta(days=12)))
    events = meeting_thing(
        meeting(moved=[{"from": "2026-11-26", "to": "2026-11-27T18:00"}]), [first, second], address=SITE
    )
    assert events["subEvent"][0]["startDate"] == "2026-11-27T18:00:00+00:00"
    assert events["subEvent"][0]["previousStartDate"] == "2026-11-26T19:30:00+00:00"
    assert events["subEvent"][0]["eventStatus"] == "https://schema.org/EventRescheduled"
    assert events["subEvent"][1]["eventStatus"] == "https://schema.org/EventScheduled"


@pytest.mark.parametrize(
    ("mode", "kinds", "attendance"),
    [
        (Meeting.Mode.IN_PERSON, ["Place"], "OfflineEventAttendanceMode"),
        (Meeting.Mode.HYBRID, ["Place", "VirtualLocation"], "MixedEventAttendanceMode"),
        (Meeting.Mode.ONLINE, ["VirtualLocation"], "OnlineEventAttendanceMode"),
    ],
)
def test_where_it_is_held_follows_from_its_mode(mode: str, kinds: list[str], attendance: str) -> None:
    thing = meeting_thing(meeting(mode=mode), [], address=SITE)
    assert [one["@type"] for one in thing["location"]] == kinds
    assert thing["eventAttendanceMode"] == f"https://schema.org/{attendance}"


def test_a_closed_meeting_is_cancelled_and_has_no_events() -> None:
    soon = list(occurrences(THURSDAYS, SINCE, SINCE + dt.timedelta(days=9)))
    thing = meeting_thing(meeting(state=Meeting.State.CLOSED), soon, address=SITE)
    assert thing["eventStatus"] == "https://schema.org/EventCancelled"
    assert "subEvent" not in thing


def test_a_place_tells_its_point_its_address_and_what_helps_to_get_in() -> None:
    thing = place_thing(Place(**HALL), address=SITE)
    assert thing["geo"] == {"@type": "GeoCoordinates", "latitude": 53.78931, "longitude": -2.24056}
    assert thing["address"]["streetAddress"] == "1 Church Street"
    assert [one["name"] for one in thing["amenityFeature"]] == ["Step-free"]


def test_the_middle_of_a_town_is_not_told_as_the_point_of_a_hall() -> None:
    assert "geo" not in place_thing(Place(**HALL | {"point_from": Place.PointFrom.TOWN}), address=SITE)


@pytest.mark.parametrize("showing", [Place.Showing.APPROXIMATE, Place.Showing.HIDDEN])
def test_a_place_that_is_not_shown_tells_its_town(showing: str) -> None:
    text = json.dumps(place_thing(Place(**HALL | {"showing": showing}), address=SITE))
    assert '"Burnley"' in text
    for secret in ("Peter's", "Church", "BB11 2DL", "53.789"):
        assert secret not in text


def test_the_element_cannot_be_closed_from_inside() -> None:
    text = script({"name": "</script><b>&amp;"})
    assert text.count("</script>") == 1
    assert "<b>" not in text
    assert json.loads(text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")) == {
        "@context": "https://schema.org",
        "name": "</script><b>&amp;",
    }
