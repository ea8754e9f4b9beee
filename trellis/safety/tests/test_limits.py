"""Limits: who is counted is not written down, and nothing is left after a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from trellis.safety import retention
from trellis.safety.limits import LONGEST, Limit, allows, visitor
from trellis.safety.models import Tally
from trellis.safety.tests.forking import Forker

NOW = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
HOURLY = Limit("sign-in", most=3, within=timedelta(hours=1))


def asking(address: str = "198.51.100.7", **more: str) -> Any:
    return RequestFactory().get("/", REMOTE_ADDR=address, **more)


@pytest.mark.django_db
def test_so_many_are_allowed_and_no_more_until_the_next_stretch() -> None:
    assert [allows(HOURLY, asking(), now=NOW) for _ in range(5)] == [True, True, True, False, False]
    assert allows(HOURLY, asking(), now=NOW + timedelta(minutes=29)) is False
    assert allows(HOURLY, asking(), now=NOW + timedelta(minutes=30)) is True


@pytest.mark.django_db
def test_other_visitors_limits_and_accounts_have_counts_of_their_own() -> None:
    once = Limit("once", most=1, within=timedelta(hours=1))
    assert allows(once, asking(), now=NOW)
    assert not allows(once, asking(), now=NOW)
    assert allows(once, asking("198.51.100.8"), now=NOW)
    assert allows(Limit("other", most=1, within=timedelta(hours=1)), asking(), now=NOW)
    assert allows(once, asking(), also="kim", now=NOW)


@pytest.mark.django_db
def test_a_refusal_writes_nothing(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        allows(HOURLY, asking(), now=NOW)
    with django_assert_num_queries(1):
        assert not allows(HOURLY, asking(), now=NOW)


@pytest.mark.django_db
def test_nothing_in_the_table_tells_who_or_what() -> None:
    allows(HOURLY, asking("198.51.100.7"), also="kim@example.org", now=NOW)
    allows(HOURLY, asking("198.51.100.7"), also="kim@example.org", now=NOW + timedelta(days=1))
    words = " ".join(str(value) for row in Tally.objects.values_list() for value in row)
    assert not any(told in words for told in ("198.51", "kim", "sign-in"))
    assert Tally.objects.count() == 1, "The count of yesterday is still there."


@pytest.mark.django_db
def test_the_same_visitor_has_another_mark_each_stretch() -> None:
    marks = set()
    for day in range(3):
        allows(HOURLY, asking(), now=NOW + timedelta(days=day))
        marks |= set(Tally.objects.values_list("mark", flat=True))
    assert len(marks) == 3


@pytest.mark.django_db
def test_the_sweep_takes_counts_away() -> None:
    allows(Limit("daily", most=1, within=LONGEST), asking(), now=NOW)
    assert retention.sweep(now=NOW)["limits"] == 0
    assert retention.sweep(now=NOW + LONGEST)["limits"] == 1
    assert not Tally.objects.exists()


def test_no_limit_remembers_for_longer_than_a_day() -> None:
    with pytest.raises(ValueError, match="within a day"):
        Limit("weekly", most=1, within=timedelta(days=7))


@given(st.integers(1, 86_400), st.datetimes(timezones=st.just(UTC), min_value=datetime(2026, 1, 1)))  # noqa: DTZ001
def test_a_stretch_ends_after_now_and_within_its_length(seconds: int, now: datetime) -> None:
    limit = Limit("x", most=1, within=timedelta(seconds=seconds))
    assert now < limit.ends(now) <= now + limit.within
    assert limit.ends(limit.ends(now) - timedelta(microseconds=1)) == limit.ends(now)


@pytest.mark.parametrize(
    ("behind", "forwarded", "seen"),
    [
        (False, "203.0.113.9", "198.51.100.7"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1, made up, 203.0.113.9", "203.0.113.9"),
        (True, "", "198.51.100.7"),
    ],
)
def test_asvs_15_3_4_and_4_1_3_only_behind_a_proxy_is_its_last_word_believed(
    settings: Any, *, behind: bool, forwarded: str, seen: str
) -> None:
    settings.BEHIND_PROXY = behind
    assert visitor(asking(HTTP_X_FORWARDED_FOR=forwarded)) == seen


def test_one_household_is_one_visitor() -> None:
    assert visitor(asking("2001:db8:1:2:3:4:5:6")) == visitor(asking("2001:db8:1:2::99")) == "2001:db8:1:2::"
    assert visitor(asking("2001:db8:1:3::99")) != "2001:db8:1:2::"
    assert visitor(asking("::ffff:198.51.100.7")) == "198.51.100.7"
    assert visitor(asking("")) == ""


ASK = """
from datetime import UTC, datetime, timedelta
from django.test import RequestFactory
from trellis.safety.limits import Limit, allows
limit = Limit("x", most=25, within=timedelta(days=1))
now = datetime(2026, 11, 1, tzinfo=UTC)
request = RequestFactory().get("/")
allowed = sum(allows(limit, request, now=now) for _ in range(20))
"""


def test_processes_that_ask_at_once_share_a_limit_on_sqlite(forker: Forker, home: Path) -> None:
    code = f"from django.conf import settings; settings.SECRET_KEY = 'shared'\n{ASK}\nprint(allowed)"
    ended = forker.run_together(home, "code", code, times=3)
    assert sum(int(one.said) for one in ended) == 25, ended


@pytest.mark.django_db(transaction=True)
def test_many_that_ask_at_once_share_a_limit_on_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("The SQLite database of the tests is in memory; the test above has a file.")
    together = Barrier(4)

    def work(_: int) -> int:
        together.wait(10)
        try:
            exec(ASK, names := {})
            return names["allowed"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 25
