"""Every address of the site, as a request: where, and what is sent there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from tests.access.table import ROWS, World
from tests.pages.test_every_address import ADDRESSES, NOTHING_THERE


@dataclass(frozen=True)
class Asked:
    """One request that somebody may make."""

    name: str
    at: str
    sends: dict[str, str] | None = None
    """A form, for an address that takes nothing else."""


def everywhere(world: World) -> Iterator[Asked]:
    """One address of each name, the way out last. Some make what they are about: it is taken back after each."""
    found = {name: lambda name=name, of=of: Asked(name, next(iter(of(name)))) for name, of in ADDRESSES.items()}
    found |= {name: lambda name=name, row=row: Asked(name, row.at(world), row.post) for name, row in ROWS.items()}
    for name in sorted(found, key="account_logout".__eq__):
        with transaction.atomic():
            yield found[name]()
            transaction.set_rollback(True)


LOST = ("/nothing-here", "/meetings/nothing-here", "/api/v1/nothing", "/feeds/nothing.json", "/pictures/nothing.jpg")
FILES = ("/static/web/css/base.css", "/static/web/pwa/offline.js", "/static/web/mark.svg", "/static/web/nothing.css")
__all__ = ["FILES", "LOST", "NOTHING_THERE", "Asked", "everywhere"]
