"""The queue of moderators, through its page."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import propose
from trellis.keeping.models import Change
from trellis.meetings.tests.factories import create_meeting, create_place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BURNLEY, PENDLE, LANCASHIRE = "E07000117", "E07000122", "E10000017"
KEEPER = Acting("keeper")
Kind = Change.Kind


def suggest(meeting=None, *, by=VISITOR, now=NOW, **values):
    after = values or {"notes": "Knock twice."}
    return propose(kind=Kind.EDIT, listing=meeting or create_meeting(), by=by, now=now, after=after)


def in_pendle():
    return create_meeting(name="Over the Hill", place=create_place(area_code=PENDLE))


def test_an_empty_queue_says_so_and_thanks(as_moderator, visit):
    as_moderator(BURNLEY)
    page = visit("/moderate")
    assert page.heading == "To decide"
    assert "Nothing waits." in page.text
    assert page.all("button") == page.all("button")[-1:], "Only looking up a listing is left."


def test_the_queue_leads_to_the_register_of_sources(as_moderator, visit):
    as_moderator(BURNLEY)
    assert "/moderate/sources" in visit("/moderate").links.values()


def test_what_waits_shows_with_what_it_changes_and_from_whom_but_never_a_name(as_moderator, visit):
    as_moderator(BURNLEY)
    change = suggest(notes="Ring 07700 900123.")
    page = visit("/moderate")
    assert page.links["Way In Tuesday"] == f"/moderate/changes/{change.pk}"
    assert "Change: Notes, from a visitor" in page.text
    assert "1 thing to look at" in page.text


def test_many_areas_are_folded_so_that_the_queue_stands_on_the_first_screen(as_moderator, visit):
    for number in range(9):
        suggest(create_meeting(place=create_place(area_code=f"E0700011{number}")))
    as_moderator()
    page = visit("/moderate")
    assert page.all("summary")[0].text == "One area at a time (9 have something)"
    assert [fold.get("open") for fold in page.all("details")] == [None]
    chosen = visit("/moderate?area=E07000110")
    assert [fold.get("open") for fold in chosen.all("details")] == [""]


def test_asvs_8_2_2_a_queue_holds_the_changes_of_its_moderators_areas_alone(as_moderator, visit):
    suggest()
    suggest(in_pendle())
    as_moderator(BURNLEY)
    assert "Over the Hill" not in visit("/moderate").text
    assert "Over the Hill" not in visit(f"/moderate?area={PENDLE}").text
    as_moderator(LANCASHIRE)
    assert {"Way In Tuesday", "Over the Hill"} <= set(visit("/moderate").links)
    only_pendle = visit(f"/moderate?area={PENDLE}").links
    assert "Over the Hill" in only_pendle
    assert "Way In Tuesday" not in only_pendle


def test_what_lies_in_no_known_area_is_for_moderators_of_everywhere(as_moderator, visit):
    suggest(create_meeting(mode="online", name="From Home"))
    as_moderator(BURNLEY)
    assert "From Home" not in visit("/moderate").text
    as_moderator()
    assert "From Home" in visit("/moderate").links
    assert "From Home" in visit("/moderate?area=-").links


def test_what_a_keeper_changed_at_once_is_shown_afterwards_and_one_press_looks_at_it(as_moderator, visit, client):
    as_moderator(BURNLEY)
    change = suggest(by=KEEPER)
    assert "Done at once 1" in visit("/moderate").text
    client.post("/moderate/several", {"do": "looked", "change": [str(change.pk)]})
    assert "Noted that you have looked." in visit("/moderate/several").text
    assert "Done at once" not in visit("/moderate").text


def test_reports_agreed_to_together_are_told_for_what_they_were(as_moderator, visit, client):
    as_moderator(BURNLEY)
    problems = ("closed", "wrong-time")
    reports = [
        propose(kind=Kind.PROBLEM, listing=create_meeting(), by=VISITOR, now=NOW, problem=one) for one in problems
    ]
    client.post("/moderate/several", {"do": "approve", "change": [str(one.pk) for one in reports]})
    told = visit("/moderate/several").text
    assert "It is out of the results." in told
    assert "It is followed up, and the listing is as it was." in told


def test_taking_a_place_off_the_map_is_not_agreed_to_together_with_others(as_moderator, visit, client):
    as_moderator(BURNLEY)
    delete = propose(kind=Kind.DELETE, listing=create_place(), by=VISITOR, now=NOW, words="A home.")
    client.post("/moderate/several", {"do": "approve", "change": [str(delete.pk)]})
    assert "Open it and read it first." in visit("/moderate/several").text
    delete.refresh_from_db()
    assert (delete.state, delete.first_by_id) == ("waiting", None)


def test_what_looks_like_spam_waits_apart_until_it_is_released(as_moderator, visit, client):
    as_moderator(BURNLEY)
    change = propose(
        kind=Kind.EDIT, listing=create_meeting(), by=VISITOR, now=NOW, after={"notes": "Buy now"}, is_spam=True
    )
    page = visit("/moderate")
    assert "Held back 1" in page.text
    assert "Nothing waits." in page.text
    client.post("/moderate/several", {"do": "release", "change": [str(change.pk)]})
    assert "To decide 1" in visit("/moderate").text


def test_a_queue_of_fifty_takes_as_many_queries_as_one_of_two(as_moderator, client):
    as_moderator()
    place = create_place()
    client.get("/moderate")
    taken = []
    for count in (2, 48):
        for _ in range(count):
            suggest(create_meeting(place=place))
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/moderate")
        taken.append(len(queries))
    assert response.content.count(b"Way In Tuesday</a>") == 50
    assert taken[1] <= taken[0]


def test_the_pages_of_moderators_keep_to_their_budgets(as_moderator, client, query_budget):
    as_moderator(BURNLEY)
    meeting, other = create_meeting(slug="one"), create_meeting(slug="other")
    change = suggest(meeting, by=KEEPER, name="Way Out")
    pages = {
        "queue": "/moderate",
        "change": change.get_absolute_url(),
        "moderate-listing": "/moderate/meetings/one",
        "merge": f"/moderate/meetings/one/merge/{other.slug}",
    }
    for name, address in pages.items():
        client.get(address)
        with query_budget(f"{name}: a second visit"):
            client.get(address)
