"""When a source is read next. Pure.

In good times at its own pace, moved by a few minutes that depend on its name, so that a hundred sources are not read in
one minute. After a failure soon again, then ever later: 1 hour, 2, 4, 8, up to its own pace, and up to a week when it
has failed for long.
"""

import datetime as dt
import zlib
from typing import Final

FIRST_RETRY: Final = dt.timedelta(hours=1)
LONGEST: Final = dt.timedelta(days=7)
PATIENCE: Final = 8
"""So many failures in a row, and it is read less often than at its own pace."""
NO_WAIT: Final = dt.timedelta(0)
SPREAD: Final = 0.05


def after_good(now: dt.datetime, *, every_hours: int, name: str) -> dt.datetime:
    """A source that is read every hour keeps to the minute; one that is read daily moves by up to 72 minutes."""
    share = zlib.crc32(name.encode()) / 2**32
    return now + dt.timedelta(hours=every_hours) * (1 + SPREAD * share)


def after_failure(now: dt.datetime, *, every_hours: int, failures: int, wait: dt.timedelta = NO_WAIT) -> dt.datetime:
    """`failures` in a row, this one counted; `wait` is what the server itself asked for."""
    pace = dt.timedelta(hours=every_hours)
    growing = FIRST_RETRY * (1 << min(failures - 1, 16))
    most = max(pace, min(growing, LONGEST)) if failures > PATIENCE else pace
    return now + max(min(growing, most), wait)
