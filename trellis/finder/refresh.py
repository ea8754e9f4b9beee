"""One read index in each process, that follows the database."""

from trellis.finder import build
from trellis.finder.entries import Entry
from trellis.places.models import Revision

_kept: tuple[int, list[Entry]] | None = None


def snapshot() -> list[Entry]:
    global _kept  # noqa: PLW0603 - one index a process
    revision = Revision.now()
    if _kept is None or _kept[0] != revision:
        _kept = (revision, list(build.entries()))
    return _kept[1]
