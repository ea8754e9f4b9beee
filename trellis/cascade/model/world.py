"""The state of one run: who is where this month. Private to the run that owns it; nothing outside changes it."""

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.model.codes import AROUND as IS_AROUND
from trellis.cascade.model.codes import BAND_OF, BANDS, CODES, IN_RECOVERY, ON_OST, codes_of
from trellis.cascade.model.codes import NEED as IS_NEED
from trellis.cascade.model.codes import NOT_SEEKING as IS_NOT_SEEKING
from trellis.cascade.model.core import PACKED
from trellis.cascade.model.plans import Plan
from trellis.cascade.model.runs import COLUMNS, FLOWS, REMISSION
from trellis.cascade.people.network import DIED, MOVED, RECOVERING, Mask

Who = NDArray[np.int64]
NEVER = -10_000  # a month long before any scenario
NOBODY = -1

# What a draw decides; part of its key, so that each decision has its own.
MONTH, PICK, ATTEND, CHANGE_MODE, COMPANION, TIE, CHOOSE, CONSENT, CARRY, SEEK, HAND_OVER, TRAIN, BRIDGE = range(13)


_NO_ONE = np.empty(0, dtype=np.int64)


@dataclass(slots=True, eq=False)
class World:
    """Arrays over the people of the core (see `core`), changed month by month."""

    plan: Plan
    seed: int
    loops: ModuleType
    month: int = 0
    stage: NDArray[np.int8] = field(init=False)
    since: NDArray[np.int32] = field(init=False)  # month in which recovery began
    group: NDArray[np.int32] = field(init=False)
    joined: NDArray[np.int32] = field(init=False)
    carrier: Mask = field(init=False)
    ost: Mask = field(init=False)
    ost_stopped: NDArray[np.int32] = field(init=False)
    due: NDArray[np.int32] = field(init=False)  # month of the first meeting after an introduction
    due_with: NDArray[np.int32] = field(init=False)  # the companion who goes along
    offered: NDArray[np.int32] = field(init=False)  # month of the last introduction
    load: NDArray[np.int32] = field(init=False)  # newcomers a companion is with
    introduced_by: NDArray[np.int64] = field(init=False)
    touched: Mask = field(init=False)
    was_carrier: Mask = field(init=False)
    leaver: Mask = field(init=False)
    attended: Mask = field(init=False)
    place: NDArray[np.int32] = field(init=False)
    mark: NDArray[np.int32] = field(init=False)  # room to tell who is named twice
    counts: NDArray[np.int64] = field(init=False)
    shown: NDArray[np.uint8] = field(init=False)
    tied: Who = field(init=False)  # of new ties, each from both its ends: who sees whom
    tied_to: Who = field(init=False)
    month_keys: list[list[int]] = field(init=False)  # [purpose][month]
    releases: dict[int, list[Who]] = field(default_factory=dict)  # month → companions whose newcomer stands alone
    expected: dict[int, list[Who]] = field(default_factory=dict)  # month → who may come to a first meeting then
    stirred: list[Who] = field(default_factory=list)  # who may stand differently than was last noted, with repeats
    moved_on: Who = field(init=False)  # of whom that was noted before the month was decided
    begun: dict[int, Who] = field(init=False)  # month → who began recovery then
    still: NDArray[np.int64] = field(init=False)  # [REMISSION + month]: how many of those who began then are in it yet
    code: NDArray[np.uint8] = field(init=False)  # how each stands, as last noted: which bounds apply
    noted: NDArray[np.int32] = field(init=False)  # the group of each, as last noted
    limits: keys.Words = field(init=False)  # the bounds of their code, one in sixteen bits for each channel
    members: tuple[NDArray[np.int32], NDArray[np.float64]] = field(init=False)  # there before anybody: all; recovering
    standing: NDArray[np.int64] = field(init=False)  # [group + 1, code]: how many; the first row attend none
    bounds: keys.Words = field(init=False)  # limits by code
    tally: dict[str, int] = field(default_factory=dict)
    died: int = 0
    moved: int = 0
    made: int = 0  # introductions, contacts, trainings and ties by interventions
    cost_each: float = 0.0

    def __post_init__(self) -> None:
        core, people = self.plan.core, self.plan.network.people
        ids, count = core.ids, len(core)
        self.died = int(np.count_nonzero(people.stage == DIED))
        self.moved = int(np.count_nonzero(people.stage == MOVED))
        self.stage, self.place, self.leaver = people.stage[ids], people.place[ids], people.leaver[ids]
        self.since = -people.months[ids].astype(np.int32)
        self.group, self.joined = people.group[ids], -people.tenure[ids].astype(np.int32)
        self.carrier, self.ost = people.carrier[ids], people.ost[ids]
        self.was_carrier = self.carrier.copy()
        self.attended = self.group >= 0
        self.ost_stopped = self.offered = np.full(count, NEVER, dtype=np.int32)
        self.offered = self.offered.copy()
        self.due = np.full(count, NOBODY, dtype=np.int32)
        self.due_with = np.full(count, NOBODY, dtype=np.int32)
        self.introduced_by = np.full(count, NOBODY, dtype=np.int64)
        self.load, self.mark = np.zeros(count, dtype=np.int32), np.empty(count, dtype=np.int32)
        self.touched = np.zeros(count, dtype=bool)
        self.counts, self.shown = core.counts.copy(), core.shown.copy()
        self.tied = self.tied_to = _NO_ONE
        self.month_keys = keys.table(keys.stream(self.seed), BRIDGE + 1, self.plan.months)
        self._look()

    def key(self, purpose: int, *more: int) -> int:
        """The key of this month's draws for one purpose."""
        return keys.fold(self.month_keys[purpose][self.month], *more)

    def draws(self, who: Who, purpose: int, *more: int) -> keys.Words:
        found: keys.Words = self.loops.draws(self.plan.core.words, who, self.key(purpose, *more))
        return found

    def chance(self, who: Who, probability: float, purpose: int, *more: int) -> Mask:
        """Which of these people something of a given probability happens to."""
        return keys.below(self.draws(who, purpose, *more), keys.threshold_of(probability))

    def _look(self) -> None:
        """How everybody stands at the start. From then on `note` follows the few who move."""
        core, groups = self.plan.core, self.plan.groups
        self.begun, self.code, self.noted = dict(core.begun), core.code.copy(), self.group.copy()
        self.still = np.zeros(REMISSION + self.plan.months + 1, dtype=np.int64)
        self.still[: REMISSION + 1] = [len(core.begun.get(month, _NO_ONE)) for month in range(-REMISSION, 1)]
        self.bounds = (
            np.ascontiguousarray(self.plan.rules.bounds.T, dtype="<u2").view("<u8").reshape(-1).astype(np.uint64)
        )
        self.limits = self.bounds.take(self.code)
        self.members = groups.size, groups.share * groups.size
        opened = np.zeros((len(groups) + 1 - len(core.standing), CODES), dtype=np.int64)
        self.standing = np.concatenate([core.standing, opened])

    def note(self, *also: Who) -> Who:
        """Follow those who moved since the last time: their codes and bounds, and the counts of groups and codes."""
        if not (self.stirred or also):
            return _NO_ONE
        who = np.concatenate([*self.stirred, *also])
        self.stirred.clear()
        self.loops.follow(self, who)
        return who

    def codes(self, who: Who) -> NDArray[np.uint8]:
        """How these people stand now."""
        return codes_of(
            self.stage.take(who), self.month - self.since.take(who), self.group.take(who), self.ost.take(who)
        )

    def band(self, who: Who) -> NDArray[np.uint8]:
        """How far in recovery these people are (meaningless for others)."""
        return BAND_OF.take(np.minimum(self.month - self.since.take(who), len(BAND_OF) - 1))

    def begin(self, who: Who) -> None:
        """These people start recovery."""
        self.stage[who], self.since[who] = RECOVERING, self.month
        self.begun[self.month] = np.concatenate([self.begun.get(self.month, _NO_ONE), who])  # some did as it all began
        self.still[REMISSION + self.month] += len(who)

    def end(self, who: Who) -> None:
        """The recovery of these people ends. (Those who began too early to be counted share the first place.)"""
        np.subtract.at(self.still, np.maximum(self.since.take(who) + REMISSION, 0), 1)

    def _in_another_band(self) -> Who:
        """Who is in recovery and may have been for just so long that the chance of return is another from now on."""
        who: Who = np.concatenate([self.begun.get(self.month - band, _NO_ONE) for band in BANDS])
        kept: Who = who[self.stage.take(who) == RECOVERING]
        return kept

    def months(self) -> NDArray[np.int32]:
        """Months in recovery of everybody (meaningless for others)."""
        return self.month - self.since

    def add(self, what: str, number: int) -> None:
        self.tally[what] = self.tally.get(what, 0) + number

    def attend(self, who: Who, group: NDArray[Any]) -> None:
        self.group[who], self.joined[who], self.attended[who] = group, self.month, True
        if len(self.plan.groups) > len(self.plan.network.groups):
            self.touched[who] |= np.asarray(group) >= len(self.plan.network.groups)  # one that an intervention opened

    def tie(self, one: Who, other: Who) -> None:
        """Lasting new ties; each adds what the one shows to the counts of the other from now on."""
        if not len(one):
            return
        tied, tied_to = np.concatenate([one, other]), np.concatenate([other, one])
        self.tied, self.tied_to = np.concatenate([self.tied, tied]), np.concatenate([self.tied_to, tied_to])
        np.add.at(self.counts, tied, PACKED.take(self.shown.take(tied_to)))

    def publish(self) -> None:
        """Let every contact's counts follow what changed this month."""
        before = self.shown.take(self.tied_to)
        self.loops.show(self, np.concatenate([self.moved_on, *self.stirred]))
        if len(before):
            change = PACKED.take(self.shown.take(self.tied_to)) - PACKED.take(before)
            np.add.at(self.counts, self.tied, change)

    def record(self) -> list[int]:
        """The counts of `COLUMNS` as they stand."""
        if self.month:
            self.note(self._in_another_band())
        by_code = self.standing.sum(axis=0).tolist()
        codes = [one + other for one, other in zip(by_code[:ON_OST], by_code[ON_OST:], strict=True)]
        bands = [codes[IN_RECOVERY + band] + codes[IN_RECOVERY + 4 + band] for band in range(4)]
        if self.month:
            self.tally["reached"] = int(self.still[self.month])
        newer = int(self.still[self.month + 1 : self.month + 1 + REMISSION - BANDS[0]].sum())
        row = [
            codes[IS_NEED], codes[IS_NEED + 1], codes[IS_NOT_SEEKING], *bands,
            sum(bands) - bands[0] - newer,
            int(self.standing[1:].sum()), int(np.count_nonzero(self.carrier)), self.died, self.moved,
            codes[IS_AROUND] + len(self.plan.network) - len(self.plan.core),
        ]  # fmt: skip
        row += [self.tally.get(name, 0) for name in FLOWS]
        self.tally.clear()
        assert len(row) == len(COLUMNS)
        return row
