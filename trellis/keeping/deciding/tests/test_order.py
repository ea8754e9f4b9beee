"""The order of a queue: nothing starves, nothing that may hurt somebody waits at the end."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.deciding.order import LONGEST, STEP, turn
from trellis.keeping.risks import MOST

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
moments = st.integers(0, 3_652).map(lambda days: NOW + dt.timedelta(days=days, hours=days % 24))
risks = st.integers(-5, 50)


def test_the_oldest_comes_first_and_each_step_of_risk_counts_as_half_a_day():
    yesterday, today = NOW - dt.timedelta(days=1), NOW
    assert turn(yesterday, 0) < turn(today, 0)
    assert turn(today, 3) < turn(yesterday, 0) < turn(today, 1)


@given(moments, risks, moments, risks)
def test_nothing_waits_behind_what_came_more_than_five_days_later(one, risk, other, other_risk):
    if other > one + LONGEST:
        assert turn(one, risk) < turn(other, other_risk)
    assert dt.timedelta(days=5) == LONGEST


@given(moments, risks, risks)
def test_of_two_of_the_same_moment_the_riskier_comes_first(moment, risk, other):
    if min(max(risk, 0), MOST) > min(max(other, 0), MOST):
        assert turn(moment, risk) <= turn(moment, other) - STEP
