"""The recovery model, month by month: starting, return to use, attending, leaving, helping, dying.

Everybody's month is decided from how things stood when it began, so the order of people never matters. What
happens to whom is drawn in `deciding`.
"""

import numpy as np

from trellis.cascade.model.backends import loops
from trellis.cascade.model.deciding import Decided
from trellis.cascade.model.linking import arrive, introduce
from trellis.cascade.model.plans import Plan
from trellis.cascade.model.runs import REMISSION, Run
from trellis.cascade.model.world import HAND_OVER, MONTH, NOBODY, Who, World
from trellis.cascade.people.network import DIED, MOVED, NEED, NOT_SEEKING, RECOVERING

_CHANGED = np.array([NEED, NOT_SEEKING, NEED, RECOVERING, DIED, MOVED], dtype=np.int8)  # by stage: seeking or not


def simulate(plan: Plan, seed: int, *, backend: str | None = None) -> Run:
    """One run, from month 0 to the plan's last."""
    world = World(plan, seed, loops(backend))
    rows = [world.record()]
    for month in range(plan.months):
        world.month = month
        _close_groups(world)
        introduce(world)
        arrive(world)
        _decide(world)
        world.publish()
        world.month = month + 1
        rows.append(world.record())
    return _finish(world, rows)


def _finish(world: World, rows: list[list[int]]) -> Run:
    recovering = world.stage == RECOVERING
    return Run(
        seed=world.seed,
        monthly=np.array(rows, dtype=np.int64),
        ids=world.plan.core.ids,
        lasting=recovering & (world.months() >= REMISSION),
        recovering=recovering,
        attending=world.group >= 0,
        attended=world.attended,
        duration=np.where(recovering, world.months(), -1).astype(np.int32),
        contacts=world.counts,
        touched=world.touched,
        introduced_by=world.introduced_by,
        was_carrier=world.was_carrier,
        cost=world.cost_each,
        introductions=world.made,
    )


def _close_groups(world: World) -> None:
    """People of a group that closes stop attending; if it is bridged, some go on to the other."""
    closed = world.plan.closed
    before = closed[world.month - 1] if world.month else frozenset()
    for group in sorted(closed[world.month] - before):
        who = np.flatnonzero(world.group == group)
        world.touched[who] = True
        _leave(world, who)


def _decide(world: World) -> None:
    """All of a month's chances, drawn from how things stand, then settled."""
    world.moved_on = np.concatenate([world.moved_on, world.note()])
    now: Decided = world.loops.decide(world, world.key(MONTH))
    _leave(world, now.leaving)
    world.loops.join(world, now.joining)
    world.stirred.append(now.joining)
    world.begin(now.starting)
    world.carrier[now.helping] = world.was_carrier[now.helping] = True
    world.stage[now.returning], world.carrier[now.returning] = NEED, False
    if not world.month:
        _rest(world)
    world.ost[now.off_ost], world.ost_stopped[now.off_ost] = False, world.month
    for name, who in (("started", now.starting), ("returned", now.returning), ("left", now.leaving)):
        world.add(name, len(who))
    _settle_life(world, now.dying, now.moving, now.changing, ended=now.returning)
    world.stirred += [now.starting, now.returning, now.helping, now.off_ost, now.dying, now.moving, now.changing]


def _rest(world: World) -> None:
    """A network may hold companions who are not in recovery; they are companions no longer."""
    resting = np.flatnonzero(world.carrier & (world.stage != RECOVERING))
    world.carrier[resting] = False
    world.stirred.append(resting)


def _settle_life(world: World, dying: Who, moving: Who, changing: Who, *, ended: Who) -> None:
    """`ended`: whose recovery has ended in another way."""
    stage = world.stage[changing]
    swapped = _CHANGED[stage]
    world.stage[changing] = swapped
    world.due[changing[swapped == NOT_SEEKING]] = NOBODY
    gone = np.concatenate([dying, moving])
    world.end(np.concatenate([ended, gone[world.stage.take(gone) == RECOVERING]]))
    world.stage[dying], world.stage[moving] = DIED, MOVED
    world.died, world.moved = world.died + len(dying), world.moved + len(moving)
    world.group[gone] = world.due[gone] = NOBODY
    world.carrier[gone] = world.ost[gone] = False


def _leave(world: World, who: Who) -> None:
    """Stop attending; of those whose group is bridged to another, some go on there."""
    left = world.group[who].copy()
    world.group[who] = NOBODY
    world.stirred.append(who)
    for what, one, other, tag in world.plan.bridges:
        if what.running(world.month):
            handed = world.chance(who, world.plan.rules.numbers.bridge_handover, HAND_OVER, tag)
            for come_from, go_to in ((one, other), (other, one)):
                if go_to not in world.plan.closed[world.month]:
                    world.attend(who[handed & (left == come_from)], np.int32(go_to))  # type: ignore[arg-type]
