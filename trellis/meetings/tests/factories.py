"""Groups and meetings for tests, with `create_source` and `create_place` beside them for one import.

create_meeting()                                             Tuesdays at 7:30 pm in St Peter's Hall, Burnley
create_meeting(rule="FREQ=MONTHLY;BYDAY=1SU", start=time(18))
create_meeting(mode=Meeting.Mode.ONLINE, join_url="https://example.org/join")
"""

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place, Revision, Source
from trellis.places.tests.factories import BURNLEY, READ_AT, create_place, create_source

__all__ = ["BURNLEY", "READ_AT", "create_group", "create_meeting", "create_place", "create_source"]

HALF_PAST_SEVEN = dt.time(19, 30)

_numbers = count(1)


def create_group(
    *, name: str = "Way In", pathway: str = "na", source: Source | None = None, slug: str = "", **fields: Any
) -> Group:
    number = next(_numbers)
    source = source or create_source()
    key = fields.pop("source_key", f"group-{number}")
    return Group.objects.create(
        **{
            "id": source.id_of("group", key),
            "source": source,
            "source_key": key,
            "slug": slug or f"group-{number}",
            "name": name,
            "pathway": pathway,
            "revision": Revision.advance(),
            **fields,
        }
    )


def create_meeting(
    *,
    name: str = "Way In Tuesday",
    group: Group | None = None,
    place: Place | None = None,
    pathway: str = "na",
    mode: Meeting.Mode = Meeting.Mode.IN_PERSON,
    rule: str = "FREQ=WEEKLY;BYDAY=TU",
    start: dt.time | None = HALF_PAST_SEVEN,
    minutes: int = 90,
    zone: str = "Europe/London",
    features: Sequence[str] = (),
    slug: str = "",
    **fields: Any,
) -> Meeting:
    """A meeting of a new group on `pathway`, unless `group` is given; in person, in a new place."""
    number = next(_numbers)
    source = fields.pop("source", None) or (group.source if group else place.source if place else create_source())
    group = group or create_group(pathway=pathway, source=source)
    if place is None and mode in {Meeting.Mode.IN_PERSON, Meeting.Mode.HYBRID}:
        place = create_place(source=source)
    fields.setdefault("source_key", f"meeting-{number}")
    return Meeting.objects.create(
        **{
            "id": source.id_of("meeting", fields["source_key"]),
            "source": source,
            "slug": slug or f"meeting-{number}",
            "group": group,
            "place": place,
            "name": name,
            "mode": mode,
            "rule": rule,
            "start": start,
            "minutes": minutes,
            "zone": zone,
            "features": list(features),
            "revision": Revision.advance(),
            **fields,
        }
    )
