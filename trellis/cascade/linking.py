"""Introductions: who is asked, by whom, and whether they come.

Who is asked never depends on anybody's ties being many or few: interventions ask the people with the lowest draws
among those eligible, and companions ask a friend in need or, if they have none, somebody of the same place. A
companion goes along with at most `carrier_load` newcomers in three months.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.core import place_key
from trellis.cascade.interventions import CompanionsRest, CompanionsTrained, Introductions, Mode, Outreach
from trellis.cascade.network import NEED, NOT_SEEKING, RECOVERING, Mask
from trellis.cascade.plans import Step
from trellis.cascade.runs import REMISSION
from trellis.cascade.world import (
    ATTEND,
    BRIDGE,
    CARRY,
    CHANGE_MODE,
    CHOOSE,
    COMPANION,
    CONSENT,
    NOBODY,
    PICK,
    SEEK,
    TIE,
    TRAIN,
    Who,
    World,
)

_STEPS = 40  # looked at along the ring before the few that are left are searched for
HELPING = 3  # months for which a companion goes along with one newcomer


def introduce(world: World) -> None:
    """Every introduction of the month: routine ones first, then interventions, then those companions make."""
    for companions in world.releases.pop(world.month, []):
        np.subtract.at(world.load, companions, 1)
    eligible = world.eligible()
    for step in world.plan.steps:
        match step.what:
            case Introductions():
                _introductions(world, step, step.what, eligible)
            case CompanionsTrained() if step.what.start == world.month:
                _train(world, step, step.what)
            case CompanionsRest() if step.what.start == world.month:
                resting = _pick(world, world.carrier & step.mask, step.what.count, TRAIN, step.tag)
                world.carrier[resting], world.touched[resting] = False, True
                world.stirred.append(resting)
            case Outreach():
                _outreach(world, step, step.what)
            case _:
                pass
    _companions_ask(world, eligible)
    _bridge(world)


def arrive(world: World) -> None:
    """First meetings of those who said they would come; an accompanied one may leave a lasting tie."""
    who = np.flatnonzero(world.due == world.month)
    world.due[who] = NOBODY
    stage = world.stage[who]
    who = who[((stage == NEED) | (stage == RECOVERING)) & (world.group[who] < 0)]
    if not len(who):
        return
    reach = world.plan.reach(world.month)
    world.attend(who, reach.choose(world.plan.core.klass[who], world.draws(who, CHOOSE)))
    world.add("arrived", len(who))
    accompanied = who[world.due_with[who] >= 0]
    companions = world.due_with[accompanied].astype(np.int64)
    world.introduced_by[accompanied] = companions
    lasting = world.chance(accompanied, world.plan.rules.numbers.lasting_tie, TIE)
    world.tie(accompanied[lasting], companions[lasting])


def _pick(world: World, mask: Mask, count: int, purpose: int, tag: int) -> Who:
    """The `count` people of a mask with the lowest draws: a larger count picks these and more."""
    who = np.flatnonzero(mask)
    if count >= len(who):
        return who
    if not count:
        return who[:0]
    return who[np.argpartition(world.draws(who, purpose, tag), count - 1)[:count]]


def _introductions(world: World, step: Step, what: Introductions, eligible: Mask) -> None:
    count = what.due(world.month)
    if count:
        who = np.sort(_pick(world, eligible & step.mask, count, PICK, step.tag))
        eligible[who] = False
        modes = np.full(len(who), what.mode)
        for change in world.plan.changes:
            if change.running(world.month):
                changed = (modes == change.old) & world.chance(who, change.share, CHANGE_MODE)
                modes[changed] = change.new
                world.touched[who[changed]] = True
                _charge(world, change.cost.each, int(changed.sum()))
        _ask(world, who, modes)
        if not step.routine:
            world.touched[who] = True
            _charge(world, what.cost.each, len(who))


def _charge(world: World, each: float, persons: int) -> None:
    world.made += persons
    world.cost_each += each * persons


def _train(world: World, step: Step, what: CompanionsTrained) -> None:
    ready = (world.stage == RECOVERING) & (world.months() >= REMISSION) & ~world.carrier & step.mask
    who = _pick(world, ready, what.count, TRAIN, step.tag)
    world.carrier[who] = world.was_carrier[who] = world.touched[who] = True
    world.stirred.append(who)
    _charge(world, what.cost.each, len(who))


def _outreach(world: World, step: Step, what: Outreach) -> None:
    count = what.due(world.month)
    if count:
        who = np.sort(_pick(world, (world.stage == NOT_SEEKING) & step.mask, count, PICK, step.tag))
        world.touched[who] = True
        _charge(world, what.cost.each, len(who))
        seeking = who[world.chance(who, what.share, SEEK)]
        world.stage[seeking] = NEED
        world.stirred.append(seeking)
        _ask(world, seeking, np.full(len(seeking), what.mode))


def _ask(world: World, who: Who, modes: NDArray[Any]) -> None:
    """Offer introductions; without a companion who has room, a worker makes it instead."""
    companions = np.full(len(who), NOBODY, dtype=np.int64)
    wanted = np.flatnonzero(modes == Mode.COMPANION)
    companions[wanted] = _find_companions(world, who[wanted])
    modes = np.where((modes == Mode.COMPANION) & (companions < 0), Mode.WORKER, modes)
    _offer(world, who, modes, companions)


def _offer(world: World, who: Who, modes: NDArray[Any], companions: Who) -> None:
    """Whether each comes, and when: this month or the next but one; the chance is of Manning's trial, scaled."""
    if not len(who):
        return
    numbers, core = world.plan.rules.numbers, world.plan.core
    shares = np.array([numbers.attend_information, numbers.attend_worker, numbers.attend_companion])
    scale = np.where(world.leaver[who], 1.0, numbers.transfer) * world.plan.reach(world.month).ease[core.klass[who]]
    drawn = world.draws(who, ATTEND)
    coming = keys.below(drawn, keys.threshold(shares[modes] * scale))
    world.offered[who] = world.month
    world.due[who[coming]] = world.month + 1 + (drawn[coming] & 1).astype(np.int32)
    world.due_with[who] = companions
    world.add("introduced", len(who))
    busy = companions[companions >= 0]
    np.add.at(world.load, busy, 1)
    world.releases.setdefault(world.month + HELPING, []).append(busy)


