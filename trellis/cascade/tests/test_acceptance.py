"""The acceptance table on a smaller town than `trellis cascade validate` uses."""

from collections import Counter

import pytest

from trellis.cascade.evidence import acceptance, cohorts, limits
from trellis.cascade.model.scenario import Model
from trellis.cascade.parameters import CascadeError, Parameters
from trellis.cascade.people.towns import town


@pytest.fixture(scope="module")
def rows():
    return {check.code: check for check in acceptance.checks(people=40_000)}


def test_every_published_figure_has_a_row_with_a_role(rows):
    assert [f"V{number}" in {code.rstrip("abcde") for code in rows} for number in range(1, 13)] == [True] * 12
    assert {code for code, row in rows.items() if row.role == "calibrated to"} == {"V5", "V6a", "V6b", "V7", "V8"}
    assert {code for code, row in rows.items() if row.role == "held out"} == {
        "V1a",
        "V1b",
        "V1c",
        "V2a",
        "V2b",
        "V4",
        "V12a",
        "V12b",
    }


def test_every_row_is_met(rows):
    assert [str(row) for row in rows.values() if not row.passed] == []


def test_the_row_of_the_survey_says_what_hangs_on_whom_it_counts(rows):
    assert "dependence alone" in rows["V12a"].note


@pytest.mark.parametrize(("need", "new"), [acceptance.ANY_PROBLEM, acceptance.DEPENDENCE])
def test_need_in_the_survey_s_world_stays_what_it_was_for_forty_years(need, new):
    """Else the share in recovery would tell of a growing or shrinking need, not of the need the row names."""
    adults = town(20_000, seed=5, in_need=need, in_recovery=0.0, attending=0.05)
    run = Model(adults, Parameters(new_need=new, move_away=0.0)).scenario(months=480).run(1)
    in_need = sum(run.column(name) for name in ("need", "linked", "not_seeking")) / (20_000 - run.column("died"))
    assert in_need[0] == pytest.approx(need, abs=0.12 * need)
    assert in_need == pytest.approx(in_need[0], rel=0.2)


def test_a_town_without_enough_people_in_recovery_cannot_staff_a_study():
    small = town(200, seed=1)
    network, chosen = cohorts.cohort(small, 100, seed=1, attending=1.0)
    with pytest.raises(CascadeError, match="volunteers are wanted"):
        cohorts.with_volunteers(network, chosen, load=2, seed=1)


def test_a_volunteer_looks_after_no_more_than_their_load_and_goes_to_the_same_group():
    network, chosen = cohorts.cohort(town(4_000, seed=1), 100, seed=1, attending=0.5)
    staffed = cohorts.with_volunteers(network, chosen, load=3, seed=1)
    group = staffed.people.group
    looked_after = Counter()
    for person in chosen[group[chosen] >= 0]:
        before = set(network.ties.of(person).tolist())
        (volunteer,) = set(staffed.ties.of(person).tolist()) - before
        assert group[volunteer] == group[person]
        assert staffed.people.carrier[volunteer]
        looked_after[volunteer] += 1
    assert max(looked_after.values()) == 3


def test_the_placebo_world_reports_no_contagion_though_a_naive_regression_does(rows):
    assert rows["V11"].passed
    assert "odds ratio of 1." in rows["V11"].note


def test_limits_that_can_be_solved_with_a_pencil_are_met():
    assert [str(check) for check in limits.limit_checks() if not check.passed] == []
