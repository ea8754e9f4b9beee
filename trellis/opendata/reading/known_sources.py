"""Tells the room of accounts what sources there are, so that somebody can be given one to look after."""

from collections.abc import Iterable

from django.urls import reverse

from trellis.accounts import listings as known
from trellis.accounts.roles import Target
from trellis.keeping.listings import with_upper
from trellis.places.models import Source


def register() -> None:
    known.register(known.Source(find=find, by_slug=by_slug, area_name=lambda _: ""))


def target_of(source: Source) -> Target:
    return Target("source", source.pk, with_upper(source.area_code))


def find(keys: Iterable[known.Key]) -> dict[known.Key, known.Listing]:
    """At most one query."""
    wanted = [identity for kind, identity in keys if kind == "source"]
    rows = Source.objects.filter(pk__in=wanted) if wanted else []
    return {("source", source.pk): _known(source) for source in rows}


def by_slug(kind: str, slug: str) -> known.Listing | None:
    found = Source.objects.filter(slug=slug).first() if kind in {"", "source"} else None
    return _known(found) if found else None


def _known(source: Source) -> known.Listing:
    manage = reverse("source-keeping", args=[source.slug])
    return known.Listing(target_of(source), source.name, reverse("source", args=[source.slug]), manage)
