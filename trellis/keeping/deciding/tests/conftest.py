"""Somebody who moderates, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from trellis.accounts.models import Person
from trellis.accounts.tests.people import moderator, person_with, sign_in, steward


@pytest.fixture
def as_moderator(client) -> Callable[..., Person]:
    """as_moderator("E07000117") of an area, as_moderator() of everywhere, as_moderator(role="steward").

    `through` is the browser they sign in with, where there are two of them.
    """

    def come(area: str = "", *, role: str = "moderator", through: Client = client) -> Person:
        number = Person.objects.count() + 1
        person = person_with(f"somebody-{number}@example.org", "Heron")
        steward(person) if role == "steward" else moderator(person, area)
        sign_in(through, person, is_strong=True)
        return person

    return come
