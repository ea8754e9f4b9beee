import os
import shutil
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from trellis import cascade
from trellis.cascade.ensembles.estimates import estimate
from trellis.cascade.ensembles.pairs import code_of
from trellis.cascade.ensembles.sampling import sample
from trellis.cascade.ensembles.sensitivity import influences, worth_of_measuring
from trellis.cascade.model.lineage import borel, lineage_of
from trellis.cascade.workers import Workers

MODEL = cascade.Model(cascade.town(people=800, seed=6)).with_routine(3)
SCENARIOS = (
    MODEL.scenario(cascade.Introductions(per_month=6, mode=cascade.Mode.COMPANION), months=12),
    MODEL.scenario(cascade.GroupClosed(group="group 1"), months=12),
)

ENSEMBLE = cascade.Ensemble(SCENARIOS, draws=6, echoes=2, seed=3)


def same(one, other):
    return all(
        np.array_equal(getattr(one.rows, item.name), getattr(other.rows, item.name)) for item in fields(one.rows)
    )


class Backwards(Executor):
    """Does the work last first."""

    def __init__(self):
        self.waiting = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.waiting.append((future, fn, args, kwargs))
        if len(self.waiting) == 4:
            for late, work, given, named in reversed(self.waiting):
                late.set_result(work(*given, **named))
        return future


def test_results_are_the_same_whatever_the_executor_or_its_order():
    alone = ENSEMBLE.run()
    with ThreadPoolExecutor(2) as threads:
        assert same(alone, ENSEMBLE.run(threads, chunk=5))
    assert same(alone, ENSEMBLE.run(Backwards(), chunk=3))


def test_results_are_the_same_from_other_processes():
    with Workers(2) as processes:
        assert same(ENSEMBLE.run(backend="numpy"), ENSEMBLE.run(processes, chunk=6, backend="numpy"))


def test_a_stopped_run_keeps_what_is_done_and_can_be_resumed(tmp_path):
    told = []
    part = ENSEMBLE.run(folder=tmp_path, chunk=4, progress=lambda *step: told.append(step), stop=lambda: len(told) > 1)
    assert not part.complete
    assert len(part.which) == 4
    assert len(part.outcomes) == 2
    again = []
    whole = ENSEMBLE.run(folder=tmp_path, chunk=4, progress=lambda *step: again.append(step))
    assert whole.complete
    assert again[0] == (4, 12)
    assert same(whole, ENSEMBLE.run())


def test_a_run_of_other_inputs_is_never_resumed_from(tmp_path):
    ENSEMBLE.run(folder=tmp_path, chunk=12)
    other = cascade.Ensemble((SCENARIOS[0].and_(cascade.CompanionsTrained(count=3)),), draws=6, echoes=2, seed=3)
    told = []
    other.run(folder=tmp_path, chunk=12, progress=lambda *step: told.append(step))
    assert told[0] == (0, 12)


def test_nothing_done_gains_exactly_nothing():
    result = cascade.Ensemble((MODEL.scenario(months=12),), draws=4).run()
    assert not result.gain(0).any()
    assert result.outcomes[0].extra.no_benefit == 1.0


def test_direct_and_indirect_gains_add_up():
    rows = ENSEMBLE.run().rows
    lasting = rows.change[:, :, -1, cascade.COLUMNS.index("lasting")]
    assert np.array_equal(rows.direct + rows.indirect, lasting)
    assert np.array_equal(rows.places.sum(axis=2), lasting)
    assert np.array_equal(rows.kinds[:, :, :2].sum(axis=2), lasting)


def test_scenarios_of_different_worlds_are_not_compared():
    with pytest.raises(cascade.CascadeError, match="another model or span"):
        cascade.Ensemble((SCENARIOS[0], MODEL.scenario(months=13)))


def test_a_latin_hypercube_uses_every_slice_of_every_range_once():
    drawn = sample(cascade.Parameters(), 40, seed=2)
    for column, name in enumerate(drawn.names):
        row = next(row for row in cascade.table() if row.name == name)
        slices = ((drawn.values[:, column] - row.low) / (row.high - row.low) * 40).astype(int)
        assert sorted(slices) == list(range(40)), name
    correlations = np.corrcoef(drawn.values.T)[np.triu_indices(len(drawn.names), 1)]
    assert np.sqrt(np.mean(correlations**2)) == pytest.approx(1 / np.sqrt(39), rel=0.15)


def test_sobol_draws_are_a_power_of_two_and_fill_the_ranges_evenly():
    with pytest.raises(cascade.CascadeError, match="draws is 40"):
        sample(cascade.Parameters(), 40, seed=2, method="sobol")
    drawn = sample(cascade.Parameters(), 64, seed=2, method="sobol")
    again = sample(cascade.Parameters(), 64, seed=2, method="sobol")
    assert np.array_equal(drawn.values, again.values)
    column = drawn.values[:, drawn.names.index("or_tie")]
    assert np.histogram(column, bins=4, range=(1.0, 1.45))[0].tolist() == [16] * 4


def test_results_are_the_same_from_a_dask_cluster():
    """Worker processes and a scheduler, on this machine alone; most of the time it takes is theirs to begin."""
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", protocol="tcp", dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client:
        dask = client.get_executor()
        assert same(ENSEMBLE.run(backend="numpy"), ENSEMBLE.run(dask, chunk=3, backend="numpy"))
        there = set(client.run(os.getpid).values())
    assert len(there - {os.getpid()}) == 2


