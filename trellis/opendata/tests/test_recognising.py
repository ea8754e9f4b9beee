"""A sheet without identifiers: what has changed in one thing stays the meeting it was."""

import datetime as dt
from functools import partial

import pytest

from trellis.meetings.models import Meeting
from trellis.opendata.actions import Feed, Wishes, import_listings
from trellis.opendata.formats import flat
from trellis.opendata.known_rows import Rereadable
from trellis.opendata.recognising import Sketch, matched
from trellis.opendata.report import Report
from trellis.opendata.tests.feeds import NO_TABLES, NOW, source_named

WAY_IN = Sketch("k1", "Way In", "St Peter's Hall", "Burnley", "Tuesday", "19:30")


def as_row(**changes: object) -> Sketch:
    told = {"name": "Way In", "place": "St Peter's Hall", "town": "Burnley", "day": "Tuesday", "start": "19:30"}
    return Sketch(**{"key": "new", "row": 2, **told, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "20:00"},
        {"day": "Thursday"},
        {"day": "Thursday", "start": "20:00"},
        {"place": "Town Hall"},
        {"name": "The Way In"},
        {"start": "8 pm", "place": "ST. PETER'S HALL"},
    ],
)
def test_one_thing_may_change(changes):
    assert matched([as_row(**changes)], [WAY_IN]) == ({"new": "k1"}, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "Town Hall", "start": "20:00"},
        {"place": "Town Hall", "town": "Leeds"},
        {"name": "Step One", "start": "20:00"},
        {"name": "Step One", "place": "Town Hall"},
    ],
)
def test_what_differs_in_more_is_another_meeting(changes):
    assert matched([as_row(**changes)], [WAY_IN]) == ({}, [])


def test_what_was_there_as_well_decides_between_several():
    early, late = as_row(key="n1", start="10:30"), as_row(key="n2", start="20:00", day="Friday")
    known = [WAY_IN, Sketch("k2", "Way In", "St Peter's Hall", "Burnley", "Friday", "10:30")]
    assert matched([late], known) == ({"n2": "k2"}, [])
    assert matched([early, late], known)[0] == {"n1": "k1", "n2": "k2"}


def test_what_nobody_can_tell_apart_is_told():
    rows = [as_row(key="n1", start="10:30", row=2), as_row(key="n2", start="13:30", row=3)]
    same, doubts = matched(rows, [WAY_IN])
    assert same == {}
    assert doubts == [
        "Way In, St Peter's Hall: row 2 (Tuesday 10:30), row 3 (Tuesday 13:30); known until now: Tuesday 19:30."
    ]


def test_no_order_of_rows_changes_what_is_found():
    known = [Sketch(f"k{n}", f"Step {n % 3}", f"Hall {n % 4}", "Burnley", "Monday", f"{10 + n}:00") for n in range(9)]
    rows = [Sketch(f"n{n}", f"Step {n % 3}", f"Hall {n % 4}", "Burnley", "Monday", f"{10 + n}:30") for n in range(9)]
    there = matched(rows, known)[0]
    assert there
    assert matched(rows[::-1], known[::-1])[0] == there


HEAD = "name,day,start,place,postcode,pathway"


def read(*lines: str, now: dt.datetime = NOW, **wishes: bool) -> Report:
    def rows() -> object:
        for number, line in enumerate(lines, 2):
            yield flat._row(number, dict(zip(HEAD.split(","), line.split(","), strict=True)))

    feed = Feed(Rereadable(rows), partial(flat.read, pathway=""), "", flat.sketch)  # type: ignore[arg-type]
    source, wanted = source_named("table"), Wishes(**{"is_confirmed": True, **wishes})
    return import_listings(source=source, feed=feed, atlas=NO_TABLES, now=now, wishes=wanted)


OTHER = "Step One,Monday,18:00,Town Hall,BB11 1JG,na"


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.closed, report.unchanged


@pytest.mark.django_db
def test_a_meeting_whose_time_changes_stays_the_same_one_from_reading_to_reading():
    read("Way In,Tuesday,19:30,Hall,BB11 1JG,na", OTHER)
    first = Meeting.objects.get(name="Way In").pk
    assert numbers(read("Way In,Tuesday,20:00,Hall,BB11 1JG,na", OTHER, is_rehearsal=True)) == (0, 1, 0, 1)
    assert numbers(read("Way In,Tuesday,20:00,Hall,BB11 1JG,na", OTHER)) == (0, 1, 0, 1)
    assert numbers(read("Way In,Tuesday,20:00,Hall,BB11 1JG,na", OTHER)) == (0, 0, 0, 2)
    assert numbers(read("Way In,Thursday,20:00,Hall,BB11 1JG,na", OTHER)) == (0, 1, 0, 1)
    found = Meeting.objects.get(name="Way In")
    assert (found.pk, found.start) == (first, dt.time(20))


@pytest.mark.django_db
def test_a_new_meeting_at_the_old_time_does_not_take_over_the_one_that_moved():
    read("Way In,Tuesday,19:30,Hall,BB11 1JG,na", OTHER)
    first = Meeting.objects.get(name="Way In").pk
    later = "Way In,Tuesday,20:00,Hall,BB11 1JG,na"
    read(later, OTHER)
    both = ("Way In,Tuesday,19:30,Hall,BB11 1JG,na", later, OTHER)
    assert numbers(read(*both)) == (1, 0, 0, 2)
    assert Meeting.objects.get(pk=first).start == dt.time(20)
    assert numbers(read(*both)) == (0, 0, 0, 3)


@pytest.mark.django_db
def test_doubts_are_told_and_listed_as_new():
    read("Way In,Tuesday,19:30,Hall,BB11 1JG,na", OTHER)
    told = read("Way In,Tuesday,10:00,Hall,BB11 1JG,na", "Way In,Tuesday,13:00,Hall,BB11 1JG,na", OTHER)
    assert numbers(told) == (2, 0, 1, 1)
    assert "row 2 (Tuesday 10:00), row 3 (Tuesday 13:00); known until now: Tuesday 19:30" in told.doubts[0]
    assert told.doubts[0] in told.as_dict()["notes"]


@pytest.mark.django_db
def test_a_sheet_that_lost_its_column_of_identifiers_tells_of_the_same_meetings():
    lines = (OTHER, "Way In,Tuesday,19:30,Hall,BB11 1JG,na")
    told = [dict(zip(HEAD.split(","), line.split(","), strict=True)) for line in lines]
    with_ids = [flat._row(number, {"id": str(number), **words}) for number, words in enumerate(told, 2)]
    feed = Feed(Rereadable(lambda: with_ids), partial(flat.read, pathway=""), "", flat.sketch)
    import_listings(source=source_named("table"), feed=feed, atlas=NO_TABLES, now=NOW)
    before = set(Meeting.objects.values_list("pk", flat=True))
    read(OTHER, "Way In,Tuesday,20:00,Hall,BB11 1JG,na")
    assert set(Meeting.objects.listed().values_list("pk", flat=True)) == before
