"""Which published address proves something: one of the source, or one that has stood for a month."""

import datetime as dt

import pytest

from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import approve, propose
from trellis.keeping.claims.published import Facts, facts_of, masked, proving_address
from trellis.keeping.models import Change
from trellis.meetings.models import Group
from trellis.meetings.tests.factories import create_group, create_meeting

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MODERATOR = Acting("moderator")


@pytest.mark.parametrize(
    ("facts", "address"),
    [
        (Facts("group@example.org"), "group@example.org"),
        (Facts(""), ""),
        (Facts("new@example.org", "old@example.org", NOW - dt.timedelta(days=29)), "old@example.org"),
        (Facts("new@example.org", "", NOW - dt.timedelta(days=29)), ""),
        (Facts("new@example.org", None, NOW - dt.timedelta(days=29)), ""),
        (Facts("new@example.org", "old@example.org", NOW - dt.timedelta(days=30)), "new@example.org"),
    ],
)
def test_an_address_that_was_changed_lately_proves_nothing(facts, address):
    assert proving_address(facts, NOW) == address


def test_an_address_is_shown_only_as_far_as_it_is_known_again():
    assert masked("info@example.org") == "in…@example.org"
    assert masked("jo@example.org") == "j…@example.org"


@pytest.mark.django_db
def test_a_change_let_in_here_counts_from_its_day_and_the_sources_word_stands_until_then():
    group = create_group(email="old@example.org")
    change = propose(kind=Change.Kind.EDIT, listing=group, by=VISITOR, now=NOW, after={"email": "thief@example.org"})
    approve(change.pk, by=MODERATOR, now=NOW)
    group.refresh_from_db()
    assert proving_address(facts_of(group), NOW + dt.timedelta(days=29)) == "old@example.org"
    assert proving_address(facts_of(group), NOW + dt.timedelta(days=30)) == "thief@example.org"


@pytest.mark.django_db
def test_of_what_people_put_here_an_address_counts_a_month_after_it_was_let_in(tables_of_places):
    proposed = {
        "group": {"name": "Tea", "pathway": "na", "email": "tea@example.org"},
        "meeting": {"name": "Tea", "rule": "FREQ=WEEKLY;BYDAY=TU", "start": "19:00", "minutes": 60, "mode": "online"},
    }
    new = propose(kind=Change.Kind.NEW, listing=None, by=VISITOR, now=NOW, after=proposed)
    approve(new.pk, by=MODERATOR, now=NOW)
    group = Group.objects.get()
    assert proving_address(facts_of(group), NOW + dt.timedelta(days=29)) == ""
    assert proving_address(facts_of(group), NOW + dt.timedelta(days=30)) == "tea@example.org"
    change = propose(kind=Change.Kind.EDIT, listing=group, by=MODERATOR, now=NOW, after={"phone": "01282 000111"})
    assert change.state == Change.State.APPLIED
    assert proving_address(facts_of(group), NOW + dt.timedelta(days=30)) == "tea@example.org"


@pytest.mark.django_db
def test_a_meeting_is_proved_by_the_address_of_its_group():
    meeting = create_meeting(group=create_group(email="group@example.org"))
    assert facts_of(meeting).email == "group@example.org"
