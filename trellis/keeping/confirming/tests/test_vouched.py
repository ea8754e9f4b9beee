"""The database is asked for what the pure clock says of each listing."""

import datetime as dt
from random import Random

import pytest

from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.confirming.turning import behind, turn_standings
from trellis.keeping.confirming.vouched import last_confirmed, late, listed
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place, create_source
from trellis.places.listed import Standing
from trellis.places.models import Place, Revision, Source
from trellis.safety.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CLOCK = the_clock()
LEFT_TO_ITSELF = dt.timedelta(days=183 + 120)


def some_time(random: Random) -> dt.datetime | None:
    if random.random() < 0.3:
        return None
    return NOW - dt.timedelta(days=random.choice((0, 100, 183, 242, 243, 302, 303, 365, 424, 425, 484, 485, 900)))


def some_world(random: Random) -> None:
    sources = [
        create_source(
            read_at=some_time(random),
            format=random.choice((Source.Format.CSV, Source.Format.CSV, Source.Format.FORM)),
            is_imaginary=random.random() < 0.1,
        )
        for _ in range(6)
    ]
    places = [create_place(source=random.choice(sources), confirmed_at=some_time(random)) for _ in range(10)]
    for _ in range(25):
        create_meeting(
            source=random.choice(sources),
            place=random.choice(places),
            confirmed_at=some_time(random),
            state=random.choice((Meeting.State.LISTED, Meeting.State.LISTED, Meeting.State.CLOSED)),
            standing=random.choice(Standing.values),
            kept={"state": {"source": "closed"}} if random.random() < 0.2 else {},
        )


def should_be(listing, kind: str) -> Standing:
    last = last_confirmed(listing)
    is_made_up = listing.source.is_imaginary or (
        kind == "place" and listing.meetings.filter(
            state="listed", source__is_imaginary=True).exclude(source__format="form").exclude(
            kept__state__source="closed").exists()
    )  # fmt: skip
    return Standing.FRESH if last is None or is_made_up else CLOCK.standing(last, kind, NOW)


@pytest.mark.parametrize("seed", range(6))
def test_every_listing_stands_where_the_clock_says(seed):
    some_world(Random(seed))
    while turn_standings(CLOCK, NOW, most=4):
        pass
    for kind in ("meeting", "place"):
        for listing in listed(kind).select_related("source"):
            assert listing.standing == should_be(listing, kind), (kind, last_confirmed(listing))
    assert behind(CLOCK, NOW) == 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("days", [0, 45, 60])
def test_those_that_are_late_are_those_the_clock_says_are(seed, days):
    some_world(Random(seed))
    expected = {
        meeting.pk
        for meeting in listed("meeting").select_related("source")
        if not meeting.source.is_imaginary
        and (last := last_confirmed(meeting))
        and CLOCK.days_late(last, "meeting", NOW) >= days
    }
    assert {meeting.pk for meeting in late("meeting", days, CLOCK, NOW)} == expected


def test_turning_moves_the_revision_and_is_in_the_audit_trail():
    meeting = create_meeting(source=create_source(read_at=NOW - LEFT_TO_ITSELF))
    before = Revision.now()
    assert turn_standings(CLOCK, NOW) == 1
    meeting.refresh_from_db()
    assert (meeting.standing, meeting.revision) == (Standing.LEFT, before + 1)
    assert AuditEntry.objects.get().detail == {"kind": "meeting", "standing": "left", "count": 1}
    assert turn_standings(CLOCK, NOW) == 0


def test_a_feed_that_is_read_again_brings_its_listings_back():
    meeting = create_meeting(source=create_source(read_at=NOW - LEFT_TO_ITSELF))
    turn_standings(CLOCK, NOW)
    assert not Meeting.objects.listed().exists()
    Source.objects.update(read_at=NOW)
    assert turn_standings(CLOCK, NOW) == 1
    assert Meeting.objects.listed().get() == meeting


def test_a_place_lives_as_long_as_its_meetings_do():
    place = create_place(confirmed_at=NOW - dt.timedelta(days=700), source=create_source(format=Source.Format.FORM))
    meeting = create_meeting(place=place, source=place.source, confirmed_at=NOW)
    turn_standings(CLOCK, NOW)
    assert Place.objects.get().standing == Standing.FRESH
    meeting.delete()
    turn_standings(CLOCK, NOW)
    assert Place.objects.get().standing == Standing.LEFT


def test_made_up_listings_never_age():
    create_meeting(source=create_source(read_at=NOW - dt.timedelta(days=4000), is_imaginary=True))
    assert turn_standings(CLOCK, NOW) == 0
