"""The last part of a listing's address: readable, unique, and kept for ever once given."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from django.db import models
from django.utils.crypto import salted_hmac

from trellis.lib.text import cut_slug, slug

SLUG_LIMIT = 80
_VEIL = "private-place"


def gone_slug(slug: str) -> str:
    """What the slug of a place becomes that was taken off the map.

    It may hold a street or a name, so nobody can read it any more; whoever comes by the old address is still found it.
    """
    return f"gone-{salted_hmac('trellis.places.gone', slug, algorithm='sha256').hexdigest()[:40]}"


def veiled_words(town: str) -> tuple[str, ...]:
    """What the slug is made of where nobody is to read a name or a street in it."""
    return (f"{_VEIL} {town}",)


def readable_words(name: str, *more: str) -> tuple[str, ...]:
    """What it is made of otherwise: nothing that would pass for a veil."""
    return (f"the {name}" if is_veiled(slug(name)) else name, *more)


def is_veiled(slug: str) -> bool:
    return slug.startswith(_VEIL)


def wishes(words: Sequence[str], identity: UUID) -> Iterator[str]:
    """Slugs to try in turn: the words one by one added to the first, then with ever more of the identifier."""
    so_far = slug(words[0], 60)
    if so_far:
        yield so_far
    for more in map(slug, words[1:]):
        if more and more not in so_far:
            so_far = cut_slug(f"{so_far}-{more}" if so_far else more, SLUG_LIMIT - 1)
            yield so_far
    for length in (6, 12, 32):
        yield f"{so_far[: SLUG_LIMIT - length]}-{identity.hex[:length]}".lstrip("-")


def give_slugs(model: type[models.Model], wanted: Iterable[tuple[UUID, Sequence[str]]]) -> dict[UUID, str]:
    """A free slug for each new row, from its words: one query a round, and nearly always one round or two."""
    waiting = {identity: wishes(words, identity) for identity, words in wanted}
    given: dict[UUID, str] = {}
    taken: set[str] = set()
    while waiting:
        tries = {identity: list(islice(slugs, 2)) for identity, slugs in waiting.items()}
        asked = {text for texts in tries.values() for text in texts}
        taken |= set(model._default_manager.filter(slug__in=asked).values_list("slug", flat=True))
        for identity, texts in tries.items():
            free = next((text for text in texts if text not in taken), None)
            if free is not None:
                taken.add(free)
                given[identity] = free
                del waiting[identity]
    return given
