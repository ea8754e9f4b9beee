# mypy: allow-untyped-defs, allow-untyped-decorators
"""The inner loops of `asking`, compiled. The same numbers, bit for bit."""

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.fast.keys import mix
from trellis.cascade.model.asking import STEPS, likely
from trellis.cascade.model.asking import pick as plain_pick
from trellis.cascade.model.world import ATTEND, CARRY, CHOOSE, CONSENT, TIE, Who, World
from trellis.cascade.people.network import NEED, RECOVERING, Mask

_ONE = float(keys.ONE)
_S11, _S24, _S40, _BIT = np.uint64(11), np.uint64(24), np.uint64(40), np.uint64(1)


@nb.njit(cache=True, nogil=True)
def _draws(words, who, key):
    drawn = np.empty(len(who), dtype=np.uint64)
    for index in range(len(who)):
        drawn[index] = mix(words[who[index]] ^ key)
    return drawn


def draws(words: keys.Words, who: Who, key: int) -> keys.Words:
    """See `asking.draws`."""
    found: keys.Words = _draws(words, who, np.uint64(key))
    return found


@nb.njit(cache=True, nogil=True)
def _below(words, mask, key, limit):
    """Who of a mask has a draw that is not above the limit."""
    low = np.empty_like(mask)
    for person in range(len(words)):
        low[person] = (mix(words[person] ^ key) <= limit) & mask[person]
    return low


def pick(words: keys.Words, mask: Mask, count: int, key: int) -> Who:
    """See `asking.pick`."""
    there = int(np.count_nonzero(mask))
    if not count or count >= there:
        return np.flatnonzero(mask)[:count]
    who = np.flatnonzero(_below(words, mask, np.uint64(key), np.uint64(likely(count, there))))
    if len(who) < count:  # once in a very long while
        return plain_pick(words, mask, count, key)
    return np.sort(who[np.argpartition(_draws(words, who, np.uint64(key)), count - 1)[:count]])


@nb.njit(cache=True, nogil=True)
def _offer(who, modes, companions, shares, month, transfer, leaver, ease, klass, words, key, offered, due, due_with,
           load):  # fmt: skip
    for index in range(len(who)):
        person, companion = who[index], companions[index]
        chance = shares[modes[index]] * ((1.0 if leaver[person] else transfer) * ease[klass[person]])
        drawn = mix(words[person] ^ key)
        offered[person], due_with[person] = month, companion
        if drawn >> _S11 < np.uint64(min(max(chance, 0.0), 1.0) * _ONE):
            due[person] = month + 1 + np.int32(drawn & _BIT)
        if companion >= 0:
            load[companion] += 1


def offer(world: World, who: Who, modes: NDArray[Any], companions: Who, shares: NDArray[np.float64]) -> None:
    """See `asking.offer`."""
    core, month = world.plan.core, world.month
    _offer(
        who, modes, companions, shares, month, world.plan.rules.numbers.transfer, world.leaver,
        world.plan.reach(month).ease, core.klass, core.words, np.uint64(world.key(ATTEND)), world.offered, world.due,
        world.due_with, world.load,
    )  # fmt: skip


@nb.njit(inline="always")
def _enter(person, words, key, klass, ladder, groups, month, before, group, joined, attended, touched):
    """See `asking.join`, of one person; groups from `before` on were opened by an intervention."""
    rung, drawn, steps = 0, mix(words[person] ^ key) >> _S11, ladder[klass[person]]
    while rung < len(steps) - 1 and drawn >= steps[rung]:
        rung += 1
    here = groups[klass[person], rung]
    group[person], joined[person], attended[person] = here, month, True
    touched[person] |= here >= before


@nb.njit(cache=True, nogil=True)
def _join(who, words, key, klass, ladder, groups, month, before, group, joined, attended, touched):
    for person in who:
        _enter(person, words, key, klass, ladder, groups, month, before, group, joined, attended, touched)


def _door(world: World) -> tuple[Any, ...]:
    """What is needed to send somebody to a group."""
    core, reach = world.plan.core, world.plan.reach(world.month)
    return (
        core.words, np.uint64(world.key(CHOOSE)), core.klass, reach.ladder, reach.group, world.month,
        len(world.plan.network.groups), world.group, world.joined, world.attended, world.touched,
    )  # fmt: skip


def join(world: World, who: Who) -> None:
    """See `asking.join`."""
    _join(who, *_door(world))


