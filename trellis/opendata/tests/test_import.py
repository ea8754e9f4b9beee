import datetime as dt
import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.meetings.models import Group, Meeting, Provenance
from trellis.opendata import actions
from trellis.opendata.actions import Feed, import_listings
from trellis.opendata.listing import FeedError, Row
from trellis.opendata.tests.feeds import NO_TABLES, NOW, feed_of, import_feed, meeting, source_named
from trellis.places.models import Place, Revision, Source

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=7)


def everything() -> list[object]:
    """All rows of listings and sources; what a reading printed apart."""
    tables = (Source, Revision, Place, Group, Meeting, Provenance)
    rows = (row for table in tables for row in table.objects.order_by("pk").values())
    return [{name: value for name, value in row.items() if name != "report"} for row in rows]


def listed() -> set[str]:
    return set(Meeting.objects.listed().values_list("source_key", flat=True))


def test_a_feed_becomes_meetings_groups_and_places() -> None:
    report = import_feed([meeting("a", types=["O", "ZZ"], notes="Ring twice"), meeting("b")])
    assert (report.read, report.created, report.rejected, report.held) == (2, 2, [], "")
    found = Meeting.objects.with_listing().get(source_key="a")
    assert (found.name, found.rule, found.start, found.minutes) == (
        "Way In a",
        "FREQ=WEEKLY;BYDAY=TU",
        dt.time(19, 30),
        90,
    )
    assert (found.features, found.source_codes, found.notes) == (["open"], ["O", "ZZ"], "Ring twice")
    assert found.group.pathway == "na"
    assert found.place is not None
    assert (found.place.name, found.place.town, found.place.country) == ("Hall a", "Burnley", "GB")
    assert found.provenance.words["types"] == ["O", "ZZ"]
    assert found.last_confirmed == NOW
    assert found.revision == Revision.now() == 1


def test_the_same_feed_twice_changes_nothing() -> None:
    rows = [meeting("a"), meeting("b", day=[1, 3])]
    import_feed(rows)
    before = everything()
    report = import_feed(rows)
    assert (report.created, report.updated, report.unchanged, report.closed) == (0, 0, 2, 0)
    assert everything() == before


def test_reading_every_row_again_changes_nothing_either() -> None:
    rows = [meeting("a", types=["TC"]), meeting("b", notes="first Tuesday of the month only")]
    import_feed(rows)
    before = everything()
    report = import_feed(rows, reads_again=True)
    assert (report.updated, report.unchanged) == (0, 2)
    assert everything() == before


def test_other_white_space_and_order_of_keys_change_nothing_but_the_fingerprint() -> None:
    import_feed([meeting("a")])
    row = dict(reversed(meeting("a", notes="  ").items()))
    report = import_feed([row])
    assert (report.updated, report.unchanged) == (0, 1)
    assert Revision.now() == 1
    assert import_feed([row]).unchanged == 1


def test_a_source_read_again_confirms_its_meetings_though_nothing_changed() -> None:
    import_feed([meeting("a")])
    import_feed([meeting("a")], now=LATER)
    assert Meeting.objects.with_listing().get().last_confirmed == LATER
    assert Revision.now() == 1


def test_what_changed_is_updated_and_keeps_its_identity_and_address() -> None:
    import_feed([meeting("a"), meeting("b")])
    before = Meeting.objects.get(source_key="a")
    report = import_feed([meeting("a", name="A new name", time="20:00", end_time="21:00"), meeting("b")])
    assert (report.updated, report.unchanged) == (1, 1)
    after = Meeting.objects.get(source_key="a")
    assert (after.pk, after.slug) == (before.pk, before.slug)
    assert (after.name, after.start, after.revision) == ("A new name", dt.time(20), 2)
    assert Meeting.objects.get(source_key="b").revision == 1


def test_identifiers_are_the_same_on_every_installation() -> None:
    import_feed([meeting("a")])
    source = source_named()
    assert Meeting.objects.get().pk == source.id_of("meeting", "a")


def test_a_meeting_no_longer_in_the_feed_closes_and_opens_again_when_it_returns() -> None:
    import_feed([meeting(key) for key in "abcd"])
    report = import_feed([meeting(key) for key in "abc"], now=LATER)
    assert report.closed == 1
    gone = Meeting.objects.get(source_key="d")
    assert (gone.state, gone.closed_at, gone.revision) == (Meeting.State.CLOSED, LATER, 2)
    report = import_feed([meeting(key) for key in "abcd"], now=LATER)
    assert (report.updated, report.unchanged) == (1, 3)
    back = Meeting.objects.get(source_key="d")
    assert (back.state, back.closed_at, back.pk) == (Meeting.State.LISTED, None, gone.pk)


