"""People, the ties between them, and the groups they meet in: arrays that never change once they are a network's.

Ties are held in both directions in compressed sparse rows: the contacts of person i are
`ties.other[ties.first[i]:ties.first[i + 1]]`. A tie is *bonding* within one place and *bridging* between two.
A group is a hyperedge: everyone who attends it meets everyone else there. People are numbers: nothing here can hold
a name, and a network is synthetic or made from aggregate facts.
"""

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.freezing import freeze
from trellis.cascade.parameters import CascadeError

Ints = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]

PATHWAYS = ("AA", "NA", "CA", "SMART", "ACT Peer Recovery", "faith", "lived experience", "activities")
ROWS = 1 << 22  # entries of rows sorted at a time
TIMES = ("weekday", "evening", "late evening", "weekend")  # bit 0 … 3 of `People.free`


class Stage(IntEnum):
    """Where somebody is. Recovery is self-defined; NOT_SEEKING is respected and never introduced to anything."""

    AROUND = 0  # family, friends, workers and allies: not in need
    NEED = 1
    NOT_SEEKING = 2
    RECOVERING = 3
    DIED = 4
    MOVED = 5


# The same as plain integers: in the inner loops, looking up an enumeration takes longer than the comparison.
AROUND, NEED, NOT_SEEKING, RECOVERING, DIED, MOVED = map(int, Stage)


