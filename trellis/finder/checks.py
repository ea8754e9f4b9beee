"""The examination of the read index: that it can be built from the database as it is, and shows what is listed there.

trellis.E131 a listing keeps the index from being built
trellis.E132 what is found is not what is listed
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.core.checks import CheckMessage, Error

from trellis.finder import build
from trellis.finder.index import Index
from trellis.meetings.models import Meeting
from trellis.safety.examinations import examination


@examination("index")
def read_index() -> Iterator[CheckMessage]:
    try:
        index = Index.of(build.entries())
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        hint = "Read its source again: trellis import SOURCE --again. Until then the search shows what it showed."
        yield Error(f"A listing keeps the search index from being built: {error}", hint, id="trellis.E131")
        return
    yield from differences(found=index, listed=set(Meeting.objects.listed().values_list("pk", flat=True)))


def differences(*, found: Index, listed: Collection[UUID]) -> Iterator[CheckMessage]:
    """Where the index that was just built shows other meetings than are listed."""
    shown = {UUID(bytes=row.tobytes()) for row in found.base.columns.ids}
    for which, ids in (("listed but not found", set(listed) - shown), ("found but not listed", shown - set(listed))):
        if ids:
            hint = (
                "If listings were changing just now, look again. Otherwise read their source again (trellis import"
                f" SOURCE --again) and tell the makers of Trellis. The first: {min(ids)}"
            )
            yield Error(f"{len(ids)} meeting{'s are' if len(ids) > 1 else ' is'} {which}.", hint, id="trellis.E132")
