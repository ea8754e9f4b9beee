"""Giving and ending roles: by stewards on their page, and by whoever runs the site from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import Grant, Person
from trellis.accounts.tests.people import WHEN, keeper, moderator, person_with, sign_in, steward
from trellis.meetings.tests.factories import create_meeting
from trellis.safety.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_desk(client):
    person = person_with("steward@example.org", "Desk")
    steward(person)
    sign_in(client, person, is_strong=True)
    return person


def grant(*args):
    out = io.StringIO()
    call_command("grant", *args, stdout=out)
    return out.getvalue()


def test_a_steward_finds_somebody_by_their_whole_address_alone(client, at_the_desk):
    jo = person_with("jo@example.org", "Jo")
    keeper(jo, "meeting", create_meeting().pk)
    answer = client.post("/stewards/people", {"email": "JO@example.org"}).content.decode()
    assert "Jo" in answer
    assert "Keeper" in answer
    assert "Nobody has an account" in client.post("/stewards/people", {"email": "jo@example"}).content.decode()


def test_a_steward_gives_a_role_and_ends_it_and_both_are_written_down(client, at_the_desk):
    jo = person_with("jo@example.org", "Jo")
    form = {"person": jo.audit_id, "role": "moderator", "area": "e07000117"}
    answer = client.post("/stewards/people/give", form, follow=True)
    assert "Moderator: Burnley, given by a steward" in answer.content.decode()
    given = Grant.objects.get(person=jo)
    assert (given.area_code, given.granted_by_role) == ("E07000117", "steward")
    client.post(f"/stewards/people/end/{given.pk}")
    assert not Grant.objects.live().filter(person=jo).exists()
    entries = AuditEntry.objects.order_by("number")
    assert [(entry.action, entry.role, entry.actor) for entry in entries] == [
        ("role.given", "steward", at_the_desk.audit_id),
        ("role.ended", "steward", at_the_desk.audit_id),
    ]
    assert entries[0].detail == {"role": "moderator", "area": "E07000117", "to": str(jo.audit_id)}


@pytest.mark.parametrize(
    ("form", "cure"),
    [
        ({"role": "moderator"}, "Say for which area"),
        ({"role": "moderator", "area": "X1"}, "No area has the code X1"),
        ({"role": "keeper"}, "Say for which listing"),
        ({"role": "keeper", "listing": "nowhere"}, "No group, place or meeting has a page that ends in nowhere"),
        ({"role": "steward", "area": "E07000117"}, "leave area and listing empty"),
        ({"role": "owner"}, "Choose a role"),
    ],
)
def test_a_role_that_cannot_be_given_says_how_to_mend_it(client, at_the_desk, form, cure):
    jo = person_with("jo@example.org", "Jo")
    answer = client.post("/stewards/people/give", {"person": jo.audit_id, **form})
    assert answer.status_code == 422
    assert cure in answer.content.decode()
    assert not Grant.objects.filter(person=jo).exists()


def test_the_first_steward_comes_from_the_command_line():
    said = grant("First@Example.org", "--role", "steward")
    assert "They sign in at /account/sign-in" in said
    person = Person.objects.get(email="first@example.org")
    assert [held.role for held in person.grants.all()] == ["steward"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.role, entry.actor) == ("role.given", "system", None)


def test_a_keeper_is_made_by_the_address_of_the_page():
    meeting = create_meeting()
    grant("jo@example.org", "--role", "keeper", "--listing", f"https://trellis.example/meetings/{meeting.slug}")
    assert Grant.objects.get().listing_id == meeting.pk


def test_giving_a_role_twice_gives_it_once():
    grant("jo@example.org", "--role", "moderator", "--area", "all")
    grant("jo@example.org", "--role", "moderator", "--area", "all")
    assert Grant.objects.count() == 1


@pytest.mark.parametrize(
    "args",
    [("jo", "--role", "steward"), ("jo@example.org", "--role", "moderator"), ("jo@example.org", "--role", "king")],
)
def test_what_makes_no_sense_changes_nothing(args):
    with pytest.raises(CommandError):
        grant(*args)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "keeper"},
        {"role": "keeper", "listing_kind": "cake", "listing_id": "00000000-0000-0000-0000-000000000001"},
        {"role": "steward", "area_code": "E07000117"},
        {"role": "moderator", "listing_kind": "group"},
    ],
)
def test_the_database_refuses_a_grant_that_is_for_something_else(wrong):
    person = person_with()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(person=person, granted_at=WHEN, granted_by_role="console", **wrong)


def test_the_database_holds_one_live_grant_of_each():
    person = person_with()
    moderator(person, "E07000117")
    moderator(person, "W06000015")
    with pytest.raises(IntegrityError), transaction.atomic():
        moderator(person, "E07000117")
    Grant.objects.update(ended_at=WHEN)
    moderator(person, "E07000117")


def test_asvs_8_3_2_a_role_that_is_ended_counts_no_more_at_the_next_page(client, at_the_desk):
    assert client.get("/stewards/people").status_code == 200
    Grant.objects.update(ended_at=WHEN)
    assert client.get("/stewards/people").status_code == 403


def test_a_keeper_who_comes_by_shows_a_sign_of_life(client):
    jo = person_with("jo@example.org", "Jo")
    grant = keeper(jo, "meeting", create_meeting().pk)
    sign_in(client, jo)
    client.get("/account/")
    grant.refresh_from_db()
    assert grant.last_active_on == timezone.localdate()
