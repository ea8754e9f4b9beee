import datetime as dt
from zoneinfo import ZoneInfo

from trellis.finder.questions.when import minute_of, spans
from trellis.finder.questions.when_in_words import read_when

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=LONDON)


def test_an_hour_of_a_day_is_the_sixty_minutes_that_begin_then() -> None:
    when = read_when("2026-11-26 7pm", NOW, LONDON)
    seven = dt.datetime(2026, 11, 26, 19, tzinfo=LONDON)
    assert spans(when, frozenset(), NOW, LONDON) == ((minute_of(seven), minute_of(seven) + 60),)
    assert when.words == "2026-11-26 7pm"
    assert when.label == "Thursday 26 November 2026 from 7 to 8 pm"


def test_an_hour_that_has_passed_today_means_next_week() -> None:
    when = read_when("sun 9am", NOW, LONDON)
    nine = dt.datetime(2026, 11, 29, 9, tzinfo=LONDON)
    assert spans(when, frozenset(), NOW, LONDON) == ((minute_of(nine), minute_of(nine) + 60),)
