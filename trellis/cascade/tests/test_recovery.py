import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis import cascade
from trellis.cascade import keys
from trellis.cascade.model.runs import COLUMNS
from trellis.cascade.people.network import Groups, Network, People, Places, Ties

NET = cascade.town(people=1500, seed=4)
MODEL = cascade.Model(NET).with_routine(3)
PEOPLE = [COLUMNS.index(name) for name in ("need", "linked", "not_seeking", "under_3_months", "months_3_to_12",
                                           "years_1_to_3", "over_3_years", "died", "moved", "around")]  # fmt: skip
EVERY = (
    cascade.Introductions(per_month=5, mode=cascade.Mode.COMPANION),
    cascade.ModeChange(new=cascade.Mode.COMPANION, share=0.5),
    cascade.CompanionsTrained(count=5, start=2),
    cascade.CompanionsRest(count=2, start=8),
    cascade.GroupOpened(group=cascade.GroupFacts("new", "neighbourhood 2"), start=1),
    cascade.GroupClosed(group="group 1", start=3, until=9),
    cascade.Bridge(one="group 2", other="group 3", ties_per_month=0.5),
    cascade.Outreach(per_month=4),
)


def mean_lasting(scenario, seeds):
    return np.mean([scenario.run(seed).lasting.sum() for seed in seeds])


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.sets(st.sampled_from(range(len(EVERY)))))
def test_nobody_appears_or_disappears(seed, which):
    run = MODEL.scenario(*(EVERY[i] for i in sorted(which)), months=12).run(seed)
    assert (run.monthly[:, PEOPLE].sum(axis=1) == len(NET)).all()
    assert (np.diff(run.column("died")) >= 0).all()
    assert run.monthly.min() >= 0


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_the_months_are_counted_as_the_people_stand(seed, months):
    run = MODEL.scenario(*EVERY, months=months).run(seed)
    in_recovery = [
        run.column(name)[-1] for name in ("under_3_months", "months_3_to_12", "years_1_to_3", "over_3_years")
    ]
    ends = np.searchsorted((0, 3, 12, 36), run.duration[run.recovering], side="right") - 1
    assert in_recovery == np.bincount(ends, minlength=4).tolist()
    assert run.column("lasting")[-1] == run.lasting.sum()
    assert run.column("attending")[-1] == run.attending.sum()


@pytest.mark.parametrize("step", EVERY, ids=lambda step: type(step).__name__)
def test_compiled_and_plain_runs_are_identical(step):
    pytest.importorskip("numba")
    scenario = MODEL.scenario(step, months=18)
    plain, compiled = scenario.run(5, backend="numpy"), scenario.run(5, backend="numba")
    assert np.array_equal(plain.monthly, compiled.monthly)
    assert np.array_equal(plain.lasting, compiled.lasting)
    assert np.array_equal(plain.introduced_by, compiled.introduced_by)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_run_gives_the_numbers_it_has_always_given(backend):
    if backend == "numba":
        pytest.importorskip("numba")
    run = MODEL.scenario(*EVERY, months=30).run(5, backend=backend)
    facts = (run.monthly, run.lasting, run.attended, run.duration, run.touched, run.introduced_by, run.cost)
    assert keys.digest(*facts) == "c80270145f805ffe"


@pytest.mark.parametrize("step", EVERY, ids=lambda step: type(step).__name__)
def test_every_intervention_changes_the_run_and_none_leaves_it_as_it_was(step):
    usual, done = MODEL.scenario(months=18).run(5), MODEL.scenario(step, months=18).run(5)
    assert not np.array_equal(usual.monthly, done.monthly)
    assert np.array_equal(MODEL.scenario(months=18).run(5).monthly, usual.monthly)


def test_an_intervention_that_begins_later_changes_nothing_before():
    usual = MODEL.scenario(months=20).run(3)
    later = MODEL.scenario(cascade.Introductions(per_month=9, start=10), months=20).run(3)
    assert np.array_equal(usual.monthly[:11], later.monthly[:11])
    assert not np.array_equal(usual.monthly[11:], later.monthly[11:])


