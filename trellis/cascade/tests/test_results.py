"""What a result says of its pairs, held against numbers worked out by hand."""

import pickle
from dataclasses import fields

import numpy as np
import pytest

from trellis import cascade
from trellis.cascade.ensembles.estimates import estimate
from trellis.cascade.ensembles.pairs import LARGEST, Rows
from trellis.cascade.ensembles.results import KINDS, Result
from trellis.cascade.model.runs import COLUMNS
from trellis.cascade.spread.contacts import Contacts
from trellis.cascade.spread.running import run_contacts

LASTING, DIED = COLUMNS.index("lasting"), COLUMNS.index("died")
TOWN = cascade.town(people=300, places=2, seed=1)


def result(gains, *, echoes=2, **more):
    """Pairs of one scenario of two months in which so many more people end in lasting recovery."""
    pairs, gains = len(gains), np.array(gains)
    scenario = cascade.Model(TOWN).scenario(cascade.Introductions(per_month=5), months=2)
    change = np.zeros((pairs, 1, 3, len(COLUMNS)), dtype=np.int64)
    change[:, 0, 1, LASTING], change[:, 0, 2, LASTING] = 1, gains
    change[:, 0, 2, DIED] = -1
    held = {
        "baseline": np.zeros((pairs, 3, len(COLUMNS)), dtype=np.int64), "change": change,
        "direct": (gains - 1)[:, None], "indirect": np.ones((pairs, 1), dtype=np.int64),
        "made": np.full((pairs, 1), 4), "cost": np.full((pairs, 1), 500.0),
        "places": np.tile([3, -1], (pairs, 1, 1)), "kinds": np.tile([1, -2, 3, -4], (pairs, 1, 1)),
        "reproduction": np.tile([0.1, 0.2], (pairs, 1)), "sizes": np.zeros((pairs, 2, LARGEST), dtype=np.int64),
    }  # fmt: skip
    held["sizes"][:, 1, :2] = 3, 1
    ensemble = cascade.Ensemble((scenario,), draws=pairs // echoes, echoes=echoes, **more)
    return Result(ensemble, np.arange(pairs), Rows(**held))


def arrays_of(*holders):
    return [getattr(one, item.name) for one in holders for item in fields(one)
            if isinstance(getattr(one, item.name), np.ndarray)]  # fmt: skip


def test_nothing_that_is_shared_or_told_can_be_written_to():
    scenario = cascade.Model(TOWN).scenario(cascade.Introductions(per_month=5), months=2)
    course = run_contacts(TOWN, Contacts(infect=0.1, recover=0.1), steps=3, seed=1, start=[0])
    found = result([1, 2])
    sent = pickle.loads(pickle.dumps(TOWN))
    parts = [part for town in (TOWN, sent) for part in (town.people, town.ties, town.groups, town.places)]
    arrays = arrays_of(*parts, scenario.run(1), course, found, found.rows)
    assert len(arrays) > 60
    for array in arrays:
        assert not array.flags.writeable


def test_quantiles_are_those_of_the_middle_half_and_the_middle_nine_tenths():
    found = estimate(range(101))
    assert (found.low90, found.low50, found.median, found.high50, found.high90) == (5, 25, 50, 75, 95)
    assert (found.mean, found.count) == (50, 101)
    assert found.no_benefit == pytest.approx(1 / 101)
    assert found.error == pytest.approx(np.std(range(101), ddof=1) / 101**0.5)


def test_what_a_step_brings_is_told_whole_in_parts_for_each_person_and_for_money():
    (outcome,) = result([0, 2, 10, 12]).outcomes
    assert outcome.extra.mean == 6
    assert (outcome.direct.mean, outcome.indirect.mean) == (5, 1)
    assert (outcome.per_person.mean, outcome.per_person_direct.mean, outcome.per_person_indirect.mean) == (
        1.5, 1.25, 0.25,
    )  # fmt: skip
    assert outcome.per_thousand is not None
    assert outcome.per_thousand.mean == 12
    assert (outcome.deaths_averted.mean, outcome.reached.mean, outcome.cost.mean) == (1, 4, 500)
    assert (outcome.person_months.mean, [month.mean for month in outcome.by_month]) == (7, [0, 1, 6])
    assert (outcome.reproduction.mean, outcome.line_sizes[:3]) == (0.2, (0.75, 0.25, 0))


def test_who_loses_is_named_by_place_and_kind():
    (outcome,) = result([0, 2]).outcomes
    assert [found.mean for _, found in outcome.by_place] == [3, -1]
    assert {name: found.mean for name, found in outcome.by_kind} == dict(zip(KINDS, (1, -2, 3, -4), strict=True))
    assert outcome.loses == (TOWN.places.name[1], "women", "not on OST")


def test_chance_is_the_variance_within_sets_of_parameters_over_the_whole():
    values = [0, 2, 10, 12]
    (outcome,) = result(values).outcomes
    assert outcome.chance == pytest.approx(2 / np.var(values, ddof=1))
    assert np.isnan(result(values, echoes=1).outcomes[0].chance)
    assert result(values, method="fixed").outcomes[0].chance == 1


def test_what_an_hour_brings_is_by_hours_spent_and_what_a_caseload_brings_by_introductions():
    found = cascade.HourWorth(hours_each=2, caseload=50).answer(result([0, 2, 10, 12]))
    assert found["hundred_hours"].mean == 100 / 2 * 6 / 4
    assert found["caseload"].mean == 50 * 6 / 4


def test_a_drill_counts_what_is_lost():
    found = cascade.Pause(pause=1, months=2).answer(result([-3, -5]))
    assert found.parts[0].found.mean == 4


@pytest.mark.parametrize(("start", "until", "months"), [(0, 100, 12), (2, 8, 6), (10, 100, 2), (3, 3, 0)])
def test_what_runs_monthly_is_paid_for_the_months_it_runs(start, until, months):
    group = cascade.GroupFacts("new", TOWN.places.name[0])
    step = cascade.GroupOpened(group=group, start=start, until=until, cost=cascade.Cost(once=4000, monthly=1500))
    assert cascade.Model(TOWN).scenario(step, months=12).fixed_cost() == 4000 + 1500 * months


def test_a_pair_counts_each_person_under_one_sex_and_one_treatment():
    scenario = cascade.Model(TOWN).scenario(cascade.Introductions(per_month=30, mode=cascade.Mode.COMPANION), months=24)
    found = cascade.Ensemble((scenario,), draws=6, seed=3).run()
    men, women, ost, others = found.rows.kinds[:, 0].T
    assert np.array_equal(men + women, found.gain(0))
    assert np.array_equal(ost + others, found.gain(0))
    one = cascade.Ensemble((scenario,), draws=1, seed=3, method="fixed")
    run, usual = (each.run(one.seed_of(0)) for each in (scenario, scenario.without_interventions()))
    gain = run.lasting.astype(int) - usual.lasting
    woman = TOWN.people.woman[run.ids]
    assert gain[woman].sum() != gain[~woman].sum()
    assert one.run().rows.kinds[0, 0, :2].tolist() == [gain[~woman].sum(), gain[woman].sum()]
