"""The columns of an index: one row a meeting, in the order of the grid, as compact as they go.

A trait (a pathway, a feature, a way to take part) is held twice: by row, for looking at few rows, and as one bit for
each row in 64-bit words, for counting very many at once.
"""

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from trellis.finder.entries import Entry
from trellis.finder.indexing.bits import WORD, Bits, pack
from trellis.finder.indexing.text import Vocabulary
from trellis.finder.indexing.textual import words_of
from trellis.finder.indexing.where import Grid, Rows, grid_keys, unit_vectors
from trellis.meetings.recurrence import Schedule

Key = TypeVar("Key", bound=Hashable)

MODES: Final = ("in-person", "online")


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows by a number that each has: those of number i are one run."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, numbers: NDArray[Any], count: int) -> "Groups":
        starts = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))])
        return cls(starts, np.argsort(numbers, kind="stable").astype(np.int32))

    def runs(self, numbers: Sequence[int] | Rows) -> NDArray[np.int64]:
        chosen = np.asarray(numbers, np.intp)
        return np.stack([self.starts[chosen], self.starts[chosen + 1]], axis=1)


@dataclass(frozen=True, eq=False)
class Columns:
    """`schedule` of a meeting without one is the number of schedules. `rank` is the place of its id among all.

    Meetings share sets of features: `feature_set` is the number of each one's row of `feature_sets`, which has a column
    of zeros and ones for each feature.
    """

    ids: NDArray[np.uint8]
    rank: NDArray[np.int32]
    by_rank: NDArray[np.int32]
    grid: Grid
    is_rough: NDArray[np.bool_]
    is_pale: NDArray[np.bool_]
    pathway: NDArray[np.uint8]
    pathways: Sequence[str]
    modes: NDArray[np.uint8]
    feature_set: NDArray[np.int32]
    feature_sets: NDArray[np.float32]
    feature_codes: Sequence[str]
    area: NDArray[np.int32]
    areas: dict[str, int]
    by_area: Groups
    schedule: NDArray[np.int32]
    schedules: Sequence[Schedule]
    by_schedule: Groups
    vocabulary: Vocabulary
    pathway_bits: Bits
    mode_bits: Bits
    feature_bits: Bits

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def has_pale(self) -> bool:
        return bool(self.is_pale.any())


class _Numbers(dict[Key, int]):
    """Things in the order they came, each with its number."""

    def __missing__(self, key: Key) -> int:
        self[key] = len(self)
        return self[key]


class _Gathering:
    """Collects the columns of entries, in the order they come; `columns` sorts them."""

    def __init__(self) -> None:
        self.pathways, self.features, self.areas = _Numbers[str](), _Numbers[str](), _Numbers[str]()
        self.schedules, self.words = _Numbers[Schedule](), _Numbers[str]()
        self.ids = bytearray()
        self.lat, self.lon = array("d"), array("d")
        self.pathway, self.modes, self.is_rough, self.is_pale = array("B"), array("B"), array("B"), array("B")
        self.area, self.schedule = array("i"), array("i")
        self.feature_of, self.feature_row = array("i"), array("i")
        self.word_of, self.word_row = array("i"), array("i")

    def add(self, entry: Entry) -> None:
        row = len(self.lat)
        self.ids += entry.id.bytes
        self.lat.append(np.nan if entry.lat is None else entry.lat)
        self.lon.append(np.nan if entry.lon is None or entry.lat is None else entry.lon)
        self.pathway.append(self.pathways[entry.pathway])
        self.modes.append(sum(1 << number for number, mode in enumerate(MODES) if mode in entry.modes))
        self.is_rough.append(entry.is_rough)
        self.is_pale.append(entry.is_pale)
        self.area.append(self.areas[entry.area])
        self.schedule.append(-1 if entry.schedule is None else self.schedules[entry.schedule])
        for code in set(entry.features):
            self.feature_of.append(self.features[code])
            self.feature_row.append(row)
        for word in set(words_of(entry.words)):
            self.word_of.append(self.words[word])
            self.word_row.append(row)

    def columns(self) -> Columns:
        count = len(self.lat)
        lat, lon = np.frombuffer(self.lat), np.frombuffer(self.lon)
        keys = grid_keys(lat, lon)
        order = np.argsort(keys, kind="stable")
        place = np.empty(count, np.int32)
        place[order] = np.arange(count, dtype=np.int32)
        ids = np.frombuffer(self.ids, np.uint8).reshape(-1, 16)[order]
        by_rank = np.lexsort(ids.view(">u8").reshape(-1, 2).T[::-1]).astype(np.int32)
        schedule = np.frombuffer(self.schedule, np.int32)[order]
        schedule = np.where(schedule < 0, len(self.schedules), schedule).astype(np.int32)
        features = np.zeros((count, max(1, len(self.features))), bool)
        features[place[_ints(self.feature_row)], _ints(self.feature_of)] = True
        feature_sets, feature_set = np.unique(np.packbits(features, axis=1), axis=0, return_inverse=True)
        pathway, modes = (np.frombuffer(column, np.uint8)[order] for column in (self.pathway, self.modes))
        area = _ints(self.area)[order]
        return Columns(
            ids=ids,
            rank=_inverse(by_rank),
            by_rank=by_rank,
            grid=Grid(keys[order], lat[order], lon[order], unit_vectors(lat[order], lon[order])),
            is_rough=np.frombuffer(self.is_rough, np.uint8)[order].astype(bool),
            is_pale=np.frombuffer(self.is_pale, np.uint8)[order].astype(bool),
            pathway=pathway,
            pathways=list(self.pathways),
            modes=modes,
            feature_set=feature_set.ravel().astype(np.int32),
            feature_sets=np.unpackbits(feature_sets, axis=1, count=features.shape[1]).astype(np.float32),
            feature_codes=list(self.features),
            area=area,
            areas=dict(self.areas),
            by_area=Groups.of(area, len(self.areas)),
            schedule=schedule,
            schedules=list(self.schedules),
            by_schedule=Groups.of(schedule, len(self.schedules) + 1),
            vocabulary=Vocabulary.of(list(self.words), _ints(self.word_of), place[_ints(self.word_row)]),
            pathway_bits=_matrix(len(self.pathways), lambda number: pathway == number, count),
            mode_bits=_matrix(len(MODES), lambda number: (modes >> number & 1).astype(bool), count),
            feature_bits=_matrix(features.shape[1], lambda number: features[:, number], count),
        )


def gather(entries: Iterable[Entry]) -> Columns:
    gathering = _Gathering()
    for entry in entries:
        gathering.add(entry)
    return gathering.columns()


def _matrix(size: int, column: Callable[[int], NDArray[np.bool_]], count: int) -> Bits:
    rows = [pack(column(number)) for number in range(size)]
    return np.stack(rows) if rows else np.zeros((0, -(-count // WORD)), np.uint64)


def _ints(values: "array[int]") -> NDArray[np.int32]:
    return np.frombuffer(values, np.int32)


def _inverse(order: NDArray[np.int32]) -> NDArray[np.int32]:
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place
