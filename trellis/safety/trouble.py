"""What the machine cannot do just now, in words: a full disk, a folder that is read-only, a database that is locked.

Nothing is lost by any of them: what was under way is one transaction, and was not done. Pure.
"""

import errno
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError


@dataclass(frozen=True, slots=True)
class Trouble:
    """`words` are for whoever came to a page, `cure` for whoever runs the site."""

    words: str
    cure: str
    passes: bool
    """Whether it is likely over in a moment."""


LOCKED: Final = Trouble(
    "Somebody else is changing many things just now.",
    "The database is locked by another process. If it stays so, look which one: trellis import, a backup, a shell.",
    True,
)
FULL: Final = Trouble(
    "There is no room left to keep anything.",
    "The disk of the data folder is full. Make room; nothing needs to be mended afterwards.",
    False,
)
READ_ONLY: Final = Trouble(
    "Nothing can be kept here just now.",
    "The data folder, or the database in it, cannot be written. Give whoever runs Trellis the right to write there.",
    False,
)
AWAY: Final = Trouble(
    "What holds the listings does not answer just now.",
    "The database cannot be reached. Look at DATABASE_URL, and whether its server runs.",
    True,
)
UNPREPARED: Final = Trouble(
    "This site is being brought up to date.",
    "The database is not that of this Trellis. Bring it up to date: trellis prepare",
    True,
)
_SIGNS: Final = (
    ("no such table", UNPREPARED),
    ("is locked", LOCKED),
    ("lock timeout", LOCKED),
    ("deadlock detected", LOCKED),
    ("disk is full", FULL),
    ("no space left", FULL),
    ("could not extend file", FULL),
    ("disk i/o error", FULL),
    ("readonly database", READ_ONLY),
    ("read-only transaction", READ_ONLY),
    ("unable to open database file", READ_ONLY),
    ("could not connect", AWAY),
    ("connection failed", AWAY),
    ("connection refused", AWAY),
    ("server closed the connection", AWAY),
    ("terminating connection", AWAY),
)
_NO_SUCH_TABLE: Final = "42P01"
"""As PostgreSQL numbers it: what it says is in the language of the server."""
_NUMBERS: Final = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY}


def trouble_of(error: BaseException) -> Trouble | None:
    """What the machine could not do; None where the error is none of these, and so one of ours."""
    if isinstance(error, DatabaseError):
        if getattr(error.__cause__, "sqlstate", "") == _NO_SUCH_TABLE:
            return UNPREPARED
        said = str(error).lower()
        return next((trouble for sign, trouble in _SIGNS if sign in said), None)
    if isinstance(error, OSError) and error.errno:
        return _NUMBERS.get(error.errno)
    return None
