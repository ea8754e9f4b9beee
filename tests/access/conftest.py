"""The imaginary town, and everybody who may come to a page of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.access import table
from tests.access.table import World
from tests.pages.conftest import loaded_town, town  # noqa: F401 - fixtures
from trellis.accounts.models import Person
from trellis.accounts.tests.people import keeper, moderator, person_with, sign_in, steward
from trellis.meetings.models import Group, Meeting

Come = Callable[[Client, str], World]

GRANTS: dict[str, Callable[[Person, World], object]] = {
    table.KEEPER: lambda person, world: [
        keeper(person, "group", world.group.pk),
        keeper(person, "place", world.place.pk),
    ],
    table.OTHER_KEEPER: lambda person, world: keeper(person, "group", world.other.pk),
    table.MODERATOR: lambda person, world: moderator(person, world.place.area_code),
    table.OTHER_MODERATOR: lambda person, world: moderator(person, "W06000015"),
    table.WEAK_MODERATOR: lambda person, world: moderator(person, world.place.area_code),
    table.STEWARD: lambda person, world: steward(person),
    table.WEAK_STEWARD: lambda person, world: steward(person),
}
STRONG = {table.MODERATOR, table.OTHER_MODERATOR, table.STEWARD}


def comes(client: Client, who: str) -> World:
    """Has somebody of that kind sign in with a browser, and tells what there is."""
    meeting = Meeting.objects.listed().filter(place__area_code__gt="").with_listing().order_by("pk").first()
    assert meeting
    assert meeting.place
    other = Group.objects.exclude(pk=meeting.group_id).order_by("pk").first()
    assert other
    person = None if who == table.VISITOR else person_with("asking@example.org", "Asking")
    world = World(meeting.group, meeting, meeting.place, other, person)
    if person:
        if who in GRANTS:
            GRANTS[who](person, world)
        sign_in(client, person, is_strong=who in STRONG)
    return world


@pytest.fixture
def client() -> Client:
    """Django's own: here it counts who gets in. Whether pages are sound is seen where each is tested."""
    return Client()


@pytest.fixture
def come(town: None) -> Come:  # noqa: F811
    return comes
