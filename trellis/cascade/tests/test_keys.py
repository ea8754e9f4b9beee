import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.cascade import keys


@settings(max_examples=50)
@given(st.integers(0, keys.MASK))
def test_a_word_mixes_to_the_same_in_python_and_numpy(word):
    assert keys.mix_word(word) == int(keys.mix(np.array([word], dtype=np.uint64))[0])


@settings(max_examples=30)
@given(st.integers(0, keys.MASK))
def test_compiled_mixing_is_the_same(word):
    fast_keys = pytest.importorskip("trellis.cascade.fast.keys")
    assert int(fast_keys.mix(np.uint64(word))) == keys.mix_word(word)


@given(st.integers(0, keys.MASK), st.integers(1, 5), st.integers(1, 40))
def test_a_table_of_keys_holds_those_that_are_folded_one_by_one(key, purposes, months):
    found = keys.table(key, purposes, months)
    assert found == [[keys.fold(key, purpose, month) for month in range(months)] for purpose in range(purposes)]


def test_streams_of_neighbouring_seeds_are_not_shifts_of_each_other():
    names = keys.names(4000)
    one = keys.uniform(keys.draw(names, keys.stream(10)))
    other = keys.uniform(keys.draw(names, keys.stream(11)))
    lags = [np.corrcoef(one[: 4000 - lag], other[lag:])[0, 1] for lag in range(40)]
    assert np.abs(lags).max() < 0.07
    assert len(np.intersect1d(one, other)) == 0


def test_draws_are_uniform_over_people_over_steps_and_over_seeds():
    names = keys.names(100)
    drawn = np.array(
        [[keys.uniform(keys.draw(names, keys.stream(seed, step))) for step in range(20)] for seed in range(50)]
    )
    for axes in ((0, 1), (0, 2), (1, 2)):
        means = drawn.mean(axis=axes)
        spread = np.sqrt(1 / 12 / (drawn.size / means.size))
        assert np.abs(means - 0.5).max() < 4.5 * spread
        assert 0.6 < means.std() / spread < 1.4


def test_the_sixteen_bit_fields_of_a_draw_are_independent():
    drawn = keys.draw(keys.names(20_000), keys.stream(3))
    fields = np.stack([(drawn >> np.uint64(16 * i)) & np.uint64(0xFFFF) for i in range(4)]).astype(float)
    correlation = np.corrcoef(fields) - np.eye(4)
    assert np.abs(correlation).max() < 0.03


def test_a_threshold_of_one_always_and_of_nought_never_happens():
    drawn = keys.draw(keys.names(1000), keys.stream(1))
    assert keys.below(drawn, keys.threshold(1.0)).all()
    assert not keys.below(drawn, keys.threshold(0.0)).any()


def test_geometric_limits_give_geometric_waits():
    limits = keys.geometric_limits(0.2, 60)
    drawn = keys.draw(keys.names(50_000), keys.stream(2)) >> np.uint64(11)
    waits = (drawn[:, None] < limits).sum(axis=1)
    assert abs(waits.mean() - 4.0) < 4 * np.sqrt(0.8 / 0.04 / 50_000)
