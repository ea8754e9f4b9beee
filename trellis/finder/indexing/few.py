"""Counting and finding among few rows: each is looked at."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.finder.entries import FACETS
from trellis.finder.indexing.columns import MODES, Columns
from trellis.finder.indexing.time import MARKS, View, tally
from trellis.finder.indexing.where import Rows
from trellis.finder.query import Query
from trellis.finder.questions.when import DAY_WORDS

Flags = NDArray[np.bool_]


class Few:
    """The rows that answer a question, among some that are there and say so already."""

    def __init__(self, columns: Columns, rows: Rows, query: Query, view: View) -> None:
        self.columns, self.candidates, self.query, self.view = columns, rows, query, view
        self.schedule = columns.schedule[rows]
        self.masks = dict(self._masks())

    def _masks(self) -> list[tuple[str, Flags]]:
        columns, query, rows = self.columns, self.query, self.candidates
        masks = []
        if query.pathways:
            chosen = np.array([code in query.pathways for code in columns.pathways] or [False])
            masks.append(("pathway", chosen[columns.pathway[rows]]))
        if query.features:
            masks.append(("feature", self._has_features()))
        if query.modes:
            chosen = np.array(
                [any(number >> n & 1 and m in query.modes for n, m in enumerate(MODES)) for number in range(4)]
            )
            masks.append(("mode", chosen[columns.modes[rows]]))
        if not self.view.is_open:
            masks.append(("time", self.view.is_held[self.schedule]))
        return masks

    def _has_features(self) -> Flags:
        columns, rows = self.columns, self.candidates
        if not self.query.features <= set(columns.feature_codes):
            return np.zeros(len(rows), bool)
        wanted = [number for number, code in enumerate(columns.feature_codes) if code in self.query.features]
        has_all: Flags = np.asarray(columns.feature_sets[:, wanted].all(axis=1))
        return has_all[columns.feature_set[rows]]

    def _kept(self, *, but: str = "") -> Flags | slice:
        """Which candidates remain, leaving one condition out."""
        masks = [mask for name, mask in self.masks.items() if name != but]
        return np.logical_and.reduce(masks) if masks else slice(None)

    @cached_property
    def kept(self) -> Flags | slice:
        return self._kept()

    def rows(self) -> Rows:
        return self.candidates[self.kept]

    def first_rows(self, most: int) -> Rows:
        return self.rows()

    @cached_property
    def total(self) -> int:
        return len(self.rows())

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        columns = self.columns
        if not len(self.candidates):
            return {facet: {} for facet in FACETS}
        rows = self.rows()
        by_pathway = rows if "pathway" not in self.masks else self.candidates[self._kept(but="pathway")]
        by_mode = rows if "mode" not in self.masks else self.candidates[self._kept(but="mode")]
        by_time = self.schedule[self._kept(but="time")]
        modes = np.bincount(columns.modes[by_mode], minlength=4)
        return {
            "pathway": counted(columns.pathways, np.bincount(columns.pathway[by_pathway])),
            "feature": counted(columns.feature_codes, self._features(rows)),
            "mode": counted(MODES, modes[[1, 2]] + modes[3]),
            **counted_times(tally(self.view.marks[by_time])),
        }

    def _features(self, rows: Rows) -> NDArray[np.float32]:
        sets = self.columns.feature_sets
        found = np.bincount(self.columns.feature_set[rows], minlength=len(sets))
        there = np.flatnonzero(found)
        return np.asarray(found[there].astype(np.float32) @ sets[there])  # exact up to sixteen million


def counted(codes: Sequence[str], numbers: NDArray[Any]) -> dict[str, int]:
    """Those that are there at all."""
    # As a list first: picking numbers out of an array one by one takes ten times as long.
    return {code: int(number) for code, number in zip(codes, numbers.tolist(), strict=False) if number}


def counted_times(numbers: Sequence[int]) -> dict[str, dict[str, int]]:
    """Those of the days and of the times, from a number for each of MARKS."""
    found = list(zip(MARKS, numbers, strict=True))
    days, times = found[: len(DAY_WORDS)], found[len(DAY_WORDS) :]
    return {name: {code: number for code, number in part if number} for name, part in (("day", days), ("when", times))}