@nb.njit(cache=True, nogil=True)
def _meet(expected, door, stage, due, due_with, introduced_by, tie_key, tie_limit):
    words, key, klass, ladder, groups, month, before, group, joined, attended, touched = door
    came, tied = np.empty_like(expected), np.empty_like(expected)
    arrived = lasting = 0
    for person in expected:
        if due[person] != month:
            continue
        due[person] = -1
        if (stage[person] == NEED or stage[person] == RECOVERING) and group[person] < 0:
            _enter(person, words, key, klass, ladder, groups, month, before, group, joined, attended, touched)
            came[arrived] = person
            arrived += 1
            if due_with[person] >= 0:
                introduced_by[person] = due_with[person]
                if mix(words[person] ^ tie_key) >> _S11 < tie_limit:
                    tied[lasting] = person
                    lasting += 1
    return came[:arrived], tied[:lasting], introduced_by[tied[:lasting]]


def meet(world: World, expected: Who) -> tuple[Who, Who, Who]:
    """See `asking.meet`."""
    limit = np.uint64(keys.threshold_of(world.plan.rules.numbers.lasting_tie))
    found: tuple[Who, Who, Who] = _meet(
        expected, _door(world), world.stage, world.due, world.due_with, world.introduced_by,
        np.uint64(world.key(TIE)), limit,
    )  # fmt: skip
    return found


@nb.njit(inline="always")
def _from(sorted_words, word):
    """Where a word belongs among sorted ones."""
    low, high = 0, len(sorted_words)
    while low < high:
        middle = (low + high) >> 1
        if sorted_words[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low


@nb.njit(cache=True, nogil=True)
def _willing(companions, load, most, stage, words, carry, limit, point):
    """Companions with room who ask somebody this month, and the draw of each that says whom."""
    held, found, drawn = 0, np.empty_like(companions), np.empty(len(companions), dtype=np.uint64)
    for person in companions:
        able = load[person] < most and stage[person] == RECOVERING
        if able and mix(words[person] ^ carry) >> _S11 < limit:
            found[held], drawn[held] = person, mix(words[person] ^ point)
            held += 1
    return found[:held], drawn[:held]


@nb.njit(cache=True, nogil=True)
def _asked(helpers, drawn, place, ring, ring_key, ring_first, first, other, targets, words, key):
    found = np.full(len(helpers), -1, dtype=np.int64)
    for index in range(len(helpers)):
        helper, least = helpers[index], np.uint64(0)
        for entry in range(first[helper], first[helper + 1]):
            friend = other[entry]
            if targets[friend]:
                draw = mix(words[friend] ^ key)
                if found[index] < 0 or draw < least:
                    found[index], least = friend, draw
        if found[index] < 0:
            begin, end = ring_first[place[helper]], ring_first[place[helper] + 1]
            step = _from(ring_key, np.uint64(place[helper]) << _S40 | drawn[index] >> _S24)
            for _ in range(STEPS):
                if step >= end:
                    step = begin
                if targets[ring[step]]:
                    found[index] = ring[step]
                    break
                step += 1
    return found


def asked(world: World, targets: Mask) -> tuple[Who, keys.Words, Who]:
    """See `asking.asked`."""
    numbers, core = world.plan.rules.numbers, world.plan.core
    limit = np.uint64(keys.threshold_of(numbers.carrier_introductions))
    carry, point, friend = (np.uint64(key) for key in (world.key(CARRY), world.key(CARRY, 1), world.key(CARRY, 2)))
    helpers, drawn = _willing(
        np.flatnonzero(world.carrier), world.load, numbers.carrier_load, world.stage, core.words, carry, limit, point
    )
    found: Who = _asked(
        helpers,
        drawn,
        world.place,
        core.ring,
        core.ring_key,
        core.ring_first,
        core.first,
        core.other,
        targets,
        core.words,
        friend,
    )
    return helpers, drawn, found


@nb.njit(cache=True, nogil=True)
def _agree(helpers, drawn, asked, words, key, limit, offered, month):
    order = np.argsort(asked)
    who, companions = np.empty_like(asked), np.empty_like(asked)
    total = agreed = turn = 0
    while turn < len(order):
        first = order[turn]
        person = asked[first]
        while turn < len(order) and asked[order[turn]] == person:
            if drawn[order[turn]] < drawn[first]:
                first = order[turn]
            turn += 1
        if person >= 0:
            total += 1
            offered[person] = month
            if mix(words[person] ^ key) >> _S11 < limit:
                who[agreed], companions[agreed] = person, helpers[first]
                agreed += 1
    return total, who[:agreed], companions[:agreed]


def agree(world: World, helpers: Who, drawn: keys.Words, asked: Who) -> tuple[int, Who, Who]:
    """See `asking.agree`."""
    limit = np.uint64(keys.threshold_of(world.plan.rules.numbers.consent))
    found: tuple[int, Who, Who] = _agree(
        helpers, drawn, asked, world.plan.core.words, np.uint64(world.key(CONSENT)), limit, world.offered, world.month
    )
    return found
