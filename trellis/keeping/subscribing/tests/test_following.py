"""Hearing what is new near a point: asked for, confirmed, told, changed and stopped, with the clock moved forward."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from trellis.keeping.models import Subscription
from trellis.keeping.subscribing import actions
from trellis.keeping.subscribing.links import token_of
from trellis.keeping.subscribing.wishes import Wish
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import Place, Revision
from trellis.safety import letters
from trellis.safety.models import Letter

pytestmark = pytest.mark.django_db

HERE = Wish("Burnley", 53.789, -2.24, 8_000)
ADDRESS = "somebody@example.org"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def stamped(client, address="/follow"):
    found = re.search(r'name="stamped" value="([^"]+)"', client.get(address).content.decode())
    return found[1]


def send(client, monkeypatch, **fields):
    """The form as a person sends it: some seconds after the page was made."""
    stamp = stamped(client)
    later = timezone.now() + dt.timedelta(seconds=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    values = {"near": "53.789,-2.24", "within": "8000", "pathway": "", "address": ADDRESS, "stamped": stamp, **fields}
    return client.post("/follow", values)


def delivered():
    """The letters that are due by now."""
    before = len(mail.outbox)
    letters.deliver_due(now=timezone.now() + dt.timedelta(seconds=1))
    return mail.outbox[before:]


def follower(now, wish=HERE, address=ADDRESS):
    actions.ask(address=address, wish=wish, now=now)
    subscription = Subscription.objects.latest("made_at")
    actions.confirm(subscription, now=now)
    Letter.objects.all().delete()
    return subscription


def told(now):
    """What the worker writes in a week from `now`."""
    Letter.objects.all().delete()
    actions.tell_one(now + dt.timedelta(days=7, minutes=1))
    return [letter.body for letter in Letter.objects.filter(about="news")]


def test_a_letter_comes_and_its_link_confirms_only_with_a_press(client, monkeypatch):
    assert send(client, monkeypatch)["Location"] == "/follow/sent"
    [letter] = delivered()
    assert letter.to == [ADDRESS]
    link = re.search(r"/follow/[\w-]+", letter.body)[0]
    assert "Shall we write to you?" in client.get(link).content.decode()
    assert Subscription.objects.get().confirmed_at is None
    client.post(link, {"do": "confirm"})
    assert Subscription.objects.get().confirmed_at is not None
    assert "What you follow" in client.get(link).content.decode()


def test_the_subject_says_nothing_of_what_it_is_about(client, monkeypatch):
    now = timezone.now()
    follower(now)
    create_meeting(name="Way In")
    told(now)
    send(client, monkeypatch, address="other@example.org")
    for subject in Letter.objects.values_list("subject", flat=True):
        assert subject in {"Please confirm", "What is new near you"}


def test_whether_an_address_is_known_cannot_be_seen(client, monkeypatch):
    first = send(client, monkeypatch)
    again = send(client, monkeypatch)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Subscription.objects.count() == 1


def test_the_address_is_sealed_and_tied_to_no_account():
    actions.ask(address="Some.Body@Example.org", wish=HERE, now=timezone.now())
    [row] = Subscription.objects.raw("select id, address as raw_address, wish as raw_wish from keeping_subscription")
    assert "example" not in row.raw_address
    assert "Burnley" not in row.raw_wish
    assert not [field for field in Subscription._meta.get_fields() if field.is_relation]


def test_nobody_can_be_flooded_with_letters():
    now = timezone.now()
    for minute in range(10):
        wish = Wish("Burnley", 53.789, -2.24 - minute / 100)
        actions.ask(address=ADDRESS, wish=wish, now=now + dt.timedelta(minutes=minute))
    assert Letter.objects.count() == actions.LETTERS_A_DAY


def test_one_wish_brings_one_letter_a_day_however_often_it_is_sent():
    now = timezone.now()
    for hour in range(0, 49, 2):
        actions.ask(address=ADDRESS, wish=HERE, now=now + dt.timedelta(hours=hour))
    assert (Letter.objects.count(), Subscription.objects.count()) == (3, 1)


def test_to_confirm_twice_forgets_no_news():
    now = timezone.now()
    subscription = follower(now)
    create_meeting(name="Begins")
    actions.confirm(subscription, now=now)
    assert len(told(now)) == 1


def test_one_address_follows_five_places_at_most():
    now = timezone.now()
    for day in range(8):
        actions.ask(address=ADDRESS, wish=Wish("x", 53.0, -2.0 - day), now=now + dt.timedelta(days=2 * day))
    assert Subscription.objects.count() == actions.MOST_OF_ONE


def test_what_nobody_confirms_is_forgotten_after_seven_days():
    now = timezone.now()
    actions.ask(address=ADDRESS, wish=HERE, now=now)
    assert actions.forget_unconfirmed(now + dt.timedelta(days=6, hours=23)) == 0
    assert actions.forget_unconfirmed(now + dt.timedelta(days=7)) == 1
    follower(now)
    assert actions.forget_unconfirmed(now + dt.timedelta(days=900)) == 0


def test_new_changed_and_ended_meetings_are_told_once():
    now = timezone.now()
    moves = create_meeting(name="Moves")
    ends = create_meeting(name="Ends")
    create_meeting(name="Stays")
    follower(now)
    create_meeting(name="Begins", place=create_place(name="New Hall"))
    Meeting.objects.filter(pk=moves.pk).update(start=dt.time(18), revision=Revision.advance())
    Meeting.objects.filter(pk=ends.pk).update(state="closed", revision=Revision.advance())
    [letter] = told(now)
    new, changed = letter.split("CHANGED")
    changed, gone = changed.split("NO LONGER LISTED")
    assert "Begins" in new
    assert "New Hall" in new
    assert "Moves: another time" in changed
    assert "Ends" in gone
    assert "Stays" not in letter
    assert told(now + dt.timedelta(days=7)) == []


def test_nothing_is_sent_when_nothing_is_new():
    now = timezone.now()
    meeting = create_meeting(name="Stays")
    follower(now)
    assert told(now) == []
    Meeting.objects.filter(pk=meeting.pk).update(notes="Bring a mug.", revision=Revision.advance())
    assert told(now + dt.timedelta(days=7)) == []


def test_what_is_far_away_or_on_another_pathway_is_not_told():
    now = timezone.now()
    follower(now, Wish("Burnley", 53.789, -2.24, 8_000, "na"))
    create_meeting(name="Far", place=create_place(point=(54.5, -2.24)))
    create_meeting(name="Other", pathway="aa")
    assert told(now) == []


def test_a_hidden_place_is_told_without_where_it_is():
    now = timezone.now()
    follower(now)
    create_meeting(
        name="Quiet", place=create_place(name="Secret House", address="3 Lane", showing=Place.Showing.HIDDEN)
    )
    [letter] = told(now)
    assert "Quiet" in letter
    for secret in ("Secret House", "3 Lane", "BB11 1JG"):
        assert secret not in letter


def test_it_writes_once_a_week_and_no_sooner():
    now = timezone.now()
    follower(now)
    create_meeting(name="Begins")
    assert actions.tell_one(now + dt.timedelta(days=6, hours=23)) == 0
    assert len(told(now)) == 1
    assert actions.tell_one(now + dt.timedelta(days=8)) == 0


def test_one_press_stops_it_and_nothing_is_left(client):
    now = timezone.now()
    follower(now)
    create_meeting(name="Begins")
    [letter] = told(now)
    stop = re.search(r"/follow/[\w-]+/stop", letter)[0]
    assert "Stop these letters?" in client.get(stop).content.decode()
    assert Subscription.objects.exists()
    assert client.post(stop)["Location"] == "/follow/stopped"
    assert not Subscription.objects.exists()
    assert client.get(stop).status_code == 410


def test_mail_programs_are_told_where_to_stop_it():
    now = timezone.now()
    subscription = follower(now)
    create_meeting(name="Begins")
    Letter.objects.all().delete()
    actions.tell_one(now + dt.timedelta(days=8))
    letters.deliver_due(now=now + dt.timedelta(days=8, minutes=1))
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe"].endswith(f"/follow/{token_of(subscription.pk)}/stop>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Letter.objects.get().stop == ""


def test_a_mail_program_stops_it_without_a_page(client):
    subscription = follower(timezone.now())
    address = f"/follow/{token_of(subscription.pk)}/stop"
    answer = type(client)(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 204
    assert not Subscription.objects.exists()


def test_it_can_be_made_narrower(client):
    subscription = follower(timezone.now())
    address = f"/follow/{token_of(subscription.pk)}"
    client.post(address, {"do": "change", "within": "1600", "pathway": "na"})
    assert "within 1 mile of Burnley (Narcotics Anonymous)" in client.get(address).content.decode()


def test_a_link_that_was_not_made_here_leads_to_nothing(client):
    assert client.get("/follow/no-such-link").status_code == 410
    assert client.post("/follow/no-such-link/stop").status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"near": ""}, "Write a postcode or a town."),
        ({"near": "xyzzy zyx"}, "find"),
        ({"address": "nobody"}, "This is not an e-mail address."),
        ({"within": "7"}, "Choose one of those shown."),
    ],
)
def test_what_cannot_be_understood_is_said_beside_its_field(client, monkeypatch, fields, words):
    answer = send(client, monkeypatch, **fields)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Letter.objects.exists()


def test_a_circle_with_too_many_meetings_is_not_taken(client, monkeypatch):
    monkeypatch.setattr("trellis.keeping.subscribing.forms.MOST", 2)
    place = create_place()
    for _ in range(3):
        create_meeting(place=place)
    assert "Choose a shorter way" in send(client, monkeypatch).content.decode()


def test_what_machines_fill_in_gets_no_letter_and_the_same_answer(client, monkeypatch):
    assert send(client, monkeypatch, subject="Buy this")["Location"] == "/follow/sent"
    assert not Letter.objects.exists()


def test_everybody_behind_one_network_gets_the_letter_that_the_page_promises(client, monkeypatch):
    hour = timezone.now().replace(minute=0) + dt.timedelta(hours=1)  # what is counted begins anew with each
    monkeypatch.setattr(timezone, "now", lambda: hour)
    for number in range(6):
        assert send(client, monkeypatch, address=f"person{number}@example.org")["Location"] == "/follow/sent"
    assert len(delivered()) == 6
    assert send(client, monkeypatch, address="seventh@example.org").status_code == 429
