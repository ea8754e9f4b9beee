"""One change on one screen, and what is decided there."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from html import escape
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from trellis.keeping import pictures
from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import AlreadyDecidedError, approve, propose
from trellis.keeping.deciding.tests.test_queue_page import BURNLEY, KEEPER, NOW, PENDLE, in_pendle, suggest
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import Place

pytestmark = pytest.mark.django_db
Kind, State = Change.Kind, Change.State


def at(change, what=""):
    return f"/moderate/changes/{change.pk}{f'/{what}' if what else ''}"


def test_it_shows_what_was_what_would_be_and_what_to_look_at(as_moderator, visit):
    as_moderator(BURNLEY)
    change = suggest(create_meeting(notes="Ring the bell."), notes="Ask for John Smith.", start="20:00")
    page = visit(at(change))
    assert page.heading == "Way In Tuesday: change"
    assert "Every Tuesday, 7:30 to 9 pm Would be: Every Tuesday, 8 to 9:30 pm" in page.text
    assert "“Notes” may name a person in full." in page.text
    assert [mark.text for mark in page.all("mark")] == ["John Smith"]


def test_approving_makes_the_change_and_says_so(as_moderator, client):
    as_moderator(BURNLEY)
    meeting = create_meeting()
    response = client.post(at(suggest(meeting, notes="Knock twice."), "approve"), follow=True)
    meeting.refresh_from_db()
    assert meeting.notes == "Knock twice."
    assert "Approved. It shows on the site now." in response.content.decode()


def test_a_report_that_is_followed_up_is_not_said_to_show(as_moderator, client):
    as_moderator(BURNLEY)
    report = propose(kind=Change.Kind.PROBLEM, listing=create_meeting(), by=VISITOR, now=NOW, problem="not-welcoming")
    response = client.post(at(report, "approve"), follow=True)
    assert "It is followed up, and the listing is as it was." in response.content.decode()


def test_a_report_shows_what_the_page_says_so_that_it_is_judged_on_one_screen(as_moderator, visit):
    as_moderator(BURNLEY)
    meeting = create_meeting(notes="Ring the bell.")
    page = visit(at(propose(kind=Kind.PROBLEM, listing=meeting, by=VISITOR, now=NOW, problem="wrong-time")))
    assert "What its page says" in page.text
    assert "Every Tuesday, 7:30 to 9 pm" in page.text
    assert "Ring the bell." in page.text


def test_a_report_that_it_has_closed_is_answered_in_its_own_words(as_moderator, visit, client):
    as_moderator(BURNLEY)
    report = propose(kind=Kind.PROBLEM, listing=create_meeting(), by=VISITOR, now=NOW, problem="closed")
    assert "Yes, it has closed" in visit(at(report)).text
    response = client.post(at(report, "approve"), follow=True)
    assert "It is out of the results." in response.content.decode()


def test_edit_and_approve_puts_the_moderators_words_in(as_moderator, client):
    as_moderator(BURNLEY)
    meeting = create_meeting()
    change = suggest(meeting, notes="Ask for John Smith.", start="20:00")
    edited = {"edit": "1", "meeting-notes": "Ask at the desk.", "meeting-when": "Every Tuesday, 8 to 9:30 pm"}
    client.post(at(change, "approve"), edited)
    meeting.refresh_from_db()
    assert (meeting.notes, meeting.start) == ("Ask at the desk.", dt.time(20))


def test_a_moderator_puts_days_and_time_right_in_the_words_they_were_proposed_in(as_moderator, visit, client):
    as_moderator(BURNLEY)
    meeting = create_meeting()
    change = suggest(meeting, start="20:00")
    fields = {one.get("name"): one.get("value") for one in visit(at(change)).all("input")}
    assert fields["meeting-when"] == "Every Tuesday, 8 to 9:30 pm"
    client.post(at(change, "approve"), {"edit": "1", "meeting-when": "Every Wednesday, 10.30 am to noon"})
    meeting.refresh_from_db()
    assert (meeting.rule, meeting.start, meeting.minutes) == ("FREQ=WEEKLY;BYDAY=WE", dt.time(10, 30), 90)
    change.refresh_from_db()
    assert set(change.before) == set(change.after) >= {"rule", "start"}


def test_what_no_listing_can_hold_is_said_to_be_so_and_waits_on(as_moderator, client):
    as_moderator(BURNLEY)
    change = suggest(minutes=100_000)
    response = client.post(at(change, "approve"))
    assert response.status_code == 422
    assert "This cannot be done as it is" in response.content.decode()
    change.refresh_from_db()
    assert change.state == State.WAITING


@pytest.mark.parametrize("words", ["soon", "", "half past late"])
def test_days_that_nobody_understands_are_not_approved(as_moderator, client, words):
    as_moderator(BURNLEY)
    change = suggest(start="20:00")
    response = client.post(at(change, "approve"), {"edit": "1", "meeting-when": words})
    assert response.status_code == 422
    change.refresh_from_db()
    assert change.state == State.WAITING


def test_an_edit_that_cannot_be_says_what_to_mend_and_keeps_what_was_typed(as_moderator, client):
    as_moderator(BURNLEY)
    change = suggest(start="20:00", notes="Knock twice.")
    response = client.post(at(change, "approve"), {"edit": "1", "meeting-notes": "Knock 3 ×", "meeting-when": "soon"})
    assert response.status_code == 422
    assert "Something needs mending" in response.content.decode()
    assert "Knock 3 ×" in response.content.decode()
    change.refresh_from_db()
    assert change.state == State.WAITING


def test_something_new_can_be_put_right_before_it_goes_in(as_moderator, client, visit, tables_of_places):
    as_moderator()
    proposed = {
        "place": {"name": "Bank Street Caff", "postcode": "BB11 1JG", "kind": "recovery-cafe"},
        "group": {"name": "First Tuesday", "pathway": "na"},
        "meeting": {"name": "First Tuesday", "rule": "FREQ=MONTHLY;BYDAY=1TU", "start": "19:00", "minutes": 60},
    }
    change = propose(kind=Kind.NEW, listing=None, by=VISITOR, now=NOW, after=proposed, area_code=BURNLEY)
    page = visit(at(change))
    assert "First Tuesday of the month, 7 to 8 pm" in page.text
    assert "On the map" in page.text
    preview = visit(page.links["See the page as it would look"])
    assert preview.heading == "First Tuesday, as it would look"
    assert "Bank Street Caff BB11 1JG" in preview.text
    typed = {"edit": "1", "place-name": "Bank Street Café", "place-postcode": "BB11 1JG", "place-kind": "recovery-cafe"}
    typed |= {"group-name": "First Tuesday", "group-pathway": "na", "meeting-name": "First Tuesday"}
    typed |= {"meeting-when": "First Tuesday of the month, 7 to 8.15 pm"}
    client.post(at(change, "approve"), typed)
    change.refresh_from_db()
    assert change.state == State.APPROVED
    assert visit(Place.objects.get().get_absolute_url()).heading == "Bank Street Café"
    assert Meeting.objects.get().minutes == 75


def test_declining_needs_a_reason_and_keeps_it(as_moderator, client):
    as_moderator(BURNLEY)
    change = suggest()
    refused = client.post(at(change, "decline"), {"reason": "", "words": ""})
    assert (refused.status_code, "Choose a reason." in refused.content.decode()) == (422, True)
    assert client.post(at(change, "decline"), {"reason": "own", "words": ""}).status_code == 422
    client.post(at(change, "decline"), {"reason": "right", "words": "We rang them."})
    change.refresh_from_db()
    assert (change.state, change.decided_role) == (State.DECLINED, "moderator")
    assert change.reason == "We asked, and the listing is right as it is.\nWe rang them."


@pytest.mark.parametrize("what", ["approve", "decline"])
def test_the_second_moderator_is_told_that_somebody_has_decided_already(what, as_moderator, client):
    as_moderator(BURNLEY)
    change = suggest()
    approve(change.pk, by=Acting("moderator"), now=NOW)
    response = client.post(at(change, what), {"reason": "right"})
    assert response.status_code == 409
    assert "Somebody has decided this already" in response.content.decode()


def test_a_change_that_is_decided_says_so_and_offers_no_buttons(as_moderator, client, visit):
    as_moderator(BURNLEY)
    change = suggest()
    client.post(at(change, "decline"), {"reason": "right"})
    page = visit(at(change))
    assert "It is declined, by a moderator" in page.text
    assert page.all("button") == []


def test_what_changed_since_they_saw_it_is_told(as_moderator, visit):
    as_moderator(BURNLEY)
    meeting = create_meeting(notes="Ring the bell.")
    change = suggest(meeting, notes="Knock twice.")
    suggest(meeting, by=Acting("moderator"), notes="Use the side door.")
    page = visit(at(change))
    assert "They saw: Ring the bell. It says now: Use the side door." in page.text


def test_who_leaves_one_to_others_comes_to_the_next(as_moderator, client):
    as_moderator(BURNLEY)
    first, second = suggest(now=NOW), suggest(now=NOW + dt.timedelta(hours=1))
    assert client.get(at(first, "next")).headers["Location"] == at(second)
    assert client.get(at(second, "next")).headers["Location"] == "/moderate"


@pytest.mark.parametrize("what", ["", "approve", "decline", "next"])
def test_asvs_8_4_1_a_moderator_of_one_area_decides_nothing_of_another(what, as_moderator, client):
    as_moderator(PENDLE)
    change = suggest()
    response = client.get(at(change, what)) if what in {"", "next"} else client.post(at(change, what))
    assert response.status_code == 403
    change.refresh_from_db()
    assert change.state == State.WAITING


def test_asvs_8_2_1_keepers_and_visitors_see_no_page_of_moderators(client):
    for page in ("/moderate", at(suggest(by=KEEPER))):
        assert client.get(page).headers["Location"].startswith("/account/sign-in")


def test_asvs_8_4_1_among_several_those_of_other_areas_are_left_alone(as_moderator, client, visit):
    as_moderator(BURNLEY)
    mine, theirs = suggest(), suggest(in_pendle())
    client.post("/moderate/several", {"do": "approve", "change": [str(mine.pk), str(theirs.pk)]})
    assert "Over the Hill Not done It is not in your areas." in visit("/moderate/several").text
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (State.APPROVED, State.WAITING)


def test_several_are_decided_each_for_itself_and_told_one_by_one(as_moderator, client, visit):
    as_moderator(BURNLEY)
    good, gone = suggest(), suggest()
    cannot = suggest(rule="FREQ=YEARLY")
    approve(gone.pk, by=Acting("steward"), now=NOW)
    client.post("/moderate/several", {"do": "approve", "change": [str(one.pk) for one in (good, gone, cannot)]})
    page = visit("/moderate/several")
    assert [p.text for p in page.all("span", with_class="tag")] == ["Not done", "Not done"]
    assert "Approved." in page.text
    assert "YEARLY" in page.text
    assert Change.objects.waiting().get() == cannot


def test_several_are_declined_with_one_reason_that_is_asked_for_first(as_moderator, client):
    as_moderator(BURNLEY)
    chosen = [str(suggest().pk), str(suggest().pk)]
    asked = client.post("/moderate/several", {"do": "decline", "change": chosen})
    assert "Decline 2" in asked.content.decode()
    sent = {"do": "decline", "change": chosen, "said": "1", "reason": ""}
    assert client.post("/moderate/several", sent).status_code == 422
    client.post("/moderate/several", sent | {"reason": "listed"})
    assert set(Change.objects.values_list("state", "reason")) == {("declined", "It is listed already.")}


def test_who_chose_none_is_told_how_to_choose(as_moderator, client):
    as_moderator(BURNLEY)
    response = client.post("/moderate/several", {"do": "approve"})
    assert (response.status_code, "You chose none" in response.content.decode()) == (422, True)


def test_a_place_that_moves_shows_both_points_and_how_far(as_moderator, client, visit, tables_of_places):
    as_moderator()
    place = create_place()
    change = suggest(place, lat=53.8, lon=-2.24)
    page = visit(at(change))
    assert "It would move by 1.2 km" in page.text
    pictures = [img.get("src") for img in page.all("img") if "/moderate/" in img.get("src")]
    assert pictures == ["/moderate/sketch?at=53.7893,-2.2405", "/moderate/sketch?at=53.8,-2.24"]
    assert client.get(pictures[1]).headers["Content-Type"] == "image/png"
    assert client.get("/moderate/sketch?at=99,999").status_code == 404


def test_forms_of_moderators_need_their_token(as_moderator):
    careful = Client(enforce_csrf_checks=True)
    as_moderator(BURNLEY, through=careful)
    change = suggest()
    assert careful.post(at(change, "approve")).status_code == 403
    assert Change.objects.waiting().get() == change


def test_what_is_proposed_cannot_become_part_of_the_page(as_moderator, client):
    as_moderator(BURNLEY)
    words = "<script>alert(1)</script>"
    shown = client.get(at(suggest(notes=words))).content.decode()
    assert words not in shown
    assert escape(words) in shown


def test_a_meeting_is_shown_as_it_would_look_and_nothing_is_written(as_moderator, visit):
    as_moderator(BURNLEY)
    meeting = create_meeting(notes="Ring the bell.")
    page = visit(at(suggest(meeting, notes="Knock twice.", start="20:00"), "preview"))
    assert "Knock twice." in page.text
    assert "8 to 9:30 pm" in page.text
    meeting.refresh_from_db()
    assert meeting.notes == "Ring the bell."


@pytest.mark.parametrize("after", [{"rule": "FREQ=YEARLY"}, {"start": "soon"}])
def test_what_cannot_be_has_no_preview(after, as_moderator, visit):
    as_moderator(BURNLEY)
    visit(at(suggest(**after), "preview"), status=404)


def test_two_moderators_at_the_same_moment_decide_it_once(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("The SQLite database of the tests is in memory, and one connection has it.")
    change, together, outcomes = suggest(), Barrier(4), []

    def decide(number):
        together.wait(10)
        try:
            approve(change.pk, by=Acting("moderator"), now=NOW)
            outcomes.append("approved")
        except AlreadyDecidedError:
            outcomes.append("too late")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(4)))
    assert sorted(outcomes) == ["approved", "too late", "too late", "too late"]


def test_a_picture_that_waits_is_shown_to_moderators_with_its_words(as_moderator, client, visit):
    as_moderator(BURNLEY)
    name = pictures.keep(b"a picture")
    after = {"picture": name, "picture_words": "The front of the hall."}
    change = propose(kind=Kind.EDIT, listing=create_place(slug="hall"), by=VISITOR, now=NOW, after=after, picture=name)
    page = visit(at(change))
    shown = next(img for img in page.all("img", with_class="proposed"))
    assert shown.get("alt") == "The front of the hall."
    assert client.get(shown.get("src")).content == b"a picture"
    assert Client().get(shown.get("src")).status_code == 404
    assert name not in page.text
