"""What readings told of a place goes with it when the place is taken off the map."""

from collections.abc import Sequence

from trellis.keeping.deciding.deleting import also_forget
from trellis.meetings.models import Meeting
from trellis.opendata.models import Read
from trellis.places.models import Place


@also_forget
def forget(places: Sequence[Place], meetings: Sequence[Meeting]) -> None:
    """Rows of differences about it or the meetings there, and rejected rows, which quote what they held."""
    gone = {str(one.pk) for one in (*places, *meetings)}
    sources = {place.source_id for place in places} | {meeting.source_id for meeting in meetings}
    for read in Read.objects.filter(source__in=sources):
        kept = {what: [row for row in rows if row.get("id") not in gone] for what, rows in read.differences.items()}
        if kept != read.differences or read.rejected:
            read.differences, read.rejected = kept, []
            read.save(update_fields=["differences", "rejected"])
