import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from trellis.finder.listings.timetable import Timetable, length_words, long_day, timetable
from trellis.meetings.occurrences import Phase
from trellis.meetings.recurrence import Move, Schedule

LONDON = ZoneInfo("Europe/London")
THURSDAYS = Schedule(dt.time(19, 30), 90, "Europe/London", "FREQ=WEEKLY;BYDAY=TH")


def plain(words: str) -> str:
    """With ordinary spaces."""
    return words.replace("\u00a0", " ")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


SUNDAY_NOON = at(22, 12)


def of(schedule: Schedule, now: dt.datetime = SUNDAY_NOON, zone: ZoneInfo = LONDON) -> Timetable:
    return timetable(schedule, now, zone)


def test_the_next_date_is_said_as_people_say_it() -> None:
    found = of(THURSDAYS)
    assert (found.day, plain(found.hours), found.wait) == ("Thursday 26 November", "7:30 to 9 pm", "")
    assert [plain(line.words) for line in found.following][:2] == [
        "Thursday 3 December, 7:30 to 9 pm",
        "Thursday 10 December, 7:30 to 9 pm",
    ]


def test_tonight_tells_how_long_until() -> None:
    found = of(THURSDAYS, at(26, 17, 20))
    assert found.day == "Tonight, Thursday 26 November"
    assert found.wait == "in 2 h 10 min"
    assert found.phase == Phase.LATER


def test_a_meeting_that_is_on_tells_how_long_is_left() -> None:
    found = of(THURSDAYS, at(26, 20, 30))
    assert found.is_on
    assert found.wait == "30 minutes left"


def test_a_meeting_past_midnight_is_still_the_one_of_yesterday() -> None:
    late = replace(THURSDAYS, start=dt.time(23, 30))
    assert of(late, at(27, 0, 15)).day == "Thursday 26 November"
    assert plain(of(late, at(27, 0, 15)).hours) == "11:30 pm to 1 am"


def test_cancelled_moved_and_extra_dates_say_so_where_they_lie() -> None:
    changed = replace(
        THURSDAYS,
        cancelled=(dt.date(2026, 12, 3), dt.date(2026, 12, 4)),
        moved=(Move(dt.date(2026, 12, 10), dt.datetime(2026, 12, 11, 18, 0)),),  # noqa: DTZ001
        extra=(dt.date(2026, 12, 12),),
    )
    lines = of(changed).following
    assert [(plain(line.words), line.note, line.is_held) for line in lines[:3]] == [
        ("Thursday 3 December", "not held", False),
        ("Friday 11 December, 6 to 7:30 pm", "instead of Thursday 10 December", True),
        ("Saturday 12 December, 7:30 to 9 pm", "an extra date", True),
    ]


def test_the_same_day_at_another_hour_is_not_called_another_day() -> None:
    move = Move(dt.date(2026, 11, 26), dt.datetime(2026, 11, 26, 12, 0))  # noqa: DTZ001
    found = of(replace(THURSDAYS, moved=(move,)))
    assert plain(found.hours) == "noon to 1:30 pm"
    assert found.note == "at another time than usual"


def test_an_online_meeting_far_away_is_told_in_the_visitors_zone() -> None:
    found = of(replace(THURSDAYS, zone="America/New_York"))
    assert found.day == "Friday 27 November"
    assert plain(found.hours) == "12:30 to 2 am"


def test_a_meeting_with_no_more_dates_has_no_next() -> None:
    found = of(replace(THURSDAYS, ends_on=dt.date(2026, 11, 1)))
    assert found.next is None
    assert found.upcoming == ()


def test_the_wait_counts_hours_that_pass_and_not_hours_on_the_clock() -> None:
    early = replace(THURSDAYS, start=dt.time(4), rule="FREQ=WEEKLY;BYDAY=SU")
    assert of(early, dt.datetime(2026, 10, 24, 23, tzinfo=LONDON)).wait == "in 6 hours"


def test_only_so_many_dates_are_listed() -> None:
    assert len(of(THURSDAYS).upcoming) == 6


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (90, "an hour and a half"),
        (15 * 60 + 20, "15 and a half hours"),
        (47 * 60, "47 hours"),
        (48 * 60, "2 days"),
        (49 * 60, "2 days and 1 hour"),
        (71 * 60 + 40, "3 days"),
    ],
)
def test_lengths_are_rounded_as_people_do(minutes: int, words: str) -> None:
    assert length_words(dt.timedelta(minutes=minutes)) == words


def test_an_afternoon_is_not_tonight() -> None:
    assert long_day(at(22, 14), at(22, 9)) == "Today, Sunday 22 November"
    assert long_day(at(23, 14), at(22, 9)) == "Tomorrow, Monday 23 November"
