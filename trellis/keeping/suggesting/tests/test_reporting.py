"""Reporting a problem: one press, no account, and who sees what."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.keeping.models import Change
from trellis.keeping.suggesting.letterbox import AN_HOUR, FLOOD, stamp
from trellis.meetings.tests.factories import create_group, create_meeting, create_place

pytestmark = pytest.mark.django_db
PROBLEM, STATE = Change.Problem, Change.State


def page(listing, name="report"):
    return reverse(name, args=[type(listing).__name__.lower(), listing.slug])


def press(client, listing, problem, *, seconds=20, **more):
    stamped = stamp(listing.pk, timezone.now() - dt.timedelta(seconds=seconds))
    return client.post(page(listing), {"problem": problem, "stamped": stamped, **more})


@pytest.fixture(params=[create_meeting, create_group, create_place])
def listing(request):
    return request.param()


def test_its_page_leads_to_four_buttons_and_one_press_sends(listing, visit, client):
    link = visit(listing.get_absolute_url()).links["Tell us if something here is wrong"]
    buttons = [button.get("value") for button in visit(link).all("button") if button.get("name") == "problem"]
    assert buttons == PROBLEM.values
    answer = press(client, listing, "closed")
    [change] = Change.objects.all()
    assert (change.kind, change.problem, change.state) == ("problem", "closed", STATE.WAITING)
    assert (change.listing_id, change.by_role, change.by) == (listing.pk, "visitor", None)
    assert "A moderator looks at it" in visit(answer.url).text


def test_words_and_an_address_may_be_added_after(client, visit):
    meeting = create_meeting()
    answer = press(client, meeting, "wrong-time")
    said = visit(answer.url)
    assert said.links["Write them down here"] == page(meeting, "suggest")
    more = {"words": "It is at 8 now.", "reply_to": "me@example.org"}
    stamped = stamp(meeting.pk, timezone.now() - dt.timedelta(seconds=20))
    assert client.post(answer.url, {**more, "stamped": stamped}).status_code == 302
    change = Change.objects.get()
    assert (change.words, change.reply_to, change.state) == ("It is at 8 now.", "me@example.org", STATE.WAITING)
    assert "That is added" in visit(f"{answer.url}?added=1").text


def test_something_else_asks_for_words_first(client, visit):
    meeting = create_meeting()
    first = press(client, meeting, "other")
    assert (first.status_code, Change.objects.count()) == (200, 0)
    assert b"Say in a few words" not in first.content
    empty = press(client, meeting, "other", words="")
    assert b"Say in a few words what is wrong." in empty.content
    assert press(client, meeting, "other", words="The door is blue.").status_code == 302
    assert Change.objects.get().words == "The door is blue."


def test_a_report_of_no_kind_is_told_what_to_do(client):
    answer = press(client, create_meeting(), "nonsense")
    assert (answer.status_code, Change.objects.count()) == (200, 0)
    assert b"Choose one of those shown." in answer.content


def test_what_looks_like_spam_waits_apart_and_its_sender_is_told_nothing(client, visit):
    meeting = create_meeting()
    answer = press(client, meeting, "other", words="See https://pills.example", subject="x", seconds=0)
    change = Change.objects.get()
    assert change.state == STATE.HELD
    assert "A field was filled in that people do not see." in change.signs
    assert "A moderator looks at it" in visit(answer.url).text


def test_words_added_that_look_like_spam_hold_the_report_back(client):
    meeting = create_meeting()
    answer = press(client, meeting, "closed")
    stamped = stamp(meeting.pk, timezone.now() - dt.timedelta(seconds=20))
    client.post(answer.url, {"words": "Visit https://pills.example", "stamped": stamped})
    assert Change.objects.get().state == STATE.HELD


def test_asvs_2_4_1_very_much_from_one_network_waits_apart_and_then_is_not_taken(client):
    meetings = [create_meeting() for _ in range(FLOOD.most + 1)]
    answers = [press(client, meeting, "closed").status_code for meeting in meetings]
    assert answers == [302] * FLOOD.most + [429]
    states = [change.state for change in Change.objects.order_by("made_at")]
    assert states == [STATE.WAITING] * AN_HOUR.most + [STATE.HELD] * (FLOOD.most - AN_HOUR.most)


def test_asvs_8_2_2_a_receipt_of_one_report_opens_no_other(client, visit):
    first, second = create_meeting(), create_meeting()
    receipt = press(client, first, "closed").url.rsplit("/", 1)[1]
    elsewhere = reverse("sent", args=["meeting", second.slug, receipt])
    stamped = stamp(second.pk, timezone.now() - dt.timedelta(seconds=20))
    client.post(elsewhere, {"words": "Not mine.", "stamped": stamped})
    assert Change.objects.get().words == ""
    assert not visit(elsewhere).all("textarea")
    assert not visit(reverse("sent", args=["meeting", first.slug, "made:up"])).all("textarea")


def test_an_unwelcoming_meeting_is_told_to_moderators_only(client, visit):
    meeting = create_meeting()
    assert "It is never shown on a page" in visit(page(meeting)).text
    answer = press(client, meeting, "not-welcoming")
    assert "We are sorry" in visit(answer.url).text
    assert "welcoming" not in visit(meeting.get_absolute_url()).text


def test_pages_with_forms_are_kept_by_no_cache_and_found_by_no_search_engine(client):
    answer = client.get(page(create_meeting()))
    assert answer.headers["Cache-Control"] == "no-store"
    assert b'<meta name="robots" content="noindex">' in answer.content


def test_a_listing_that_is_not_there_is_not_found(client):
    assert client.get("/meetings/nowhere/report").status_code == 404
