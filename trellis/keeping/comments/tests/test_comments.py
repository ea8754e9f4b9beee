"""What people say of places and groups: sent without an account, read before it shows, reported, closed, forgotten."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from trellis.accounts.tests.people import moderator, person_with, sign_in
from trellis.keeping.acting import Acting
from trellis.keeping.comments import actions
from trellis.keeping.models import Comment
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.safety.models import AuditEntry

pytestmark = pytest.mark.django_db

MODERATOR = Acting("moderator")
KIND = "The kettle was on, and nobody asked me anything."


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def send(client, monkeypatch, listing, **fields):
    """The form as a person sends it: some seconds after the page was made."""
    address = f"{listing.get_absolute_url()}/say"
    stamp = re.search(r'name="stamped" value="([^"]+)"', client.get(address).content.decode())[1]
    later = timezone.now() + dt.timedelta(seconds=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    return client.post(address, {"words": KIND, "called": "", "stamped": stamp, **fields})


def shown(listing, words=KIND, **fields):
    comment = actions.say(listing, words=words, called="", signs=(), is_spam=False, now=timezone.now())
    actions.decide(comment.pk, is_shown=True, by=MODERATOR, now=timezone.now())
    Comment.objects.filter(pk=comment.pk).update(**fields)
    return comment


@pytest.mark.parametrize("create", [create_place, create_group])
def test_it_shows_once_a_moderator_has_read_it_and_not_before(client, visit, monkeypatch, create):
    listing = create()
    assert send(client, monkeypatch, listing, called="Sunny")["Location"] == f"{listing.get_absolute_url()}/said"
    comment = Comment.objects.get()
    assert (comment.state, comment.called) == ("waiting", "Sunny")
    assert KIND not in visit(listing.get_absolute_url()).text
    assert actions.decide(comment.pk, is_shown=True, by=MODERATOR, now=timezone.now())
    page = visit(listing.get_absolute_url()).text
    assert KIND in page
    assert "Sunny," in page


def test_the_newest_twenty_show(visit):
    hall, now = create_place(), timezone.now()
    for number in range(25):
        shown(hall, f"Number {number}.", made_at=now - dt.timedelta(days=number))
    text = visit(hall.get_absolute_url()).text
    assert text.index("Number 0.") < text.index("Number 19.")
    assert "Number 20." not in text


def test_what_was_said_elsewhere_stays_there(visit):
    here, elsewhere = create_place(), create_place()
    shown(elsewhere)
    assert KIND not in visit(here.get_absolute_url()).text


def test_one_press_takes_it_off_the_page_until_somebody_has_looked(client, visit):
    hall = create_place()
    comment = shown(hall)
    address = f"/comments/{comment.pk}/report"
    assert KIND in client.get(address).content.decode()
    assert KIND in visit(hall.get_absolute_url()).text
    assert "Nobody sees it now" in client.post(address, follow=True).content.decode()
    assert KIND not in visit(hall.get_absolute_url()).text
    assert actions.waiting().get().signs == [actions.REPORTED]
    assert actions.decide(comment.pk, is_shown=True, by=MODERATOR, now=timezone.now())
    assert KIND in visit(hall.get_absolute_url()).text


def test_what_is_not_shown_cannot_be_reported_or_read(client):
    comment = actions.say(create_place(), words=KIND, called="", signs=(), is_spam=False, now=timezone.now())
    assert client.get(f"/comments/{comment.pk}/report").status_code == 404
    assert not actions.report(comment.pk, now=timezone.now())


def test_whoever_looks_after_it_can_close_it_to_comments(client, visit):
    hall = create_place(takes_comments=False)
    shown(hall)
    page = visit(hall.get_absolute_url())
    assert KIND in page.text
    assert "Say something about it" not in page.links
    assert "does not take comments" in visit(f"{hall.get_absolute_url()}/say").text
    client.post(f"{hall.get_absolute_url()}/say", {"words": "More."})
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": ""}, "Write a few words."),
        ({"words": "Ring 01282 555 0199 for a lift."}, "There is a phone number in it."),
        ({"words": "Write to jo@example.org."}, "There is an e-mail address in it."),
        ({"words": "See https://example.org/pills"}, "There is a web address in it."),
        ({"words": "x" * 601}, "This is too long"),
        ({"called": "Jo Smith"}, "Are you sure?"),
        ({"called": "jo@example.org"}, "no number and no address"),
    ],
)
def test_what_should_not_be_public_is_said_before_it_is_sent(client, monkeypatch, fields, words):
    answer = send(client, monkeypatch, create_place(), **fields)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_full_name_is_taken_from_whoever_is_sure(client, monkeypatch):
    answer = send(client, monkeypatch, create_place(), called="Jo Smith", sure="on")
    assert answer.status_code == 302
    assert Comment.objects.get().called == "Jo Smith"


def test_names_and_hard_words_are_pointed_out_to_moderators():
    assert actions.signs_in("Thanks to David Hargreaves for the lift.") == ["It may name a person in full."]
    assert actions.signs_in("Full of addicts.")[0].startswith("It says “addict”.")
    assert actions.signs_in(KIND) == []


def test_what_machines_fill_in_waits_apart_and_is_answered_the_same(client, monkeypatch):
    hall = create_place()
    assert send(client, monkeypatch, hall, subject="Buy")["Location"] == f"{hall.get_absolute_url()}/said"
    assert not actions.waiting().exists()
    assert actions.held().count() == 1


def test_what_is_not_shown_is_forgotten_after_a_month_and_what_shows_stays():
    hall, now = create_place(), timezone.now()
    kept = shown(hall)
    hidden = actions.say(hall, words="No.", called="", signs=(), is_spam=False, now=now)
    actions.decide(hidden.pk, is_shown=False, by=MODERATOR, now=now)
    actions.say(hall, words="Spam.", called="", signs=(), is_spam=True, now=now)
    waits = actions.say(hall, words="Later.", called="", signs=(), is_spam=False, now=now)
    assert actions.forget(now + dt.timedelta(days=29, hours=23)) == 0
    assert actions.forget(now + dt.timedelta(days=30)) == 2
    assert set(Comment.objects.values_list("pk", flat=True)) == {kept.pk, waits.pk}


def test_every_decision_and_report_is_in_the_audit_trail():
    comment = shown(create_place())
    actions.report(comment.pk, now=timezone.now())
    actions.decide(comment.pk, is_shown=False, by=MODERATOR, now=timezone.now())
    found = AuditEntry.objects.filter(action__startswith="comment.").order_by("number").values_list("action", "role")
    assert list(found) == [
        ("comment.shown", "moderator"),
        ("comment.reported", "visitor"),
        ("comment.hidden", "moderator"),
    ]
    assert not actions.decide(comment.pk, is_shown=True, by=MODERATOR, now=timezone.now())


def test_meetings_take_none(client):
    assert client.get(f"/meetings/{create_meeting().slug}/say").status_code == 404


def moderator_of(client, area):
    person = person_with("mo@example.org", "Mo")
    moderator(person, area)
    sign_in(client, person, is_strong=True)


def test_a_moderator_shows_and_hides_several_of_their_area_alone(client):
    here, there = create_place(area_code="E07000117"), create_place(area_code="E06000001")
    now = timezone.now()
    mine = [actions.say(here, words=f"{n}.", called="", signs=(), is_spam=False, now=now) for n in "abc"]
    other = actions.say(there, words="d.", called="", signs=(), is_spam=False, now=now)
    moderator_of(client, "E07000117")
    assert "Somebody here said" in client.get("/moderate").content.decode()
    assert "d." not in re.findall(r"<p>(\w\.)</p>", client.get("/moderate/comments").content.decode())
    client.post("/moderate/comments", {"do": "show", "comment": [mine[0].pk, mine[1].pk, other.pk, "nonsense"]})
    client.post("/moderate/comments", {"do": "hide", "comment": [mine[2].pk]})
    states = dict(Comment.objects.values_list("words", "state"))
    assert states == {"a.": "shown", "b.": "shown", "c.": "hidden", "d.": "waiting"}


def test_what_was_held_back_is_found_from_the_queue(client):
    here = create_place(area_code="E07000117")
    actions.say(here, words="Not spam.", called="", signs=(), is_spam=True, now=timezone.now())
    moderator_of(client, "E07000117")
    assert "Not spam." in client.get("/moderate").content.decode()
    held = actions.held().get()
    client.post("/moderate/comments", {"do": "show", "comment": [held.pk]})
    assert "Not spam." in client.get(here.get_absolute_url()).content.decode()
