"""A meeting, its keeper, and somebody signed in as that keeper."""

import pytest

from trellis.accounts.tests.people import keeper, moderator, person_with, sign_in
from trellis.meetings.tests.factories import create_meeting


@pytest.fixture
def meeting(db):
    return create_meeting(name="Way In", slug="way-in")


@pytest.fixture
def its_keeper(client, meeting):
    """Signed in, and a keeper of the meeting's group."""
    person = person_with("keeper@example.org", "Kit")
    keeper(person, "group", meeting.group_id)
    sign_in(client, person)
    return person


@pytest.fixture
def a_moderator(client, meeting):
    person = person_with("moderator@example.org", "Mo")
    moderator(person)
    sign_in(client, person, is_strong=True)
    return person
