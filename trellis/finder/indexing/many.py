"""Counting and finding among very many rows: all at once, 64 to a machine word."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.finder.indexing.bits import Bits, unpack
from trellis.finder.indexing.columns import MODES, Columns
from trellis.finder.indexing.few import counted, counted_times
from trellis.finder.indexing.time import View, tally
from trellis.finder.indexing.where import Rows, joined
from trellis.finder.query import Query

_FEW: Final = 4096
"""So many are sorted sooner than walked to."""


class Many:
    """The rows that answer a question, among those of `base`.

    `by_schedule` are the numbers of rows of `base` by schedule, where they are known.
    """

    def __init__(
        self, columns: Columns, base: Bits, query: Query, view: View, by_schedule: NDArray[np.int64] | None
    ) -> None:
        self.columns, self.base, self.query, self.view = columns, base, query, view
        self._by_schedule = by_schedule
        self.masks = dict(self._masks())

    def _masks(self) -> list[tuple[str, Bits]]:
        columns, query = self.columns, self.query
        masks = []
        if query.pathways:
            masks.append(("pathway", _any(columns.pathway_bits, columns.pathways, query.pathways)))
        if query.features:
            masks.append(("feature", _all(columns.feature_bits, columns.feature_codes, query.features)))
        if query.modes:
            masks.append(("mode", _any(columns.mode_bits, MODES, query.modes)))
        if not self.view.is_open:
            masks.append(("time", self.view.held_rows(columns.schedule)))
        return masks

    def _kept(self, *, but: str = "") -> Bits:
        kept = self.base
        for name, mask in self.masks.items():
            if name != but:
                kept = kept & mask
        return kept

    @cached_property
    def kept(self) -> Bits:
        return self._kept()

    @cached_property
    def total(self) -> int:
        return int(np.bitwise_count(self.kept).sum())

    @cached_property
    def flags(self) -> NDArray[np.bool_]:
        return unpack(self.kept, len(self.columns))

    def rows(self) -> Rows:
        return np.flatnonzero(self.flags)

    def first_rows(self, most: int) -> Rows:
        """At least the first so many by start: by walking the schedules in order, not by sorting the rows."""
        if self.total <= max(most, _FEW):
            return self.rows()
        order = self.view.in_order
        groups = self.columns.by_schedule
        lengths = np.cumsum(groups.starts[order + 1] - groups.starts[order])
        share = self.total / max(1, len(self.columns))
        aim = most / share
        while True:
            last = int(np.searchsorted(lengths, aim)) + 1
            last = int(
                np.searchsorted(self.view.starts[order], self.view.starts[order[min(last, len(order)) - 1]], "right")
            )
            rows = groups.rows[joined(groups.runs(order[:last]))]
            rows = rows[self.flags[rows]]
            if self._unpale(rows) >= most or last >= len(order):
                return rows.astype(np.intp)
            aim *= 4

    def _unpale(self, rows: NDArray[np.int32]) -> int:
        """How many of the rows come before every pale one."""
        return len(rows) - int(self.columns.is_pale[rows].sum()) if self.columns.has_pale else len(rows)

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        columns, kept = self.columns, self.kept
        by_pathway = kept if "pathway" not in self.masks else self._kept(but="pathway")
        by_mode = kept if "mode" not in self.masks else self._kept(but="mode")
        return {
            "pathway": counted(columns.pathways, _count(columns.pathway_bits, by_pathway)),
            "feature": counted(columns.feature_codes, _count(columns.feature_bits, kept)),
            "mode": counted(MODES, _count(columns.mode_bits, by_mode)),
            **counted_times(tally(self.view.marks, self._schedules())),
        }

    def _schedules(self) -> NDArray[np.int64]:
        """How many rows each schedule has, leaving out the condition of time."""
        if self._by_schedule is not None and not self.masks.keys() - {"time"}:
            return self._by_schedule
        # Positions first: picking by flags is several times slower.
        rows = np.flatnonzero(unpack(self._kept(but="time"), len(self.columns)))
        return np.bincount(self.columns.schedule.take(rows), minlength=len(self.columns.schedules) + 1)


def _count(matrix: Bits, kept: Bits) -> NDArray[np.int64]:
    return np.asarray(np.bitwise_count(matrix & kept).sum(axis=1, dtype=np.int64))


def _any(matrix: Bits, codes: Sequence[str], chosen: Collection[str]) -> Bits:
    rows = [number for number, code in enumerate(codes) if code in chosen]
    return np.asarray(np.bitwise_or.reduce(matrix[rows], axis=0))


def _all(matrix: Bits, codes: Sequence[str], chosen: Collection[str]) -> Bits:
    rows = [number for number, code in enumerate(codes) if code in chosen]
    if len(rows) < len(chosen):
        return np.zeros(matrix.shape[1], np.uint64)
    return np.asarray(np.bitwise_and.reduce(matrix[rows], axis=0))