def _with_room(world: World) -> Mask:
    return world.carrier & (world.load < world.plan.rules.numbers.carrier_load)


def _find_companions(world: World, who: Who) -> Who:
    """A companion with room for each: from the same place if there is one, else from anywhere; -1 if none is left."""
    found = np.full(len(who), NOBODY, dtype=np.int64)
    room = np.where(_with_room(world), world.plan.rules.numbers.carrier_load - world.load, 0).astype(np.int64)
    same_place, turn = True, 0
    while len(left := np.flatnonzero(found < 0)) and len(helpers := np.flatnonzero(room > 0)):
        drawn = world.draws(who[left], COMPANION, turn)
        pointed = _point(world, helpers, who[left], drawn, same_place=same_place)
        winners = _first_of_each(pointed, drawn)
        winners = winners[pointed[winners] >= 0]
        if not len(winners):
            same_place = False  # nobody left has a companion with room in their own place
            continue
        found[left[winners]] = pointed[winners]
        room[pointed[winners]] -= 1
        turn += 1
    return found


def _point(world: World, targets: Who, who: Who, drawn: keys.Words, *, same_place: bool) -> Who:
    """The target each draw points at: the next by word on a ring, so that one target more or less moves few others."""
    if not len(targets):
        return np.full(len(who), NOBODY, dtype=np.int64)
    place = world.place if same_place else np.zeros_like(world.place)
    ring = place_key(place[targets], world.plan.core.words[targets])
    order = np.argsort(ring, kind="stable")
    ring, at = ring[order], place[who].astype(np.uint64)
    begin, end = np.searchsorted(ring, at << 40), np.searchsorted(ring, (at + 1) << 40)
    index = np.searchsorted(ring, (at << 40) | (drawn >> 24))
    index = np.where(index >= end, begin, index)
    return np.where(begin < end, targets[order[np.minimum(index, len(order) - 1)]], NOBODY)


def _walk(world: World, targets: Mask, who: Who, drawn: keys.Words) -> Who:
    """The same within one's own place where many are targets: look at the next on the whole ring till one is."""
    core = world.plan.core
    at = world.place[who].astype(np.uint64)
    begin, end = np.searchsorted(core.ring_key, at << 40), np.searchsorted(core.ring_key, (at + 1) << 40)
    index = np.searchsorted(core.ring_key, (at << 40) | (drawn >> 24))
    found: Who = world.loops.walk(core.ring, begin, end, index, targets, _STEPS)
    left = np.flatnonzero((found < 0) & (begin < end))
    if len(left):
        found[left] = _point(world, np.flatnonzero(targets), who[left], drawn[left], same_place=True)
    return found


def _first_of_each(values: Who, drawn: keys.Words) -> Who:
    """Where each distinct value stands with its lowest draw."""
    order = np.lexsort((drawn, values))
    ordered, first = values[order], np.ones(len(order), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return order[first]


def _companions_ask(world: World, eligible: Mask) -> None:
    """Companions ask somebody in need along, at their own rate; both sides have to want it."""
    numbers = world.plan.rules.numbers
    helpers = np.flatnonzero(_with_room(world) & (world.stage == RECOVERING))
    helpers = helpers[world.chance(helpers, numbers.carrier_introductions, CARRY)]
    if not len(helpers):
        return
    drawn = world.draws(helpers, CARRY, 1)
    core = world.plan.core
    asked = world.loops.lowest(core.first, core.other, helpers, eligible, core.words, world.key(CARRY, 2))
    lacking = np.flatnonzero(asked < 0)
    asked[lacking] = _walk(world, eligible, helpers[lacking], drawn[lacking])
    once = _first_of_each(asked, drawn)
    once = once[asked[once] >= 0]
    who, companions = asked[once], helpers[once]
    world.add("offered", len(who))
    world.offered[who] = world.month
    agreed = world.chance(who, numbers.consent, CONSENT)
    _offer(world, who[agreed], np.full(int(agreed.sum()), Mode.COMPANION), companions[agreed])


def _bridge(world: World) -> None:
    """New ties between people of two groups that do things together."""
    for what, one, other, tag in world.plan.bridges:
        count = what.due(world.month)
        here = np.sort(_pick(world, world.group == one, count, BRIDGE, 2 * tag))
        there = np.sort(_pick(world, world.group == other, count, BRIDGE, 2 * tag + 1))
        number = min(len(here), len(there))
        world.tie(here[:number], there[:number])
        world.touched[here[:number]] = world.touched[there[:number]] = True
        _charge(world, what.cost.each, number)
