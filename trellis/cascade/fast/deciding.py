# mypy: allow-untyped-defs, allow-untyped-decorators
"""The chances of `deciding`, compiled: one pass over everybody, the same numbers in the same order of working."""

import numba as nb
import numpy as np

from trellis.cascade import keys
from trellis.cascade.fast.keys import mix
from trellis.cascade.model.codes import BAND_OF, CODE, CODES, GONE
from trellis.cascade.model.core import CARRIER_BITS, COUNT_MASK, USING_BITS
from trellis.cascade.model.deciding import Decided, group_effects
from trellis.cascade.model.hazards import (
    ATTENDANCE,
    CERTAIN,
    EARLY,
    LIFE,
    MOST_CARRIERS,
    MOST_RECOVERING,
    MOST_USING,
    RECOVERY,
    ROLE,
)
from trellis.cascade.model.runs import REMISSION
from trellis.cascade.model.world import Who, World
from trellis.cascade.people.network import NEED, RECOVERING

_ONE, _GOLDEN, _LOW = float(keys.ONE), np.uint64(keys.GOLDEN), np.uint64(0xFFFF)
_S16, _S27, _S37 = np.uint64(16), np.uint64(27), np.uint64(37)
_EVEN, _ABOVE = np.uint64(0x0000FFFF0000FFFF), np.uint64(0x0001000000010000)
_BLOCK = 4096
_LAST_BAND = len(BAND_OF) - 1


@nb.njit(inline="always")
def _whole(seen, channel):
    """The channel's draw in full: the sixteen bits already looked at and 37 more."""
    turn = np.uint64(channel)
    return ((seen >> (_S16 * turn)) & _LOW) << _S37 | mix(seen + (turn + np.uint64(1)) * _GOLDEN) >> _S27


@nb.njit(inline="always")
def _happens(chance, seen, channel):
    """Whether the channel's draw is below the chance."""
    return _whole(seen, channel) < np.uint64(min(max(chance, 0.0), 1.0) * _ONE)


@nb.njit(cache=True, nogil=True)
def _screen(words, key, limits, found, draws):
    """See `deciding._screen`: who, and their draws, by channel. Two channels are compared at once: the bit above each
    stays where it is within. The first loop has no branch, so that it is worked several people at a time."""
    some, who = np.empty(_BLOCK, dtype=np.bool_), np.empty(_BLOCK, dtype=np.int64)
    total = np.zeros(4, dtype=np.int64)
    for begin in range(0, len(words), _BLOCK):
        count, held = min(_BLOCK, len(words) - begin), 0
        for index in range(count):
            draw, most = mix(words[begin + index] ^ key), limits[begin + index]
            even = (most & _EVEN | _ABOVE) - (draw & _EVEN)
            odd = (most >> _S16 & _EVEN | _ABOVE) - (draw >> _S16 & _EVEN)
            some[index] = (even | odd) & _ABOVE != 0
        for index in range(count):
            who[held] = begin + index
            held += some[index]
        for person in who[:held]:
            draw, most = mix(words[person] ^ key), limits[person]
            for channel in range(4):
                shift, place = _S16 * np.uint64(channel), total[channel]
                found[channel, place], draws[channel, place] = person, draw
                total[channel] += (draw >> shift) & _LOW <= (most >> shift) & _LOW
    return total


@nb.njit(cache=True, nogil=True)
def _attendance(who, drawn, month, stage, group, joined, counts, first, other, klass, ease, numbers, out):
    joining = leaving = 0
    link, per_carrier, early, later, friend_keeps = numbers
    for person, seen in zip(who, drawn):  # noqa: B905 - compiled
        here = group[person]
        if here >= 0:
            chance = early if month - joined[person] < EARLY else later
            if not _happens(chance, seen, ATTENDANCE):
                continue
            for entry in range(first[person], first[person + 1]):
                if group[other[entry]] == here:
                    chance *= 1.0 - friend_keeps
                    break
            if _happens(chance, seen, ATTENDANCE):
                out[1, leaving] = person
                leaving += 1
        elif stage[person] == NEED or stage[person] == RECOVERING:
            carriers = min((counts[person] >> CARRIER_BITS) & COUNT_MASK, MOST_CARRIERS)
            if _happens(link * ease[klass[person]] * (1.0 + per_carrier * carriers), seen, ATTENDANCE):
                out[0, joining] = person
                joining += 1
    return joining, leaving


@nb.njit(cache=True, nogil=True)
def _recovery(who, drawn, month, stage, since, group, carrier, counts, kind, effects, starts, returns, numbers, out):
    starting = returning = 0
    return_group, return_help = numbers
    for person, seen in zip(who, drawn):  # noqa: B905 - compiled
        recovering = min(counts[person] & COUNT_MASK, MOST_RECOVERING)
        using = min((counts[person] >> USING_BITS) & COUNT_MASK, MOST_USING)
        place = (kind[person] * np.int64(MOST_RECOVERING + 1) + recovering) * (MOST_USING + 1) + using
        if stage[person] == NEED:
            odds = starts[place] * effects[group[person]]
            if _happens(odds / (1.0 + odds), seen, RECOVERY):
                out[0, starting] = person
                starting += 1
        elif stage[person] == RECOVERING:
            band = np.int64(BAND_OF[min(month - since[person], _LAST_BAND)])
            effect = (return_group if group[person] >= 0 else 1.0) * (return_help if carrier[person] else 1.0)
            chance = returns[band * len(starts) + place] * effect
            if _happens(min(chance, CERTAIN), seen, RECOVERY):
                out[1, returning] = person
                returning += 1
    return starting, returning


