"""Figures say whether they are met, and are taken as they say."""

import pytest

from trellis.bench.measuring import best_seconds, over, percentile, resident_bytes, under


@pytest.mark.parametrize(("share", "value"), [(0.5, 51), (0.99, 100), (0.0, 1), (1.0, 100)])
def test_a_percentile_is_one_of_the_values(share, value):
    assert percentile(list(range(100, 0, -1)), share) == value


def test_a_figure_says_whether_it_is_met():
    assert under("query", 0.4, "ms", 0.5).is_met
    assert not under("query", 0.6, "ms", 0.5).is_met
    assert over("rate", 2000, "a second", 1500).is_met
    assert "MISSED" in over("rate", 10, "a second", 1500).line()


def test_the_best_of_every_item_is_kept():
    asked = []
    best = best_seconds("ab", lambda item, number: asked.append((item, number)), rounds=2)
    assert asked == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert len(best) == 2
    assert all(0 <= taken < 1 for taken in best)


def test_memory_that_is_taken_shows():
    before = resident_bytes()
    if not before:
        pytest.skip("This system does not say how much memory a process holds.")
    taken = bytearray(b"x") * 30_000_000
    assert resident_bytes() - before > 20_000_000
    assert taken
