# ruff: noqa: DTZ001 - wall times are naive on purpose

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from trellis.meetings.occurrences import occurrences
from trellis.meetings.recurrence import Move, Schedule
from trellis.meetings.tests.strategies import holidays, rule_texts
from trellis.opendata.calendar import Entry, calendar_file

SINCE = dt.date(2026, 11, 22)  # a Sunday
THURSDAYS = Schedule(dt.time(19, 30), 90, "Europe/London", "FREQ=WEEKLY;BYDAY=TH")


def entry(schedule: Schedule = THURSDAYS, **changes: object) -> Entry:
    usual = Entry(
        uid="6f1c",
        title="Way In Thursday",
        schedule=schedule,
        page="https://trellis.example/meetings/way-in-thursday",
        stamp=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )
    return replace(usual, **changes)


def events_of(*entries: Entry, since: dt.date = SINCE) -> list[Event]:
    return list(Calendar.from_ical(calendar_file("Meetings", entries, since=since)).walk("VEVENT"))


def held(events: list[Event], until: dt.datetime) -> set[tuple[dt.datetime, int]]:
    """What a calendar shows: instants and minutes, by dateutil's reading of RFC 5545 and not by ours."""
    replaced = {
        (event["uid"], event.decoded("recurrence-id").astimezone(dt.UTC))
        for event in events
        if "recurrence-id" in event
    }
    shown = set()
    for event in events:
        minutes = event.decoded("duration") // dt.timedelta(minutes=1)
        for start in starts(event, until):
            if "recurrence-id" in event or (event["uid"], start) not in replaced:
                shown.add((start, minutes))
    return shown


def starts(event: Event, until: dt.datetime) -> Iterator[dt.datetime]:
    first = event.decoded("dtstart")
    found = {first.astimezone(dt.UTC)}
    if "rrule" in event:
        rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=first)
        found |= {start.astimezone(dt.UTC) for start in rule.between(first, until, inc=True)}
    for name, change in (("rdate", found.update), ("exdate", found.difference_update)):
        if name in event:
            change({one.dt.astimezone(dt.UTC) for one in event[name].dts})
    return iter(found)


def test_a_weekly_meeting_begins_on_its_first_date_and_repeats() -> None:
    [event] = events_of(entry())
    assert event.decoded("dtstart") == dt.datetime(2026, 11, 26, 19, 30, tzinfo=ZoneInfo("Europe/London"))
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=TH"
    assert event.decoded("duration") == dt.timedelta(minutes=90)
    assert event["uid"] == "6f1c"
    assert event["status"] == "CONFIRMED"


def test_every_zone_in_it_is_spelled_out_once() -> None:
    abroad = entry(replace(THURSDAYS, zone="America/New_York"), uid="other")
    text = calendar_file("Meetings", [entry(), entry(uid="third"), abroad], since=SINCE).decode()
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert "DTSTART;TZID=America/New_York:20261126T193000" in text


def test_the_first_tuesday_stays_the_first_tuesday() -> None:
    monthly = Schedule(dt.time(23, 30), 60, "Europe/London", "FREQ=MONTHLY;BYDAY=1TU")
    [event] = events_of(entry(monthly))
    assert event.decoded("dtstart").date() == dt.date(2026, 12, 1)
    assert b"BYDAY=1TU" in event["rrule"].to_ical()


def test_cancelled_moved_and_extra_dates_are_said_in_the_calendars_own_words() -> None:
    changed = replace(
        THURSDAYS,
        cancelled=(dt.date(2026, 12, 24),),
        moved=(Move(dt.date(2026, 12, 31), dt.datetime(2026, 12, 30, 18, 0), 60),),
        extra=(dt.date(2027, 1, 2),),
    )
    series, override = events_of(entry(changed))
    assert series["exdate"].to_ical() == b"20261224T193000"
    assert series["rdate"].to_ical() == b"20270102T193000"
    assert override.decoded("recurrence-id").date() == dt.date(2026, 12, 31)
    assert override.decoded("dtstart").date() == dt.date(2026, 12, 30)
    assert override["uid"] == series["uid"]


def test_a_date_that_was_moved_into_the_past_is_not_shown_again() -> None:
    moved = replace(THURSDAYS, moved=(Move(dt.date(2026, 11, 26), dt.datetime(2026, 11, 20, 19, 30)),))
    [event] = events_of(entry(moved))
    assert event.decoded("dtstart").date() == dt.date(2026, 12, 3)


def test_counting_from_a_first_date_ends_when_it_should() -> None:
    course = replace(THURSDAYS, rule="FREQ=WEEKLY;BYDAY=TH;COUNT=4", starts_on=dt.date(2026, 11, 12))
    assert len(held(events_of(entry(course)), dt.datetime(2028, 1, 1, tzinfo=dt.UTC))) == 2


def test_a_meeting_away_for_a_while_comes_back() -> None:
    away = replace(THURSDAYS, suspended_from=dt.date(2026, 12, 1), suspended_until=dt.date(2027, 1, 7))
    until = dt.datetime(2027, 1, 8, tzinfo=dt.UTC)
    days = sorted(start.date() for start, _ in held(events_of(entry(away)), until))
    assert days == [dt.date(2026, 11, 26), dt.date(2027, 1, 7)]


def test_a_meeting_that_stopped_says_cancelled_for_four_weeks() -> None:
    [event] = events_of(entry(stopped_on=dt.date(2026, 11, 20)))
    assert event["status"] == "CANCELLED"
    assert event["summary"] == "Cancelled: Way In Thursday"
    assert len(held([event], dt.datetime(2028, 1, 1, tzinfo=dt.UTC))) == 4


