"""The inner loops of introductions, in plain NumPy. `fast.asking` has the same, compiled; results are identical."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.model.codes import IN_RECOVERY, ON_OST
from trellis.cascade.model.codes import NEED as IS_NEED
from trellis.cascade.model.deciding import distinct
from trellis.cascade.model.world import ATTEND, CARRY, CHOOSE, CONSENT, NOBODY, TIE, Who, World
from trellis.cascade.people.network import NEED, RECOVERING, Mask, spans

STEPS = 40  # looked at along the ring before the few that are left are searched for
_AHEAD = 8  # of those looked at together


def draws(words: keys.Words, who: Who, key: int) -> keys.Words:
    """One draw for each of these people."""
    return keys.draw(words.take(who), key)


def eligible(world: World) -> Mask:
    """Who may be introduced: in need and seeking change, or less than three months in recovery; not attending, and
    not asked in the last three months (in which those who said they would come have come)."""
    sort = world.code & (ON_OST - 1)
    asked: Mask = (sort == IS_NEED) | (sort == IN_RECOVERY)
    asked &= world.offered <= world.month - 3
    return asked


def pick(words: keys.Words, mask: Mask, count: int, key: int) -> Who:
    """The `count` people of a mask with the lowest draws, in order: a larger count picks these and more."""
    who = np.flatnonzero(mask)
    if not count or count >= len(who):
        return who[:count]
    drawn = draws(words, who, key)
    few = np.flatnonzero(drawn <= np.uint64(likely(count, len(who))))
    if len(few) >= count:
        who, drawn = who[few], drawn[few]
    return np.sort(who[np.argpartition(drawn, count - 1)[:count]])


def likely(count: int, of: int) -> int:
    """A draw that more than `count` of so many draws will hardly ever all be above, so that few need be sorted."""
    return min(int((count + 8 * count**0.5 + 32) / of * 2**64), keys.MASK)


def offer(world: World, who: Who, modes: NDArray[Any], companions: Who, shares: NDArray[np.float64]) -> None:
    """Whether each comes, and when: `shares` is the chance of each mode where a group is at the door."""
    transfer, core = world.plan.rules.numbers.transfer, world.plan.core
    ease = world.plan.reach(world.month).ease.take(core.klass.take(who))
    scale = np.where(world.leaver.take(who), 1.0, transfer) * ease
    drawn = draws(core.words, who, world.key(ATTEND))
    coming = keys.below(drawn, keys.threshold(shares[modes] * scale))
    world.offered[who] = world.month
    world.due[who[coming]] = world.month + 1 + (drawn[coming] & 1).astype(np.int32)
    world.due_with[who] = companions
    np.add.at(world.load, companions[companions >= 0], 1)


def join(world: World, who: Who) -> None:
    """These people begin to attend a group, each the one that they would try."""
    reach, core = world.plan.reach(world.month), world.plan.core
    world.attend(who, reach.choose(core.klass.take(who), draws(core.words, who, world.key(CHOOSE))))


def meet(world: World, expected: Who) -> tuple[Who, Who, Who]:
    """Of those who may come to a first meeting this month, who does; and who is tied for good to which companion."""
    who = distinct(expected)
    who = who[world.due.take(who) == world.month]
    world.due[who] = NOBODY
    stage = world.stage.take(who)
    who = who[((stage == NEED) | (stage == RECOVERING)) & (world.group.take(who) < 0)]
    join(world, who)
    accompanied = who[world.due_with[who] >= 0]
    companions = world.due_with[accompanied].astype(np.int64)
    world.introduced_by[accompanied] = companions
    lasting = world.chance(accompanied, world.plan.rules.numbers.lasting_tie, TIE)
    return who, accompanied[lasting], companions[lasting]


def asked(world: World, targets: Mask) -> tuple[Who, keys.Words, Who]:
    """Companions who ask somebody this month, a draw of each, and whom: the friend among the targets with the lowest
    draw or, without one, a person near on the ring of their place; -1 if none is among the next few there."""
    numbers = world.plan.rules.numbers
    helpers = np.flatnonzero(world.carrier)
    helpers = helpers[world.chance(helpers, numbers.carrier_introductions, CARRY)]
    helpers = helpers[(world.load.take(helpers) < numbers.carrier_load) & (world.stage.take(helpers) == RECOVERING)]
    drawn = world.draws(helpers, CARRY, 1)
    found = _lowest(world, helpers, targets, world.key(CARRY, 2))
    lacking = np.flatnonzero(found < 0)
    found[lacking] = _walk(world, helpers[lacking], drawn[lacking], targets)
    return helpers, drawn, found


def first_of_each(values: Who, drawn: keys.Words) -> Who:
    """Where each distinct value stands with its lowest draw."""
    order = np.lexsort((drawn, values))
    ordered, first = values[order], np.ones(len(order), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return order[first]


def agree(world: World, helpers: Who, drawn: keys.Words, asked: Who) -> tuple[int, Who, Who]:
    """How many were asked, by one companion each; who of them says yes, and to whom."""
    first = first_of_each(asked, drawn)
    first = first[asked[first] >= 0]
    who, companions = asked[first], helpers[first]
    world.offered[who] = world.month
    agreed = world.chance(who, world.plan.rules.numbers.consent, CONSENT)
    return len(who), who[agreed], companions[agreed]


def _lowest(world: World, who: Who, targets: Mask, key: int) -> Who:
    """Of each person's contacts among the targets, the one with the lowest draw; -1 for those who have none."""
    core = world.plan.core
    entries, lengths = spans(core.first, who)
    owner, friend = np.repeat(np.arange(len(who)), lengths), core.other[entries].astype(np.int64)
    kept = targets[friend]
    owner, friend = owner[kept], friend[kept]
    order = np.lexsort((draws(core.words, friend, key), owner))[::-1]
    lowest = np.full(len(who), -1, dtype=np.int64)
    lowest[owner[order]] = friend[order]  # of several the last written stays: the lowest
    return lowest


def _walk(world: World, who: Who, drawn: keys.Words, targets: Mask) -> Who:
    """Along the ring of each one's place, from where the draw points and round again: the first target, or -1."""
    core, place = world.plan.core, world.place.take(who)
    begin, end = core.ring_first.take(place), core.ring_first.take(place + 1)
    index = np.searchsorted(core.ring_key, place.astype(np.uint64) << 40 | drawn >> 24) - begin
    found, left = np.full(len(who), -1, dtype=np.int64), np.arange(len(who))
    for ahead in range(0, STEPS, _AHEAD):
        if not len(left):
            break
        turn = (index[left, None] + np.arange(ahead, ahead + _AHEAD)) % (end - begin)[left, None]
        people = core.ring[begin[left, None] + turn]
        hit = targets[people]
        some, first = hit.any(axis=1), hit.argmax(axis=1)
        found[left[some]] = people[some, first[some]]
        left = left[~some]
    return found
