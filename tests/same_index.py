"""Spares tests the making of an index from the very rows of the last one.

While testing, the index is made anew for each question, since a test that ends takes back what it wrote and leaves no
mark. The rows are fetched each time all the same, and any difference in them makes a new index.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from trellis.finder import refresh
from trellis.finder.build import Row
from trellis.finder.index import Index


def make_once(patch: Any) -> None:
    plain = refresh._index_of
    last: dict[str, Any] = {"of": None}

    def index_of(rows: Iterable[Row]) -> Index:
        of = ([*rows], datetime.now(UTC).date())
        if last["of"] != of:
            last.update(index=plain(of[0]), of=of)
        index: Index = last["index"]
        return index

    patch.setattr(refresh, "_index_of", index_of)
