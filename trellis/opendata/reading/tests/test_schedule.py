import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.opendata.reading.schedule import LONGEST, after_failure, after_good

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HOURS = st.integers(1, 24 * 30)


@given(HOURS, st.text())
def test_after_a_good_reading_it_waits_its_time_and_a_twentieth_more_at_most(every: int, name: str):
    wait = after_good(NOW, every_hours=every, name=name) - NOW
    assert dt.timedelta(hours=every) <= wait <= dt.timedelta(hours=every) * 1.0501


@given(HOURS, st.integers(1, 40), st.timedeltas(dt.timedelta(0), dt.timedelta(days=7)))
def test_after_a_failure_it_never_comes_sooner_than_asked_nor_later_than_a_week_or_its_pace(every, failures, wait):
    found = after_failure(NOW, every_hours=every, failures=failures, wait=wait) - NOW
    assert wait <= found <= max(LONGEST, dt.timedelta(hours=every), wait)


@given(HOURS, st.integers(1, 40))
def test_with_every_failure_it_waits_as_long_or_longer(every: int, failures: int):
    sooner = after_failure(NOW, every_hours=every, failures=failures)
    assert sooner <= after_failure(NOW, every_hours=every, failures=failures + 1)


def test_a_source_that_fails_for_weeks_is_tried_once_a_week():
    assert after_failure(NOW, every_hours=24, failures=20) - NOW == LONGEST
