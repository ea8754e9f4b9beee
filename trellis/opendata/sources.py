"""Where feeds come from: opens a file or a web address, finds out its format, and names the source."""

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from trellis.lib.text import slug
from trellis.opendata.actions import Feed
from trellis.opendata.formats import meeting_guide
from trellis.opendata.listing import Listing, Row
from trellis.opendata.whereabouts import Atlas
from trellis.places.models import Source


class SourceError(Exception):
    """A source that cannot be opened; the message says why and what to do."""


FORMATS: Final = ("meeting-guide", "bmlt", "csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Opened:
    source: Source
    feed: Feed


@contextmanager
def open_source(
    where: str, *, format_code: str = "auto", name: str = "", formats_file: str = "", pathway: str = ""
) -> Iterator[Opened]:
    path = Path(where)
    name = name or path.name.split(".")[0]
    source = Source(id=Source.id_for(slug(name)), slug=slug(name), name=name, address=path.name, format="meeting-guide")
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as feed:
        yield Opened(source, Feed(meeting_guide.rows(feed), partial(meeting_guide.read, pathway=pathway), pathway))


def the_atlas() -> Atlas:
    from trellis.lib.folders import data_folder
    from trellis.places.postcodes import TABLE_NAME, Postcodes

    table = data_folder() / TABLE_NAME
    return Atlas(Postcodes.open(table) if table.exists() else None, settings.TIME_ZONE, settings.COUNTRY)