def test_a_feed_that_loses_more_than_a_third_is_held_until_somebody_confirms() -> None:
    import_feed([meeting(key) for key in "abcdef"])
    before = everything()
    report = import_feed([meeting(key, name="New") for key in "abc"], now=LATER)
    assert "3 of the 6 meetings" in report.held
    assert "--confirm" not in report.held, "Who reads it on a page has no command line."
    assert listed() == set("abcdef")
    source = Source.objects.get()
    assert (source.state, source.read_at, source.report["held"]) == (Source.State.HELD, NOW, True)
    assert everything()[1:] == before[1:]
    report = import_feed([meeting(key) for key in "abc"], now=LATER, is_confirmed=True)
    assert (report.closed, report.held) == (3, "")
    assert listed() == set("abc")
    assert Source.objects.get().state == Source.State.GOOD


def test_losing_exactly_a_third_is_not_held() -> None:
    import_feed([meeting(key) for key in "abc"])
    assert import_feed([meeting(key) for key in "ab"]).closed == 1


def test_a_meeting_whose_row_cannot_be_read_stays_as_it_was() -> None:
    import_feed([meeting(key) for key in "abcd"])
    report = import_feed([*(meeting(key) for key in "abc"), meeting("d", time="half past")])
    assert [(r.row, r.field) for r in report.rejected] == [(4, "time")]
    assert report.closed == 0
    assert listed() == set("abcd")


def test_rows_that_cannot_be_read_count_as_lost() -> None:
    import_feed([meeting(key) for key in "abc"])
    assert import_feed([meeting("a"), meeting("b", time="x"), meeting("c", time="x")]).held


def test_a_feed_that_breaks_half_way_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 3)
    import_feed([meeting("a")])
    before = everything()

    def breaking() -> Iterator[Row]:
        yield from feed_of([meeting(f"n{n}") for n in range(10)]).rows
        raise FeedError("It is not whole JSON.")

    with pytest.raises(FeedError):
        import_listings(source=source_named(), feed=Feed(breaking(), feed_of([]).read), atlas=NO_TABLES, now=LATER)
    assert everything() == before


