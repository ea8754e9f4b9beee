"""The imaginary town: listings of our own making, for trying things out, for tests and for pictures in the docs.

Alderbrook has every kind of place, pathway, feature and recurrence. Its people and groups are made up; the ground under
it is real, so that distances, authorities and postcodes behave. Every page says that it is imaginary.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files
from typing import Any, Final

from django.db import transaction

from trellis.keeping.listings import area_of, kind_of
from trellis.keeping.models import Comment
from trellis.keeping.pictures import keep
from trellis.meetings.models import Group, Meeting
from trellis.opendata.actions import import_listings
from trellis.opendata.atlas import the_atlas
from trellis.opendata.report import Report
from trellis.opendata.sources import open_source
from trellis.places.listed import State
from trellis.places.models import Place, Revision, Source

NAME: Final = "Alderbrook, an imaginary town"
PICTURE: Final = "the-lantern.jpg"
"""Drawn, and no photo of anywhere."""


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
        report = import_listings(source=opened.source, feed=opened.feed, atlas=the_atlas(), now=now)
        for model in (Place, Group):
            model._default_manager.filter(source=opened.source, state=State.CLOSED, closed_by="").update(
                state=State.LISTED, closed_at=None
            )
        _let_speak(opened.source, now)
        return report


def _let_speak(source: Source, now: dt.datetime) -> None:
    """What feeds do not bring: stories, offers and needs, and a picture, for whoever has said nothing yet."""
    data = files("trellis.opendata").joinpath("data")
    words = json.loads(data.joinpath("imaginary-town-words.json").read_text(encoding="utf-8"))
    spoken = False
    for model in (Place, Group):
        known = words[model._meta.model_name]
        for listing in model._default_manager.filter(source=source, name__in=known, story=""):
            changes = dict(known[listing.name])
            if "picture_words" in changes:
                changes["picture"] = keep(data.joinpath(PICTURE).read_bytes())
            model._default_manager.filter(pk=listing.pk).update(**changes)
            Comment.objects.bulk_create(_said(listing, words["said"].pop(listing.name, ()), now))
            spoken = True
    if spoken:
        Revision.advance()


def _said(listing: Place | Group, said: Iterable[dict[str, Any]], now: dt.datetime) -> Iterator[Comment]:
    for one in said:
        at = now - dt.timedelta(days=one["days"])
        yield Comment(
            listing_kind=kind_of(listing),
            listing_id=listing.pk,
            area_code=area_of(listing),
            words=one["words"],
            called=one["called"],
            state=Comment.State.SHOWN,
            made_at=at,
            decided_at=at,
        )


def has_listings() -> bool:
    """Whether anything is listed at all. One query."""
    return Meeting.objects.listed().exists()