class Tie(IntEnum):
    KIN = 0
    FRIEND = 1
    PEER = 2
    WORKER = 3
    ALLY = 4


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class People:
    """One array a fact, one entry a person."""

    stage: NDArray[np.int8]
    place: NDArray[np.int32]
    pathway: NDArray[np.uint8]  # the pathway that suits them, an index of PATHWAYS
    free: NDArray[np.uint8]  # bits of TIMES
    months: NDArray[np.int16]  # in recovery so far
    group: NDArray[np.int32]  # attended at the start; -1 for none
    tenure: NDArray[np.int16]  # months attending so far
    carrier: Mask  # goes along with newcomers
    woman: Mask
    ost: Mask
    leaver: Mask  # just out of treatment

    @classmethod
    def around(cls, count: int) -> Self:
        """People of whom nothing is said: enough for the reference models."""
        types = {field.name: _dtype(field.type) for field in fields(cls)}
        return cls(**{name: np.zeros(count, dtype) for name, dtype in types.items()} | {"group": -np.ones(count, "i4")})

    def __len__(self) -> int:
        return len(self.stage)

    def __repr__(self) -> str:
        return f"<People: {len(self):,}, with {', '.join(self.__slots__)}>"


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Ties:
    first: NDArray[np.int64]
    other: NDArray[np.int32]
    kind: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.other) // 2

    def __repr__(self) -> str:
        return f"<Ties: {len(self):,} between {len(self.first) - 1:,} people>"

    def of(self, person: int) -> NDArray[np.int32]:
        return self.other[self.first[person] : self.first[person + 1]]


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Groups:
    """`size` and `share` (in recovery) are of the members there before anybody in the network comes."""

    name: tuple[str, ...]
    place: NDArray[np.int32]
    pathway: NDArray[np.uint8]
    time: NDArray[np.uint8]  # an index of TIMES
    size: NDArray[np.int32]
    share: NDArray[np.float64]

    @classmethod
    def none(cls) -> Self:
        empty = np.empty(0)
        return cls((), empty.astype("i4"), empty.astype("u1"), empty.astype("u1"), empty.astype("i4"), empty)

    def __len__(self) -> int:
        return len(self.name)

    def __repr__(self) -> str:
        return f"<Groups: {', '.join(self.name[:12])}{' …' if len(self) > 12 else ''}>"


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Places:
    name: tuple[str, ...]
    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]

    @classmethod
    def one(cls) -> Self:
        return cls(("here",), np.zeros(1), np.zeros(1))

    def __len__(self) -> int:
        return len(self.name)

    def __repr__(self) -> str:
        return f"<Places: {', '.join(self.name[:12])}{' …' if len(self) > 12 else ''}>"


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """People with their ties, groups and places. Make one with `town`, `from_area`, `read_network` or `from_ties`."""

    people: People
    ties: Ties
    groups: Groups
    places: Places
    name: str = "a network"

    def __post_init__(self) -> None:
        self._freeze()
        if len(self.ties.first) != len(self.people) + 1:
            raise CascadeError(f"ties are of {len(self.ties.first) - 1} people, but there are {len(self.people)}")
        _check_index("people.place", self.people.place, len(self.places))
        _check_index("people.group", self.people.group, len(self.groups), least=-1)
        _check_index("groups.place", self.groups.place, len(self.places))
        _check_index("ties.other", self.ties.other, len(self.people))

    @classmethod
    def from_ties(cls, count: int, one: Ints, other: Ints, kind: Ints | None = None, name: str = "ties") -> "Network":
        """A network of bare ties; each pair once, in either order."""
        return cls(People.around(count), make_ties(count, one, other, kind), Groups.none(), Places.one(), name)

    @classmethod
    def configuration(cls, degrees: Ints, seed: int) -> "Network":
        """A random network in which person i has about degrees[i] ties (self-ties and doubles are dropped)."""
        stubs = np.repeat(np.arange(len(degrees), dtype=np.int32), degrees)
        order = np.argsort(keys.draw(keys.names(len(stubs)), keys.stream(seed, 1)), kind="stable")
        stubs = stubs[order[: len(stubs) // 2 * 2]]
        return cls.from_ties(len(degrees), stubs[::2], stubs[1::2], name="configuration model")

    @classmethod
    def regular(cls, count: int, degree: int, seed: int) -> "Network":
        """Everyone has `degree` (even) ties, from random permutations: fifty million people without a sort of ties."""
        if degree % 2 or degree < 2:
            raise CascadeError(f"degree is {degree}; it must be an even number from 2")
        other = np.empty((count, degree), dtype=np.int32)
        for half in range(degree // 2):
            order = np.argsort(keys.draw(keys.names(count), keys.stream(seed, 2, half))).astype(np.int32)
            other[:, 2 * half] = order
            other[order, 2 * half + 1] = np.arange(count, dtype=np.int32)
        first = np.arange(0, count * degree + 1, degree, dtype=np.int64)
        ties = Ties(first, other.reshape(-1), np.full(count * degree, Tie.FRIEND, dtype=np.uint8))
        return cls(People.around(count), ties, Groups.none(), Places.one(), "regular")

    def __len__(self) -> int:
        return len(self.people)

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to another process: the arrays, not what is worked out from them."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._freeze()

    def _freeze(self) -> None:
        for part in self._parts:
            freeze(part)

    @cached_property
    def names(self) -> keys.Words:
        """The word by which each person's draws are keyed."""
        names = keys.names(len(self))
        names.setflags(write=False)
        return names

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything in the network, so that a result can say what it came from."""
        parts = (getattr(part, field.name) for part in self._parts for field in fields(part))
        return keys.digest(*parts)

    @property
    def _parts(self) -> tuple[Any, ...]:
        return self.people, self.ties, self.groups, self.places

    def with_ties(self, one: Ints, other: Ints, kind: Ints | None = None) -> "Network":
        """The same people with some more ties."""
        owner = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.ties.first))
        once = owner < self.ties.other
        kinds = np.full(len(one), Tie.FRIEND, dtype=np.uint8) if kind is None else np.asarray(kind, dtype=np.uint8)
        ties = make_ties(
            len(self),
            np.concatenate([owner[once], np.asarray(one, dtype=np.int32)]),
            np.concatenate([self.ties.other[once], np.asarray(other, dtype=np.int32)]),
            np.concatenate([self.ties.kind[once], kinds]),
        )
        return replace(self, ties=ties)

    def bridging(self) -> Mask:
        """Of each entry of `ties.other`: whether it joins two places."""
        owner = np.repeat(self.people.place, np.diff(self.ties.first))
        apart: Mask = owner != self.people.place[self.ties.other]
        return apart

    def count(self, stage: Stage) -> int:
        return int(np.count_nonzero(self.people.stage == stage))

    def __repr__(self) -> str:
        degree = len(self.ties.other) / max(len(self), 1)
        return (
            f"<Network {self.name}: {len(self):,} people ({self.count(Stage.NEED):,} in need, "
            f"{self.count(Stage.RECOVERING):,} in recovery), {len(self.ties):,} ties ({degree:.1f} each), "
            f"{len(self.groups)} groups in {len(self.places)} places>"
        )


def make_ties(count: int, one: Ints, other: Ints, kind: Ints | None = None) -> Ties:
    """Both directions of every tie, in rows; self-ties go, and of doubles the first kind given stays. Some
    millions of entries are sorted at a time, so that the room for it does not grow with the network."""
    for named in (one, other):
        if len(named) and (named.min() < 0 or named.max() >= count):
            wrong = named.min() if named.min() < 0 else named.max()
            raise CascadeError(f"a tie names person {wrong}; people are numbered from 0 to {count - 1}")
    contacts, kinds = np.empty(2 * len(one), np.int32), np.empty(2 * len(one), np.uint8)
    degree, used = np.zeros(count, np.int64), 0
    step = max(1, -(-count // max(1, -(-2 * len(one) // ROWS))))
    for begin in range(0, count, step):
        code, given = _rows(count, one, other, range(begin, min(begin + step, count)))
        person, contact = np.divmod(code, count)
        degree[begin : begin + step] = np.bincount(person, minlength=min(step, count - begin))
        contacts[used : used + len(code)] = contact
        kinds[used : used + len(code)] = Tie.FRIEND if kind is None else kind[given]
        used += len(code)
    contacts.resize(used, refcheck=False)
    kinds.resize(used, refcheck=False)
    return Ties(np.concatenate([np.zeros(1, np.int64), np.cumsum(degree)]), contacts, kinds)


def _rows(count: int, one: Ints, other: Ints, people: range) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of some people, (person, contact) as one sorted number each, and which tie was the first to say so."""
    ends, begins = [], []
    for near, far in ((one, other), (other, one)):
        which = np.flatnonzero((near >= people.start) & (near < people.stop) & (near != far))
        begins.append((near[which].astype(np.int64) - people.start) * count + far[which])
        ends.append(which)
    code, given = np.concatenate(begins), np.concatenate(ends)
    order = np.argsort(code)
    code, given = code[order], given[order]
    fresh = np.flatnonzero(np.concatenate([np.ones(len(code[:1]), bool), code[1:] != code[:-1]]))
    return code[fresh], np.minimum.reduceat(given, fresh) if len(fresh) else given


def spans(first: Ints, people: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of the rows of some people, one after the other, and how many each has."""
    begin = first[people]
    lengths = first[people + 1] - begin
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(begin - (ends - lengths), lengths), lengths


def _check_index(name: str, values: Ints, count: int, least: int = 0) -> None:
    if len(values) and (values.min() < least or values.max() >= count):
        raise CascadeError(f"{name} holds {values.min()} to {values.max()}; it must be from {least} to {count - 1}")


def _dtype(annotation: Any) -> np.dtype[Any]:
    return np.dtype(bool) if annotation == Mask else np.dtype(annotation.__args__[1].__args__[0])
