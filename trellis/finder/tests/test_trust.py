import datetime as dt

import pytest

from trellis.finder.listings.trust import vouched, worked_out
from trellis.meetings.models import Meeting
from trellis.places.listed import Standing
from trellis.places.models import Place, Source

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("read", "confirmed", "words"),
    [
        (None, None, "Not confirmed yet. Check before you go."),
        (ago(12), None, "Confirmed 12 days ago by its source."),
        (ago(12), ago(1), "Confirmed yesterday by its keeper."),
        (ago(1), ago(12), "Confirmed yesterday by its source."),
        (None, ago(200), "Last confirmed 6 months ago by its keeper. Check before you go."),
        (NOW + dt.timedelta(minutes=1), None, "Confirmed today by its source."),
    ],
)
def test_it_says_when_and_by_what_kind_of_source(
    read: dt.datetime | None, confirmed: dt.datetime | None, words: str
) -> None:
    meeting = Meeting(source=Source(read_at=read), confirmed_at=confirmed, confirmed_by="keeper")
    assert vouched(meeting).words(NOW) == words


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("keeper", "its keeper"),
        ("moderator", "a moderator"),
        ("visitors", "two visitors"),
        ("", "somebody who knows it"),
    ],
)
def test_it_says_what_kind_of_somebody_it_was(by: str, words: str) -> None:
    meeting = Meeting(source=Source(), confirmed_at=ago(1), confirmed_by=by)
    assert vouched(meeting).words(NOW) == f"Confirmed yesterday by {words}."


@pytest.mark.parametrize("standing", [Standing.PALE, Standing.LEFT])
def test_what_nobody_has_confirmed_for_a_long_time_says_since_when(standing: Standing) -> None:
    meeting = Meeting(source=Source(read_at=ago(260)), standing=standing)
    assert vouched(meeting).words(NOW) == "Nobody has confirmed this since 9 March 2026. Check before you go."


def test_what_no_source_stated_is_told_with_the_reason() -> None:
    hall = Place(derived={"point": "The middle of BB11 1JG."})
    meeting = Meeting(place=hall, derived={"minutes": "60 minutes are usual.", "new_field": "A reason."})
    assert worked_out(meeting) == [
        ("Its point on the map", "The middle of BB11 1JG."),
        ("When it ends", "60 minutes are usual."),
        ("New field", "A reason."),
    ]


def test_how_the_point_of_a_hidden_place_was_found_is_not_told() -> None:
    hall = Place(derived={"point": "The middle of BB11 1JG."}, showing=Place.Showing.HIDDEN)
    assert worked_out(Meeting(place=hall)) == []