def test_a_meeting_that_stopped_long_before_its_next_date_still_says_so() -> None:
    quarterly = replace(THURSDAYS, rule="FREQ=MONTHLY;INTERVAL=3;BYDAY=1TH", starts_on=dt.date(2027, 3, 4))
    [event] = events_of(entry(quarterly, stopped_on=dt.date(2026, 11, 20)))
    assert event["status"] == "CANCELLED"
    assert event.decoded("dtstart").date() == dt.date(2027, 3, 4)


def test_a_meeting_whose_dates_are_over_says_that_it_stopped() -> None:
    over = replace(THURSDAYS, rule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20261001")
    [event] = events_of(entry(over, stopped_on=dt.date(2026, 11, 20)))
    assert event["status"] == "CANCELLED"
    assert "rrule" not in event


def test_dates_in_doubt_are_tentative() -> None:
    [event] = events_of(entry(is_doubtful=True))
    assert event["status"] == "TENTATIVE"


def test_words_with_commas_and_new_lines_survive() -> None:
    words = "Side door, ring the bell;\nsecond floor"
    [event] = events_of(entry(title="Föhn, group", description=words, point=(53.5, -2.25)))
    assert event["description"] == words
    assert event["summary"] == "Föhn, group"
    text = calendar_file("One, two; three", [entry()], since=SINCE)
    assert b"NAME:One\\, two\\; three" in text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_the_way_to_join_from_home_is_a_conference() -> None:
    text = calendar_file("Meetings", [entry(join_url="https://meet.example/way-in")], since=SINCE)
    assert b"CONFERENCE;FEATURE=VIDEO,AUDIO;VALUE=URI:https://meet.example/way-in" in text.replace(b"\r\n ", b"")


def test_the_same_entries_give_the_same_bytes() -> None:
    assert calendar_file("Meetings", [entry()], since=SINCE) == calendar_file("Meetings", [entry()], since=SINCE)


DAYS = st.dates(dt.date(2026, 9, 1), dt.date(2027, 8, 31))
WALLS = st.builds(dt.datetime.combine, DAYS, st.sampled_from([dt.time(1, 30), dt.time(10, 0), dt.time(22, 45)]))
RULES = st.sampled_from(
    [
        "FREQ=WEEKLY;BYDAY=TH",
        "FREQ=WEEKLY;BYDAY=MO,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU",
        "FREQ=WEEKLY;BYMONTH=6,7,8;BYDAY=WE",
        "FREQ=WEEKLY;BYDAY=FR;COUNT=9",
        "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270226",
        "FREQ=MONTHLY;BYDAY=1TU,-1SU",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE",
        "FREQ=MONTHLY;BYMONTHDAY=1,-1",
        "FREQ=MONTHLY",
        "FREQ=DAILY",
    ]
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    away = sorted(draw(st.lists(DAYS, min_size=2, max_size=2, unique=True)))
    has_absence, has_return = draw(st.booleans()), draw(st.booleans())
    moved = draw(
        st.lists(st.builds(Move, DAYS, WALLS, st.sampled_from([None, 45])), max_size=3, unique_by=lambda m: m.date)
    )
    return Schedule(
        start=draw(st.sampled_from([dt.time(1, 30), dt.time(19, 30), dt.time(23, 30)])),
        minutes=draw(st.sampled_from([60, 90, 120])),
        zone=draw(st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])),
        rule=draw(RULES | rule_texts()),
        starts_on=dt.date(2026, 9, 1) + dt.timedelta(days=draw(st.integers(0, 30))),
        ends_on=draw(st.none() | st.dates(dt.date(2026, 12, 1), dt.date(2027, 8, 31))),
        cancelled=tuple(draw(st.lists(DAYS, max_size=4))),
        moved=tuple(moved),
        extra=tuple(draw(st.lists(DAYS | WALLS, max_size=3))),
        suspended_from=away[0] if has_absence else None,
        suspended_until=away[1] if has_absence and has_return else None,
        not_on=draw(holidays),
    )


def moved_onto_a_start(*moves: Move) -> Schedule:
    return Schedule(
        start=dt.time(1, 30),
        minutes=60,
        zone="Europe/London",
        rule="FREQ=MONTHLY",
        starts_on=dt.date(2026, 9, 1),
        moved=moves,
    )


HERE = dt.datetime(2026, 9, 1, 1, 30)
SHORTER = moved_onto_a_start(Move(dt.date(2026, 9, 2), HERE, 45))
SWAPPED = moved_onto_a_start(Move(HERE.date(), HERE.replace(hour=10)), Move(dt.date(2026, 9, 2), HERE))


@settings(max_examples=150)
@example(SHORTER, dt.date(2026, 9, 1))
@example(SWAPPED, dt.date(2026, 9, 1))
@given(schedules(), st.dates(dt.date(2026, 9, 1), dt.date(2027, 5, 1)))
def test_a_calendar_shows_what_the_pages_show(schedule: Schedule, since: dt.date) -> None:
    """From `since` on, by start; where two lengths fall on one start the pages keep one of them."""
    zone = ZoneInfo(schedule.zone)
    begin = dt.datetime.combine(since, dt.time(0), tzinfo=zone)
    until = dt.datetime(2027, 8, 20, tzinfo=dt.UTC)
    ours = {
        (one.starts.astimezone(dt.UTC), (one.ends - one.starts.astimezone(dt.UTC)) // dt.timedelta(minutes=1))
        for one in occurrences(schedule, begin, until)
        if one.starts >= begin and one.local_date >= since
    }
    theirs = {one for one in held(events_of(entry(schedule), since=since), until) if begin <= one[0] < until}
    assert {start for start, _ in theirs} == {start for start, _ in ours}
    assert ours <= theirs
