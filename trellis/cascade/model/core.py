"""The part of a network that the recovery model moves: the people who are, or may come to be, in need or in recovery.

Family, workers and allies never change stage unless new need is modelled, so their ties are left out of the inner
loops. What a model needs of a network is worked out once and shared, unchanged, by every run.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.freezing import freeze
from trellis.cascade.model.codes import codes_of, standing_of
from trellis.cascade.people.network import Mask, Network, Stage, spans

RECOVERING, USING, CARRIER = 1, 1 << 20, 1 << 40  # three counts of contacts, packed in one 64-bit number
USING_BITS, CARRIER_BITS = 20, 40
COUNT_MASK = (1 << 20) - 1
SHOWS = np.zeros(len(Stage), dtype=np.uint8)  # by stage: what contacts see, as bits; a companion shows one bit more
SHOWS[Stage.RECOVERING], SHOWS[[Stage.NEED, Stage.NOT_SEEKING]] = 1, 2
PACKED = np.array(  # by those bits: what it adds to the counts of each contact
    [(bits & 1) * RECOVERING + (bits >> 1 & 1) * USING + (bits >> 2) * CARRIER for bits in range(8)], dtype=np.int64
)
PEOPLE = 1 << 20  # whose ties are looked through at a time
GENERAL, WOMAN, OST = 0, 1, 2  # which odds ratio for ties applies


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Core:
    """Compact arrays over the people in play; `ids` says who they are in the network."""

    ids: NDArray[np.int64]
    words: keys.Words
    first: NDArray[np.int64]
    other: NDArray[np.int32]
    kind: NDArray[np.uint8]
    klass: NDArray[np.int32]  # same place, pathway and free time: the same groups in reach
    classes: NDArray[np.int64]  # of each class: place, pathway, free
    ring: NDArray[np.int64]  # people by place, then by word
    ring_key: NDArray[np.uint64]
    ring_first: NDArray[np.int64]  # of each place: where its people begin on the ring; the last is its end
    counts: NDArray[np.int64]  # packed counts of contacts at the start
    shown: NDArray[np.uint8]  # what contacts see of each person, as bits
    code: NDArray[np.uint8]  # how each stands at the start
    standing: NDArray[np.int64]  # [group + 1, code]: how many; the first row attend none
    begun: dict[int, NDArray[np.int64]]  # month, before the start, in which recovery began → who

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.ids)


def core_of(network: Network, *, everybody: bool) -> Core:
    """The core of a network; `everybody` when people around need may come to be in need."""
    return _core_by_identity(_Same(network), everybody=everybody)


class _Same:
    """A network as a cache key: by identity, since its arrays never change."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __hash__(self) -> int:
        return id(self.network)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.network is self.network


@lru_cache(maxsize=2)
def _core_by_identity(same: _Same, *, everybody: bool) -> Core:
    network = same.network
    people = network.people
    played = np.ones(len(network), dtype=bool) if everybody else people.stage != Stage.AROUND
    ids = np.flatnonzero(played)
    first, other = _between(network, played, ids)
    triple = people.place[ids].astype(np.int64) << 16 | people.pathway[ids].astype(np.int64) << 8 | people.free[ids]
    codes = np.unique(triple)
    words = keys.name(ids)
    ring_key = place_key(people.place[ids], words)
    ring = np.argsort(ring_key, kind="stable")
    shown = shown_by(people.stage[ids], people.carrier[ids])
    code = codes_of(people.stage[ids], people.months[ids], people.group[ids], people.ost[ids])
    return Core(
        ids=ids,
        words=words,
        first=first,
        other=other,
        kind=np.where(people.ost[ids], OST, np.where(people.woman[ids], WOMAN, GENERAL)).astype(np.uint8),
        klass=np.searchsorted(codes, triple).astype(np.int32),
        classes=np.stack([codes >> 16, (codes >> 8) & 255, codes & 255], axis=1),
        ring=ring,
        ring_key=ring_key[ring],
        ring_first=np.r_[0, np.cumsum(np.bincount(people.place[ids], minlength=len(network.places)))],
        counts=sums(first, other, PACKED[shown]),
        shown=shown,
        code=code,
        standing=standing_of(people.group[ids], code, len(network.groups)),
        begun=_by_month(-people.months[ids].astype(np.int64), np.flatnonzero(people.stage[ids] == Stage.RECOVERING)),
    )


def _by_month(months: NDArray[np.int64], who: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """People by a month of theirs."""
    who = who[np.argsort(months[who], kind="stable")]
    found, first = np.unique(months[who], return_index=True)
    return dict(zip(found.tolist(), np.split(who, first[1:]), strict=True)) if len(who) else {}


def _between(network: Network, played: Mask, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The ties between people in play, renumbered; of some people at a time, so that little room is needed."""
    renumber = np.full(len(network), -1, dtype=np.int32)
    renumber[ids] = np.arange(len(ids), dtype=np.int32)
    first, found = np.zeros(len(ids) + 1, dtype=np.int64), [np.empty(0, np.int32)]
    for begin in range(0, len(ids), PEOPLE):
        entries, lengths = spans(network.ties.first, ids[begin : begin + PEOPLE])
        other = renumber[network.ties.other[entries]]
        kept = other >= 0
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
        first[begin + 1 : begin + 1 + len(lengths)] = first[begin] + before[np.cumsum(lengths)]
        found.append(other[kept])
    return first, np.concatenate(found)


def shown_by(stage: NDArray[np.int8], carrier: Mask) -> NDArray[np.uint8]:
    """What contacts see of each person, as bits."""
    bits: NDArray[np.uint8] = SHOWS.take(stage)
    bits |= carrier.view(np.uint8) << 2
    return bits


def sums(first: NDArray[np.int64], other: NDArray[np.int32], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each person the sum of the values of their contacts; of some people at a time."""
    found = np.empty(len(first) - 1, dtype=np.int64)
    for begin in range(0, len(found), PEOPLE):
        here = first[begin : begin + PEOPLE + 1]
        totals = np.concatenate([np.zeros(1, np.int64), np.cumsum(values[other[here[0] : here[-1]]])])
        found[begin : begin + PEOPLE] = totals[here[1:] - here[0]] - totals[here[:-1] - here[0]]
    return found


def place_key(place: NDArray[np.int32], words: keys.Words) -> NDArray[np.uint64]:
    """Sorts people by place and, within it, by word, so that a draw can point at the next person there."""
    key: NDArray[np.uint64] = (place.astype(np.uint64) << np.uint64(40)) | (words >> np.uint64(24))
    return key
