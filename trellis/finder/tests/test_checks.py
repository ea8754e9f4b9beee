"""The examination of the index: what is found is what is listed."""

from uuid import UUID, uuid4

import pytest

from trellis.finder import checks
from trellis.finder.index import Index
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting
from trellis.safety.examinations import found_by


@pytest.mark.django_db
def test_an_index_that_shows_what_is_listed_is_well() -> None:
    create_meeting()
    create_meeting(state=Meeting.State.CLOSED)
    assert found_by("index") == []


@pytest.mark.django_db
def test_a_meeting_that_is_listed_but_not_found_is_told_and_the_other_way_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meeting = create_meeting()
    monkeypatch.setattr(checks.build, "entries", lambda: iter(()))
    (problem,) = found_by("index")
    assert (problem.id, problem.msg) == ("trellis.E132", "1 meeting is listed but not found.")
    assert str(meeting.pk) in problem.hint


@pytest.mark.django_db
def test_a_meeting_that_is_found_but_not_listed_is_told() -> None:
    create_meeting()
    index = Index.of(checks.build.entries())
    assert [one.msg for one in checks.differences(found=index, listed=[])] == ["1 meeting is found but not listed."]
    both = list(checks.differences(found=index, listed=[uuid4(), UUID(int=1)]))
    assert [one.msg for one in both] == ["2 meetings are listed but not found.", "1 meeting is found but not listed."]


@pytest.mark.django_db
def test_a_listing_that_keeps_the_index_from_being_built_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("no such day")

    monkeypatch.setattr(checks.build, "entries", broken)
    (problem,) = found_by("index")
    assert problem.id == "trellis.E131"
    assert "trellis import SOURCE --again" in problem.hint
