"""The acceptance table on a smaller town than `trellis cascade validate` uses. Rows known not to be met are named."""

import pytest

from trellis.cascade.evidence import acceptance, limits

NOT_MET = {"V2", "V12a"}  # the model card says why; a row that comes to be met belongs off this list


@pytest.fixture(scope="module")
def rows():
    return {check.code: check for check in acceptance.checks(people=40_000)}


def test_every_published_figure_has_a_row_with_a_role(rows):
    assert [f"V{number}" in {code.rstrip("abcd") for code in rows} for number in range(1, 13)] == [True] * 12
    assert {code for code, row in rows.items() if row.role == "calibrated to"} == {"V5", "V6a", "V6b", "V7", "V8"}
    assert {code for code, row in rows.items() if row.role == "held out"} == {"V1a", "V1b", "V1c", "V2", "V4"}


def test_the_rows_that_are_met_are_those_the_model_card_names(rows):
    assert {code for code, row in rows.items() if not row.passed} == NOT_MET


def test_the_placebo_world_reports_no_contagion_though_a_naive_regression_does(rows):
    assert rows["V11"].passed
    assert "odds ratio of 1." in rows["V11"].note


def test_limits_that_can_be_solved_with_a_pencil_are_met():
    assert [str(check) for check in limits.limit_checks() if not check.passed] == []
