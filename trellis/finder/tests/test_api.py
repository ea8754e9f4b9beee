"""The API, through its addresses; every example of its description is asked, and every answer is as described."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from trellis.finder.api import schema as shapes
from trellis.finder.api.routes import SEARCH_PARAMETERS
from trellis.finder.api.rows import results_json
from trellis.finder.entries import Hit
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import Revision
from trellis.safety.access import access_of

pytestmark = pytest.mark.django_db

NEAR = "53.789,-2.248"
SHAPES = {
    "/api/v1/search": shapes.SearchOut,
    "/api/v1/meetings/{meeting_id}": shapes.MeetingInFull,
    "/api/v1/exceptions": shapes.ExceptionsOut,
    "/api/v1/areas": shapes.AreasOut,
    "/api/v1/areas/{code}": shapes.AreaInFull,
    "/api/v1/pathways": shapes.PathwaysOut,
    "/api/v1/features": shapes.FeaturesOut,
}


def get(client: Client, address: str, **params: str) -> dict[str, Any]:
    response = client.get(address, params)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)


def described(client: Client) -> dict[str, Any]:
    return get(client, "/api/v1/openapi.json")


def test_the_description_tells_of_every_address_and_of_no_other(client):
    assert set(described(client)["paths"]) == set(SHAPES)


@pytest.mark.parametrize("parameter", SEARCH_PARAMETERS, ids=lambda parameter: parameter["name"])
def test_every_example_of_the_description_is_answered_as_described(client, parameter):
    create_meeting(rule="FREQ=DAILY", pathway="na", features=["open"])
    params = {"near": NEAR, parameter["name"]: parameter["example"]}
    found = get(client, "/api/v1/search", **params)
    shapes.SearchOut.model_validate(found)
    assert found["total"] >= 1 or parameter["name"] == "when"


def test_every_answer_is_as_described(client):
    meeting = create_meeting()
    for path, shape in SHAPES.items():
        address = path.format(meeting_id=meeting.id, code="E07000117")
        shape.model_validate(get(client, address))


def test_the_description_names_the_shape_of_every_answer(client):
    for path, about in described(client)["paths"].items():
        schema = about["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith(f"/{SHAPES[path].__name__}")


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from references(inner)


def test_whatever_the_description_refers_to_stands_in_it(client):
    about = described(client)
    found = set(references(about))
    assert len(found) > 10
    assert found <= {f"#/components/schemas/{name}" for name in about["components"]["schemas"]}


def test_a_search_tells_what_was_found_and_understood(client, monkeypatch):
    morning = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: morning)
    create_meeting(name="Way In", rule="FREQ=DAILY", start=time(10), pathway="na")
    found = get(client, "/api/v1/search", q="narcotics anonymus today", near=NEAR)
    [result] = found["results"]
    assert (result["name"], result["state"], result["pathway"]["code"]) == ("Way In", "starts soon", "na")
    assert result["distance_m"] == pytest.approx(495, abs=10)
    assert found["facets"]["pathway"] == [
        {"code": "na", "name": "Narcotics Anonymous", "count": 1, "is_chosen": True},
    ]
    assert {one["kind"]: one["is_corrected"] for one in found["understood"]} == {
        "near": False, "pathway": True, "when": False,
    }  # fmt: skip


def test_a_value_that_cannot_be_read_is_a_problem_with_field_reason_and_cure(client):
    response = client.get("/api/v1/search", {"within": "far", "day": "x"})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    problem = shapes.ProblemOut.model_validate_json(response.content)
    assert [(one.field, one.reason, one.cure) for one in problem.errors] == [
        ("within", "We cannot read “far” as a distance.", "Write 5km or 3mi."),
        ("day", "“x” is not a day.", "Write mon, tue, wed, thu, fri, sat or sun."),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/meetings/00000000-0000-0000-0000-000000000000",
        "/api/v1/meetings/not-an-id",
        "/api/v1/areas/E99999999",
        "/api/v1/nothing",
    ],
)
def test_what_is_not_there_is_a_problem_too(client, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert shapes.ProblemOut.model_validate_json(response.content).status == 404


def test_a_closed_meeting_is_not_there(client):
    meeting = create_meeting(state=Meeting.State.CLOSED)
    assert client.get(f"/api/v1/meetings/{meeting.id}").status_code == 404


def test_pages_are_linked(client):
    for _ in range(3):
        create_meeting()
    response = client.get("/api/v1/search", {"limit": "1", "page": "2", "pathway": "na"})
    base = "<http://127.0.0.1:8000/api/v1/search?pathway=na&limit=1&page="
    assert response.headers["Link"] == ", ".join(
        f'{base}{number}>; rel="{name}"' for name, number in (("first", 1), ("prev", 1), ("next", 3), ("last", 3))
    )


def test_an_answer_that_has_not_changed_is_not_sent_again(client):
    first = client.get("/api/v1/pathways")
    again = client.get("/api/v1/pathways", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_only_the_asker_keeps_the_answer_to_a_search_and_anybody_that_of_a_table(client):
    assert "private" in client.get("/api/v1/search").headers["Cache-Control"]
    assert "public" in client.get("/api/v1/features").headers["Cache-Control"]
    assert client.get("/api/v1/search?day=x").headers["Cache-Control"] == "no-store"


def test_pages_of_other_sites_may_read_it(client):
    for address in ("/api/v1/search", "/api/v1/search?day=x", "/api/v1/areas"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


def test_pages_of_other_sites_may_ask_whether_it_has_changed(client):
    asked = client.options("/api/v1/areas", headers={"access-control-request-headers": "if-none-match"})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Headers"] == "*"
    tag = client.get("/api/v1/areas").headers["ETag"]
    unchanged = client.get("/api/v1/areas", headers={"if-none-match": tag})
    assert unchanged.status_code == 304
    assert unchanged.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("accepted", "packing", "unpacked"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=0.5, br;q=0", "gzip", gzip.decompress),
    ],
)
def test_an_answer_is_compressed_for_those_who_can_read_that(client, accepted, packing, unpacked):
    response = client.get("/api/v1/pathways", headers={"accept-encoding": accepted})
    assert response.headers["Content-Encoding"] == packing
    assert "Accept-Encoding" in response.headers["Vary"]
    assert unpacked(response.content) == client.get("/api/v1/pathways").content
    again = client.get(
        "/api/v1/pathways", headers={"accept-encoding": accepted, "if-none-match": response.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0.000", "brotli"])
def test_an_answer_is_left_as_it_is_for_those_who_cannot(client, accepted):
    response = client.get("/api/v1/pathways", headers={"accept-encoding": accepted})
    assert "Content-Encoding" not in response.headers


def test_two_meetings_an_hour_apart_on_the_night_the_clocks_go_back_are_told_apart():
    london = ZoneInfo("Europe/London")
    meetings = [create_meeting(name="Before"), create_meeting(name="After")]
    hits = [
        Hit(meeting.pk, *(datetime(2026, 10, 25, 1, minute, tzinfo=london, fold=fold) for minute in (0, 30)))
        for fold, meeting in enumerate(meetings)
    ]
    told = [json.loads(bytes(raw))["starts"] for raw in results_json(hits, Revision.now())]
    assert told == ["2026-10-25T01:00:00+01:00", "2026-10-25T01:00:00+00:00"]


@pytest.mark.parametrize(
    ("showing", "postcode", "lat"),
    [("exact", "BB11 1JG", 53.7893), ("approximate", "BB11", 53.79), ("hidden", "", None)],
)
def test_of_a_place_no_more_is_told_than_may_be_shown(client, showing, postcode, lat):
    create_meeting(place=create_place(name="Safe House", showing=showing, way_in="Side door"))
    text = json.dumps(get(client, "/api/v1/search"))
    place = json.loads(text)["results"][0]["place"]
    assert (place["postcode"], place["lat"], place["showing"]) == (postcode, lat, showing)
    assert ("Safe House" in text) == ("Side door" in text) == (showing == "exact")


def test_one_meeting_is_told_with_its_next_dates_and_exceptions(client):
    next_year = timezone.now().year + 1
    meeting = create_meeting(rule="FREQ=DAILY", cancelled=[f"{next_year}-06-01"], minutes=90)
    told = get(client, f"/api/v1/meetings/{meeting.id}")
    assert len(told["next"]) == 10
    first = told["next"][0]
    assert datetime.fromisoformat(first["ends"]) - datetime.fromisoformat(first["starts"]) == timedelta(minutes=90)
    assert any("1 June" in words for words in told["exceptions"])


def test_meetings_that_are_not_as_usual_are_told_for_all_at_once(client):
    today = timezone.localdate()
    create_meeting(slug="as-usual")
    off = create_meeting(slug="off", cancelled=[f"{today + timedelta(days=7):%Y-%m-%d}"])
    create_meeting(slug="over", cancelled=["2020-12-25"])
    create_meeting(slug="away", suspended_from=today - timedelta(days=1))
    create_meeting(slug="ended", state="closed", closed_at=timezone.now() - timedelta(days=2))
    create_meeting(slug="long-gone", state="closed", closed_at=timezone.now() - timedelta(days=200))

    found = {one["url"].rsplit("/", 1)[1]: one["exceptions"] for one in get(client, "/api/v1/exceptions")["meetings"]}
    assert found["ended"] == ["it has ended"]
    assert found["away"] == ["not meeting until further notice"]
    assert found["off"][0].startswith("not on ")
    assert set(found) == {"ended", "away", "off"}

    off.cancelled, off.revision = [], Revision.advance()
    off.save()
    again = get(client, "/api/v1/exceptions")["meetings"]
    assert "off" not in {one["url"].rsplit("/", 1)[1] for one in again}


def test_an_area_counts_its_meetings_and_those_of_its_parts(client):
    create_meeting(pathway="na")
    create_meeting(pathway="aa", place=create_place(area_code="E07000122"))
    told = get(client, "/api/v1/areas/E10000017")
    assert (told["name"], told["meetings"]) == ("Lancashire", 2)
    assert [(one["code"], one["count"]) for one in told["pathways"]] == [("aa", 1), ("na", 1)]
    assert {"code": "E07000117", "name": "Burnley"} in told["parts"]
    assert get(client, "/api/v1/areas/E07000117")["meetings"] == 1


def test_what_is_kept_of_a_meeting_is_told_anew_when_it_changes(client):
    meeting = create_meeting(name="Before")
    assert get(client, "/api/v1/search")["results"][0]["name"] == "Before"
    create_meeting(rule="FREQ=MONTHLY;BYDAY=1TU")  # advances the revision
    Meeting.objects.filter(pk=meeting.pk).update(name="After")
    assert "After" in {result["name"] for result in get(client, "/api/v1/search")["results"]}


def test_a_search_takes_one_query_besides_building_the_index(client, django_assert_max_num_queries):
    for _ in range(5):
        create_meeting()
    # While testing the index is built anew for each search, from two: the revision and the entries.
    with django_assert_max_num_queries(3):
        client.get("/api/v1/search?" + urlencode({"near": NEAR}))


def test_anybody_may_enter_every_address():
    from trellis.finder.api.routes import urlpatterns

    views = [pattern.callback for pattern in [*urlpatterns[0].url_patterns, *urlpatterns[1:]]]
    assert len(views) >= 7
    assert {access_of(view) for view in views} == {"public"}


def test_no_page_of_the_api_loads_anything_from_elsewhere(client):
    assert client.get("/api/v1/docs").status_code == 404


@pytest.mark.django_db
def test_who_may_get_may_ask_for_the_head_alone(client: Client) -> None:
    for address in ("/api/v1/pathways", "/api/v1/search?q=na", "/api/v1/openapi.json"):
        whole, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Type"] == whole["Content-Type"]


def test_the_root_has_nothing_to_say_and_says_so_as_a_problem(client: Client) -> None:
    response = client.get("/api/v1/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/meetings/nothing", "/api/v1/areas", "/api/v1/nothing"])
def test_what_is_sent_instead_of_asked_for_is_a_problem_too(address: str) -> None:
    response = Client(enforce_csrf_checks=True).post(address, {"q": "na"})
    assert response.status_code in {404, 405}
    assert response["Content-Type"] == "application/problem+json"
