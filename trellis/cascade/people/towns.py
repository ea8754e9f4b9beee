"""A synthetic population from public facts about an area: how many in need, which places, which groups.

Only counts, shares and distances go in, so only a population *like* the area's comes out; nobody in it is anybody.
The same facts and seed give the same network, person for person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.parameters import CascadeError, check_number, check_whole
from trellis.cascade.people.network import PATHWAYS, TIMES, Groups, Mask, Network, People, Places, Stage, Tie, make_ties

Ids = NDArray[np.integer[Any]]
STUBS = 1 << 23  # of friendships, matched at a time
_FREE = np.array([0b1111, 0b1110, 0b1011, 0b1001, 0b0110], dtype=np.uint8)  # patterns of free time, as bits of TIMES


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    name: str
    x_km: float = 0.0
    y_km: float = 0.0
    share: float = 1.0  # of the area's people; scaled to sum to one

    def __post_init__(self) -> None:
        for name in ("x_km", "y_km"):
            check_number(name, getattr(self, name), -1e5, 1e5)
        check_number("share", self.share, 0, 1e9)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """`share` in recovery among its members; `place` is a name of one of the places."""

    name: str
    place: str
    pathway: str = "AA"
    time: str = "evening"
    size: int = 20
    share: float = 0.6

    def __post_init__(self) -> None:
        check_whole("size", self.size, 0, 10_000)
        check_number("share", self.share, 0, 1)
        if self.pathway not in PATHWAYS:
            raise CascadeError(f"pathway is {self.pathway!r}; it must be one of {', '.join(PATHWAYS)}")
        if self.time not in TIMES:
            raise CascadeError(f"time is {self.time!r}; it must be one of {', '.join(TIMES)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFacts:
    """An area. `people` are those in need, in recovery, and around them (family, friends, workers, allies)."""

    name: str
    people: int
    places: tuple[PlaceFacts, ...]
    groups: tuple[GroupFacts, ...]
    in_need: float = 0.25  # shares of `people`
    in_recovery: float = 0.08
    not_seeking: float = 0.43  # of those in need: 57% wish to cut down (England, 2014)
    in_treatment: float = 0.25  # of those in need
    on_ost: float = 0.15  # of those in need
    attending: float = 0.05  # of those in need and seeking
    attending_recovery: float = 0.4  # of those in recovery
    companions: float = 0.08  # of those in recovery for six months and attending
    women: float = 0.4
    kin: int = 2
    friends: float = 3.0
    allies: float = 0.3  # of those in need who have one
    likeness: float = 0.5  # share of friendships kept within one's own stage
    bridging: float = 0.2  # share of friendships beyond one's own place
    caseload: int = 50

    def __post_init__(self) -> None:
        check_whole("people", self.people, 1, 2**31 - 1)
        for name in ("in_need", "in_recovery", "not_seeking", "in_treatment", "on_ost", "attending",
                     "attending_recovery", "companions", "women", "allies", "likeness", "bridging"):  # fmt: skip
            check_number(name, getattr(self, name), 0, 1)
        check_number("in_need + in_recovery", self.in_need + self.in_recovery, 0, 1)
        check_whole("kin", self.kin, 0, 20)
        check_number("friends", self.friends, 0, 100)
        check_whole("caseload", self.caseload, 1, 1000)
        if not self.places:
            raise CascadeError("places is empty; an area has at least one place")
        known = {place.name: None for place in self.places}
        no_two("place", [place.name for place in self.places])
        no_two("group", [group.name for group in self.groups])
        if not any(place.share for place in self.places):
            raise CascadeError("share of every place is 0; somebody must live somewhere")
        for group in self.groups:
            if group.place not in known:
                raise CascadeError(f"place of {group.name!r} is {group.place!r}; it must be one of {', '.join(known)}")


def no_two(what: str, names: Sequence[str]) -> None:
    """Names that have to tell things apart."""
    if len(set(names)) < len(names):
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise CascadeError(f"name of a {what} is {twice!r}, and another {what} has it; give each its own")


def public_facts(
    name: str,
    *,
    alcohol_dependent: float,
    opiate_or_crack: float,
    in_treatment: float,
    places: tuple[PlaceFacts, ...],
    groups: tuple[GroupFacts, ...],
    around: float = 3.0,
    recovered_for_each_in_need: float = 0.3,
) -> AreaFacts:
    """An area from published numbers of people: estimates of dependence, people in treatment, and a directory's groups.

    `around` is how many people are family, friends, workers or allies for each person in need (an assumption, as is the
    number in recovery). Overlap between the two estimates of dependence is not known and not subtracted.
    """
    need = alcohol_dependent + opiate_or_crack
    check_number("alcohol_dependent + opiate_or_crack", need, 1, 1e8)
    check_number("in_treatment", in_treatment, 0, need)
    check_number("around", around, 0.5, 50)
    check_number("recovered_for_each_in_need", recovered_for_each_in_need, 0, 10)
    each = 1 + around + recovered_for_each_in_need
    return AreaFacts(
        name=name,
        people=round(need * each),
        places=places,
        groups=groups,
        in_need=1 / each,
        in_recovery=recovered_for_each_in_need / each,
        in_treatment=in_treatment / need,
        on_ost=min(1.0, 0.4 * opiate_or_crack / need),  # 138,255 in opiate treatment of 341,032 users (England)
    )


def from_area(facts: AreaFacts, *, seed: int) -> Network:
    """The synthetic population of an area."""
    return _Builder(facts, seed).network()


def town(people: int = 20_000, *, groups: int = 12, places: int = 6, seed: int = 1, **facts: float) -> Network:
    """An imaginary town: a ring of neighbourhoods around a centre, groups mostly in the centre."""
    check_whole("groups", groups, 0, 10_000)
    check_whole("places", places, 1, 10_000)
    check_whole("seed", seed, 0, 2**63 - 1)
    angles = np.linspace(0, 2 * np.pi, max(places - 1, 1), endpoint=False)
    ring = [
        PlaceFacts(f"neighbourhood {i + 1}", 3 * float(np.cos(a)), 3 * float(np.sin(a))) for i, a in enumerate(angles)
    ]
    spots = [PlaceFacts("centre", 0.0, 0.0, 1.5), *ring][:places]
    meets = [
        GroupFacts(f"group {i + 1}", spots[0 if i % 2 == 0 else i % len(spots)].name, PATHWAYS[i % 5], TIMES[i % 4])
        for i in range(groups)
    ]
    return from_area(
        AreaFacts(name="imaginary town", people=people, places=tuple(spots), groups=tuple(meets), **facts),  # type: ignore[arg-type]
        seed=seed,
    )


@dataclass(slots=True)
class _Builder:
    facts: AreaFacts
    seed: int
    names: keys.Words = field(init=False)

    def __post_init__(self) -> None:
        self.names = keys.names(self.facts.people)

    def network(self) -> Network:
        groups, places = _groups(self.facts), _places(self.facts)
        people = self._people(groups)
        return Network(people, make_ties(len(people), *self._ties(people)), groups, places, self.facts.name)

    def _uniform(self, *purpose: int) -> NDArray[np.float64]:
        return keys.uniform(keys.draw(self.names, keys.stream(self.seed, *purpose)))

    def _share(self, share: float, *purpose: int) -> Mask:
        return self._uniform(*purpose) < share

    def _people(self, groups: Groups) -> People:
        facts, drawn = self.facts, self._uniform(1)
        need, recovery = drawn < facts.in_need, drawn >= 1 - facts.in_recovery
        stage = np.where(need, Stage.NEED, np.where(recovery, Stage.RECOVERING, Stage.AROUND)).astype(np.int8)
        stage[need & self._share(facts.not_seeking, 2)] = Stage.NOT_SEEKING
        place = np.searchsorted(np.cumsum(_shares(facts)), self._uniform(3), side="right").clip(
            max=len(facts.places) - 1
        )
        months = np.where(recovery, self._waits(1 / 60, 4), 0).astype(np.int16)
        attending = (stage == Stage.NEED) & self._share(facts.attending, 5)
        attending |= recovery & self._share(facts.attending_recovery, 6)
        group = np.where(attending, self._home_group(groups, place), -1).astype(np.int32)
        return People(
            stage=stage,
            place=place.astype(np.int32),
            pathway=(self._uniform(8) * min(5, len(PATHWAYS))).astype(np.uint8),
            free=_FREE[(self._uniform(9) * len(_FREE)).astype(np.int64)],
            months=months,
            group=group,
            tenure=np.where(group >= 0, 24 * self._uniform(10), 0).astype(np.int16),
            carrier=(months >= 6) & (group >= 0) & recovery & self._share(facts.companions, 11),
            woman=self._share(facts.women, 12),
            ost=need & self._share(facts.on_ost, 13),
            leaver=np.zeros(facts.people, dtype=bool),
        )

    def _home_group(self, groups: Groups, place: Ids) -> Ids:
        """One of the groups of one's own place or the nearest place that has any."""
        if not len(groups):
            return np.full(len(place), -1)
        spots = _places(self.facts)
        distance = np.hypot(
            spots.x_km[:, None] - spots.x_km[groups.place], spots.y_km[:, None] - spots.y_km[groups.place]
        )
        near = np.argsort(distance, axis=1, kind="stable")[:, : min(3, len(groups))]
        home: Ids = near[place, (self._uniform(7) * near.shape[1]).astype(np.int64)]
        return home

    def _ties(self, people: People) -> tuple[Ids, Ids, Ids]:
        found = [
            (*self._kin(people), Tie.KIN),
            (*self._peers(people), Tie.PEER),
            (*self._friends(people), Tie.FRIEND),
            (*self._helpers(people, self._treated(people), Tie.WORKER), Tie.WORKER),
            (*self._helpers(people, self._share(self.facts.allies, 31), Tie.ALLY), Tie.ALLY),
        ]
        kinds = np.repeat(np.array([kind for *_, kind in found], np.uint8), [len(one) for one, *_ in found])
        one, other = (np.concatenate([part[side] for part in found], dtype=np.int32) for side in (0, 1))
        return one, other, kinds

    def _kin(self, people: People) -> tuple[Ids, Ids]:
        """Households: everyone in a run of `kin` + 1 neighbours is tied to everyone else in it."""
        words, size = keys.draw(self.names, keys.stream(self.seed, 20)), self.facts.kin + 1
        order = np.lexsort((words, people.place)).astype(np.int32)
        houses = order[: len(order) // size * size].reshape(-1, size)
        pairs = [(i, j) for i in range(size) for j in range(i + 1, size)]
        one = [houses[:, i] for i, _ in pairs] or [order[:0]]
        other = [houses[:, j] for _, j in pairs] or [order[:0]]
        return np.concatenate(one), np.concatenate(other)

    def _friends(self, people: People) -> tuple[Ids, Ids]:
        """Stubs meet within a pool: those of a place or, far, of anywhere; alike in stage, or of any. A pool is matched
        on its own, so that some millions of stubs are sorted at a time."""
        stubs = np.repeat(np.arange(len(people), dtype=np.int32), self._counts(self.facts.friends, 21))
        pool = np.empty(len(stubs), dtype=np.int32)
        for begin in range(0, len(stubs), STUBS):
            here = slice(begin, begin + STUBS)
            pool[here] = self._pools(people, stubs[here], begin)
        sizes = np.cumsum(np.bincount(pool)) if len(pool) else np.empty(0, np.int64)
        ends = np.searchsorted(sizes, np.arange(STUBS, len(stubs) + STUBS, STUBS), side="right") + 1
        found: list[tuple[Ids, Ids]] = [(stubs[:0], stubs[:0])]
        for least, most in zip([0, *ends.tolist()], [*ends.tolist(), len(sizes)], strict=True):
            which = np.flatnonzero((pool >= least) & (pool < most))
            names = keys.pair(self.names[stubs[which]], keys.name(which))
            found.append(_match(stubs[which], pool[which], keys.draw(names, keys.stream(self.seed, 24))))
        return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])

    def _pools(self, people: People, stubs: Ids, begin: int) -> Ids:
        """Which pool some stubs, numbered from `begin`, are matched in."""
        names = keys.pair(self.names[stubs], keys.name(np.arange(begin, begin + len(stubs))))
        far, like = (
            keys.uniform(keys.draw(names, keys.stream(self.seed, purpose))) < share
            for purpose, share in ((22, self.facts.bridging), (23, self.facts.likeness))
        )
        place = np.where(far, len(self.facts.places), people.place[stubs])
        return place * 8 + np.where(like, people.stage[stubs] + 1, 0)

    def _peers(self, people: People) -> tuple[Ids, Ids]:
        stubs = np.repeat(np.flatnonzero(people.group >= 0), 2)
        words = keys.draw(keys.pair(self.names[stubs], keys.names(len(stubs))), keys.stream(self.seed, 25))
        return _match(stubs, people.group[stubs], words)

    def _treated(self, people: People) -> Mask:
        need = (people.stage == Stage.NEED) | (people.stage == Stage.NOT_SEEKING)
        treated: Mask = need & (people.ost | self._share(self.facts.in_treatment, 30))
        return treated

    def _helpers(self, people: People, helped: Mask, kind: Tie) -> tuple[Ids, Ids]:
        """Tie each person helped to somebody not in need: a worker with a caseload, or one ally of their own."""
        need = (people.stage == Stage.NEED) | (people.stage == Stage.NOT_SEEKING)
        who, pool = np.flatnonzero(helped & need), np.flatnonzero(people.stage == Stage.AROUND)
        if not len(pool) or not len(who):
            return who[:0], who[:0]
        if kind is Tie.WORKER:
            pool = pool[: max(1, -(-len(who) // self.facts.caseload))]
        return who, pool[(self._uniform(32, kind)[who] * len(pool)).astype(np.int64)]

    def _waits(self, rate: float, purpose: int) -> Ids:
        """Geometric waits, one a person, at most forty years."""
        limits = keys.geometric_limits(rate, 480)[::-1]
        drawn = keys.draw(self.names, keys.stream(self.seed, purpose)) >> 11
        return (len(limits) - np.searchsorted(limits, drawn, side="right")).astype(np.int64)

    def _counts(self, mean: float, purpose: int) -> Ids:
        """Poisson numbers with a given mean, one a person."""
        from scipy.stats import poisson

        ladder = poisson.cdf(np.arange(int(mean + 12 * mean**0.5 + 12)), mean)
        return np.searchsorted(ladder, self._uniform(purpose)).astype(np.int64)


def _match(stubs: Ids, pool: Ids, words: keys.Words) -> tuple[Ids, Ids]:
    """Pair the stubs of each pool at random; the odd one out goes without."""
    order = np.lexsort((words, pool))
    stubs, pool = stubs[order], pool[order]
    begins = np.flatnonzero(np.r_[True, pool[1:] != pool[:-1]]) if len(pool) else np.empty(0, np.int64)
    rank = np.arange(len(pool)) - np.repeat(begins, np.diff(np.r_[begins, len(pool)]))
    leads = np.flatnonzero((rank[:-1] % 2 == 0) & (pool[:-1] == pool[1:])) if len(pool) > 1 else begins[:0]
    return stubs[leads], stubs[leads + 1]


def _shares(facts: AreaFacts) -> NDArray[np.float64]:
    shares = np.array([place.share for place in facts.places])
    if shares.min() < 0 or not shares.sum() > 0:
        raise CascadeError(f"the shares of places are {shares.tolist()}; they must be 0 or more, and not all 0")
    scaled: NDArray[np.float64] = shares / shares.sum()
    return scaled


def _places(facts: AreaFacts) -> Places:
    return Places(
        tuple(place.name for place in facts.places),
        np.array([place.x_km for place in facts.places]),
        np.array([place.y_km for place in facts.places]),
    )


def _groups(facts: AreaFacts) -> Groups:
    if not facts.groups:
        return Groups.none()
    places = [place.name for place in facts.places]
    return Groups(
        tuple(group.name for group in facts.groups),
        np.array([places.index(group.place) for group in facts.groups], dtype=np.int32),
        np.array([PATHWAYS.index(group.pathway) for group in facts.groups], dtype=np.uint8),
        np.array([TIMES.index(group.time) for group in facts.groups], dtype=np.uint8),
        np.array([group.size for group in facts.groups], dtype=np.int32),
        np.array([group.share for group in facts.groups], dtype=np.float64),
    )
