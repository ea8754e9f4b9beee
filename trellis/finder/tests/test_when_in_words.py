"""Times as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.finder.questions.parts_of_day import part_named
from trellis.finder.questions.when import WhenError, spans
from trellis.finder.questions.when_in_words import read_when
from trellis.finder.tests.test_words import heard

LONDON = ZoneInfo("Europe/London")
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("half 7", "7:30pm"),
        ("half past seven", "7:30pm"),
        ("quarter to 8", "7:45pm"),
        ("19:30", "7:30pm"),
        ("at 7", "7pm"),
        ("at 10", "10am"),  # when meetings are held at ten
        ("tonight at 10", "today 10pm"),
        ("sunday 10 in the morning", "sun 10am"),
        ("sunday morning 10am", "sun 10am"),
        ("7pm tonight", "today 7pm"),
        ("tonight after 7", "today after 7pm"),
        ("before 9", "before 9pm"),
        ("7pm onwards", "after 7pm"),
        ("between 6 and 8", "6pm-8pm"),
        ("11 to 1pm", "11am-1pm"),
        ("10pm to 1", "10pm-1am"),
        ("noon", "12pm"),
        ("after work", "evening"),
        ("at lunch", "lunchtime"),
        ("first thing tomorrow", "tomorrow before 9am"),
        ("in half an hour", "next 1 hour"),
        ("asap", "now"),
        ("day after tomorrow", "2026-11-26"),
        ("next week", "2026-11-30..2026-12-06"),
        ("next week evening", "2026-11-30..2026-12-06 evening"),
        ("good friday", "2027-03-26"),
        ("3rd of december", "2026-12-03"),
        ("may 3", "2027-05-03"),
        ("03/12/26", "2026-12-03"),
    ],
)
def test_a_time_as_people_type_it(words, means):
    when = read_when(words, TUESDAY_NOON, LONDON)
    assert when.words == means
    assert read_when(means, TUESDAY_NOON, LONDON) == when


@pytest.mark.parametrize(
    "words", ["7", "from 7", "6 to 8", "25:00", "at 7.31", "12 marsh", "1 market", "7 8", "evening morning"]
)
def test_what_may_be_anything_is_no_time(words):
    with pytest.raises(WhenError):
        read_when(words, TUESDAY_NOON, LONDON)


@given(st.sampled_from(["{} to {}", "after {}", "before {}", "{}"]), st.times(), st.times())
def test_a_part_of_the_day_by_the_clock_is_read_back(phrase, first, second):
    part = part_named(
        phrase.format(f"{first:%H}:{first.minute // 5 * 5:02}", f"{second:%H}:{second.minute // 5 * 5:02}")
    )
    if part:
        assert part_named(part.name) == part
        assert 0 <= part.opens < part.closes <= part.opens + 24 * 60


def test_a_part_of_several_days_is_a_part_of_each():
    found = spans(read_when("weekend morning", TUESDAY_NOON, LONDON), frozenset(), TUESDAY_NOON, LONDON) or ()
    assert len(found) == 2


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("york 7pm na tonight", "?near=york&when=today+7pm&pathway=na"),
        ("na york monday half 7", "?near=york&when=mon+7%3A30pm&pathway=na"),
        ("mon wed fri york", "?near=york&day=mon&day=wed&day=fri"),
        ("monday or tuesday evening york", "?near=york&when=evening&day=mon&day=tue"),
        ("tonight or tomorrow york", "?near=york&when=2026-11-24..2026-11-25"),
        ("in 2 hours york", "?near=york&when=next+2+hours"),
        ("2 miles from york", "?near=york&within=2mi"),
    ],
)
def test_times_apart_are_one_question(words, link):
    query = heard(words)
    assert query.link() == link
    assert query.problems == ()
