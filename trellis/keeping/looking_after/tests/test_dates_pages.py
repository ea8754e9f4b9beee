"""A keeper calls a date off, moves one, or says that it is away, and everybody who reads it learns of it."""

import datetime as dt

import icalendar
import pytest
from django.utils import timezone

from trellis.keeping.acting import Acting
from trellis.keeping.looking_after.actions import change_dates
from trellis.keeping.looking_after.one_offs import call_off
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place

pytestmark = pytest.mark.django_db
DATES = "/meetings/way-in/dates"


def next_dates(count=3):
    today = timezone.localdate()
    first = today + dt.timedelta(days=(1 - today.weekday()) % 7 or 7)
    return [first + dt.timedelta(days=7 * n) for n in range(count)]


def calendar(client):
    found = icalendar.Calendar.from_ical(client.get("/meetings/way-in.ics").content)
    return found.walk("VEVENT")


def test_a_date_is_called_off_in_two_taps_and_calendars_and_programs_learn_of_it(client, visit, meeting, its_keeper):
    before = calendar(client)[0]
    day = next_dates()[1]
    answer = client.post(DATES, {"do": "off", "day": day.isoformat()})
    assert answer.url == DATES
    assert "Not on" in visit(DATES).text
    [after] = calendar(client)
    assert [one.dt.date() for one in after["exdate"].dts] == [day]
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt
    said = client.get(f"/api/v1/meetings/{meeting.pk}").json()
    assert any(words.startswith(f"not on {day.day} ") for words in said["exceptions"])
    assert not any(one["starts"].startswith(day.isoformat()) for one in said["next"])


def test_a_date_that_was_off_is_on_after_all(client, meeting, its_keeper):
    day = next_dates()[0].isoformat()
    client.post(DATES, {"do": "off", "day": day})
    client.post(DATES, {"do": "on", "day": day})
    meeting.refresh_from_db()
    assert meeting.cancelled == []


def test_a_date_is_moved_and_calendars_move_that_one(client, visit, its_keeper):
    day = next_dates()[1]
    to = day + dt.timedelta(days=1)
    page = f"{DATES}/{day.isoformat()}"
    assert page in [link.get("href") for link in visit(DATES).all("a")]
    client.post(page, {"day": to.isoformat(), "start": "18:00", "ends": "19:00"})
    _, moved = calendar(client)
    assert moved["recurrence-id"].dt.date() == day
    assert (moved["dtstart"].dt.date(), f"{moved['dtstart'].dt:%H:%M}") == (to, "18:00")
    assert moved["duration"].dt == dt.timedelta(hours=1)
    assert "instead of" in visit(DATES).text


def test_away_from_and_to_takes_all_dates_between_out(client, visit, meeting, its_keeper):
    first, second, third = next_dates()
    sent = {"do": "away", "first": first.isoformat(), "last": second.isoformat()}
    client.post(DATES, sent)
    meeting.refresh_from_db()
    assert (meeting.suspended_from, meeting.suspended_until) == (first, second + dt.timedelta(days=1))
    assert "It is held as usual" in [button.text for button in visit(DATES).all("button")]
    [series] = calendar(client)
    begins = series["dtstart"].dt.date()
    left_out = [one.dt.date() for one in series["exdate"].dts] if "exdate" in series else []
    assert begins == third or (begins < first and left_out == [first, second])  # today may be one of its days
    client.post(DATES, {"do": "back"})
    meeting.refresh_from_db()
    assert meeting.suspended_from is None


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"do": "off", "day": "2020-01-01"}, "It is not held on 1 January 2020"),
        ({"do": "off", "day": "soon"}, "Choose one of the dates shown."),
        ({"do": "dance"}, "Choose one of the dates shown."),
        ({"do": "away", "first": "", "last": ""}, "Say from which day."),
        ({"do": "away", "first": "2030-01-02", "last": "2030-01-01"}, "Swap the two."),
    ],
)
def test_dates_that_cannot_be_are_explained_and_change_nothing(client, its_keeper, sent, says):
    assert says in client.post(DATES, sent).content.decode()
    assert not Change.objects.exists()


def test_a_date_of_no_meeting_has_no_page(client, its_keeper):
    assert client.get(f"{DATES}/never").status_code == 404


def test_all_meetings_of_a_group_are_away_together(client, visit, meeting, its_keeper):
    create_meeting(group=meeting.group, rule="FREQ=WEEKLY;BYDAY=FR")
    create_meeting(group=meeting.group, rule="", start=None)
    first = timezone.localdate() + dt.timedelta(days=10)
    page = f"/groups/{meeting.group.slug}/dates"
    client.post(page, {"first": first.isoformat(), "last": (first + dt.timedelta(days=14)).isoformat()})
    assert sorted(bool(one.suspended_from) for one in meeting.group.meetings.all()) == [False, True, True]
    assert "2 meetings" in visit(page).text


def test_a_place_that_closes_asks_the_people_of_the_meetings_there(client, visit, meeting, its_keeper):
    """The keeper of the place keeps one of three groups; another has a keeper, the third has none."""
    from trellis.accounts.tests.people import keeper, person_with

    place = meeting.place
    keeper(its_keeper, "place", place.pk)
    with_keeper, without = (create_meeting(place=place, slug=slug) for slug in ("with", "without"))
    keeper(person_with("other@example.org"), "group", with_keeper.group_id)
    first = timezone.localdate() + dt.timedelta(days=10)
    page = f"/places/{place.slug}/dates"
    client.post(page, {"first": first.isoformat(), "last": (first + dt.timedelta(days=14)).isoformat()})
    states = {str(change.listing_id): change.state for change in Change.objects.all()}
    assert states == {
        str(meeting.pk): "applied",
        str(with_keeper.pk): "for-keeper",
        str(without.pk): "waiting",
    }
    said = visit(page).text
    assert "one meeting" in said
    assert "2 meetings: we asked the people who look after them" in said


def test_a_place_where_nothing_is_held_says_so(client, visit, its_keeper, meeting):
    from trellis.accounts.tests.people import keeper

    place = create_place(slug="empty")
    keeper(its_keeper, "place", place.pk)
    assert "No meeting is listed here" in visit("/places/empty/dates").text


def test_two_keepers_who_call_off_a_date_each_both_have_their_way(meeting, its_keeper):
    by = Acting("keeper", its_keeper)
    stale = Meeting.objects.get(pk=meeting.pk)
    first, second, _ = next_dates()
    now = timezone.now()
    change_dates(meeting, lambda schedule: call_off(schedule, first), by=by, now=now)
    change_dates(stale, lambda schedule: call_off(schedule, second), by=by, now=now)
    meeting.refresh_from_db()
    assert meeting.cancelled == [first.isoformat(), second.isoformat()]
