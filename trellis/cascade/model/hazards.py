"""What the parameters say each month's chances are: tables, worked out once for a set of parameters.

Everything with a logarithm or a power is done here, in one place, so that whatever code draws the chances, plain or
compiled, multiplies the same numbers. Formulae: docs/cascade/model.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.model.codes import AROUND, BANDS, CODES, IN_RECOVERY, NEED, NOT_SEEKING, ON_OST
from trellis.cascade.model.core import COUNT_MASK, USING_BITS, Core
from trellis.cascade.parameters import Parameters
from trellis.cascade.people.network import Groups, Network

Floats = NDArray[np.float64]

MOST_RECOVERING, MOST_USING, MOST_CARRIERS = 4, 6, 3  # contacts beyond these add nothing
EARLY = 3  # months of attending that count as the first
CERTAIN = 0.95  # no monthly chance of return is above this
LIFE, ATTENDANCE, RECOVERY, ROLE = range(4)  # channels: each has its own draw every month
_NEAREST = 16  # groups considered from each place


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """Tables of chances and the bounds that let most draws be settled at a glance."""

    numbers: Parameters
    start_odds: float
    start_table: Floats  # odds without a group, by what `crowd` says of somebody
    return_table: Floats  # chance without a group, by band and then by what `crowd` says
    start_tie: Floats  # [kind, contacts in recovery]
    start_use: Floats  # [using contacts]
    group_odds: float
    group_slope: float
    return_base: Floats  # [band]
    return_tie: Floats
    return_use: Floats
    return_group: float
    return_help: float
    shares: Floats  # by mode of introduction: who comes, where a group is at the door
    death: Floats  # monthly, by code
    exchange: Floats  # monthly chance of changing between seeking, not seeking and (if modelled) around, by code
    life: keys.Words  # [die, or move, or exchange; code, and the same for those who have just stopped OST]: limits
    bounds: NDArray[np.uint16]  # [channel, code]: draws whose leading 16 bits lie above need no second look

    def group_effect(self, recovering: NDArray[Any], size: NDArray[Any]) -> Floats:
        """By how much attending each group multiplies the odds of starting, given who is there."""
        share = recovering / np.maximum(size, 1.0)
        effect: Floats = self.group_odds * np.exp(self.group_slope * share**self.numbers.group_power)
        return effect


def contacts(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Contacts in recovery and using, as far as they count."""
    recovering = np.minimum(counts & COUNT_MASK, MOST_RECOVERING)
    return recovering, np.minimum((counts >> USING_BITS) & COUNT_MASK, MOST_USING)


