"""Rules of retention: each does its own, and none holds another back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError

from trellis.safety import retention
from trellis.safety.retention import rule, sweep

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_rule_that_fails_is_told_and_holds_no_other_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(retention, "_rules", {})
    asked = []

    @rule("broken")
    def broken(now: datetime) -> int:
        raise DatabaseError("no such table")

    @rule("well")
    def well(now: datetime) -> int:
        asked.append(now)
        return 3

    assert sweep(now=NOW) == {"well": 3}
    assert asked == [NOW]
    assert "'broken' failed" in caplog.text


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_rules", {})
    first: Callable[[datetime], int] = rule("x")(lambda now: 0)
    assert rule("x")(first) is first
    with pytest.raises(ValueError, match="already"):
        rule("x")(lambda now: 1)
