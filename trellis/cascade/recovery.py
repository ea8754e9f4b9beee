"""The recovery model, month by month: starting, return to use, attending, leaving, helping, dying.

Everybody's month is decided from how things stood when it began, so the order of people never matters. Each person
has one 64-bit draw a month, a hash of (seed, person, month): sixteen bits of it for each of four channels. Most draws
lie above the greatest chance anybody of that stage could have and settle the matter at once; the rest get 37 bits
more and are compared with the person's own chance, so nothing is approximated.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.backends import loops
from trellis.cascade.core import CARRIER_BITS, COUNT_MASK
from trellis.cascade.hazards import (
    ATTENDANCE,
    EARLY,
    LIFE,
    MOST_CARRIERS,
    RECOVERY,
    ROLE,
    monthly_death,
)
from trellis.cascade.linking import arrive, introduce
from trellis.cascade.network import AROUND, DIED, MOVED, NEED, NOT_SEEKING, RECOVERING, Mask, spans
from trellis.cascade.plans import Plan
from trellis.cascade.runs import REMISSION, Run
from trellis.cascade.world import CHOOSE, HAND_OVER, MONTH, NOBODY, Who, World

_CHANGED = np.array([NEED, NOT_SEEKING, NEED, RECOVERING, DIED, MOVED], dtype=np.int8)  # by stage: seeking or not
Drawn = tuple[Who, keys.Words]
Codes = NDArray[np.uint8]


def simulate(plan: Plan, seed: int, *, backend: str | None = None, stop: Callable[[], bool] | None = None) -> Run:
    """One run. `stop` is asked every month; if it says so the run ends there, with the months done so far."""
    world = World(plan, seed, loops(backend))
    rows = [world.record()]
    for month in range(plan.months):
        if stop is not None and stop():
            break
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
    key = world.key(MONTH)
    world.look_again()
    attending, band, codes = world.attending, world.band, world.code
    found = world.loops.screen(world.plan.core.words, key, codes, world.plan.rules.bounds)
    drawn = [(who, _exact(world, who, key, channel)) for channel, who in enumerate(found)]
    joining, leaving = _attendance(world, drawn[ATTENDANCE], attending)
    starting, returning = _recovery(world, drawn[RECOVERY], attending, band)
    helping, off_ost = _roles(world, drawn[ROLE], attending)
    life = _life(world, drawn[LIFE], codes)
    _leave(world, leaving)
    reach = world.plan.reach(world.month)
    world.attend(joining, reach.choose(world.plan.core.klass[joining], world.draws(joining, CHOOSE)))
    world.stage[starting], world.since[starting] = RECOVERING, world.month
    world.stage[returning], world.carrier[returning] = NEED, False
    world.carrier[helping] = world.was_carrier[helping] = True
    world.carrier &= world.stage == RECOVERING
    world.ost[off_ost], world.ost_stopped[off_ost] = False, world.month
    for name, who in (("started", starting), ("returned", returning), ("left", leaving)):
        world.add(name, len(who))
    _settle_life(world, *life)


def _exact(world: World, who: Who, key: int, channel: int) -> keys.Words:
    """A channel's draw in full, out of 2**53: the sixteen bits already seen and 37 more."""
    seen = keys.draw(world.plan.core.words[who], key)
    leading = (seen >> (16 * channel)) & 0xFFFF
    more = keys.mix(seen + ((channel + 1) * keys.GOLDEN & keys.MASK))
    whole: keys.Words = np.bitwise_or(leading << np.uint64(37), more >> np.uint64(27), dtype=np.uint64)
    return whole


