"""What the factories make is whole: it stands by itself and keeps the rules of the models."""

import pytest

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source
from trellis.places.models import Place, Revision

pytestmark = pytest.mark.django_db


def test_a_meeting_comes_with_group_place_and_source():
    meeting = create_meeting()
    assert (meeting.group.source, meeting.place.source) == (meeting.source, meeting.source)
    meeting.full_clean(exclude=["features", "cancelled"])


def test_a_meeting_from_home_has_no_place():
    assert create_meeting(mode=Meeting.Mode.ONLINE).place is None


def test_two_of_everything_do_not_collide():
    source = create_source()
    group, place = create_group(source=source), create_place(source=source)
    assert create_meeting(group=group, place=place).slug != create_meeting(group=group, place=place).slug


def test_every_one_made_is_a_change_that_indexes_see():
    first, second = create_meeting(), create_meeting()
    assert first.revision < second.revision == Revision.now()


def test_a_place_without_a_point_says_so():
    place = create_place(point=None)
    assert (place.lat, place.lon, place.point_from) == (None, None, Place.PointFrom.NONE)
