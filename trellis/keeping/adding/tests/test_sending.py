"""What is proposed in the end, and by whom it is decided."""

import datetime as dt

import pytest
from django.utils import timezone

from trellis.accounts.tests.people import moderator, person_with, sign_in
from trellis.keeping.acting import VISITOR
from trellis.keeping.actions import approve
from trellis.keeping.adding import drafts
from trellis.keeping.adding.tests.drafting import Adding
from trellis.keeping.models import Change, Draft
from trellis.keeping.suggesting.letterbox import stamp
from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place
from trellis.places.tests.factories import create_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_of_places")]
BURNLEY = "E07000117"


def unhurried():
    """The stamp of a page that was read for a minute."""
    return stamp("add", timezone.now() - dt.timedelta(minutes=1))


def added(client, kind, **other):
    adding = Adding(client, kind)
    adding.answers_all(**other)
    response = client.post(f"{adding.address}/check", {"stamped": unhurried()})
    assert response.headers["Location"] == "/add/sent"
    return Change.objects.get()


def test_a_place(client):
    change = added(client, "place", about={"kind": "recovery-cafe", "opening": "Monday to Friday 10 to 4"})
    assert (change.state, change.listing_kind, change.area_code) == (Change.State.WAITING, "place", BURNLEY)
    assert change.after == {
        "place": {
            "name": "Thursday Way In",
            "kind": "recovery-cafe",
            "address": "1 Manchester Road",
            "postcode": "BB11 1JG",
            "showing": "exact",
            "opening": "Monday to Friday 10 to 4",
        }
    }


def test_a_group_and_what_was_said_of_its_place(client):
    drink = {"drink": "elsewhere", "words": "A pub next door."}
    joining = {"steps": "Just come.", "dates": "Not in August.", "bring": "A mug."}
    change = added(client, "group", drink=drink, joining=joining, contact={"email": "hello@example.org"})
    place, group, meeting = (change.after[kind] for kind in ("place", "group", "meeting"))
    assert (place["drink"], place["drink_words"]) == ("elsewhere", "A pub next door.")
    assert place["drink_said_on"] == timezone.localdate().isoformat()
    assert group == {"name": "Thursday Way In", "pathway": "lero", "email": "hello@example.org"}
    assert meeting["joining"] == "Just come.\n\nTerm dates and breaks: Not in August.\n\nBring: A mug."
    assert (meeting["start"], meeting["minutes"], meeting["rule"]) == ("19:00", 60, "FREQ=WEEKLY;BYDAY=TH")


def test_a_group_at_a_place_that_is_listed(client):
    hall = create_place(name="St Mary's Hall", postcode="BB11 1JG", point=(53.788, -2.243), area_code=BURNLEY)
    change = added(client, "group", point={"place": str(hall.pk), "showing": "exact"})
    assert change.after["place"] == {"id": str(hall.pk)}
    assert change.area_code == BURNLEY


@pytest.mark.parametrize(
    ("online", "mode"),
    [
        ({"how": "Ask."}, "online"),
        ({"phone": "0300 123 4567"}, "phone"),
        ({"link": "https://a.example.org/1"}, "online"),
    ],
)
def test_online_and_by_phone(client, online, mode):
    change = added(client, "online", online={**online, "zone": "America/New_York"})
    assert set(change.after) == {"group", "meeting"}
    assert (change.after["meeting"]["mode"], change.after["meeting"]["zone"]) == (mode, "America/New_York")
    assert change.area_code == ""


@pytest.mark.parametrize("kind", ["place", "group", "online", "both", "activity"])
def test_whatever_was_answered_can_be_let_in(client, kind):
    change = added(client, kind)
    approve(change.pk, by=VISITOR, now=timezone.now())
    there = (Place.objects.count(), Group.objects.count(), Meeting.objects.count())
    assert there == {"place": (1, 0, 0), "online": (0, 1, 1)}.get(kind, (1, 1, 1))
    if kind != "online":
        place = Place.objects.get()
        assert (place.point_from, place.area_code, place.zone) == ("postcode", BURNLEY, "Europe/London")
    if kind == "both":
        assert Meeting.objects.get().mode == Meeting.Mode.HYBRID


