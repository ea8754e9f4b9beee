"""The rules of retention for what safety itself keeps."""

from datetime import datetime

from trellis.safety import letters, limits
from trellis.safety.retention import rule


@rule("letters")
def old_letters(now: datetime) -> int:
    return letters.forget(now)


@rule("limits")
def old_counts(now: datetime) -> int:
    return limits.forget(now)
