"""How quick `trellis import` is: a feed that is new, and the same again."""

import json
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from trellis.bench.loading import with_real_postcodes, write_feed
from trellis.bench.measuring import Figure, over, seconds
from trellis.bench.worlds import made_meetings
from trellis.places.gazetteer import gazetteer


def importing(size: int, folder: Path) -> Iterator[Figure]:
    feed = _feed(size, folder)
    for counted, least in (("created", 1_500), ("unchanged", 8_000)):
        begun = time.process_time()
        taken, report = _read(feed)
        worked = time.process_time() - begun
        if report[counted] < size * 0.99:
            raise RuntimeError(f"Of {size:,} meetings {report[counted]:,} were {counted}: {str(report)[:300]}")
        yield over(f"import, {size:,} meetings {counted}", size / taken, "a second", least)
        yield Figure(
            f"import, {size:,} meetings {counted}, processor time", round(size / max(worked, 1e-9)), "a second"
        )


def _feed(size: int, folder: Path) -> Path:
    feed = folder / "made-up.json"
    write_feed(with_real_postcodes(made_meetings(size), gazetteer().postcodes), feed)
    return feed


def _read(feed: Path) -> tuple[float, dict[str, Any]]:
    said = StringIO()
    taken = seconds(lambda: call_command("import", str(feed), "--json", stdout=said))
    report: dict[str, Any] = json.loads(said.getvalue())
    return taken, report