def test_the_mark_is_where_it_was_put(client):
    adding = Adding(client, "place")
    adding.sends("where", postcode="BB11 1JG")
    adding.sends("point", **{"picture.x": "200", "picture.y": "90"})
    mark = adding.answers["mark"]
    adding.sends("point", showing="approximate")
    for step, fields in {"name": {"name": "The Shed"}, "about": {"kind": "garden"}, "joining": {}}.items():
        adding.sends(step, **fields)
    for step, fields in {"drink": {"drink": "none"}, "access": {}, "contact": {}, "picture": {"without": "1"}}.items():
        adding.sends(step, **fields)
    client.post(f"{adding.address}/check", {"stamped": unhurried()})
    approve(Change.objects.get().pk, by=VISITOR, now=timezone.now())
    place = Place.objects.get()
    assert (place.lat, place.lon) == (mark["lat"], mark["lon"])
    assert (place.point_from, place.showing) == ("source", "approximate")


def test_the_address_of_a_private_place_says_no_more_than_its_town(client):
    adding = Adding(client, "place")
    adding.answers_all(point={"showing": "hidden"}, contact={"phone": "0300 123 4567"})
    client.post(f"{adding.address}/check", {"stamped": unhurried()})
    approve(Change.objects.get().pk, by=VISITOR, now=timezone.now())
    place = Place.objects.get()
    assert place.showing == "hidden"
    assert place.slug.startswith("private-place")
    assert not set(place.name.lower().split()) & set(place.slug.split("-"))


def test_what_no_rule_can_hold_stands_in_the_notes(client):
    change = added(client, "group", when={"words": "Thursdays 10 to 12, term time"})
    assert change.after["meeting"]["notes"] == "In term time only: ask for the dates."


def test_the_address_to_answer_to_is_sealed(client):
    adding = Adding(client, "place")
    adding.answers_all()
    client.post(f"{adding.address}/check", {"stamped": unhurried(), "reply_to": "me@example.org"})
    assert Change.objects.get().reply_to == "me@example.org"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("trap", [{"subject": "buy"}, {"stamped": ""}, {"stamped": "made up"}])
def test_what_looks_like_spam_waits_apart_and_is_thanked_for_all_the_same(client, trap):
    adding = Adding(client, "place")
    adding.answers_all()
    response = client.post(f"{adding.address}/check", {"stamped": unhurried(), **trap})
    assert response.headers["Location"] == "/add/sent"
    assert Change.objects.get().state == Change.State.HELD


def test_links_to_strangers_wait_apart_and_its_own_website_does_not(client):
    assert added(client, "place", contact={"website": "https://shed.example.org"}).state == Change.State.WAITING
    Change.objects.all().delete()
    spam = {"steps": "Best pills at https://pills.example.com/buy"}
    assert added(client, "place", joining=spam).state == Change.State.HELD


def test_what_a_moderator_adds_in_their_own_area_shows_at_once(client):
    person = person_with()
    moderator(person, BURNLEY)
    sign_in(client, person, is_strong=True)
    adding = Adding(client, "group")
    adding.answers_all()
    response = client.post(f"{adding.address}/check", {"stamped": unhurried()})
    meeting = Meeting.objects.get()
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert Change.objects.get().state == Change.State.APPLIED


def test_what_a_moderator_of_elsewhere_adds_waits(client):
    person = person_with()
    moderator(person, "W06000015")
    sign_in(client, person, is_strong=True)
    assert added(client, "group").state == Change.State.WAITING


def test_nothing_is_half_sent_where_it_cannot_be_made(client):
    adding = Adding(client, "group")
    adding.answers_all()
    draft = Draft.objects.get()
    draft.answers["name"]["name"] = "x" * 300
    draft.save()
    person = person_with()
    moderator(person, BURNLEY)
    sign_in(client, person, is_strong=True)
    response = client.post(f"{adding.address}/check", {"stamped": unhurried()})
    assert response.status_code == 200
    assert "Something needs mending" in response.content.decode()
    assert Draft.objects.exists()
    assert not Change.objects.exists()
    assert not Place.objects.exists()


def test_what_is_sent_twice_arrives_once_and_says_so(client):
    adding = Adding(client, "group")
    adding.answers_all()
    slow = Draft.objects.get()
    client.post(f"{adding.address}/check", {"stamped": unhurried()})
    again = client.post(f"{adding.address}/check", {"stamped": unhurried()})
    assert (again.status_code, "with the moderators" in again.content.decode()) == (404, True)
    with pytest.raises(drafts.NoDraftError):  # the second press was read before the first was done
        drafts.take(slow)
    assert Change.objects.count() == 1
