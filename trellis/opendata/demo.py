"""The imaginary town: listings of our own making, for trying things out, for tests and for pictures in the docs.

Alderbrook has every kind of place, pathway, feature and recurrence. Its people and groups are made up; the ground under
it is real, so that distances, authorities and postcodes behave. Every page says that it is imaginary.
"""

import datetime as dt
from importlib.resources import as_file, files
from typing import Final

from django.db import transaction

from trellis.meetings.models import Meeting
from trellis.opendata.actions import import_listings
from trellis.opendata.atlas import the_atlas
from trellis.opendata.report import Report
from trellis.opendata.sources import open_source
from trellis.places.models import Revision

NAME: Final = "Alderbrook, an imaginary town"


def load_imaginary_town(*, now: dt.datetime) -> Report:
    """Reads `data/imaginary-town.csv` as any other feed is read. Reading it again changes nothing."""
    with (
        as_file(files("trellis.opendata").joinpath("data/imaginary-town.csv")) as file,
        open_source(str(file), format_code="csv", name=NAME) as opened,
        transaction.atomic(),
    ):
        opened.source.is_imaginary = True
        opened.source.licence = "MIT"
        opened.source.attribution = "Made up by the makers of Trellis"
        opened.source.save()
        return import_listings(source=opened.source, feed=opened.feed, atlas=the_atlas(), now=now)


def has_listings() -> bool:
    """Whether anything is listed at all. One query."""
    return Meeting.objects.listed().exists()


def take_down_imaginary_town(*, now: dt.datetime) -> int:
    """Where real listings come in, made-up ones go: who looks for help must not be sent to a door that is not there.

    How many were taken down. Their pages stay, and say so; `trellis demo` puts them back.
    """
    with transaction.atomic():
        imaginary = Meeting.objects.listed().filter(source__is_imaginary=True)
        if not imaginary.exists():
            return 0
        return imaginary.update(state=Meeting.State.CLOSED, closed_at=now, revision=Revision.advance())
