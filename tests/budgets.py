"""How many database queries a page may take. The budgets stand in one file, so that a change to them is seen in review.

    with query_budget("results page"):
        client.get("/find?near=BB11+1JG")

A page that takes more fails. UPDATE=1 pytest … writes what was counted into the file, which is how a new page gets its
budget, and how one that became cheaper gives the difference back.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).parent / "conventions" / "query_budgets.json"


def budgets(file: Path = FILE) -> dict[str, int]:
    found: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return found


@contextmanager
def query_budget(name: str, *, file: Path = FILE) -> Iterator[None]:
    with CaptureQueriesContext(connection) as taken:
        yield
    if os.environ.get("UPDATE"):
        updated = dict(sorted({**budgets(file), name: len(taken)}.items()))
        file.write_text(json.dumps(updated, indent=2) + "\n", encoding="utf-8")
        return
    allowed = budgets(file).get(name)
    assert allowed is not None, f"{name!r} has no budget of queries yet. UPDATE=1 gives it one of {len(taken)}."
    queries = "\n".join(query["sql"][:200] for query in taken.captured_queries)
    assert len(taken) <= allowed, f"{name!r} took {len(taken)} queries and may take {allowed}:\n{queries}"
