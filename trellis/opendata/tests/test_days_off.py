"""What a feed's words call off, once it is in the database: holidays, dates, a time away; and what stays a doubt."""

import datetime as dt
from typing import Any

import pytest

from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import next_occurrence, occurrences
from trellis.opendata.tests.feeds import NOW, import_feed, meeting

pytestmark = pytest.mark.django_db

IRELAND = {"timezone": "Europe/Dublin", "country": "Ireland", "postal_code": "", "latitude": 53.34, "longitude": -6.26}
BRITAIN = {"timezone": "Europe/London"}


def imported(notes: str, **fields: Any) -> Meeting:
    assert import_feed([meeting("a", notes=notes, **fields)]).created == 1
    return Meeting.objects.get()


def test_bank_holidays_are_those_of_the_country_and_no_doubt_is_left() -> None:
    found = imported("No meetings on bank holidays.", day=1, **IRELAND)
    assert found.not_on == ["public:IE"]
    assert found.derived["not_on"] == "Its words say “No meetings on bank holidays”."
    assert (found.check_dates, found.rule_words, found.rule_from) == (False, "", "source")
    assert found.schedule
    held = [one.local_date for one in occurrences(found.schedule, NOW, NOW + dt.timedelta(days=365))]
    assert dt.date(2027, 2, 1) not in held  # St Brigid's Day
    assert dt.date(2027, 2, 8) in held


def test_bank_holidays_stay_a_doubt_where_the_country_has_several_calendars() -> None:
    found = imported("No meetings on bank holidays.", day=1, **BRITAIN)  # no postcode table tells the nation
    assert (found.not_on, found.check_dates, found.rule_words) == ([], True, "No meetings on bank holidays")


def test_a_code_that_says_closed_on_holidays_does_not_say_which() -> None:
    found = imported("Tea.", features=["not-on-holidays"])
    assert (found.not_on, found.check_dates, found.rule_words) == ([], True, "Not on public holidays")


def test_moving_feasts_need_no_country() -> None:
    found = imported("Not Good Friday", day=5, **BRITAIN)
    assert (found.not_on, found.check_dates) == (["good-friday"], False)


def test_closed_dates_take_their_year_from_when_the_feed_changed_the_row() -> None:
    found = imported("No meeting 25 Dec.", day=5, updated="2026-11-20 10:00:00")
    assert found.cancelled == ["2026-12-25"]
    assert found.derived["cancelled"] == "Its words say “No meeting 25 Dec”."
    assert not found.check_dates


def test_closed_dates_without_a_change_date_take_their_year_from_the_import() -> None:
    assert imported("Closed until 5 January").suspended_until == dt.date(2027, 1, 5)


def test_a_meeting_comes_back_by_itself() -> None:
    found = imported("Closed until 5 January", day=2)
    assert found.derived["suspended_until"] == "Its words say “Closed until 5 January”."
    assert found.schedule
    coming = next_occurrence(found.schedule, NOW)
    assert coming
    assert coming.local_date == dt.date(2027, 1, 5)
    assert not found.check_dates


def test_until_further_notice_began_when_it_was_first_seen_and_ends_when_the_words_go() -> None:
    found = imported("Suspended until further notice.")
    assert (found.suspended_from, found.suspended_until) == (NOW.date(), None)
    later = NOW + dt.timedelta(days=9)
    import_feed([meeting("a", notes="Suspended until further notice. Tea.")], now=later)
    found.refresh_from_db()
    assert found.suspended_from == NOW.date()
    import_feed([meeting("a", notes="Tea.")], now=later)
    found.refresh_from_db()
    assert (found.suspended_from, "suspended_from" in found.derived) == (None, False)


def test_a_hybrid_meeting_that_is_suspended_may_go_on_from_home() -> None:
    found = imported(
        "Suspended until further notice.", attendance_option="hybrid", conference_url="https://zoom.us/j/1"
    )
    assert (found.suspended_from, found.check_dates) == (None, True)
    assert found.rule_words == "Suspended until further notice"


def test_what_the_feed_states_comes_before_its_words() -> None:
    found = imported("Closed until 5 January", attendance_option="inactive", updated="2026-11-01 10:00:00")
    assert (found.suspended_from, found.suspended_until) == (dt.date(2026, 11, 1), None)


def test_reading_the_same_feed_again_changes_nothing_however_much_later() -> None:
    row = meeting("a", day=5, notes="No meeting 25 Dec. Closed bank holidays.", **IRELAND)
    import_feed([row])
    assert import_feed([row], now=NOW + dt.timedelta(days=900)).unchanged == 1
    assert Meeting.objects.get().cancelled == ["2026-12-25"]