@nb.njit(cache=True, nogil=True)
def _roles(who, drawn, month, stage, since, group, carrier, ost, become_carrier, stop_ost, out):
    helping = off_ost = 0
    for person, seen in zip(who, drawn):  # noqa: B905 - compiled
        if stage[person] == RECOVERING:
            ready = group[person] >= 0 and not carrier[person] and month - since[person] >= REMISSION
            if ready and _happens(become_carrier, seen, ROLE):
                out[0, helping] = person
                helping += 1
        elif ost[person] and _happens(stop_ost, seen, ROLE):
            out[1, off_ost] = person
            off_ost += 1
    return helping, off_ost


@nb.njit(cache=True, nogil=True)
def _life(who, drawn, month, stage, code, ost_stopped, limits, out):
    dying = moving = changing = 0
    for person, seen in zip(who, drawn):  # noqa: B905 - compiled
        if code[person] == GONE:
            continue
        stopped = month - ost_stopped[person] <= 1 and stage[person] != RECOVERING
        whole, place = _whole(seen, LIFE), code[person] + (CODES if stopped else 0)
        if whole < limits[0, place]:
            out[0, dying] = person
            dying += 1
        elif whole < limits[1, place]:
            out[1, moving] = person
            moving += 1
        elif whole < limits[2, place]:
            out[2, changing] = person
            changing += 1
    return dying, moving, changing


@nb.njit(cache=True, nogil=True)
def _decide(people, state, chances, key, month):
    """Everything of a month in one call: each call from Python costs as much as a hundred people."""
    words, limits, first, other, kind, klass = people
    stage, since, group, joined, carrier, ost, ost_stopped, counts, code = state
    attendance, recovery, roles, life = chances
    found, draws = np.empty((4, len(words)), dtype=np.int64), np.empty((4, len(words)), dtype=np.uint64)
    total = _screen(words, key, limits, found, draws)
    out = np.empty((9, total.max()), dtype=np.int64)
    who, seen = found[ATTENDANCE, : total[ATTENDANCE]], draws[ATTENDANCE, : total[ATTENDANCE]]
    ease, numbers = attendance
    joining, leaving = _attendance(
        who, seen, month, stage, group, joined, counts, first, other, klass, ease, numbers, out[0:2]
    )
    who, seen = found[RECOVERY, : total[RECOVERY]], draws[RECOVERY, : total[RECOVERY]]
    effects, starts, returns, ratios = recovery
    starting, returning = _recovery(
        who, seen, month, stage, since, group, carrier, counts, kind, effects, starts, returns, ratios, out[2:4]
    )
    who, seen = found[ROLE, : total[ROLE]], draws[ROLE, : total[ROLE]]
    become, stop = roles
    helping, off_ost = _roles(who, seen, month, stage, since, group, carrier, ost, become, stop, out[4:6])
    who, seen = found[LIFE, : total[LIFE]], draws[LIFE, : total[LIFE]]
    dying, moving, changing = _life(who, seen, month, stage, code, ost_stopped, life, out[6:9])
    return (
        out[0, :joining], out[1, :leaving], out[2, :starting], out[3, :returning], out[4, :helping], out[5, :off_ost],
        out[6, :dying], out[7, :moving], out[8, :changing],
    )  # fmt: skip


def decide(world: World, key: int) -> Decided:
    """See `deciding.decide`."""
    core, rules = world.plan.core, world.plan.rules
    given = rules.numbers
    people = core.words, world.limits, core.first, core.other, core.kind, core.klass
    state = (
        world.stage, world.since, world.group, world.joined, world.carrier, world.ost, world.ost_stopped, world.counts,
        world.code,
    )  # fmt: skip
    leave = given.link, given.link_per_carrier, given.leave_early, given.leave_later, given.friend_keeps
    chances = (
        (world.plan.reach(world.month).ease, tuple(float(number) for number in leave)),
        (group_effects(world), rules.start_table, rules.return_table, (rules.return_group, rules.return_help)),
        (float(given.become_carrier), float(given.stop_ost)),
        rules.life,
    )
    return Decided(*_decide(people, state, chances, np.uint64(key), world.month))


@nb.njit(cache=True, nogil=True)
def _follow(who, month, stage, since, group, ost, code, noted, limits, bounds, standing):
    for person in who:
        band = BAND_OF[min(month - since[person], _LAST_BAND)]
        before, here = code[person], group[person]
        now = CODE[stage[person] << 4 | band << 2 | (here >= 0) << 1 | ost[person]]
        if now == before and here == noted[person]:
            continue
        standing[noted[person] + 1, before] -= 1
        standing[here + 1, now] += 1
        code[person], noted[person], limits[person] = now, here, bounds[now]


def follow(world: World, who: Who) -> None:
    """See `deciding.follow`."""
    _follow(
        who, world.month, world.stage, world.since, world.group, world.ost, world.code, world.noted,
        world.limits, world.bounds, world.standing,
    )  # fmt: skip
