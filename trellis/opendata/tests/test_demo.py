"""The imaginary town has every kind of place, pathway, feature and recurrence, and says that it is imaginary."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command

from trellis.keeping.models import Comment
from trellis.keeping.pictures import any_of
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Group, Meeting
from trellis.meetings.pathways import PATHWAYS
from trellis.meetings.recurrence import Frequency, parse_rule
from trellis.opendata.demo import load_imaginary_town
from trellis.opendata.made_up import take_down_imaginary_town
from trellis.places.models import Place, Source
from trellis.places.tests.factories import create_source

NOW = dt.datetime(2026, 11, 26, 18, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def test_nothing_in_it_is_refused_and_reading_it_again_changes_nothing() -> None:
    first = load_imaginary_town(now=NOW)
    assert (first.rejected, first.held, first.created) == ([], "", first.read)
    again = load_imaginary_town(now=NOW)
    assert (again.unchanged, again.created, again.updated, again.closed) == (first.read, 0, 0, 0)


def test_it_has_every_pathway_feature_mode_and_kind_of_place() -> None:
    load_imaginary_town(now=NOW)
    assert set(Group.objects.values_list("pathway", flat=True)) == set(PATHWAYS)
    assert {feature for meeting in Meeting.objects.all() for feature in meeting.features} == set(FEATURES)
    assert set(Meeting.objects.values_list("mode", flat=True)) == set(Meeting.Mode)
    assert set(Place.objects.values_list("kind", flat=True)) == set(Place.Kind)
    assert set(Place.objects.values_list("showing", flat=True)) == set(Place.Showing)


def test_it_has_every_kind_of_recurrence() -> None:
    load_imaginary_town(now=NOW)
    meetings = list(Meeting.objects.all())
    rules = [parse_rule(meeting.rule) for meeting in meetings if meeting.rule]
    assert {rule.frequency for rule in rules} == set(Frequency)
    assert any(rule.interval == 2 for rule in rules)
    assert any(len(rule.days) > 1 for rule in rules)
    assert any(day.nth == -1 for rule in rules for day in rule.days)
    assert any(rule.months for rule in rules)
    assert any(rule.month_days for rule in rules)
    assert any(not meeting.rule for meeting in meetings)
    for field in (
        *("cancelled", "moved", "extra", "not_on", "suspended_from", "suspended_until"),
        "ends_on",
        "check_dates",
    ):
        assert any(getattr(meeting, field) for meeting in meetings), field
    assert any(meeting.rule_from == Meeting.RuleFrom.WORDS for meeting in meetings)
    assert {meeting.zone for meeting in meetings} >= {"Europe/London", "America/New_York", "Australia/Sydney"}
    assert all(meeting.schedule is not None for meeting in meetings if meeting.rule)


def test_it_says_that_it_is_imaginary() -> None:
    load_imaginary_town(now=NOW)
    source = Source.objects.get()
    assert source.is_imaginary
    assert "imaginary" in source.name


def test_some_of_its_places_and_groups_say_what_they_are() -> None:
    for _ in range(2):
        load_imaginary_town(now=NOW)
        lantern = Place.objects.get(name="The Lantern Recovery Café")
        assert lantern.story.startswith("We began")
        assert any_of(lantern.picture)
        assert set(Place.objects.values_list("drink", flat=True)) >= {"none", "closed", "elsewhere", ""}
        assert Group.objects.exclude(needs="").count() >= 3
        assert set(Comment.objects.values_list("listing_kind", "state")) == {("place", "shown"), ("group", "shown")}
        assert Comment.objects.count() == 4


def test_what_somebody_made_of_it_is_not_told_over() -> None:
    load_imaginary_town(now=NOW)
    Place.objects.filter(name="The Loom, Alderbrook Recovery Centre").update(story="Ours now.", needs="Nothing.")
    load_imaginary_town(now=NOW)
    loom = Place.objects.get(name="The Loom, Alderbrook Recovery Centre")
    assert (loom.story, loom.needs) == ("Ours now.", "Nothing.")


def test_the_command_leaves_a_directory_with_listings_alone_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--if-empty")
    assert "new" in capsys.readouterr().out
    call_command("demo", "--if-empty")
    assert "not loaded" in capsys.readouterr().out


def test_real_listings_take_the_imaginary_ones_down_and_the_command_puts_them_back(tmp_path: Path) -> None:
    load_imaginary_town(now=NOW)
    feed = tmp_path / "real.csv"
    feed.write_text("id,name,day,start,pathway\n1,Way In,Tuesday,19:30,na\n")
    call_command("import", str(feed), "--dry-run")
    assert Meeting.objects.listed().filter(source__is_imaginary=True).exists()
    call_command("import", str(feed))
    assert list(Meeting.objects.listed().values_list("name", flat=True)) == ["Way In"]
    call_command("demo")
    assert Meeting.objects.listed().filter(source__is_imaginary=True).exists()


def test_made_up_places_and_groups_go_with_their_meetings_and_come_back_with_them() -> None:
    load_imaginary_town(now=NOW)
    places, groups = Place.objects.count(), Group.objects.count()
    used = Meeting.objects.exclude(place=None).select_related("place", "group")[0]
    Meeting.objects.filter(pk=used.pk).update(source=create_source())
    take_down_imaginary_town(now=NOW)
    assert list(Place.objects.filter(state="listed")) == [used.place]
    assert list(Group.objects.filter(state="listed")) == [used.group]
    load_imaginary_town(now=NOW)
    assert Place.objects.filter(state="listed", closed_at=None).count() >= places
    assert Group.objects.filter(state="listed", closed_at=None).count() >= groups
