"""When steps begin and end, how often they come round, and what happens to whom where they do."""

import pytest

from trellis import cascade

TOWN = cascade.town(people=600, groups=3, places=2, seed=6)
MODEL = cascade.Model(TOWN)
NEW = cascade.GroupFacts("new", TOWN.places.name[0])


@pytest.mark.parametrize("step", [cascade.Introductions, cascade.Outreach])
def test_a_step_runs_from_its_first_month_and_no_longer_in_its_last(step):
    made = step(per_month=3, start=2, until=5)
    assert [made.due(month) for month in range(7)] == [0, 0, 3, 3, 3, 0, 0]


def test_rates_that_are_no_whole_numbers_add_up():
    made = cascade.Introductions(per_month=0.7, start=1)
    assert [made.due(month) for month in range(7)] == [0, 0, 1, 1, 0, 1, 1]
    assert sum(made.due(month) for month in range(1001)) == 700


@pytest.mark.parametrize(
    ("step", "group", "closed"),
    [
        (cascade.GroupClosed(group="group 2", start=3, until=6), "group 2", {3, 4, 5}),
        (cascade.GroupClosed(group="group 2", start=8), "group 2", {8, 9}),
        (cascade.GroupOpened(group=NEW, start=2, until=5), "new", {0, 1, 5, 6, 7, 8, 9}),
    ],
)
def test_a_group_is_closed_in_these_months_and_in_no_other(step, group, closed):
    plan = MODEL.scenario(step, months=10).plan
    number = plan.groups.name.index(group)
    assert {month for month in range(10) if number in plan.closed[month]} == closed


def test_nobody_attends_a_group_while_it_is_closed_and_some_come_when_it_opens_again():
    closed = [cascade.GroupClosed(group=name, start=2, until=6) for name in TOWN.groups.name]
    attending = MODEL.but(link=0.05).scenario(*closed, months=12).run(3).column("attending")
    assert attending[2] > 0
    assert not attending[3:7].any()
    assert attending[7] > 0


def test_every_introduction_of_an_intervention_is_counted_charged_and_marked():
    step = cascade.Introductions(per_month=4, start=1, until=4, cost=cascade.Cost(once=100, monthly=10, each=7))
    scenario = MODEL.scenario(step, months=6)
    run = scenario.run(1)
    assert run.column("introduced")[:2].tolist() == [0, 0]
    assert (run.introductions, run.cost, scenario.fixed_cost()) == (12, 12 * 7, 130)
    assert 0 < run.touched.sum() <= 12


@pytest.mark.parametrize("step", [cascade.Introductions, cascade.Outreach])
def test_a_kind_of_person_is_all_that_a_step_reaches(step):
    women = cascade.Kind(women=True, place=TOWN.places.name[1])
    run = MODEL.scenario(step(per_month=5, who=women), months=12).run(1)
    people = TOWN.people
    assert run.touched.any()
    assert people.woman[run.ids][run.touched].all()
    assert (people.place[run.ids][run.touched] == 1).all()


def test_outreach_reaches_only_people_who_are_not_seeking_change():
    run = MODEL.scenario(cascade.Outreach(per_month=5, share=0.5), months=1).run(1)
    stage = TOWN.people.stage[run.ids]
    assert run.introductions == 5
    assert (stage[run.touched] == cascade.Stage.NOT_SEEKING).all()
    assert run.column("introduced")[-1] <= 5


def test_who_leaves_a_bridged_group_goes_on_to_the_other_and_nowhere_else():
    """Everybody of group 1 leaves as it closes; with a bridge, and nobody who begins of their own accord, group 2 takes
    them in, and group 3 nobody."""
    model = MODEL.but(bridge_handover=1.0, link=0.0, leave_early=0.0, leave_later=0.0, carrier_introductions=0.0)
    steps = (
        cascade.Bridge(one="group 1", other="group 2", ties_per_month=0),
        cascade.GroupClosed(group="group 1", start=1),
    )
    plan = model.scenario(*steps, months=2)
    apart = model.scenario(steps[1], months=2)
    before = TOWN.people.group
    with_bridge, without = (int(one.run(1).attending.sum()) for one in (plan, apart))
    left = int((before == 0).sum())
    assert left > 5
    assert with_bridge - without > 0.9 * left
