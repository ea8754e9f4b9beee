from dataclasses import fields

import numpy as np
import pytest

from trellis import cascade
from trellis.cascade.model import core
from trellis.cascade.people import network, towns

TOWN = cascade.town(people=600, seed=6)
MODEL = cascade.Model(TOWN).with_routine(4)


def test_the_parts_of_a_groups_worth_add_up():
    group = cascade.GroupFacts("new", "neighbourhood 2", "SMART", "late evening")
    answer = cascade.GroupWorth(group=group, bridge_to="group 1", draws=6).ask(MODEL, months=12, method="fixed")
    parts = [answer[name].mean for name in ("access", "hours", "diversity", "bridging")]
    assert sum(parts) == pytest.approx(answer["whole"].mean)
    alone = cascade.GroupWorth(group=group, draws=2).ask(MODEL, months=12)
    assert [part.name for part in alone.parts] == ["whole", "access", "hours", "diversity"]


def test_a_drill_lists_every_group_and_the_companions():
    answer = cascade.Pause(companions=3, months=12, draws=3).ask(MODEL)
    assert {part.label for part in answer.parts} == {*TOWN.groups.name, "3 companions"}
    means = [part.found.mean for part in answer.parts]
    assert means == sorted(means, reverse=True)
    few = cascade.Pause(companions=0, months=12, draws=1, groups=("group 2",)).ask(MODEL)
    assert [part.label for part in few.parts] == ["group 2"]


def test_an_hour_is_worth_nothing_where_nothing_social_has_an_effect():
    answer = cascade.HourWorth(hours_each=2, draws=3).ask(MODEL.but(causal=0.0), months=12)
    assert answer["hundred_hours"].count == 3
    assert answer["hundred_hours"].mean == answer["caseload"].mean == 0


def test_an_hour_is_worth_half_where_an_introduction_takes_two():
    one, two = (cascade.HourWorth(hours_each=each, draws=4).ask(MODEL, months=24) for each in (1, 2))
    assert one["hundred_hours"].mean == pytest.approx(2 * two["hundred_hours"].mean) != 0
    assert one["caseload"] == two["caseload"]


def test_an_answer_says_its_parts_where_it_is_shown():
    shown = repr(cascade.Pause(months=12, draws=2).ask(MODEL))
    assert shown.startswith("<What would be lost if one of them paused: people fewer")
    assert "1 companion: 90%" in shown


def test_a_network_written_and_read_is_the_same(tmp_path):
    cascade.write_network(TOWN, tmp_path)
    again = cascade.read_network(tmp_path)
    for part in ("people", "ties", "groups", "places"):
        for item in fields(getattr(TOWN, part)):
            one, other = (getattr(getattr(network, part), item.name) for network in (TOWN, again))
            assert np.array_equal(one, other), item.name
    assert again.digest == TOWN.digest


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("groups.csv", "AA", "ZZ", r"groups.csv, row 2: pathway is 'ZZ'; it must be one of AA"),
        ("ties.csv", ",kin\n", ",cousin\n", r"ties.csv, row \d+: kind is 'cousin'"),
        ("ties.csv", "kind", "sort", r"ties.csv, row 1: there is no column 'sort'"),
        ("people.csv", "around", "lost", r"people.csv, row \d+: stage is 'lost'"),
        ("places.csv", "0.0", "far", r"places.csv, row 2: x_km is 'far'; it must be a number"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_row_and_column(tmp_path, file, old, new, says):
    cascade.write_network(TOWN, tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    with pytest.raises(cascade.CascadeError, match=says):
        cascade.read_network(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(cascade.CascadeError, match=r"places.csv does not exist"):
        cascade.read_network(tmp_path)


def test_an_area_from_public_numbers_has_those_numbers():
    facts = cascade.public_facts(
        "an area", alcohol_dependent=800, opiate_or_crack=400, in_treatment=450,
        places=(cascade.PlaceFacts("a"),), groups=(cascade.GroupFacts("g", "a"),),
    )  # fmt: skip
    network = cascade.from_area(facts, seed=1)
    need = network.count(cascade.Stage.NEED) + network.count(cascade.Stage.NOT_SEEKING)
    assert abs(need - 1200) < 4.5 * np.sqrt(1200)


def test_the_same_facts_and_seed_give_the_same_network_and_another_seed_another():
    assert cascade.town(people=500, seed=3).digest == cascade.town(people=500, seed=3).digest
    assert cascade.town(people=500, seed=3).digest != cascade.town(people=500, seed=4).digest


def test_a_town_made_and_worked_out_in_small_parts_is_the_same(monkeypatch):
    def facts():
        made = cascade.town(people=700, seed=3)
        prepared = core.core_of(made, everybody=False)
        return made.digest, prepared.counts.tolist(), prepared.first.tolist(), prepared.other.tolist()

    whole = facts()
    for module, name in ((network, "ROWS"), (towns, "STUBS"), (core, "PEOPLE")):
        monkeypatch.setattr(module, name, 50)
    assert facts() == whole


def test_of_doubles_the_first_kind_stays_and_ties_to_oneself_go():
    ties = network.make_ties(4, np.array([2, 0, 1, 3]), np.array([0, 2, 1, 2]), np.array([4, 1, 2, 0]))
    assert (ties.first.tolist(), ties.other.tolist(), ties.kind.tolist()) == (
        [0, 1, 1, 3, 4],
        [2, 0, 3, 2],
        [4, 4, 0, 0],
    )
    with pytest.raises(cascade.CascadeError, match="a tie names person -1; people are numbered from 0 to 3"):
        network.make_ties(4, np.array([-1]), np.array([2]))


def test_ties_go_both_ways_and_nobody_is_tied_to_themselves():
    ties = TOWN.ties
    owner = np.repeat(np.arange(len(TOWN)), np.diff(ties.first))
    there = set(zip(owner.tolist(), ties.other.tolist(), strict=True))
    assert all((other, one) in there for one, other in there)
    assert not any(one == other for one, other in there)
    assert len(there) == len(owner)