def crowd(kind: NDArray[np.uint8], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Kind and contacts as one number, the place in the tables of `Rules`."""
    recovering, using = contacts(counts)
    return (kind * np.int64(MOST_RECOVERING + 1) + recovering) * (MOST_USING + 1) + using


def rules_of(numbers: Parameters) -> Rules:
    """The tables of a set of parameters."""
    few, using = np.arange(MOST_RECOVERING + 1), np.arange(MOST_USING + 1)
    ties = np.array([numbers.or_tie, numbers.or_tie_women, numbers.or_tie_ost])
    tie = np.exp(numbers.causal * np.log(ties)[:, None] * few)
    use = np.exp(numbers.causal * np.log(numbers.or_use) * using)
    unbounded = Rules(
        numbers=numbers,
        start_odds=numbers.start / (1.0 - numbers.start),
        start_table=np.empty(tie.size * use.size),
        return_table=np.empty((len(BANDS) + 1) * tie.size * use.size),
        start_tie=tie,
        start_use=use,
        group_odds=float(numbers.or_group**numbers.causal),
        group_slope=numbers.causal * numbers.group_share,
        return_base=np.array([numbers.return_0_3, numbers.return_3_12, numbers.return_12_36, numbers.return_36]),
        return_tie=1.0 / tie,
        return_use=1.0 / use,
        return_group=float(numbers.hr_group**numbers.causal),
        return_help=float(numbers.hr_help**numbers.causal),
        shares=np.array([numbers.attend_information, numbers.attend_worker, numbers.attend_companion]),
        death=_deaths(numbers),
        exchange=_exchange(numbers),
        life=np.empty((3, 2 * CODES), dtype=np.uint64),
        bounds=np.zeros((4, CODES), dtype=np.uint16),
    )
    return rebound(unbounded)


def rebound(rules: Rules) -> Rules:
    """The same rules with what follows from their tables worked out anew; needed after one was changed by hand."""
    rules.bounds[:], rules.life[:] = _bounds(rules), _life(rules)
    rules.start_table[:] = (rules.start_odds * rules.start_tie[..., None] * rules.start_use).reshape(-1)
    base = rules.return_base[:, None, None, None]
    rules.return_table[:] = (base * rules.return_tie[..., None] * rules.return_use).reshape(-1)
    return rules


def monthly_death(per_100_years: float) -> float:
    """Deaths in 100 person-years as a chance a month: a twelve-hundredth, as such chances are small."""
    return per_100_years / 1200.0


def _deaths(numbers: Parameters) -> Floats:
    death = np.zeros(CODES)
    death[[NEED, NEED + 1, NOT_SEEKING]] = monthly_death(numbers.death_need)
    death[IN_RECOVERY : IN_RECOVERY + 8] = monthly_death(numbers.death_recovery)
    death[ON_OST:] = death[:ON_OST]
    death[[ON_OST + NEED, ON_OST + NEED + 1, ON_OST + NOT_SEEKING]] = monthly_death(numbers.death_ost)
    return death


def _exchange(numbers: Parameters) -> Floats:
    exchange = np.zeros(CODES)
    exchange[[AROUND]] = numbers.new_need
    exchange[[NEED, NEED + 1, ON_OST + NEED, ON_OST + NEED + 1]] = numbers.stop_seeking
    exchange[[NOT_SEEKING, ON_OST + NOT_SEEKING]] = numbers.seek_again
    return exchange


def _life(rules: Rules) -> keys.Words:
    """Limits to one draw that decides who dies, else who moves away, else who changes what they seek."""
    numbers, around = rules.numbers, np.arange(2 * CODES) % CODES == AROUND
    death = np.concatenate([rules.death, np.full(CODES, monthly_death(numbers.death_after_ost))])
    death[around] = 0.0
    move = death + np.where(around, 0.0, numbers.move_away)
    return np.stack([keys.threshold(chance) for chance in (death, move, move + np.tile(rules.exchange, 2))])


def _bounds(rules: Rules) -> NDArray[np.uint16]:
    numbers, most = rules.numbers, np.zeros((4, CODES))
    present = np.zeros(CODES, dtype=bool)
    present[NEED : IN_RECOVERY + 8] = present[ON_OST + NEED : ON_OST + IN_RECOVERY + 8] = True
    most[LIFE] = rules.death + rules.exchange + present * numbers.move_away
    most[LIFE, [NEED, NEED + 1, NOT_SEEKING]] += monthly_death(numbers.death_after_ost)
    unattached, attached = (
        [NEED, *range(IN_RECOVERY, IN_RECOVERY + 4)],
        [NEED + 1, *range(IN_RECOVERY + 4, IN_RECOVERY + 8)],
    )
    most[ATTENDANCE, unattached] = numbers.link * (1 + MOST_CARRIERS * numbers.link_per_carrier)
    most[ATTENDANCE, attached] = max(numbers.leave_early, numbers.leave_later)
    alone = rules.start_odds * rules.start_tie.max() * rules.start_use.max()
    together = alone * rules.group_odds * np.exp(rules.group_slope)
    most[RECOVERY, [NEED, NEED + 1]] = alone / (1 + alone), together / (1 + together)
    risk = rules.return_base * rules.return_tie.max() * rules.return_use.max()
    most[RECOVERY, IN_RECOVERY : IN_RECOVERY + 4] = risk * max(1.0, rules.return_help)
    most[RECOVERY, IN_RECOVERY + 4 : IN_RECOVERY + 8] = risk * rules.return_group * max(1.0, rules.return_help)
    most[ROLE, IN_RECOVERY + 5 : IN_RECOVERY + 8] = numbers.become_carrier
    most[1:, ON_OST:] = most[1:, :ON_OST]
    most[ROLE, [ON_OST + NEED, ON_OST + NEED + 1, ON_OST + NOT_SEEKING]] = numbers.stop_ost
    bounds: NDArray[np.uint16] = np.clip(np.ceil(most * 65536 * (1 + 1e-9)) - 1, 0, 65535).astype(np.uint16)
    return bounds


@dataclass(frozen=True, eq=False, slots=True)
class Reach:
    """For each class of people: how easily they get to any open group, and which one they would try."""

    ease: Floats  # [class]: 1 where groups are easy to reach, 0 where there is none
    group: NDArray[np.int64]  # [class, choice]
    ladder: keys.Words  # [class, choice]: thresholds of the choice

    def choose(self, klass: NDArray[np.int32], draws: keys.Words) -> NDArray[np.int64]:
        """The group each person tries."""
        rung = ((draws >> 11)[:, None] < self.ladder[klass]).argmax(axis=1)
        chosen: NDArray[np.int64] = self.group[klass, rung]
        return chosen


def reach_of(network: Network, groups: Groups, core: Core, numbers: Parameters, closed: frozenset[int]) -> Reach:
    """How easy each open group is for each class: distance, pathway and free time multiply."""
    index = np.array([i for i in range(len(groups)) if i not in closed], dtype=np.int64)
    count = len(core.classes)
    if not len(index):
        return Reach(np.zeros(count), np.full((count, 1), -1), np.zeros((count, 1), dtype=np.uint64))
    near = index[_nearest(network, groups, index)][core.classes[:, 0]]
    place, pathway, free = (core.classes[:, i, None] for i in range(3))
    spots = network.places
    at = groups.place[near]
    distance = np.hypot(spots.x_km[place] - spots.x_km[at], spots.y_km[place] - spots.y_km[at])
    ease = np.exp(-distance / numbers.travel)
    ease *= np.where(groups.pathway[near] == pathway, 1.0, numbers.other_pathway)
    ease *= np.where((free >> groups.time[near]) & 1 == 1, 1.0, numbers.other_time)
    steps = np.cumsum(ease, axis=1)
    return Reach(1 - np.prod(1 - ease, axis=1), near, keys.threshold(steps / np.maximum(steps[:, -1:], 1e-300)))


def _nearest(network: Network, groups: Groups, index: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each place, positions in `index` of the nearest open groups."""
    from scipy.spatial import cKDTree

    spots = np.stack([network.places.x_km, network.places.y_km], axis=1)
    most = min(_NEAREST, len(index))
    found: NDArray[np.int64] = cKDTree(spots[groups.place[index]]).query(spots, k=[*range(1, most + 1)])[1]
    return found
