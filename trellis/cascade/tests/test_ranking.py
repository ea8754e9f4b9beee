import numpy as np
import pytest

from trellis import cascade
from trellis.cascade.choosing import ranking
from trellis.cascade.choosing.sketch import sketch
from trellis.cascade.evidence import arithmetic
from trellis.cascade.spread.reference import sir

BASE = cascade.Model(cascade.town(people=800, seed=6)).with_routine(3).scenario(months=12)
STEPS = tuple(
    cascade.Candidate(label, steps)
    for label, steps in (
        ("nothing", (cascade.Introductions(per_month=0),)),
        ("many", (cascade.Introductions(per_month=30, mode=cascade.Mode.WORKER, cost=cascade.Cost(each=10)),)),
        ("some", (cascade.Introductions(per_month=6, cost=cascade.Cost(each=10)),)),
        ("close", (cascade.GroupClosed(group="group 1", cost=cascade.Cost(once=1)),)),
        ("pause", (cascade.CompanionsRest(count=50, cost=cascade.Cost(once=1)),)),
    )
)


def test_the_gain_of_a_tie_agrees_with_paired_runs():
    network, _ = arithmetic.power_law(1000, 1)
    start, transmit = arithmetic.some(1000, 0.01, 1), 0.08
    rng = np.random.default_rng(2)
    one, other = rng.integers(0, 1000, (2, 400))
    first = sketch(network, start, transmit, samples=200, seed=9).gains(one, other)
    for pick in np.argsort(-first.mean)[[0, 30]]:
        pair = slice(pick, pick + 1)
        found = sketch(network, start, transmit, samples=3000, seed=2).gains(one[pair], other[pair])
        more = network.with_ties(one[pair], other[pair])
        paired = [
            int(sir(more, transmit, 1.0, steps=40, seed=seed, start=start).ever[-1])
            - int(sir(network, transmit, 1.0, steps=40, seed=seed, start=start).ever[-1])
            for seed in range(600)
        ]
        error = np.hypot(np.std(paired) / np.sqrt(len(paired)), found.error[0])
        assert abs(np.mean(paired) - found.mean[0]) < 3.5 * error


def test_lazy_greedy_chooses_as_plain_greedy_does_and_gains_fall():
    network, _ = arithmetic.power_law(400, 3)
    start = arithmetic.some(400, 0.01, 1)
    rng = np.random.default_rng(4)
    one, other = rng.integers(0, 400, (2, 60))
    samples = sketch(network, start, 0.1, samples=150, seed=5)
    before = samples.cluster.copy()
    chosen = samples.choose(one, other, 4)
    assert np.array_equal(before, samples.cluster)
    gains = samples.gains(one, other).mean
    assert chosen[0][0] == int(np.argmax(gains))
    assert chosen[0][1] == pytest.approx(gains.max())
    assert [gain for _, gain in chosen] == sorted((gain for _, gain in chosen), reverse=True)
    assert len({index for index, _ in chosen}) == 4


def test_what_helps_comes_before_what_harms_and_losers_are_named():
    ranking = cascade.rank(BASE, STEPS, first=4, keep=3, draws=16, method="fixed")
    order = [place.candidate.label for place in ranking.places]
    assert order[0] == "many"
    assert len(ranking.dropped) == 2
    assert sum(place.best for place in ranking.places) == pytest.approx(1.0)
    for place in ranking.places:
        assert 1 <= place.ranks[0] <= place.ranks[1] <= 3


def test_with_a_floor_candidates_below_it_come_last():
    ranking = cascade.rank(BASE, STEPS[:3], first=2, keep=3, draws=8, floor=10_000, method="fixed")
    assert all(place.under_floor for place in ranking.places)
    assert ranking.worst_off in BASE.model.network.places.name


def test_ranking_by_value_needs_costs():
    with pytest.raises(cascade.CascadeError, match="cost of nothing is 0"):
        cascade.rank(BASE, STEPS[:2], by="value", keep=2, draws=2)
    ranking = cascade.rank(BASE, STEPS[1:3], by="value", keep=2, draws=4)
    assert all(place.per_thousand is not None for place in ranking.places)
    with pytest.raises(cascade.CascadeError, match="by is 'fame'"):
        cascade.rank(BASE, STEPS, by="fame")


def test_a_step_paid_by_the_person_may_reach_nobody_in_some_pairs():
    rare = cascade.CompanionsTrained(count=1, who=cascade.Kind(women=True, ost=True), cost=cascade.Cost(each=10))
    usual = cascade.Introductions(per_month=1, cost=cascade.Cost(each=10))
    steps = tuple(cascade.Candidate(name, (step,)) for name, step in (("rare", rare), ("usual", usual)))
    small = cascade.Model(cascade.town(people=60, seed=2)).scenario(months=3)
    with pytest.raises(cascade.CascadeError, match="cost of rare is 0"):
        cascade.rank(small, steps, by="value", keep=2, draws=3)
    ranking = cascade.rank(small, steps[1:], by="value", keep=2, draws=3)
    assert np.isfinite(ranking.places[0].per_thousand.mean)


def test_best_is_told_of_worlds_and_first_of_means():
    scores = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 8.0]])
    assert ranking._shares(scores).tolist() == [0.5, 0.5]
    first, ranks = ranking._resampled(np.repeat(scores, 200, axis=0))
    assert first.tolist() == [0, 1]
    assert [list(span) for span in ranks] == [[2, 2], [1, 1]]


def test_steps_are_chosen_one_after_the_other():
    chosen = cascade.choose(BASE, STEPS[:4], 2, draws=6, method="fixed")
    assert chosen[0][0].label == "many"
    assert chosen[1][0].label != "many"
    assert chosen[1][0].label != "close"
