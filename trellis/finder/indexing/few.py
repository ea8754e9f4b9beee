"""Counting and finding among few rows: each is looked at."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import SupportsInt

import numpy as np
from numpy.typing import NDArray

from trellis.finder.indexing.columns import MODES, Columns
from trellis.finder.indexing.time import View, tally
from trellis.finder.indexing.where import Rows
from trellis.finder.query import Query
from trellis.finder.questions.when import DAY_WORDS, WHEN_FACETS

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
        rows = self.rows()
        by_pathway = rows if "pathway" not in self.masks else self.candidates[self._kept(but="pathway")]
        by_mode = rows if "mode" not in self.masks else self.candidates[self._kept(but="mode")]
        by_time = self.schedule[self._kept(but="time")]
        modes = np.bincount(columns.modes[by_mode], minlength=4)
        times = tally(self.view.marks[by_time])
        return {
            "pathway": counted(columns.pathways, np.bincount(columns.pathway[by_pathway])),
            "feature": counted(columns.feature_codes, self._features(rows)),
            "mode": counted(MODES, [modes[1] + modes[3], modes[2] + modes[3]]),
            "day": counted(DAY_WORDS, [times[code] for code in DAY_WORDS]),
            "when": counted(tuple(WHEN_FACETS), [times[code] for code in WHEN_FACETS]),
        }

    def _features(self, rows: Rows) -> NDArray[np.float32]:
        sets = self.columns.feature_sets
        found = np.bincount(self.columns.feature_set[rows], minlength=len(sets))
        there = np.flatnonzero(found)
        return np.asarray(found[there].astype(np.float32) @ sets[there])  # exact up to sixteen million


def counted(codes: Sequence[str], numbers: Iterable[SupportsInt]) -> dict[str, int]:
    """Those that are there at all."""
    return {code: int(number) for code, number in zip(codes, numbers, strict=False) if number}