def test_more_introductions_never_reach_fewer_in_the_mean():
    arrived = [
        sum(
            MODEL.scenario(cascade.Introductions(per_month=rate), months=18).run(seed).column("arrived").sum()
            for seed in range(12)
        )
        for rate in (0, 2, 4, 8, 16)
    ]
    assert arrived == sorted(arrived)
    assert arrived[-1] > arrived[0] + 200


def test_a_better_mode_brings_everybody_the_worse_one_brings_at_first():
    first = [
        MODEL.scenario(cascade.Introductions(per_month=20, mode=mode), months=2).run(1).column("arrived").sum()
        for mode in (cascade.Mode.INFORMATION, cascade.Mode.WORKER)
    ]
    assert first[0] <= first[1]


def test_with_no_social_effect_companionship_and_ties_change_no_chance_of_recovery():
    placebo = MODEL.but(causal=0.0)
    usual = placebo.scenario(months=30)
    gains = [
        placebo.scenario(EVERY[0], months=30).run(seed).lasting.sum() - usual.run(seed).lasting.sum()
        for seed in range(8)
    ]
    assert gains == [0] * 8


def test_two_fresh_processes_agree_bit_for_bit():
    code = (
        "from trellis import cascade; import hashlib;"
        "m = cascade.Model(cascade.town(people=800, seed=2)).with_routine(2);"
        "r = m.scenario(cascade.Outreach(per_month=5), months=12).run(3);"
        "print(m.network.digest, hashlib.sha256(r.monthly.tobytes() + r.lasting.tobytes()).hexdigest())"
    )
    plain = os.environ | {"TRELLIS_CASCADE_BACKEND": "numpy"}
    found = {
        subprocess.run([sys.executable, "-c", code], env=plain, capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(found) == 1


def alone(count, stage, months=0):
    """People with no ties and no groups."""
    people = People.around(count)
    people.stage[:] = stage
    people.months[:] = months
    ties = Ties(np.zeros(count + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.uint8))
    return Network(people, ties, Groups.none(), Places.one(), "alone")


def test_people_alone_follow_the_exact_monthly_chain():
    count, months = 40_000, 9
    numbers = cascade.Parameters(move_away=0.0, stop_seeking=0.02, seek_again=0.05)
    found = cascade.Model(alone(count, cascade.Stage.NEED), numbers).scenario(months=months).run(3).monthly[-1] / count
    back = [numbers.return_0_3] * 3 + [numbers.return_3_12] * 9
    death_need, death_well = numbers.death_need / 1200, numbers.death_recovery / 1200
    need, away, well, dead = 1.0, 0.0, np.zeros(months + 2), 0.0
    for _ in range(months):
        back_now = sum(well[i] * back[i] for i in range(months + 1))
        after = np.zeros(months + 2)
        after[1:] = [well[i] * (1 - back[i]) * (1 - death_well) for i in range(months + 1)]
        # Somebody who decides this month not to seek change, and also starts, is settled by the first.
        stays = 1 - death_need - numbers.stop_seeking
        after[1] += need * numbers.start * (1 - death_need)
        dead += need * death_need + away * death_need + well.sum() * death_well
        need, away, well = (
            need * (1 - numbers.start) * stays + back_now * (1 - death_well) + away * numbers.seek_again,
            away * (1 - death_need - numbers.seek_again) + need * (1 - numbers.start) * numbers.stop_seeking,
            after,
        )
    expected = {"need": need, "not_seeking": away, "under_3_months": well[:3].sum(), "died": dead}
    for name, share in expected.items():
        error = 4.5 * np.sqrt(share * (1 - share) / count)
        assert abs(found[COLUMNS.index(name)] - share) < error, name


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_deaths_are_more_in_the_month_after_stopping_ost_and_in_no_other(backend):
    if backend == "numba":
        pytest.importorskip("numba")
    count, months = 40_000, 6
    usual = {"start": 0.0, "move_away": 0.0, "stop_seeking": 0.0, "death_need": 0.0, "death_ost": 0.0}
    model = cascade.Model(
        alone(count, cascade.Stage.NEED), cascade.Parameters(**usual, death_after_ost=50.0, stop_ost=0.5)
    )
    on_ost = replace(model.network, people=replace(model.network.people, ost=np.ones(count, dtype=bool)))
    died = np.diff(replace(model, network=on_ost).scenario(months=months).run(3, backend=backend).column("died"))
    stopped = [0.0, *(0.5 ** (month + 1) for month in range(months - 1))]  # the month before, as a share of all
    for month, share in enumerate(stopped):
        expected = count * share * 50 / 1200
        assert abs(died[month] - expected) <= 4.5 * expected**0.5, month


def test_people_who_come_to_a_group_that_was_opened_are_counted_as_reached_directly():
    opened = cascade.GroupOpened(group=cascade.GroupFacts("new", "neighbourhood 2"))
    run = MODEL.but(link=0.05).scenario(opened, months=12).run(2)
    usual = MODEL.but(link=0.05).scenario(months=12).run(2)
    assert run.touched.sum() > 0
    assert not usual.touched.any()


def test_nobody_arrives_where_every_group_has_closed():
    model = cascade.Model(cascade.town(people=600, groups=1, places=1, seed=2)).with_routine(10)
    run = model.scenario(cascade.GroupClosed(group="group 1", start=2), months=6).run(1)
    assert run.column("introduced").sum() > 0
    assert run.column("arrived")[3:].sum() == 0
    assert run.column("attending")[3:].sum() == 0


def test_those_not_seeking_change_are_never_introduced():
    run = (
        cascade.Model(alone(300, cascade.Stage.NOT_SEEKING), cascade.Parameters(seek_again=0.0))
        .scenario(cascade.Introductions(per_month=50), months=6)
        .run(1)
    )
    assert run.column("introduced").sum() == 0


def test_companions_never_carry_more_than_their_load():
    from trellis.cascade.model.backends import loops
    from trellis.cascade.model.linking import arrive, introduce
    from trellis.cascade.model.world import World

    scenario = MODEL.scenario(cascade.Introductions(per_month=60, mode=cascade.Mode.COMPANION), months=8)
    world = World(scenario.plan, 3, loops())
    greatest = 0
    for month in range(8):
        world.month = month
        introduce(world)
        arrive(world)
        greatest = max(greatest, int(world.load.max()))
    assert greatest == MODEL.parameters.carrier_load


def test_errors_name_the_field_the_value_and_what_is_allowed():
    with pytest.raises(cascade.CascadeError, match=r"or_tie is 50; it must be a number from 0.1 to 10"):
        cascade.Parameters(or_tie=50)
    with pytest.raises(cascade.CascadeError, match=r"did you mean start"):
        cascade.Parameters().but(strat=0.1)
    with pytest.raises(cascade.CascadeError, match=r"group is 'nowhere'; it must be one of group 1"):
        MODEL.scenario(cascade.GroupClosed(group="nowhere"))
    with pytest.raises(cascade.CascadeError, match=r"per_month is -1"):
        cascade.Introductions(per_month=-1)
    with pytest.raises(cascade.CascadeError, match=r"place of 'g' is 'moon'"):
        cascade.AreaFacts(
            name="a", people=10, places=(cascade.PlaceFacts("p"),), groups=(cascade.GroupFacts("g", "moon"),)
        )


def test_every_parameter_has_a_source_a_grade_and_a_default_within_its_ranges():
    for row in cascade.table():
        assert row.source
        assert row.grade in cascade.GRADES
        assert row.least <= row.low <= row.default <= row.high <= row.most, row.name
        if row.no_effect is not None:
            assert row.low <= row.no_effect <= row.high, row.name


@pytest.mark.parametrize(
    "facts",
    [
        {"people": 1},
        {"people": 3, "groups": 0, "places": 1},
        {"people": 200, "groups": 0},
        {"people": 100, "in_need": 0.0, "in_recovery": 0.0},
        {"people": 100, "in_need": 1.0, "in_recovery": 0.0},
        {"people": 200, "kin": 0, "friends": 0.0},
    ],
    ids=str,
)
def test_towns_without_groups_ties_need_or_anybody_run(facts):
    network = cascade.town(**facts)
    steps = (EVERY[0], EVERY[2], EVERY[3], EVERY[7])
    run = cascade.Model(network, cascade.Parameters(new_need=0.01)).scenario(*steps, months=4).run(1)
    assert (run.monthly[:, PEOPLE].sum(axis=1) == len(network)).all()
