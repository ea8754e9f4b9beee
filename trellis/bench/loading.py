"""Made-up meetings put straight into the database, and written as a feed for `trellis import`."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from trellis.bench.worlds import Made
from trellis.finder.entries import Entry
from trellis.lib.garbage import looked_for_seldom
from trellis.meetings.models import Group, Meeting
from trellis.meetings.pathways import PATHWAYS
from trellis.meetings.recurrence import Schedule
from trellis.opendata.bulk import made, upsert
from trellis.places.models import NAMESPACE, Place, Revision, Source
from trellis.places.postcodes import Postcodes

SLUG: Final = "made-up"
MISTYPED: Final = 300
_BATCH: Final = 2_000


def load(meetings: Iterable[Made], *, tell: Callable[[int], None] = lambda _: None) -> None:
    """In one transaction, past the import: for measuring what reads, not what writes. `tell` hears of each batch."""
    with looked_for_seldom(), transaction.atomic():
        source = Source.objects.create(
            id=Source.id_for(SLUG),
            slug=SLUG,
            name="Made up",
            format=Source.Format.MEETING_GUIDE,
            read_at=timezone.now(),
        )
        revision = Revision.advance()
        for batch in _batches(meetings):
            upsert(Place, [_place(one, source, revision) for one in batch if one.has_place], ["revision"])
            upsert(Group, [_group(one, source, revision) for one in batch], ["revision"])
            upsert(Meeting, [_meeting(one, source, revision) for one in batch], ["revision"])
            tell(len(batch))


def _batches(meetings: Iterable[Made]) -> Iterator[list[Made]]:
    rest = iter(meetings)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _common(kind: str, one: Made, source: Source, revision: int) -> dict[str, Any]:
    key = str(one.number)
    slug = f"{kind}-{one.number}"
    return {
        "id": source.id_of(kind, key),
        "slug": slug,
        "source_id": source.pk,
        "source_key": key,
        "revision": revision,
    }


def _place(one: Made, source: Source, revision: int) -> Place:
    return made(
        Place,
        **_common("place", one, source, revision),
        name=one.venue,
        address=one.address,
        town=one.town,
        postcode=one.postcode,
        country="GB",
        lat=one.lat,
        lon=one.lon,
        point_from=Place.PointFrom.SOURCE.value,
        area_code=one.area,
        zone=one.zone,
    )


def _group(one: Made, source: Source, revision: int) -> Group:
    return made(Group, **_common("group", one, source, revision), name=one.group, pathway=one.pathway)


def _meeting(one: Made, source: Source, revision: int) -> Meeting:
    return made(
        Meeting,
        **_common("meeting", one, source, revision),
        group_id=source.id_of("group", str(one.number)),
        place_id=source.id_of("place", str(one.number)) if one.has_place else None,
        name=one.name,
        mode=one.mode,
        start=one.start,
        minutes=one.minutes,
        zone=one.zone,
        rule=one.rule,
        starts_on=one.starts_on,
        features=list(one.features),
    )


def entries_of(meetings: Iterable[Made]) -> Iterator[Entry]:
    """As the index would have them from the database."""
    for one in meetings:
        yield Entry(
            id=uuid5(NAMESPACE, str(one.number)),
            schedule=Schedule(one.start, one.minutes, one.zone, one.rule, one.starts_on),
            pathway=one.pathway,
            mode=one.mode,
            features=one.features,
            lat=one.lat if one.has_place else None,
            lon=one.lon if one.has_place else None,
            area=one.area if one.has_place else "",
            words=f"{one.name} {one.group} {one.venue} {one.address} {one.town} {one.postcode}",
        )


def with_real_postcodes(meetings: Iterable[Made], postcodes: Postcodes) -> Iterator[Made]:
    """Each with the postcode nearest to it, and at most so far off as listings are: made-up ones hardly ever exist.

    One in three hundred keeps what was made up: so many are mistyped in the real set.
    """
    for batch in _batches(meetings):
        nearest = postcodes.nearest_many([one.lat for one in batch], [one.lon for one in batch])
        for one, postcode in zip(batch, nearest.postcodes, strict=True):
            there = postcodes.lookup(postcode)
            is_mistyped = one.number % MISTYPED == 0
            yield one if is_mistyped or not there else replace(one, postcode=postcode, lat=there.lat, lon=there.lon)


def write_feed(meetings: Iterable[Made], path: Path) -> None:
    """Meeting Guide JSON; rules beyond the weekly go as words, as real feeds have them."""
    with path.open("w", encoding="utf-8") as handle:
        handle.write("[\n")
        for number, one in enumerate(meetings):
            handle.write(",\n" * bool(number) + json.dumps(_guide(one)))
        handle.write("\n]\n")


def _guide(one: Made) -> dict[str, Any]:
    place = {
        "location": one.venue,
        "address": one.address,
        "city": one.town,
        "postal_code": one.postcode,
        "latitude": one.lat,
        "longitude": one.lon,
    }
    return {
        "slug": f"made-{one.number}",
        "name": one.name,
        "group": one.group,
        "entity": PATHWAYS[one.pathway].name,
        "day": (one.weekday + 1) % 7,
        "time": f"{one.start:%H:%M}",
        "timezone": one.zone,
        "types": ["O"] * ("open" in one.features)
        + ["X"] * ("step-free" in one.features)
        + ["ONL"] * (one.mode != "in-person"),
        "country": "GB",
        "notes": "First week of the month only" if one.rule.startswith("FREQ=MONTHLY") else "",
        **({"conference_url": f"https://example.org/j/{one.number}"} if one.mode != "in-person" else {}),
        **(place if one.has_place else {}),
    }
