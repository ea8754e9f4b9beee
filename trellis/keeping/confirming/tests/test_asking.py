"""Letters that ask whether a listing is still right: to whom, how often, and what a worker that dies leaves behind."""

import datetime as dt

import pytest

from trellis.accounts.models import Grant
from trellis.accounts.tests.people import keeper, person_with
from trellis.keeping.acting import Acting
from trellis.keeping.confirming import asking
from trellis.keeping.confirming.actions import confirm
from trellis.keeping.confirming.asking import ask_due, forget_answered
from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.models import Asking
from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source
from trellis.places.listed import Voucher
from trellis.places.models import Source
from trellis.safety.models import Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CLOCK = the_clock()
DUE, LEFT = NOW - dt.timedelta(days=183), NOW - dt.timedelta(days=183 + 120)


@pytest.fixture
def people():
    return create_source(slug="people", format=Source.Format.FORM, read_at=None)


def late_group(people, *, confirmed_at=DUE, **fields):
    group = create_group(source=people, **fields)
    place = create_place(source=people, confirmed_at=NOW)
    create_meeting(group=group, place=place, name="Way In", confirmed_at=confirmed_at)
    return group


def addresses():
    return sorted(letter.to for letter in Letter.objects.all())


def test_the_keeper_is_asked_and_not_the_published_address(people):
    group = late_group(people, email="group@example.org")
    keeper(person_with("keeper@example.org"), "group", group.pk)
    assert ask_due(CLOCK, NOW) == 1
    assert addresses() == ["keeper@example.org"]


def test_without_a_keeper_the_published_address_is_asked(people):
    late_group(people, email="group@example.org")
    ask_due(CLOCK, NOW)
    assert addresses() == ["group@example.org"]


def test_a_keeper_who_left_or_is_closed_out_is_not_asked(people):
    group = late_group(people)
    grants = [keeper(person_with(f"{name}@example.org"), "group", group.pk) for name in ("gone", "shut", "here")]
    Grant.objects.filter(pk=grants[0].pk).update(ended_at=NOW)
    grants[1].person.is_active = False
    grants[1].person.save()
    ask_due(CLOCK, NOW)
    assert addresses() == ["here@example.org"]


def test_a_group_is_asked_once_about_all_its_late_meetings(people):
    group = late_group(people, email="group@example.org")
    create_meeting(group=group, name="Way Out", place=group.meetings.get().place, confirmed_at=DUE)
    create_meeting(group=group, name="Not Late", place=group.meetings.first().place, confirmed_at=NOW)
    ask_due(CLOCK, NOW)
    letter = Letter.objects.get()
    assert "Way In" in letter.body
    assert "Way Out" in letter.body
    assert "Not Late" not in letter.body
    assert "recover" not in letter.subject


def test_whoever_keeps_one_meeting_is_asked_about_that_one(people):
    group = late_group(people)
    other = create_meeting(group=group, name="Way Out", place=group.meetings.get().place, confirmed_at=DUE)
    keeper(person_with("keeper@example.org"), "meeting", other.pk)
    ask_due(CLOCK, NOW)
    body = Letter.objects.get().body
    assert "Way Out" in body
    assert "Way In" not in body


def test_a_place_of_its_own_is_asked_about_after_a_year(people):
    create_place(source=people, email="cafe@example.org", confirmed_at=NOW - dt.timedelta(days=364))
    assert ask_due(CLOCK, NOW) == 0
    assert ask_due(CLOCK, NOW + dt.timedelta(days=1)) == 1
    assert addresses() == ["cafe@example.org"]


def test_nobody_is_asked_twice_for_the_same_reminder(people):
    late_group(people, email="group@example.org")
    assert [ask_due(CLOCK, NOW), ask_due(CLOCK, NOW), ask_due(CLOCK, NOW + dt.timedelta(days=13))] == [1, 0, 0]
    assert Letter.objects.count() == 1


def test_a_worker_that_was_away_asks_once_and_not_three_times(people):
    late_group(people, email="group@example.org", confirmed_at=DUE - dt.timedelta(days=31))
    assert [ask_due(CLOCK, NOW), ask_due(CLOCK, NOW)] == [1, 0]
    assert Letter.objects.count() == 1
    assert Asking.objects.get().next_at is None


def test_what_has_left_is_asked_about_no_more(people):
    late_group(people, email="group@example.org", confirmed_at=LEFT)
    assert ask_due(CLOCK, NOW) == 0


def test_nobody_is_written_to_about_what_is_made_up():
    source = create_source(is_imaginary=True, read_at=DUE)
    create_meeting(group=create_group(source=source, email="made-up@example.org"))
    assert ask_due(CLOCK, NOW) == 0


def test_with_nobody_to_ask_it_is_noted_and_left_alone_until_the_next_reminder(people):
    group = late_group(people)
    assert [ask_due(CLOCK, NOW), ask_due(CLOCK, NOW)] == [1, 0]
    keeper(person_with("keeper@example.org"), "group", group.pk)
    assert ask_due(CLOCK, NOW + dt.timedelta(days=14)) == 1
    assert addresses() == ["keeper@example.org"]


def test_once_somebody_has_vouched_for_it_all_begins_anew(people):
    group = late_group(people, email="group@example.org")
    ask_due(CLOCK, NOW)
    forget_answered(CLOCK, NOW)
    assert Asking.objects.exists()
    confirm(group.meetings.all(), Voucher.KEEPER, by=Acting("keeper"), now=NOW)
    forget_answered(CLOCK, NOW)
    assert not Asking.objects.exists()
    assert ask_due(CLOCK, NOW + dt.timedelta(days=183)) == 1


def test_a_step_that_is_cut_short_leaves_neither_note_nor_letter(people, monkeypatch):
    late_group(people, email="group@example.org")

    def killed(*_args, **_named):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(asking, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            ask_due(CLOCK, NOW)
    assert (Asking.objects.count(), Letter.objects.count()) == (0, 0)
    ask_due(CLOCK, NOW)
    assert (Asking.objects.count(), Letter.objects.count()) == (1, 1)
