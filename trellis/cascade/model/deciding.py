"""What a month brings to whom: drawn for everybody from how things stand, and not yet done.

Each person has one 64-bit draw a month, a hash of (seed, person, month): sixteen bits of it for each of four channels.
Most draws lie above the greatest chance anybody of that stage could have and settle the matter at once; the rest get
37 bits more and are compared with the person's own chance, so nothing is approximated.
"""

from itertools import accumulate
from sys import byteorder
from typing import NamedTuple

import numpy as np

from trellis.cascade import keys
from trellis.cascade.model.codes import CODES, GONE, IN_RECOVERY, SORT
from trellis.cascade.model.core import CARRIER_BITS, COUNT_MASK
from trellis.cascade.model.hazards import (
    ATTENDANCE,
    CERTAIN,
    EARLY,
    LIFE,
    MOST_CARRIERS,
    RECOVERY,
    ROLE,
    Floats,
    crowd,
)
from trellis.cascade.model.runs import REMISSION
from trellis.cascade.model.world import Who, World
from trellis.cascade.people.network import NEED, RECOVERING, Mask, spans

CHANNELS = 4
_COUNTED = np.stack([np.ones_like(SORT), SORT >= IN_RECOVERY], axis=1).astype(np.int64)  # by code: one; in recovery
_UPWARDS = 1 if byteorder == "little" else -1
_SHIFTS = np.arange(0, 16 * CHANNELS, 16, dtype=np.uint64)
_TURNS = np.array([(channel + 1) * keys.GOLDEN & keys.MASK for channel in range(CHANNELS)], dtype=np.uint64)
Drawn = tuple[Who, keys.Words]


class Decided(NamedTuple):
    """Who does what this month, each in the order of people."""

    joining: Who
    leaving: Who
    starting: Who
    returning: Who
    helping: Who
    off_ost: Who
    dying: Who
    moving: Who
    changing: Who  # between seeking and not seeking change


def decide(world: World, key: int) -> Decided:
    """All of a month's chances, in plain NumPy."""
    seen, found = _screen(world.plan.core.words, key, world.limits)
    drawn = _exact(seen, found)
    return Decided(
        *_attendance(world, drawn[ATTENDANCE]),
        *_recovery(world, drawn[RECOVERY]),
        *_roles(world, drawn[ROLE]),
        *_life(world, drawn[LIFE]),
    )


def follow(world: World, moved: Who) -> None:
    """Note how these people stand now: their codes and bounds, and the counts of groups and codes."""
    who = once(world, moved)
    code, group = world.codes(who), world.group.take(who)
    other = np.flatnonzero((code != world.code.take(who)) | (group != world.noted.take(who)))
    who, code, group = who.take(other), code.take(other), group.take(other)
    standing = world.standing.reshape(-1)
    np.subtract.at(standing, (world.noted.take(who) + 1) * CODES + world.code.take(who), 1)
    np.add.at(standing, (group + 1) * CODES + code, 1)
    world.code[who], world.noted[who], world.limits[who] = code, group, world.bounds.take(code)


def once(world: World, people: Who) -> Who:
    """Each once, in no particular order."""
    turn = np.arange(len(people), dtype=np.int32)
    world.mark[people] = turn
    last: Who = people[world.mark.take(people) == turn]
    return last


def distinct(people: Who) -> Who:
    """Each once, in order."""
    people = np.sort(people)
    first = np.ones(len(people), dtype=bool)
    np.not_equal(people[1:], people[:-1], out=first[1:])
    return people[first]


def group_effects(world: World) -> Floats:
    """By how much attending each group multiplies the odds of starting; the last is of those who attend none."""
    size, well_before = world.members
    met, well = (world.standing[1:] @ _COUNTED).T
    effects = np.ones(len(size) + 1)
    effects[:-1] = world.plan.rules.group_effect(well_before + well, size + met)
    return effects


