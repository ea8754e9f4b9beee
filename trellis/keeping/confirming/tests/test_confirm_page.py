"""The link in a reminder: one click, no signing in, no guessing, and nothing by opening it alone."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from trellis.accounts.models import Grant
from trellis.accounts.tests.people import keeper, person_with
from trellis.keeping.confirming.asking import ask_due
from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.confirming.links import LASTS, Link, NotALinkError, mark_of, read, written
from trellis.keeping.listings import people_source
from trellis.keeping.models import Change, Confirmation
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.models import Place
from trellis.safety.models import AuditEntry, Letter

DUE = dt.timedelta(days=190)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"


@pytest.fixture
def now(db):
    return timezone.now()


@pytest.fixture
def group(now):
    """Two meetings that nobody has vouched for since more than six months, and a keeper."""
    group = create_group(source=people_source(), email="group@example.org")
    place = create_place(source=group.source, confirmed_at=now)
    for name, slug in (("Way In", "way-in"), ("Way Out", "way-out")):
        create_meeting(group=group, place=place, name=name, slug=slug, confirmed_at=now - DUE)
    return group


@pytest.fixture
def grant(group):
    return keeper(person_with("keeper@example.org"), "group", group.pk)


@pytest.fixture
def link(group, grant, now):
    """The address in the letter, as the worker sends it."""
    ask_due(the_clock(), now)
    return re.search(r"http\S+(/confirm/\S+)", Letter.objects.get().body)[1]


def confirmed():
    return set(Meeting.objects.filter(confirmed_by="keeper").values_list("slug", flat=True))


def test_opening_the_link_does_nothing(visit, link):
    page = visit(link)
    assert page.heading == "Is this still right?"
    assert "Way In" in page.text
    assert confirmed() == set()
    assert page.response.headers["Cache-Control"] == "no-store"


def test_one_click_confirms_all_of_it_as_its_keeper(client, link, grant):
    response = client.post(link, {"answer": "right"}, follow=True)
    assert "Thank you." in response.text
    assert confirmed() == {"way-in", "way-out"}
    grant.refresh_from_db()
    assert grant.last_active_on == timezone.now().date()
    assert set(Confirmation.objects.values_list("kind", flat=True)) == {"keeper"}
    assert set(AuditEntry.objects.filter(action="listing.confirmed").values_list("role", flat=True)) == {"keeper"}
    assert AuditEntry.objects.filter(actor=grant.person.audit_id).exists()


def test_the_link_may_be_used_again(client, link):
    for _ in range(2):
        assert client.post(link, {"answer": "right"}, follow=True).status_code == 200
    assert confirmed() == {"way-in", "way-out"}


def test_one_of_them_is_closed_and_listed_again_by_the_same_link(client, visit, link):
    page = client.post(link, {"answer": "closed:way-in"}, follow=True)
    assert "It has left the results" in page.text
    closed = Meeting.objects.get(slug="way-in")
    assert (closed.state, closed.closed_by) == ("closed", "keeper")
    assert Change.objects.get().looked_at is None  # moderators see it afterwards
    client.post(link, {"answer": "right"})
    assert confirmed() == {"way-out"}
    client.post(link, {"answer": "open:way-in"})
    assert Meeting.objects.get(slug="way-in").is_listed


@pytest.mark.parametrize("answer", ["", "closed:", "closed:no-such", "open:way-in", "delete", "closed:elsewhere"])
def test_any_other_answer_changes_nothing(client, link, answer, now):
    create_meeting(slug="elsewhere")
    before = list(Meeting.objects.order_by("pk").values())
    client.post(link, {"answer": answer})
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_without_a_keeper_the_published_address_may_answer(client, group, now):
    ask_due(the_clock(), now)
    address = re.search(r"(/confirm/\S+)", Letter.objects.get().body)[1]
    client.post(address, {"answer": "right"})
    assert confirmed() == {"way-in", "way-out"}


def test_an_address_that_is_published_no_more_may_not(visit, group, now):
    ask_due(the_clock(), now)
    address = re.search(r"(/confirm/\S+)", Letter.objects.get().body)[1]
    group.email = "other@example.org"
    group.save()
    assert "This link has ended" in visit(address, status=410).text


def test_a_keeper_who_keeps_it_no_more_may_not(client, link, now):
    Grant.objects.update(ended_at=now)
    assert client.post(link, {"answer": "right"}).status_code == 410
    assert confirmed() == set()


def test_a_link_that_is_too_old_offers_a_new_one_to_the_same_address(client, visit, group, grant, now):
    old = Link("group", group.pk, now.date() - dt.timedelta(days=1), grant.pk)
    address = reverse("confirm", args=[written(old)])
    assert "This link is too old" in visit(address).text
    response = client.post(address, {"answer": "right"}, follow=True)
    assert "It is on its way" in response.text
    assert confirmed() == set()
    letter = Letter.objects.get()
    assert letter.to == "keeper@example.org"
    fresh = read(re.search(r"/confirm/(\S+)", letter.body)[1])
    assert fresh.until == now.date() + LASTS


def test_new_links_are_not_sent_again_and_again(client, group, grant, now):
    address = reverse("confirm", args=[written(Link("group", group.pk, dt.date(2026, 1, 1), grant.pk))])
    assert [client.post(address).status_code for _ in range(4)] == [302, 302, 302, 429]


def test_a_place_is_confirmed_by_its_keeper(client, db, now):
    place = create_place(source=people_source(), confirmed_at=now - dt.timedelta(days=400))
    grant = keeper(person_with("keeper@example.org"), "place", place.pk)
    client.post(reverse("confirm", args=[written(Link("place", place.pk, now.date(), grant.pk))]), {"answer": "right"})
    assert Place.objects.get(confirmed_by="keeper").pk == place.pk


def test_what_is_not_a_link_says_so(visit, db):
    page = visit("/confirm/AAAA.g00.0..1", status=404)
    assert "Copy the whole link" in page.text


@given(at=some.integers(0, 200), letter=some.sampled_from(LETTERS), cut=some.integers(0, 130))
def test_asvs_7_2_3_no_link_can_be_guessed_from_another(at, letter, cut):
    link = Link("meeting", Place().pk, dt.date(2027, 1, 1), 7, mark_of("group@example.org"))
    token = written(link)
    assert read(token) == link
    changed = f"{token[: at % len(token)]}{letter}{token[at % len(token) + 1 :]}"
    for wrong in (changed, token[:cut] if cut < len(token) else token + "x"):
        if wrong != token:
            with pytest.raises(NotALinkError):
                read(wrong)
    assert len(token.partition(".")[0]) * 6 >= 128
