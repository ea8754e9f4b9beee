"""Introductions: who is asked, by whom, and whether they come.

Who is asked never depends on anybody's ties being many or few: interventions ask the people with the lowest draws
among those eligible, and companions ask a friend in need or, if they have none, somebody of the same place. A
companion goes along with at most `carrier_load` newcomers in three months.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.model.asking import first_of_each
from trellis.cascade.model.core import place_key
from trellis.cascade.model.interventions import CompanionsRest, CompanionsTrained, Introductions, Mode, Outreach
from trellis.cascade.model.plans import Step
from trellis.cascade.model.runs import REMISSION
from trellis.cascade.model.world import (
    BRIDGE,
    CHANGE_MODE,
    COMPANION,
    NOBODY,
    PICK,
    SEEK,
    TRAIN,
    Who,
    World,
)
from trellis.cascade.people.network import NEED, NOT_SEEKING, RECOVERING, Mask

_ALONG = int(Mode.COMPANION)
HELPING = 3  # months for which a companion goes along with one newcomer


def introduce(world: World) -> None:
    """Every introduction of the month: routine ones first, then interventions, then those companions make."""
    world.moved_on = world.note()
    for companions in world.releases.pop(world.month, []):
        np.subtract.at(world.load, companions, 1)
    eligible = world.loops.eligible(world)
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
    expected = world.expected.pop(world.month, None)
    if expected is None:
        return
    who = np.concatenate(expected)
    if not world.plan.reach(world.month).ease.any():  # every group has closed since they were asked
        world.due[who[world.due[who] == world.month]] = NOBODY
        return
    arrived, tied, companions = world.loops.meet(world, who)
    world.stirred.append(arrived)
    if len(arrived):
        world.add("arrived", len(arrived))
    world.tie(tied, companions)


def _pick(world: World, mask: Mask, count: int, purpose: int, tag: int) -> Who:
    """The `count` people of a mask with the lowest draws: a larger count picks these and more."""
    found: Who = world.loops.pick(world.plan.core.words, mask, count, world.key(purpose, tag))
    return found


def _introductions(world: World, step: Step, what: Introductions, eligible: Mask) -> None:
    count = what.due(world.month)
    if count:
        who = _pick(world, eligible & step.mask, count, PICK, step.tag)
        eligible[who] = False
        modes = np.full(len(who), int(what.mode))
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
        who = _pick(world, (world.stage == NOT_SEEKING) & step.mask, count, PICK, step.tag)
        world.touched[who] = True
        _charge(world, what.cost.each, len(who))
        seeking = who[world.chance(who, what.share, SEEK)]
        world.stage[seeking] = NEED
        world.stirred.append(seeking)
        _ask(world, seeking, np.full(len(seeking), int(what.mode)))


def _ask(world: World, who: Who, modes: NDArray[Any]) -> None:
    """Offer introductions; without a companion who has room, a worker makes it instead."""
    companions, wanted = np.full(len(who), NOBODY, dtype=np.int64), modes == _ALONG
    if wanted.any():
        companions[wanted] = _find_companions(world, who[wanted])
        modes = np.where(wanted & (companions < 0), int(Mode.WORKER), modes)
    _offer(world, who, modes, companions)


def _offer(world: World, who: Who, modes: NDArray[Any], companions: Who) -> None:
    """Whether each comes, and when: next month or the month after; the chance is of Manning's trial, scaled."""
    if not len(who):
        return
    month = world.month
    world.loops.offer(world, who, modes, companions, world.plan.rules.shares)
    world.add("introduced", len(who))
    for later in (month + 1, month + 2):
        world.expected.setdefault(later, []).append(who)
    world.releases.setdefault(month + HELPING, []).append(companions[companions >= 0])


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
        winners = first_of_each(pointed, drawn)
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


def _companions_ask(world: World, eligible: Mask) -> None:
    """Companions ask somebody in need along, at their own rate; both sides have to want it."""
    helpers, drawn, asked = world.loops.asked(world, eligible)
    if not len(helpers):
        return
    left = np.flatnonzero(asked < 0)
    if len(left):
        asked[left] = _point(world, np.flatnonzero(eligible), helpers[left], drawn[left], same_place=True)
    offered, who, companions = world.loops.agree(world, helpers, drawn, asked)
    world.add("offered", offered)
    _offer(world, who, np.full(len(who), _ALONG), companions)


def _bridge(world: World) -> None:
    """New ties between people of two groups that do things together."""
    for what, one, other, tag in world.plan.bridges:
        count = what.due(world.month)
        here = _pick(world, world.group == one, count, BRIDGE, 2 * tag)
        there = _pick(world, world.group == other, count, BRIDGE, 2 * tag + 1)
        number = min(len(here), len(there))
        world.tie(here[:number], there[:number])
        world.touched[here[:number]] = world.touched[there[:number]] = True
        _charge(world, what.cost.each, number)