def _screen(words: keys.Words, key: int, limits: keys.Words) -> tuple[keys.Words, list[Who]]:
    """Everybody's draw; and for each channel, whose might come true: its leading 16 bits are within their limit.
    Two people are looked at together: `flatnonzero` is slow where less than a tenth is found."""
    drawn, within = keys.draw(words, key), np.zeros((len(words) + 1) // 2 * 2 * CHANNELS, dtype=bool)
    np.less_equal(drawn.view(np.uint16), limits.view(np.uint16), out=within[: len(words) * CHANNELS])
    pairs = np.flatnonzero(within.view(np.uint64) != 0)
    people = np.repeat(2 * pairs, 2)
    people[1::2] += 1
    some = within.view(np.uint64).take(pairs).view(bool).reshape(-1, CHANNELS)[:, ::_UPWARDS]
    found = np.flatnonzero(some.T)
    ends = np.searchsorted(found, len(people) * np.arange(CHANNELS + 1))
    parts = [found[ends[channel] : ends[channel + 1]] - channel * len(people) for channel in range(CHANNELS)]
    return drawn, [people.take(part) for part in parts]


def _exact(seen: keys.Words, found: list[Who]) -> list[Drawn]:
    """Each channel's draws in full, out of 2**53: the sixteen bits already seen and 37 more."""
    lengths = [len(who) for who in found]
    seen = seen.take(np.concatenate(found))
    leading = (seen >> np.repeat(_SHIFTS, lengths)) & 0xFFFF
    more = keys.mix(seen + np.repeat(_TURNS, lengths))
    whole: keys.Words = np.bitwise_or(leading << np.uint64(37), more >> np.uint64(27), dtype=np.uint64)
    ends = list(accumulate(lengths, initial=0))
    return [(who, whole[begin:end]) for who, begin, end in zip(found, ends, ends[1:], strict=False)]


def _attendance(world: World, drawn: Drawn) -> tuple[Who, Who]:
    """Who begins to attend of their own accord, and who stops."""
    numbers, core = world.plan.rules.numbers, world.plan.core
    who, draws = drawn
    stage, goes = world.stage.take(who), world.group.take(who) >= 0
    free = np.flatnonzero(~goes & ((stage == NEED) | (stage == RECOVERING)))
    alone = who.take(free)
    carriers = np.minimum((world.counts.take(alone) >> CARRIER_BITS) & COUNT_MASK, MOST_CARRIERS)
    chance = numbers.link * world.plan.reach(world.month).ease.take(core.klass.take(alone))
    chance *= 1 + numbers.link_per_carrier * carriers
    joining = alone[draws.take(free) < keys.threshold(chance)]
    going = np.flatnonzero(goes)
    there, there_drawn = who.take(going), draws.take(going)
    early = world.month - world.joined.take(there) < EARLY
    chance = np.where(early, numbers.leave_early, numbers.leave_later)
    might = there_drawn < keys.whole(chance)  # a friend only lowers the chance, so the rest need no look at friends
    there, there_drawn, chance = there[might], there_drawn[might], chance[might]
    chance *= 1 - numbers.friend_keeps * _has_friend(world, there)
    return joining, there[there_drawn < keys.whole(chance)]


def _has_friend(world: World, who: Who) -> Mask:
    """Whether a contact attends the same group."""
    entries, lengths = spans(world.plan.core.first, who)
    owner = np.repeat(np.arange(len(who)), lengths)
    same = world.group[world.plan.core.other[entries]] == world.group[who][owner]
    return np.bincount(owner[same], minlength=len(who)) > 0


def _recovery(world: World, drawn: Drawn) -> tuple[Who, Who]:
    """Who starts recovery, and who returns to use."""
    rules = world.plan.rules
    who, draws = drawn
    stage, place = world.stage.take(who), crowd(world.plan.core.kind.take(who), world.counts.take(who))
    need, well = np.flatnonzero(stage == NEED), np.flatnonzero(stage == RECOVERING)
    start, back = who.take(need), who.take(well)
    odds = rules.start_table.take(place.take(need)) * group_effects(world).take(world.group.take(start))
    starting = start[draws.take(need) < keys.whole(odds / (1.0 + odds))]
    effects = np.array([1.0, rules.return_help, rules.return_group, rules.return_group * rules.return_help])
    effect = effects.take((world.group.take(back) >= 0) * np.int64(2) + world.carrier.take(back))
    place = world.band(back) * np.int64(len(rules.start_table)) + place.take(well)
    chance = rules.return_table.take(place) * effect
    return starting, back[draws.take(well) < keys.whole(np.minimum(chance, CERTAIN))]


def _roles(world: World, drawn: Drawn) -> tuple[Who, Who]:
    """Who begins to help others, and who stops OST."""
    numbers = world.plan.rules.numbers
    who, draws = drawn
    well = world.stage[who] == RECOVERING
    ready = well & (world.group[who] >= 0) & ~world.carrier[who] & (world.month - world.since[who] >= REMISSION)
    helping = who[ready & (draws < keys.threshold_of(numbers.become_carrier))]
    return helping, who[~well & world.ost[who] & (draws < keys.threshold_of(numbers.stop_ost))]


def _life(world: World, drawn: Drawn) -> tuple[Who, Who, Who]:
    """Who dies, who moves away, and who changes between seeking and not seeking change."""
    who, draws = drawn
    code = world.code.take(who)
    there = np.flatnonzero(code > GONE)
    who, draws, code = who.take(there), draws.take(there), code.take(there)
    stopped = (world.month - world.ost_stopped.take(who) <= 1) & (world.stage.take(who) != RECOVERING)
    limits = world.plan.rules.life.take(code + stopped * np.int64(CODES), axis=1)
    dying, moving, changing = draws < limits
    return who[dying], who[moving & ~dying], who[changing & ~moving & ~dying]