def test_a_parameter_that_was_set_stays_as_set():
    drawn = sample(cascade.Parameters(or_tie=1.1), 8, seed=1)
    assert {numbers.or_tie for numbers in drawn.sets} == {1.1}
    assert len({numbers.start for numbers in drawn.sets}) == 8


def test_the_default_ranges_include_no_social_effect_at_all():
    assert next(row for row in cascade.table() if row.name == "causal").low == 0.0


def test_code_that_makes_other_numbers_is_told_from_this(tmp_path):
    here = Path(cascade.__file__).parent
    shutil.copytree(here, tmp_path / "copy", ignore=shutil.ignore_patterns("tests", "__pycache__"))
    assert code_of(tmp_path / "copy") == code_of(here)
    for name in ("keys.py", "people/towns.py", "model/hazards.py", "fast/deciding.py", "ensembles/pairs.py"):
        before = code_of(tmp_path / "copy")
        with (tmp_path / "copy" / name).open("a") as file:
            file.write("\n# changed\n")
        assert code_of(tmp_path / "copy") != before


def test_an_estimate_reports_its_share_without_benefit():
    found = estimate([-1, 0, 1, 2])
    assert found.no_benefit == 0.5
    assert found.median == 0.5
    assert estimate([]).count == 0


@pytest.mark.parametrize(("draws", "echoes"), [(16, 1), (32, 3)])
def test_where_nothing_matters_hardly_any_study_has_a_number_that_stands_out(draws, echoes):
    rng = np.random.default_rng(3)
    drawn, pairs = sample(cascade.Parameters(), draws, seed=5), np.repeat(np.arange(draws), echoes)
    fooled = np.zeros(2)
    for _ in range(24):
        values = rng.normal(0, 1, (draws, 2))[pairs]
        fooled += (
            any(one.clear for one in influences(drawn, pairs, values[:, 0])),
            any(one.clear for one in worth_of_measuring(drawn, pairs, values)),
        )
    assert (fooled <= 5).all()  # of 24 with a chance of one in twenty, more than 5 come up once in 900 times


@pytest.mark.parametrize(("shift", "worth"), [(0.0, 0.25), (0.5, 0.0625), (-0.5, 0.0625), (1.5, 0.0)])
def test_knowing_a_number_is_worth_what_a_pencil_says(shift, worth):
    """One step gains x + shift, and x is anything from -1 to 1: known, it is done where that is above nought."""
    drawn = sample(cascade.Parameters(), 400, seed=5)
    column = drawn.values[:, drawn.names.index("or_tie")]
    gains = (column - column.min()) / np.ptp(column) * 2 - 1 + shift
    found = worth_of_measuring(drawn, np.arange(400), gains[:, None])
    known = {one.name: one for one in found}["or_tie"]
    assert known.gain == pytest.approx(worth, abs=0.005)
    assert known.all_known == pytest.approx(worth, abs=0.005)


def test_what_moves_the_outcome_down_is_said_to():
    drawn = sample(cascade.Parameters(), 100, seed=5)
    values = -drawn.values[:, drawn.names.index("or_use")]
    first = influences(drawn, np.arange(100), values)[0]
    assert (first.name, round(first.correlation, 6)) == ("or_use", -1)


def test_the_strongest_parameter_is_found_and_worth_measuring():
    rng = np.random.default_rng(1)
    drawn = sample(cascade.Parameters(), 200, seed=5)
    column = drawn.names.index("or_tie")
    values = 10 * (drawn.values[:, column] - 1.2) + rng.normal(0, 0.2, 200)
    pairs = np.arange(200)
    first = influences(drawn, pairs, values)[0]
    assert first.name == "or_tie"
    assert first.clear
    worth = worth_of_measuring(drawn, pairs, np.stack([values, np.zeros(200)], axis=1))
    assert worth[0].name == "or_tie"
    assert worth[0].clear
    assert not any(one.clear for one in worth[1:])
    assert 0 < worth[0].gain <= worth[0].all_known + 0.05


def test_lines_of_companions_hold_every_companion_once():
    run = MODEL.but(become_carrier=0.3, carrier_introductions=0.6, consent=0.9).scenario(months=48).run(2)
    lineage = lineage_of(run)
    sizes = np.arange(1, len(lineage.sizes) + 1)
    assert lineage.next_companions > 0
    assert (lineage.sizes[:-1] * sizes[:-1]).sum() <= lineage.companions
    assert lineage.sizes.sum() >= lineage.companions - lineage.next_companions


def test_the_reproduction_and_the_lines_of_companions_are_counted_off_their_family_tree():
    """0 led to 1, 1 to 2, 0 to 3, who is no companion; 5 stands alone."""
    tree = SimpleNamespace(
        was_carrier=np.array([True, True, True, False, False, True]), introduced_by=np.array([-1, 0, 1, 0, 3, -1])
    )
    lineage = lineage_of(tree)
    assert (lineage.companions, lineage.next_companions, lineage.reproduction) == (4, 2, 0.5)
    assert lineage.sizes[:4].tolist() == [1, 0, 1, 0]


def test_borel_sizes_have_the_mean_of_a_subcritical_line():
    sizes = borel(0.4, 400)
    assert sizes.sum() == pytest.approx(1.0)
    assert (sizes * np.arange(1, 401)).sum() == pytest.approx(1 / 0.6)
