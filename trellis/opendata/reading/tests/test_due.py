"""Registered sources are read when they are due, gently, and each reading says what came of it."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from django.utils import timezone

from trellis.meetings.models import Meeting
from trellis.opendata.demo import load_imaginary_town
from trellis.opendata.models import Read
from trellis.opendata.reading.due import FIND_OUT, claim, read_due, read_source
from trellis.opendata.reading.tests.serving import Served, serving
from trellis.opendata.tests.feeds import meeting
from trellis.places.models import Source
from trellis.places.tests.factories import create_source

pytestmark = pytest.mark.django_db
Outcome = Read.Outcome


@pytest.fixture
def feed(settings) -> Iterator[Served]:
    settings.READ_OWN_MACHINE = True
    with serving() as served:
        served.content = rows("a", "b", "c", "d")
        yield served


def rows(*keys: str, **fields: object) -> bytes:
    return json.dumps([meeting(key, **fields) for key in keys]).encode()


def registered(feed: Served, **fields: object) -> Source:
    due = timezone.now() - dt.timedelta(minutes=1)
    return create_source(**{"address": feed.address, "every_hours": 24, "next_read_at": due, "read_at": None, **fields})


def read_again(source: Source) -> Read:
    source.refresh_from_db()
    return read_source(source)


def test_a_source_that_is_due_is_read_and_then_waits_for_its_time(feed: Served):
    source = registered(feed)
    assert (read_due(timezone.now()), read_due(timezone.now())) == (1, 0)
    source.refresh_from_db()
    read = source.reads.get()
    assert (read.outcome, read.counts["created"], Meeting.objects.listed().count()) == (Outcome.CHANGED, 4, 4)
    assert dt.timedelta(hours=24) <= source.next_read_at - read.began_at <= dt.timedelta(hours=26)
    assert (source.state, source.lease_until, source.failures) == (Source.State.GOOD, None, 0)


def test_the_imaginary_town_goes_when_the_worker_first_brings_real_listings_and_not_for_a_broken_feed(feed: Served):
    made_up = Meeting.objects.listed().filter(source__is_imaginary=True)
    load_imaginary_town(now=timezone.now())
    good, feed.content = feed.content, b"nothing of the kind"
    source = registered(feed)
    read_again(source)
    assert made_up.exists()
    feed.content = good
    read_again(source)
    assert not made_up.exists()
    source.refresh_from_db()
    assert "The imaginary town (90 meetings) was taken down" in source.report["notes"][0]
    load_imaginary_town(now=timezone.now())
    read_again(source)
    assert made_up.exists(), "Who puts it back on purpose keeps it while nothing new comes."


def test_a_server_with_nothing_newer_sends_nothing_and_vouches_for_all_it_lists(feed: Served):
    feed.etag = '"first"'
    source = registered(feed)
    read_again(source)
    sent = feed.sent
    read = read_again(source)
    source.refresh_from_db()
    assert (read.outcome, feed.sent, source.read_at) == (Outcome.SAME, sent, read.began_at)
    assert Meeting.objects.listed().count() == 4


def test_a_broken_feed_changes_nothing_and_is_tried_again_ever_later(feed: Served):
    source = registered(feed)
    read_again(source)
    feed.content = feed.content[:100]
    waits = []
    for _ in range(6):
        read = read_again(source)
        source.refresh_from_db()
        waits.append(round((source.next_read_at - read.began_at) / dt.timedelta(hours=1)))
    assert (read.outcome, source.state, source.failures) == (Outcome.FAILED, Source.State.FAILING, 6)
    assert waits == [1, 2, 4, 8, 16, 24]
    assert Meeting.objects.listed().count() == 4
    feed.content = rows("a", "b", "c", "d")
    read_again(source)
    source.refresh_from_db()
    assert (source.state, source.failures) == (Source.State.GOOD, 0)


def test_a_feed_that_breaks_off_half_way_changes_nothing(feed: Served):
    source = registered(feed)
    read_again(source)
    feed.content, feed.cut_at = rows("a", "b", "x", "y"), 300
    read = read_again(source)
    assert read.outcome == Outcome.FAILED
    assert set(Meeting.objects.listed().values_list("source_key", flat=True)) == set("abcd")


def test_a_halved_feed_is_held_until_somebody_agrees(feed: Served):
    source = registered(feed)
    read_again(source)
    feed.content = rows("a", "b")
    read = read_again(source)
    source.refresh_from_db()
    assert (read.outcome, source.state, Meeting.objects.listed().count()) == (Outcome.HELD, Source.State.HELD, 4)
    assert "more than a third" in read.words
    assert [row["name"] for row in read.differences["closed"]] == ["Way In c", "Way In d"]
    Source.objects.filter(pk=source.pk).update(may_lose=True)
    read = read_again(source)
    source.refresh_from_db()
    assert (read.outcome, Meeting.objects.listed().count(), source.may_lose) == (Outcome.CHANGED, 2, False)


def test_a_held_feed_that_is_whole_again_is_taken_by_itself(feed: Served):
    feed.etag = '"whole"'
    source = registered(feed)
    read_again(source)
    feed.content, feed.etag = rows("a", "b"), '"half"'
    read_again(source)
    feed.content, feed.etag = rows("a", "b", "c", "d"), '"whole"'
    read_again(source)
    source.refresh_from_db()
    assert source.state == Source.State.GOOD


def test_an_address_that_has_moved_for_good_is_read_there_from_then_on(feed: Served):
    feed.moved_from = "/old"
    source = registered(feed, address=feed.address.replace("/feed", "/old"))
    read = read_again(source)
    source.refresh_from_db()
    assert (source.address, read.outcome) == (feed.address, Outcome.CHANGED)
    assert "Its address has changed for good" in read.words


def test_a_source_that_is_gone_for_good_is_not_asked_again_and_keeps_its_listings(feed: Served):
    source = registered(feed)
    read_again(source)
    feed.status = 410
    read = read_again(source)
    source.refresh_from_db()
    assert (read.outcome, source.state, source.next_read_at) == (Outcome.GONE, Source.State.GONE, None)
    assert Meeting.objects.listed().count() == 4


def test_a_slow_drip_is_given_up(feed: Served, settings):
    settings.FEED_LIMIT_SECONDS = 0.2
    feed.drips = True
    read = read_again(registered(feed))
    assert (read.outcome, "took longer than" in read.words) == (Outcome.FAILED, True)


def test_a_feed_larger_than_the_limit_is_given_up(feed: Served, settings):
    settings.FEED_LIMIT_MEGABYTES = 1
    feed.content = b"[" + b" " * 1_100_000 + b"]"
    read = read_again(registered(feed))
    assert (read.outcome, "larger than 1 MB" in read.words) == (Outcome.FAILED, True)


def test_a_server_that_asks_for_time_is_given_it(feed: Served):
    source = registered(feed)
    feed.status, feed.headers = 503, {"Retry-After": "36000"}
    read = read_again(source)
    source.refresh_from_db()
    assert read.outcome == Outcome.BUSY
    assert source.next_read_at - read.began_at == dt.timedelta(hours=10)


def test_robots_are_respected(feed: Served):
    feed.robots = "User-agent: *\nDisallow: /feed\n"
    read = read_again(registered(feed))
    assert (read.outcome, feed.asked) == (Outcome.FAILED, ["/robots.txt"])
    assert "asks programs not to read /feed" in read.words


def test_asvs_1_3_6_a_registered_source_never_reaches_this_machine_or_its_network(feed: Served, settings):
    settings.READ_OWN_MACHINE = False
    read = read_again(registered(feed))
    assert (read.outcome, feed.asked) == (Outcome.FAILED, [])
    assert "private address" in read.words


def test_a_format_that_nobody_named_is_found_out(feed: Served):
    source = registered(feed, format=Source.Format.CSV, report={FIND_OUT: True})
    read_again(source)
    source.refresh_from_db()
    assert source.format == Source.Format.MEETING_GUIDE


def test_only_one_worker_gets_a_source_and_another_takes_over_when_it_has_died(feed: Served):
    source, now = registered(feed), timezone.now()
    assert claim(now) == source
    assert claim(now) is None
    assert claim(now + dt.timedelta(minutes=21)) == source


def test_a_reading_that_was_cut_short_says_so(feed: Served):
    source = registered(feed)
    Read.objects.create(source=source, began_at=timezone.now())
    read_again(source)
    assert [read.outcome for read in source.reads.all()] == [Outcome.CHANGED, Outcome.STOPPED]