def _attendance(world: World, drawn: Drawn, attending: Mask) -> tuple[Who, Who]:
    """Who begins to attend of their own accord, and who stops."""
    numbers, core = world.plan.rules.numbers, world.plan.core
    who, draws = drawn
    goes = attending[who]
    alone, alone_drawn = who[~goes], draws[~goes]
    free = (world.stage[alone] == NEED) | (world.stage[alone] == RECOVERING)
    alone, alone_drawn = alone[free], alone_drawn[free]
    carriers = np.minimum((world.counts[alone] >> CARRIER_BITS) & COUNT_MASK, MOST_CARRIERS)
    chance = numbers.link * world.plan.reach(world.month).ease[core.klass[alone]]
    joining = alone[alone_drawn < keys.threshold(chance * (1 + numbers.link_per_carrier * carriers))]
    there, there_drawn = who[goes], draws[goes]
    early = world.month - world.joined[there] < EARLY
    chance = np.where(early, numbers.leave_early, numbers.leave_later)
    chance *= 1 - numbers.friend_keeps * _has_friend(world, there)
    return joining, there[there_drawn < keys.threshold(chance)]


def _has_friend(world: World, who: Who) -> Mask:
    """Whether a contact attends the same group."""
    entries, lengths = spans(world.plan.core.first, who)
    owner = np.repeat(np.arange(len(who)), lengths)
    same = world.group[world.plan.core.other[entries]] == world.group[who][owner]
    return np.bincount(owner[same], minlength=len(who)) > 0


def _recovery(world: World, drawn: Drawn, attending: Mask, band: Codes) -> tuple[Who, Who]:
    """Who starts recovery, and who returns to use."""
    rules, core = world.plan.rules, world.plan.core
    who, draws = drawn
    groups = world.plan.groups
    present = np.flatnonzero(attending)
    met = np.bincount(world.group[present], minlength=len(groups))
    well = np.bincount(world.group[present], world.stage[present] == RECOVERING, minlength=len(groups))
    effects = np.append(rules.group_effect(groups.share * groups.size + well, groups.size + met), 1.0)
    need, well_now = world.stage[who] == NEED, world.stage[who] == RECOVERING
    start, start_drawn = who[need], draws[need]
    chance = rules.start_chance(core.kind[start], world.counts[start], effects[world.group[start]])
    starting = start[start_drawn < keys.threshold(chance)]
    back, back_drawn = who[well_now], draws[well_now]
    effect = np.where(attending[back], rules.return_group, 1.0) * np.where(world.carrier[back], rules.return_help, 1.0)
    chance = rules.return_chance(core.kind[back], world.counts[back], band[back], effect)
    return starting, back[back_drawn < keys.threshold(chance)]


def _roles(world: World, drawn: Drawn, attending: Mask) -> tuple[Who, Who]:
    """Who begins to help others, and who stops OST."""
    numbers = world.plan.rules.numbers
    who, draws = drawn
    well = world.stage[who] == RECOVERING
    ready = well & attending[who] & ~world.carrier[who] & (world.months()[who] >= REMISSION)
    helping = who[ready & (draws < keys.threshold_of(numbers.become_carrier))]
    return helping, who[~well & world.ost[who] & (draws < keys.threshold_of(numbers.stop_ost))]


def _life(world: World, drawn: Drawn, codes: Codes) -> tuple[Who, Who, Who]:
    """Who dies, who moves away, and who changes between seeking and not seeking change."""
    rules = world.plan.rules
    who, draws = drawn
    who, draws = who[codes[who] > 0], draws[codes[who] > 0]
    code = codes[who]
    stopped = (world.month - world.ost_stopped[who] <= 1) & (world.stage[who] != RECOVERING)
    death = np.where(stopped, monthly_death(rules.numbers.death_after_ost), rules.death[code])
    death = np.where(world.stage[who] == AROUND, 0.0, death)
    move = death + np.where(world.stage[who] == AROUND, 0.0, rules.numbers.move_away)
    limits = [keys.threshold(step) for step in (death, move, move + rules.exchange[code])]
    dying = draws < limits[0]
    moving = ~dying & (draws < limits[1])
    return who[dying], who[moving], who[~dying & ~moving & (draws < limits[2])]


def _settle_life(world: World, dying: Who, moving: Who, changing: Who) -> None:
    stage = world.stage[changing]
    swapped = _CHANGED[stage]
    world.stage[changing] = swapped
    world.due[changing[swapped == NOT_SEEKING]] = NOBODY
    world.stage[dying], world.stage[moving] = DIED, MOVED
    world.died, world.moved = world.died + len(dying), world.moved + len(moving)
    gone = np.concatenate([dying, moving])
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
