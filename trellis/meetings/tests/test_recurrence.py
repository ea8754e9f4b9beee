# ruff: noqa: DTZ001 - wall times are naive on purpose
from datetime import date, datetime, time

import pytest
from hypothesis import given

from trellis.meetings.recurrence import (
    Day,
    Frequency,
    Move,
    Rule,
    RuleError,
    Schedule,
    ScheduleError,
    format_rule,
    parse_rule,
    weekly,
)
from trellis.meetings.tests.strategies import rule_texts


@given(rule_texts())
def test_a_rule_survives_being_written_and_read_again(text: str) -> None:
    rule = parse_rule(text)
    assert parse_rule(format_rule(rule)) == rule
    assert format_rule(parse_rule(format_rule(rule))) == format_rule(rule)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU"),
        ("rrule:byday=th,mo,mo;freq=weekly;", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("FREQ=WEEKLY;INTERVAL=1;WKST=SU;BYDAY=FR", "FREQ=WEEKLY;BYDAY=FR"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=SU"),
        ("FREQ=MONTHLY;BYDAY=-1SU,3TU,1TU", "FREQ=MONTHLY;BYDAY=1TU,3TU,-1SU"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=3,1", "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        ("FREQ=MONTHLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15,+1", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1"),
        ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"),
        ("FREQ=DAILY;BYDAY=SA", "FREQ=WEEKLY;BYDAY=SA"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=9,4,5,6,7,8", "FREQ=WEEKLY;BYMONTH=4,5,6,7,8,9;BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231"),
    ],
)
def test_a_rule_has_one_spelling(text: str, canonical: str) -> None:
    assert format_rule(parse_rule(text)) == canonical


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("", "NAME=VALUE"),
        ("every Tuesday", "NAME=VALUE"),
        ("BYDAY=TU", "FREQ must be"),
        ("FREQ=HOURLY", "FREQ must be WEEKLY, MONTHLY or DAILY"),
        ("FREQ=YEARLY;BYMONTH=12", "FREQ=MONTHLY with BYMONTH"),
        ("FREQ=WEEKLY;BYDAY=TU;BYDAY=WE", "BYDAY is there twice"),
        ("FREQ=WEEKLY;BYDAY=XX", "such as TU"),
        ("FREQ=MONTHLY;BYDAY=6TU", "such as TU"),
        ("FREQ=WEEKLY;BYDAY=1TU", "Write FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "Write FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY must be"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY must be"),
        ("FREQ=WEEKLY;BYMONTH=13;BYDAY=TU", "BYMONTH must be"),
        ("FREQ=WEEKLY;INTERVAL=0;BYDAY=TU", "INTERVAL must be"),
        ("FREQ=WEEKLY;INTERVAL=two;BYDAY=TU", "INTERVAL must be"),
        ("FREQ=DAILY;INTERVAL=2", "Write FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T190000Z", "UNTIL=20261231"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261301", "UNTIL=20261231"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231;COUNT=2", "Keep one"),
        ("FREQ=WEEKLY;BYDAY=TU;BYHOUR=9", "BYHOUR is not among"),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=XX", "WKST must be"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "BYDAY=1TU,3TU"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS goes with BYDAY"),
    ],
)
def test_a_rule_outside_the_subset_is_refused_with_a_cure(text: str, cure: str) -> None:
    with pytest.raises(RuleError, match=cure) as refusal:
        parse_rule(text)
    assert text in str(refusal.value)


def test_days_make_the_text_of_a_weekly_rule() -> None:
    assert weekly(3, 0, 3) == "FREQ=WEEKLY;BYDAY=MO,TH"
    assert parse_rule(weekly(1)) == Rule(Frequency.WEEKLY, (Day(1),))


def test_only_every_week_for_ever_is_plain_weekly() -> None:
    assert parse_rule("FREQ=WEEKLY;BYDAY=TU,TH").is_plain_weekly
    for text in (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=WEEKLY;BYDAY=TU;BYMONTH=5",
        "FREQ=WEEKLY",
    ):
        assert not parse_rule(text).is_plain_weekly


@pytest.mark.parametrize(
    ("changes", "cure"),
    [
        ({"zone": "Europe/Burnley"}, "IANA name"),
        ({"zone": "../etc/passwd"}, "IANA name"),
        ({"zone": ""}, "IANA name"),
        ({"minutes": 0}, "from 1 to 1440"),
        ({"minutes": 1441}, "from 1 to 1440"),
        ({"moved": (Move(date(2026, 12, 25), datetime(2026, 12, 26, 19), minutes=-5),)}, "from 1 to 1440"),
        ({"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}, "first date"),
        ({"rule": "FREQ=WEEKLY"}, "first date"),
        ({"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=6"}, "first date"),
        ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "Swap"),
        ({"suspended_from": date(2026, 2, 1), "suspended_until": date(2026, 1, 1)}, "Swap"),
        ({"extra": (datetime.fromisoformat("2026-12-24T19:30+00:00"),)}, "without an offset"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_with_a_cure(changes: dict[str, object], cure: str) -> None:
    plain = {"start": time(19, 30), "minutes": 90, "zone": "Europe/London", "rule": "FREQ=WEEKLY;BYDAY=TU"}
    with pytest.raises(ScheduleError, match=cure):
        Schedule(**plain | changes)
