"""The address of a place goes with how much of it shows: a readable one may hold its name, its street, its postcode.

A place that is hidden later gets a new address, made of its town alone. The old one answers as that of a deleted place
does, and leads nowhere: nobody who comes by it learns which page took its place. So do the addresses that led to it,
because they were merged into it. Shown again, it gets a readable address again.
"""

from collections.abc import Iterable

from trellis.places.models import GoneAddress, Place
from trellis.places.slugs import give_slugs, gone_slug, is_veiled


def readdress(places: Iterable[Place]) -> None:
    """Gives those a new address whose address does not fit what shows of them now, and saves it. No query if all fit.

    Inside the transaction of its caller.
    """
    turned = [one for one in places if not _fits(one)]
    if not turned:
        return
    leading = list(Place.objects.filter(merged_into__in=turned))
    for one in leading:  # to the place as it is now, saved or not
        one.merged_into = next(into for into in turned if into.pk == one.merged_into_id)
    _give([*turned, *(one for one in leading if not _fits(one))])


def _is_private(place: Place) -> bool:
    """Whether it, or what it leads to, does not show where it is."""
    return any(not one.is_shown_exactly for one in (place, place.merged_into) if isinstance(one, Place))


def _fits(place: Place) -> bool:
    return place.state == Place.State.DELETED or is_veiled(place.slug) == _is_private(place)


def _give(places: list[Place]) -> None:
    gone = [GoneAddress(slug=gone_slug(one.slug)) for one in places]
    slugs = give_slugs(Place, [(one.pk, one.words_of_address(is_private=_is_private(one))) for one in places])
    for one in places:
        one.slug = slugs[one.pk]
    Place.objects.bulk_update(places, ["slug"])
    GoneAddress.objects.bulk_create(gone, ignore_conflicts=True)
    GoneAddress.objects.filter(slug__in=[gone_slug(slug) for slug in slugs.values()]).delete()
