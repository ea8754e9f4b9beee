"""A published address that wants no more letters gets none."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse

from trellis.accounts.tests.people import keeper, person_with
from trellis.keeping.confirming.asking import ask_due
from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.confirming.links import Link, written
from trellis.keeping.models import Asking, QuietAddress
from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source
from trellis.places.models import Source
from trellis.safety.letters import deliver_due
from trellis.safety.models import Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CLOCK = the_clock()


@pytest.fixture
def group():
    people = create_source(slug="people", format=Source.Format.FORM, read_at=None)
    group = create_group(source=people, email="Group@example.org")
    place = create_place(source=people, confirmed_at=NOW)
    create_meeting(group=group, place=place, name="Way In", confirmed_at=NOW - dt.timedelta(days=183))
    return group


def asked(client) -> str:
    """The path by which the letter says that letters can be stopped."""
    ask_due(CLOCK, NOW)
    assert deliver_due(now=NOW) == 1
    (letter,) = mail.outbox
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"No more such letters to this address: {stop}" in letter.body
    return re.sub(r"^https?://[^/]+", "", stop)


def due_again() -> int:
    Asking.objects.all().delete()
    Letter.objects.all().delete()
    ask_due(CLOCK, NOW)
    return Letter.objects.count()


def test_a_mail_program_stops_it_with_one_request(client, group):
    stop = asked(client)
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert due_again() == 0
    assert "example" not in QuietAddress.objects.get().mark
    group.email = "group@example.org"
    group.save()
    assert due_again() == 0
    group.email = "other@example.org"
    group.save()
    assert due_again() == 1


def test_opening_the_link_does_nothing_and_a_press_does_and_is_taken_back(client, visit, group):
    stop = asked(client)
    assert visit(stop).heading == "No more letters to this address?"
    assert not QuietAddress.objects.exists()
    client.post(stop)
    client.post(stop)
    assert visit(stop).heading == "We do not write to you any more"
    client.post(stop, {"do": "again"})
    assert due_again() == 1


def test_a_link_that_is_too_old_to_confirm_still_stops_letters(client, group):
    old = Link("group", group.pk, dt.date(2020, 1, 1), mark="0123456789abcdef")
    assert client.post(reverse("confirm-stop", args=[written(old)])).status_code == 302
    assert QuietAddress.objects.get().mark == "0123456789abcdef"


def test_nobody_stops_letters_by_guessing_or_by_a_keepers_link(client, group):
    grant = keeper(person_with("keeper@example.org"), "group", group.pk)
    of_keeper = written(Link("group", group.pk, dt.date(2027, 1, 1), grant=grant.pk))
    for token in ("made-up", of_keeper, of_keeper.replace(".", ".x", 1)):
        assert client.post(reverse("confirm-stop", args=[token])).status_code == 404
    assert not QuietAddress.objects.exists()


def test_a_keeper_is_asked_whatever_the_published_address_wants(client, group):
    client.post(asked(client))
    keeper(person_with("keeper@example.org"), "group", group.pk)
    assert due_again() == 1
    assert Letter.objects.get().stop == ""
