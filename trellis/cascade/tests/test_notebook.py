"""The library as it is used in a notebook: what objects say, that they stay as they are, and how mistakes are told."""

from pathlib import Path

import pytest

from trellis import cascade

TOWN = cascade.town(people=300, groups=2, places=2, seed=1)
MODEL = cascade.Model(TOWN).with_routine(2)
PLAN = MODEL.scenario(cascade.Introductions(per_month=4), months=6)
ENSEMBLE = cascade.Ensemble((PLAN,), draws=2)


def test_objects_say_in_a_line_what_they_are() -> None:
    assert repr(ENSEMBLE) == "<Ensemble: 1 scenarios, 2 pairs (2 draws, 1 echoes each), seed 1, latin>"
    answer = cascade.Pause(months=6, pause=2).ask(MODEL, draws=2)
    assert "nothing lost in" in repr(answer)
    assert "no benefit" not in repr(answer)


def test_what_was_found_cannot_be_changed() -> None:
    run, result = PLAN.run(), ENSEMBLE.run()
    for array in (run.monthly, run.lasting, result.rows.change, result.rows.cost):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: cascade.Introductions(per_month=1, mode=3), "mode is 3; it must be a Mode"),
        (lambda: cascade.Introductions(per_month=1, mode="worker"), "mode is 'worker'; it must be a Mode"),
        (lambda: cascade.Introductions(per_month=1, who="women"), "who is 'women'; it must be a Kind"),
        (lambda: cascade.Introductions(per_month=1, cost=4), "cost is 4; it must be a Cost"),
        (lambda: cascade.GroupOpened(group="Door"), "group is 'Door'; it must be a GroupFacts"),
        (lambda: cascade.Model(3), "network is 3; it must be Network"),
        (lambda: cascade.Model(TOWN, parameters=3), "parameters is 3; it must be Parameters"),
        (lambda: MODEL.scenario("more"), "a step is 'more'; it must be an intervention"),
        (lambda: PLAN.run(seed=-1), "seed is -1; it must be a whole number from 0"),
        (lambda: PLAN.run().column("happy"), "column is 'happy'; it must be one of need, linked"),
        (lambda: ENSEMBLE.run().change(0, "happy"), "column is 'happy'; it must be one of need, linked"),
        (lambda: ENSEMBLE.run(chunk=-1), "chunk is -1; it must be a whole number from 1"),
        (lambda: cascade.Pause(months=6).ask(MODEL, draws=1)["x"], "part is 'x'; it must be one of group"),
        (lambda: cascade.Ensemble((PLAN,), vary=("strat",)), "vary names strat: no such parameter; did you mean start"),
    ],
)
def test_a_mistake_is_told_where_it_is_made_with_what_can_be(make, words: str) -> None:
    with pytest.raises(cascade.CascadeError, match=words):
        make()


def test_folders_may_be_given_as_text(tmp_path: Path) -> None:
    cascade.write_network(TOWN, str(tmp_path / "town"))
    assert cascade.read_network(str(tmp_path / "town")).digest == TOWN.digest
    ENSEMBLE.run(folder=str(tmp_path / "kept"))
    assert len(list((tmp_path / "kept").iterdir())) == 2