def test_a_reading_that_is_stopped_changes_nothing() -> None:
    def stopped(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_listings(source=source_named(), feed=feed_of([meeting("a")]), atlas=NO_TABLES, now=NOW, tell=stopped)
    assert everything() == []


@pytest.mark.parametrize("rows", [[], [{"name": ""}], [{"nonsense": 1}, {"other": 2}]])
def test_a_feed_without_one_readable_meeting_is_refused(rows: list[dict[str, object]]) -> None:
    with pytest.raises(FeedError):
        import_feed(rows)
    assert everything() == []


def test_a_rehearsal_tells_what_would_happen_and_changes_nothing() -> None:
    import_feed([meeting(key) for key in "abc"])
    before = everything()
    report = import_feed([meeting("a"), meeting("b", time="20:00"), meeting("new")], now=LATER, is_rehearsal=True)
    assert (report.created, report.updated, report.unchanged, report.closed) == (1, 1, 1, 1)
    assert everything() == before


def test_exact_repeats_are_rejected_and_one_slug_for_two_meetings_is_forgiven() -> None:
    report = import_feed([meeting("a"), meeting("a"), meeting("a", day=4), {**meeting("a"), "slug": "copy"}])
    assert (report.read, report.created) == (4, 2)
    assert [(r.row, r.field) for r in report.rejected] == [(2, "row"), (4, "row")]
    assert "row 1" in report.rejected[0].cure
    assert set(Meeting.objects.values_list("source_key", flat=True)) == {"a", "a#2"}
    assert import_feed([meeting("a"), meeting("a", day=4)]).unchanged == 2


def test_meetings_in_one_hall_share_a_place_and_meetings_of_one_group_a_group() -> None:
    hall = {"location": "ST PETER'S HALL", "postal_code": "BB11 1JG"}
    import_feed(
        [
            meeting("a", **hall, group="Burnley Tuesday", region="Pennine"),
            meeting("b", **{**hall, "location": "St. Peter’s Hall"}, day=4, group="Burnley Tuesday", region="Pennine"),
            meeting("c", day=5, group="Burnley Tuesday", region="Elsewhere"),
        ]
    )
    assert Place.objects.count() == 2
    assert Group.objects.count() == 2
    assert Group.objects.filter(meetings__source_key__in="ab").distinct().count() == 1


def test_a_meeting_whose_place_changed_counts_as_updated() -> None:
    import_feed([meeting("a", location_notes="Front door"), meeting("b")])
    report = import_feed([meeting("a", location_notes="Side door"), meeting("b")])
    assert (report.updated, report.unchanged) == (1, 1)
    assert Place.objects.get(name="Hall a").revision == Revision.now() == 2


def test_slugs_are_readable_unique_and_kept() -> None:
    rows = [meeting(key, name="Way In", location=f"Hall {key}", city="Burnley") for key in "abc"]
    import_feed(rows)
    slugs = dict(Meeting.objects.values_list("source_key", "slug"))
    assert slugs["a"] == "way-in"
    assert slugs["b"] == "way-in-tuesday"
    assert len(set(slugs.values())) == 3
    import_feed([*rows, meeting("d", name="Way In")], name="other")
    import_feed(rows, reads_again=True)
    assert dict(Meeting.objects.filter(source__slug="pennine").values_list("source_key", "slug")) == slugs


def test_two_sources_keep_apart() -> None:
    import_feed([meeting("a")])
    import_feed([meeting("a")], name="other")
    assert Meeting.objects.count() == 2
    import_feed([meeting("a", name="New")], name="other")
    assert Meeting.objects.get(source__slug="pennine").name == "Way In a"


def test_online_meetings_have_no_place_but_keep_their_zone() -> None:
    import_feed(
        [meeting("a", attendance_option="online", conference_url="https://zoom.us/j/1", timezone="Europe/Dublin")]
    )
    found = Meeting.objects.get()
    assert found.place is None
    assert (found.zone, found.join_url) == ("Europe/Dublin", "https://zoom.us/j/1")


def test_a_suspension_nobody_dated_began_when_we_first_saw_it() -> None:
    import_feed([meeting("a", types=["TC"]), meeting("b")])
    import_feed([meeting("a", types=["TC"], notes="New words"), meeting("b")], now=LATER)
    assert Meeting.objects.get(source_key="a").suspended_from == NOW.date()


def test_a_rule_in_the_words_is_set_and_marked_with_them() -> None:
    import_feed([meeting("a", notes="This meeting is held on the first Tuesday of each month only.")])
    found = Meeting.objects.get()
    assert (found.rule, found.rule_from) == ("FREQ=MONTHLY;BYDAY=1TU", Meeting.RuleFrom.WORDS)
    assert "first Tuesday" in found.rule_words


def test_every_rule_and_schedule_that_is_stored_can_be_read() -> None:
    import_feed([meeting("a", day=[0, 3]), meeting("b", day=None, time=None, end_time=None), meeting("c")])
    schedules = [found.schedule for found in Meeting.objects.order_by("source_key")]
    assert schedules[0] is not None
    assert schedules[0].rule == "FREQ=WEEKLY;BYDAY=WE,SU"
    assert schedules[1] is None


def test_an_unchanged_feed_costs_a_handful_of_queries() -> None:
    rows = [meeting(f"m{n}") for n in range(50)]
    import_feed(rows)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        import_feed(rows)
    # Savepoint and its release, the source, the count listed, the fingerprints, what is missing, the source saved.
    assert len(queries) <= 10


def test_provenance_is_the_sources_own_row_as_it_is_now() -> None:
    import_feed([meeting("a")])
    import_feed([meeting("a", notes="Ring <b>twice</b>")])
    words = Provenance.objects.get().words
    assert words["notes"] == "Ring <b>twice</b>"
    assert json.loads(json.dumps(words)) == words


@pytest.mark.parametrize(
    "fields",
    [
        {"first_date": "2026-12-01", "last_date": "2026-01-01"},
        {"suspended_from": "2026-12-01", "suspended_until": "2026-01-01"},
        {"moved": [{"from": "someday", "to": "2026-12-01T10:00"}]},
        {"moved": [{"from": "2026-12-01", "to": "later"}]},
        {"moved": [{"from": "2026-12-01", "to": "2026-12-01T10:00", "minutes": 5000}]},
    ],
)
def test_dates_that_cannot_be_reject_the_row_and_never_reach_the_pages(fields: dict[str, object]) -> None:
    report = import_feed([meeting("a", **fields), meeting("b")])
    assert [(r.row, r.field) for r in report.rejected] == [(1, "dates")]
    assert all(found.schedule for found in Meeting.objects.all())
    assert report.created == Meeting.objects.count() == 1


def test_a_meeting_that_was_away_until_a_day_long_past_is_on() -> None:
    import_feed([meeting("a", suspended_until="2020-01-05")])
    schedule = Meeting.objects.get().schedule
    assert schedule is not None
    assert not schedule.is_suspended_on(NOW.date())


def test_a_character_that_no_database_keeps_is_left_out() -> None:
    import_feed([meeting("a", notes="Ring\x00 twice")])
    assert Meeting.objects.get().notes == "Ring twice"
    assert Provenance.objects.get().words["notes"] == "Ring twice"


def test_the_address_of_a_place_that_a_feed_shows_roughly_says_no_more_than_its_town() -> None:
    import_feed([meeting("a", location="Secret House", address="1 Hidden Lane", approximate="yes")])
    place = Place.objects.get()
    assert place.showing == Place.Showing.APPROXIMATE
    assert place.slug == "private-place-burnley"
